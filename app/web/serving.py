"""Web server and worker as two child processes of one command: what ends one ends both."""

import signal
import subprocess
import sys
import time
from types import FrameType

import click

GRACE = 25  # seconds a child may take to finish what it is doing


def serve(host: str, port: int, processes: int = 1, threads: int = 8) -> int:
    """Serve until interrupted; give the exit code of whichever child ended first, 0 when we were asked to stop."""
    web = [
        sys.executable, "-m", "gunicorn", "wsgi:app", "--bind", f"{host}:{port}", "--workers", str(processes),
        "--worker-class", "gthread", "--threads", str(threads), "--no-control-socket", "--log-level", "warning",
    ]  # fmt: skip
    worker = [sys.executable, "-m", "flask", "--app", "wsgi", "worker"]
    asked: list[int] = []

    def stop(number: int, _frame: FrameType | None) -> None:
        asked.append(number)

    for each in (signal.SIGTERM, signal.SIGINT):
        signal.signal(each, stop)
    # In a session of their own, so that an interrupt from the keyboard reaches them through us, once.
    children = [subprocess.Popen(command, start_new_session=True) for command in (web, worker)]  # noqa: S603
    while not asked and all(child.poll() is None for child in children):
        time.sleep(0.2)
    ended = next((child.returncode for child in children if child.returncode is not None), 0)
    _end(children)
    return 0 if asked else ended or 1


@click.command("serve")
@click.option("--host", default="127.0.0.1", show_default=True)
@click.option("--port", default=8000, show_default=True)
@click.option("--processes", default=1, show_default=True, help="Web processes; each has eight threads.")
def command(host: str, port: int, processes: int) -> None:
    """Run the web server and one worker together."""
    sys.exit(serve(host, port, processes))


def _end(children: list[subprocess.Popen[bytes]]) -> None:
    for child in children:
        if child.poll() is None:
            child.terminate()
    for child in children:
        try:
            child.wait(GRACE)
        except subprocess.TimeoutExpired:
            child.kill()
