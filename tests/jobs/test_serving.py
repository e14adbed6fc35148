"""One command runs the web server and a worker, and they end together."""

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from urllib.error import HTTPError, URLError
from urllib.request import urlopen

import pytest

from app.config import ROOT


def start(folder: Path, *more: str) -> tuple["subprocess.Popen[bytes]", str]:
    """The command on a fresh database in this folder, and where it answers."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    environment = {**os.environ, "DATABASE_URL": f"sqlite:///{folder / 'served.db'}", "INSTANCE_DIR": str(folder)}
    flask = [sys.executable, "-m", "flask", "--app", "wsgi"]
    subprocess.run([*flask, "db", "upgrade"], cwd=ROOT, env=environment, check=True, capture_output=True)
    process = subprocess.Popen([*flask, "serve", "--port", str(port), *more], cwd=ROOT, env=environment)
    return process, f"http://127.0.0.1:{port}/sign-in"


@pytest.fixture
def served(tmp_path: Path) -> Iterator[tuple["subprocess.Popen[bytes]", str]]:
    process, address = start(tmp_path)
    yield process, address
    process.terminate()
    process.wait(40)


def wait_for(address: str) -> int:
    """The status of the first answer."""
    for _ in range(900):
        try:
            with urlopen(address) as answer:
                return int(answer.status)
        except (URLError, ConnectionError):
            time.sleep(0.1)
    raise AssertionError("nothing answers")


def children(process: "subprocess.Popen[bytes]") -> list[int]:
    """The processes it has started."""
    told = Path(f"/proc/{process.pid}/task/{process.pid}/children").read_text()
    return [int(number) for number in told.split()]


def test_asked_to_stop_it_stops_both(served: tuple["subprocess.Popen[bytes]", str]):
    process, address = served
    assert wait_for(address) == 200
    both = children(process)
    assert len(both) == 2
    process.send_signal(signal.SIGINT)
    assert process.wait(40) == 0
    assert not any(Path(f"/proc/{child}").exists() for child in both)


def test_when_one_dies_the_other_ends_too(served: tuple["subprocess.Popen[bytes]", str]):
    process, address = served
    wait_for(address)
    _web, worker = children(process)
    os.kill(worker, signal.SIGKILL)
    assert process.wait(40) != 0
    with pytest.raises(URLError):
        urlopen(address)


def reading(address: str, request: str) -> socket.socket:
    """A connection over which so much of a request was sent."""
    host, _, port = address.split("/")[2].partition(":")
    connection = socket.create_connection((host, int(port)), timeout=30)
    connection.sendall(request.encode())
    return connection


def rest(connection: socket.socket) -> bytes:
    """All that is still to come."""
    told = b""
    while more := connection.recv(65536):
        told += more
    connection.close()
    return told


def test_told_to_stop_it_says_so_and_finishes_requests_under_way(tmp_path: Path):
    process, address = start(tmp_path, "--processes", "2", "--workers", "2", "--drain", "2")
    try:
        assert wait_for(address) == 200
        assert len(children(process)) == 3
        header = "POST /sign-in HTTP/1.1\r\nHost: it\r\nConnection: close\r\nContent-Length: 20\r\n"
        form = "Content-Type: application/x-www-form-urlencoded\r\n\r\n"
        sending = reading(address, header + form + "email=nobo")
        sheet = ROOT / "static" / "app.css"
        taking = reading(address, "GET /static/app.css HTTP/1.1\r\nHost: it\r\nConnection: close\r\n\r\n")
        begun = taking.recv(100)
        process.terminate()
        time.sleep(1)
        with pytest.raises(HTTPError) as stopping:
            urlopen(address.replace("sign-in", "ready"))
        assert (stopping.value.code, stopping.value.read()) == (503, b"stopping\n")
        stopping.value.close()
        time.sleep(2.5)  # now nothing new is taken
        sending.sendall(b"dy%40x.org")
        assert rest(sending).startswith(b"HTTP/1.1 400")  # it has no token
        assert (begun + rest(taking)).endswith(sheet.read_bytes()[-200:])
        assert process.wait(40) == 0
    finally:
        process.terminate()
        process.wait(40)
