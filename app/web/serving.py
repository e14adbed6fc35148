"""Web server and workers as child processes of one command: what ends one ends all, and each may finish its work."""

import gc
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping
from pathlib import Path
from types import FrameType

import click
from flask import current_app

from app.database import insist_on_a_sound_file

GRACE = 30  # seconds all children together may take to finish what they are doing
UNDER_WAY = 20  # of these, seconds that requests under way have
KEEP_ALIVE = 75  # seconds; longer than the minute after which common load balancers let go of a connection
RENEWED = 20_000  # requests after which a web process is made anew, so that nothing grows for ever; 2,000 more at most
MEMORY = "/dev/shm"  # noqa: S108 - where gunicorn says that it lives: a slow disk must not make it look dead
BETWEEN = 10_000  # things made, and not gone, between two looks of the collector; Python's own number is 700
# Where the processes of one command leave word for each other: that they stop, and what they counted.
PLACE = "OVERSIGHT_PLACE"
STOPPING = "stopping"


def settle() -> None:
    """Spare the collector what it finds nothing in, once the app is made: what the app is made of, which stays as long
    as the process, and the thousands of things of one page, which are gone with it.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(BETWEEN)


def is_stopping() -> bool:
    """Whether this web process was told to stop, and only waits until nobody is sent here any more."""
    place = os.environ.get(PLACE, "")
    return bool(place) and (Path(place) / STOPPING).exists()


def web_command(host: str, port: int, processes: int, threads: int) -> list[str]:
    """How the web server is started."""
    return [
        sys.executable, "-m", "gunicorn", "wsgi:app", "--bind", f"{host}:{port}", "--workers", str(processes),
        "--worker-class", "gthread", "--threads", str(threads), "--no-control-socket", "--log-level", "warning",
        "--graceful-timeout", str(UNDER_WAY), "--keep-alive", str(KEEP_ALIVE),
        "--max-requests", str(RENEWED), "--max-requests-jitter", str(RENEWED // 10),
        # Whose X-Forwarded-* headers count is for PROXY_COUNT alone to say.
        "--forwarded-allow-ips", "",
        *(["--worker-tmp-dir", MEMORY] if Path(MEMORY).is_dir() else []),
    ]  # fmt: skip


def serve(commands: Mapping[str, list[str]], drain: float = 0) -> int:
    """Run these children, by name, until interrupted; give the exit code.

    0 when we were asked to stop and all finished in time, 1 when one had to be killed, else that of whichever child
    ended by itself. Asked to stop, /ready says so for `drain` seconds before anything ends.
    """
    place = Path(tempfile.mkdtemp(prefix="oversight-"))
    environment = {**os.environ, PLACE: str(place)}
    asked: list[int] = []

    def stop(number: int, _frame: FrameType | None) -> None:
        asked.append(number)

    for each in (signal.SIGTERM, signal.SIGINT):
        signal.signal(each, stop)
    # In sessions of their own, so that an interrupt from the keyboard reaches them through us, once.
    children = {
        name: subprocess.Popen(command, start_new_session=True, env=environment)  # noqa: S603
        for name, command in commands.items()
    }
    try:
        while not asked and all(child.poll() is None for child in children.values()):
            time.sleep(0.2)
        ended = [(name, child.returncode) for name, child in children.items() if child.returncode is not None]
        for name, code in ended:
            click.echo(f"{name} ended with code {code}, so the rest ends too.", err=True)
        if not ended:
            _drain(place, drain, asked)
        killed = _end(children)
    finally:
        shutil.rmtree(place, ignore_errors=True)
    return ended[0][1] or 1 if ended else int(bool(killed))


@click.command("serve")
@click.option("--host", default="127.0.0.1", show_default=True)
@click.option("--port", default=8000, show_default=True)
@click.option("--processes", default=1, show_default=True, help="Web processes; each has WEB_THREADS threads.")
@click.option("--workers", default=1, show_default=True, help="Workers, which do the queued jobs.")
@click.option("--name", default="worker", show_default=True, help="First part of the workers' names, on this machine.")
@click.option("--drain", default=0, show_default=True, help="Seconds to answer on after SIGTERM, while /ready says no.")
def command(host: str, port: int, processes: int, workers: int, name: str, drain: int) -> None:
    """Run the web server and its workers together."""
    insist_on_a_sound_file(current_app.config["SQLALCHEMY_DATABASE_URI"])
    flask = [sys.executable, "-m", "flask", "--app", "wsgi", "worker", "--name"]
    commands = {"web": web_command(host, port, processes, current_app.config["WEB_THREADS"])}
    for number in range(1, workers + 1):
        commands[f"{name}-{number}"] = [*flask, f"{name}-{number}"]
    sys.exit(serve(commands, drain))


def _drain(place: Path, seconds: float, asked: list[int]) -> None:
    """Let /ready say no for so long, or until asked to stop once more."""
    (place / STOPPING).touch()
    until, before = time.monotonic() + seconds, len(asked)
    while time.monotonic() < until and len(asked) == before:
        time.sleep(0.1)


def _end(children: Mapping[str, "subprocess.Popen[bytes]"]) -> list[str]:
    """Ask all of them to stop, and kill those that do not in time; gives their names."""
    until = time.monotonic() + GRACE
    for child in children.values():
        if child.poll() is None:
            child.terminate()
    killed = []
    for name, child in children.items():
        try:
            child.wait(max(0.0, until - time.monotonic()))
        except subprocess.TimeoutExpired:
            child.kill()
            child.wait()
            killed.append(name)
            click.echo(f"{name} did not stop within {GRACE} seconds and was killed.", err=True)
    return killed
