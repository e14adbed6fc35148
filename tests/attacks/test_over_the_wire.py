"""Requests no browser writes, sent byte by byte to the web server as it runs in life: one answer at most, and no."""

import os
import re
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from app.config import ROOT
from tests.attacks import corpus

WAIT = 1.5  # seconds until a server that says nothing more has said all
GOOD = "GET /sign-in HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"
# What carries a second request behind it, or hides one: the answer to that one would be ours.
SMUGGLES = re.compile("GET /sign-in HTTP/1.1\r\nHost: localhost\r\n\r\n$")


@pytest.fixture(scope="module")
def port(tmp_path_factory: pytest.TempPathFactory) -> Iterator[int]:
    """Where the web server listens. No database is needed for what is asked of it here."""
    folder: Path = tmp_path_factory.mktemp("wire")
    with socket.create_server(("127.0.0.1", 0)) as free:
        chosen = int(free.getsockname()[1])
    environment = {**os.environ, "DATABASE_URL": f"sqlite:///{folder}/none.db", "INSTANCE_DIR": str(folder)}
    threads = ["--worker-class", "gthread", "--threads", "4", "--no-control-socket", "--log-level", "critical"]
    command = [sys.executable, "-m", "gunicorn", "wsgi:app", "--bind", f"127.0.0.1:{chosen}", *threads]
    process = subprocess.Popen(command, cwd=ROOT, env=environment, stdout=subprocess.DEVNULL)
    try:
        for _ in range(600):
            if statuses(chosen, GOOD) == ["200"]:
                break
            time.sleep(0.1)
        yield chosen
    finally:
        process.terminate()
        process.wait(20)


def said(port: int, request: str, wait: float = WAIT) -> bytes:
    """Everything the server answers to these bytes until it ends or falls silent."""
    found = b""
    try:
        with socket.create_connection(("127.0.0.1", port), timeout=wait) as line:
            line.sendall(request.encode("latin-1", "replace"))
            while piece := line.recv(65_536):
                found += piece
    except (TimeoutError, ConnectionError):
        pass
    return found


def statuses(port: int, request: str) -> list[str]:
    """The status of each answer."""
    return [each.decode() for each in re.findall(rb"^HTTP/1\.[01] (\d{3})", said(port, request), flags=re.MULTILINE)]


def test_a_request_that_could_be_read_two_ways_gets_one_answer_at_most_and_no(port: int):
    for request in corpus.read("requests"):
        found = statuses(port, request)
        assert len(found) <= 1, (request[:200], found)
        smuggled = SMUGGLES.search(request) and found == ["200"]
        assert not smuggled, request[:200]
        # What is merely odd may be answered as if it were plain; nothing fails.
        assert all(status[0] in "24" or status in ("501", "505") for status in found), (request[:120], found)
    assert statuses(port, GOOD) == ["200"]


@pytest.mark.parametrize("method", ["TRACE", "TRACK", "PUT", "DELETE", "CONNECT", "DEBUG"])
def test_a_method_no_page_uses_is_refused(method: str, port: int):
    (status,) = statuses(port, f"{method} /sign-in HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n")
    assert status in ("400", "405", "501")


def test_the_server_does_not_say_what_it_is(port: int):
    head = said(port, GOOD).partition(b"\r\n\r\n")[0].decode().lower()
    assert not re.search(r"python|werkzeug|flask|whitenoise|/\d+\.\d+\.\d+", head), head
    assert "content-type: text/html; charset=utf-8" in head


def test_a_range_of_a_page_is_not_taken_and_of_a_file_is_one(port: int):
    page = GOOD.replace("Connection", "Range: bytes=0-9,20-29\r\nConnection")
    assert statuses(port, page) == ["200"]
    many = ",".join(f"{place}-{place}" for place in range(500))
    file = f"GET /static/app.css HTTP/1.1\r\nHost: localhost\r\nRange: bytes={many}\r\nConnection: close\r\n\r\n"
    assert statuses(port, file)[0] in ("200", "206", "400", "416")
