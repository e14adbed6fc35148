"""Browsers by the dozen, as light as they can be: one connection each, real requests, asked side by side."""

import asyncio
import json
import re
from collections.abc import Coroutine
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import Any, TypeVar
from urllib.parse import urlencode

from tests.make import PASSWORD

Done = TypeVar("Done")
TOKEN = re.compile(rb'name="csrf_token"[^>]*value="([^"]+)"')
PATIENCE = 120.0  # seconds for an answer


class Gone(Exception):
    """There is nobody at the other end, or there no longer is: what was asked may or may not have been done."""


@dataclass(frozen=True)
class Reply:
    """What came back."""

    status: int
    headers: dict[str, str]
    body: bytes

    def json(self) -> Any:
        """The body, read as JSON."""
        return json.loads(self.body)


@dataclass
class Browser:
    """Someone's browser: their cookie and the token of their forms, on a connection from an address of its own."""

    port: int
    number: int
    account: int = 0
    cookie: str = ""
    token: str = ""
    line: tuple[asyncio.StreamReader, asyncio.StreamWriter] | None = field(default=None, repr=False)

    async def ask(self, path: str, data: dict[str, Any] | None = None) -> Reply:
        """GET, or POST `data` with the form's token. Raises Gone."""
        body = b"" if data is None else urlencode({"csrf_token": self.token, **data}).encode()
        head = [
            f"{'GET' if data is None else 'POST'} {path} HTTP/1.1", f"Host: 127.0.0.1:{self.port}",
            f"Cookie: {self.cookie}", f"Origin: http://127.0.0.1:{self.port}", "Sec-Fetch-Site: same-origin",
            "Accept: text/html",
        ]  # fmt: skip
        if data is not None:
            head += ["Content-Type: application/x-www-form-urlencoded", f"Content-Length: {len(body)}"]
        try:
            async with asyncio.timeout(PATIENCE):
                reader, writer = await self._connected()
                writer.write("\r\n".join([*head, "", ""]).encode() + body)
                await writer.drain()
                return await self._read(reader)
        except (OSError, asyncio.IncompleteReadError) as lost:  # a time-out is an OSError too
            self.hang_up()
            raise Gone from lost

    async def sign_in(self, email: str, password: str = PASSWORD) -> None:
        """Sign in through the page, and take the token of the forms."""
        page = await self.ask("/sign-in")
        self._keep(page)
        self.token = TOKEN.search(page.body)[1].decode()  # type: ignore[index]
        entered = await self.ask("/sign-in", {"email": email, "password": password})
        assert entered.status == 303, entered
        self._keep(entered)
        page = await self.ask("/sign-in/token")
        self._keep(page)
        if page.status == 303:  # a clock that jumped in between has ended it already
            await self.sign_in(email, password)
            return
        told = page.json()
        self.token, self.account = told["csrf_token"], told["account_id"]

    def hang_up(self) -> None:
        """Let go of the connection."""
        if self.line:
            self.line[1].transport.abort()
        self.line = None

    async def _connected(self) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
        if self.line is None:
            # An address of its own: attempts to sign in are counted by where they come from.
            source = (f"127.0.{self.number // 200 + 1}.{self.number % 200 + 1}", 0)
            self.line = await asyncio.open_connection("127.0.0.1", self.port, local_addr=source)
        return self.line

    async def _read(self, reader: asyncio.StreamReader) -> Reply:
        head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").split("\r\n")
        headers = {}
        for line in head[1:-2]:
            name, _, value = line.partition(": ")
            headers[name.lower()] = value
        body = await reader.readexactly(int(headers.get("content-length", 0)))
        if headers.get("connection") == "close":
            self.hang_up()
        return Reply(int(head[0].split()[1]), headers, body)

    def _keep(self, reply: Reply) -> None:
        if "set-cookie" in reply.headers:
            self.cookie = reply.headers["set-cookie"].partition(";")[0]


def run(doing: Coroutine[Any, Any, Done]) -> Done:
    """What it comes to, in a thread of its own: tests in a browser leave a loop running in the test's."""
    with ThreadPoolExecutor(1) as threads:
        return threads.submit(asyncio.run, doing).result()


async def wait_until_served(port: int) -> None:
    """Wait until the service answers."""
    browser = Browser(port, 0)
    for _ in range(2000):
        try:
            await browser.ask("/sign-in/token")
        except Gone:
            await asyncio.sleep(0.01)
        else:
            browser.hang_up()
            return
    raise AssertionError("nobody answers")
