"""Real identity providers as processes of their own, and people who sign in there."""

import re
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from datetime import UTC, datetime
from html import unescape
from typing import Any
from urllib.parse import urlsplit

import requests
import time_machine

from app.config import ROOT
from tests.auth import provider
from tests.browsing import Client


def really_now() -> datetime:
    """The time of day outside the tests, where providers live."""
    return datetime.fromtimestamp(int(time_machine.escape_hatch.time.time()), UTC)


@contextmanager
def running(*command: str, host: str = "127.0.0.1") -> Iterator[str]:
    """A provider as a process, whose last argument is its port; its address, once it answers."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    process = subprocess.Popen([sys.executable, "-m", *command, str(port)], cwd=ROOT, stdout=subprocess.DEVNULL,
                               stderr=subprocess.DEVNULL)  # fmt: skip
    address = f"http://{host}:{port}"
    try:
        for _ in range(300):
            try:
                requests.get(f"{address}/.well-known/openid-configuration", timeout=5).raise_for_status()
                break
            except requests.RequestException:
                assert process.poll() is None, "the provider did not start"
                time.sleep(0.1)
        yield address
    finally:
        process.kill()
        process.wait()


def own_provider(host: str = "127.0.0.1") -> AbstractContextManager[str]:
    """The provider of tests/auth/provider.py."""
    return running("tests.auth.provider", host=host)


def settings(address: str) -> dict[str, Any]:
    """What the service is told about a provider."""
    return {"OIDC_ISSUER": address, "OIDC_CLIENT_ID": provider.CLIENT, "OIDC_CLIENT_SECRET": provider.SECRET,
            "OIDC_NAME": "your work account", "OIDC_SUBJECT_CLAIMS": ("sub",), "OIDC_SCOPES": "openid",
            "OIDC_REQUIRED_ACR": frozenset(), "SIGN_IN_WITH": "both"}  # fmt: skip


class Traveller:
    """Somebody's browser: `client` is what it does here, `away` what it does at the provider."""

    def __init__(self, client: Client) -> None:
        self.client, self.away = client, requests.Session()

    def sent(self, start: str = "/sign-in/work-account", *, post: bool = False, **data: Any) -> str:
        """Where the service sends them."""
        answer = self.client.post(start, data=data) if post else self.client.get(start)
        if post:
            assert answer.status_code == 200, answer.text
            address = unescape(re.search(r'class="button" href="(http[^"]+)"', answer.text).group(1))
            assert answer.headers["Refresh"] == f"0; url={address}"
            return address
        assert answer.status_code == 303, answer.text
        return answer.location

    def comes_back(self, address: str, sub: str = "", lies: str = "", **data: str) -> str:
        """The path they come back to after signing in there as `sub`; as whom they did before, for none."""
        if sub or data:
            form = {"sub": sub, "lies": lies, **data}
            answer = self.away.post(address, data=form, allow_redirects=False, timeout=20)
        else:
            answer = self.away.get(address, allow_redirects=False, timeout=20)
        assert answer.status_code == 302, answer.text
        parts = urlsplit(answer.headers["Location"])
        assert parts.path == "/sign-in/work-account/back"
        return f"{parts.path}?{parts.query}"

    def enters(self, sub: str = "", start: str = "/sign-in/work-account", lies: str = "", **data: str) -> Any:
        """What the service answers when they come back."""
        return self.client.get(self.comes_back(self.sent(start), sub, lies, **data))
