"""One command runs the web server and a worker, and they end together."""

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen

import pytest

from app.config import ROOT


@pytest.fixture
def served(tmp_path: Path) -> Iterator[tuple["subprocess.Popen[bytes]", str]]:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    environment = {**os.environ, "DATABASE_URL": f"sqlite:///{tmp_path / 'served.db'}", "INSTANCE_DIR": str(tmp_path)}
    flask = [sys.executable, "-m", "flask", "--app", "wsgi"]
    subprocess.run([*flask, "db", "upgrade"], cwd=ROOT, env=environment, check=True, capture_output=True)
    process = subprocess.Popen([*flask, "serve", "--port", str(port)], cwd=ROOT, env=environment)
    yield process, f"http://127.0.0.1:{port}/sign-in"
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
