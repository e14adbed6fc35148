"""Requests over kept connections, with as little work on this side as will do: both sides share the machine."""

import selectors
import socket
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from urllib.parse import urlencode

Asking = Callable[[bytes], bytes]  # the answer before, empty at first, to the next request


@dataclass
class Wire:
    """One connection. `send` a request, then `take` what came until it says that the answer is whole."""

    socket: socket.socket
    asking: Asking
    status: int = 200
    got: bytes = b""
    missing: int = field(default=-1)

    def send(self) -> None:
        """Ask the next question."""
        request = self.asking(self.got)
        self.got, self.missing = b"", -1
        self.socket.sendall(request)

    def take(self) -> bool:
        """Read what is there; whether the answer is whole. AssertionError for another status than is looked for."""
        chunk = self.socket.recv(1 << 18)
        assert chunk, "the server hung up"
        self.got += chunk
        if self.missing < 0:
            head, end, _ = self.got.partition(b"\r\n\r\n")
            if not end:
                return False
            assert int(head[9:12]) == self.status, self.got[:2000].decode(errors="replace")
            self.missing = len(head) + 4 + length(head)
        return len(self.got) >= self.missing


def length(head: bytes) -> int:
    """How many bytes the body has."""
    for line in head.split(b"\r\n"):
        name, _, value = line.partition(b":")
        if name.lower() == b"content-length":
            return int(value)
    return 0


def ask_all(wires: list[Wire], times: int) -> None:
    """Ask `times` times in all, on every connection at once."""
    with selectors.DefaultSelector() as ready:
        left = times - len(wires)
        for wire in wires:
            ready.register(wire.socket, selectors.EVENT_READ, wire)
            wire.send()
        open_ = len(wires)
        while open_:
            for key, _ in ready.select():
                wire = key.data
                if not wire.take():
                    continue
                if left > 0:
                    left -= 1
                    wire.send()
                else:
                    ready.unregister(wire.socket)
                    open_ -= 1


@contextmanager
def wires(port: int, *asking: Asking, status: int = 200) -> Iterator[list[Wire]]:
    """A connection for each of these, to a server on this machine."""
    made = [Wire(socket.create_connection(("127.0.0.1", port), timeout=60), each, status) for each in asking]
    for wire in made:
        wire.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    try:
        yield made
    finally:
        for wire in made:
            wire.socket.close()


def get(address: str, cookie: str = "") -> bytes:
    """A question for a page, as a browser asks it."""
    kept = f"Cookie: {cookie}\r\n" if cookie else ""
    return f"GET {address} HTTP/1.1\r\nHost: 127.0.0.1\r\nAccept: text/html\r\n{kept}\r\n".encode()


def post(address: str, cookie: str, token: str, **fields: str) -> bytes:
    """A form, with the token that proves it is ours."""
    body = urlencode({"csrf_token": token, **fields})
    head = (f"POST {address} HTTP/1.1\r\nHost: 127.0.0.1\r\nAccept: application/json\r\nCookie: {cookie}\r\n"
            f"Content-Type: application/x-www-form-urlencoded\r\nContent-Length: {len(body)}\r\n\r\n")  # fmt: skip
    return (head + body).encode()


def always(request: bytes) -> Asking:
    """The same question each time."""
    return lambda _: request
