"""A worker of the tests' own jobs, run as a process: `python -m tests.jobs.worker ADDRESS FOLDER SECONDS [NAME]`."""

import datetime
import os
import sys
import time
from collections.abc import Callable
from pathlib import Path

from flask import Flask

from app import database, jobs


def saying(folder: Path, word: str) -> Callable[..., None]:
    """A job that writes what it was given into a file of that name."""

    def write(*words: object) -> None:
        with (folder / word).open("a") as file:
            file.write(" ".join(map(str, words)) + "\n")

    return write


def declare(folder: Path, seconds: float = 0) -> None:
    """The jobs: each writes what it was given into a file named after what happened to it."""

    def say(word: str) -> Callable[..., None]:
        return saying(folder, word)

    def slow(number: int) -> None:
        say("begun")(number)
        time.sleep(seconds)
        say("done")(number)

    def hopeless(number: int) -> None:
        say("tried")(number)
        raise jobs.JobFailed("It is too long.")

    jobs.declare("slow", slow, say("given up"))
    jobs.declare("hopeless", hopeless, say("given up"))


def declare_daily(folder: Path) -> None:
    """A job of every day, at any time of it."""
    jobs.every_day("dawn", saying(folder, "dawned"), saying(folder, "given up"), lambda _day: datetime.time(0))


def main(address: str, folder: str, seconds: str, name: str = "worker-1", grace: str = "20") -> None:
    """Work until stopped, as `flask worker` does."""
    app = Flask("worker")
    app.config.update(SQLALCHEMY_DATABASE_URI=address)
    database.init_app(app)
    declare(Path(folder), float(seconds))
    declare_daily(Path(folder))
    if not jobs.run_worker(app, name, grace=int(grace)):
        os._exit(0)


if __name__ == "__main__":
    main(*sys.argv[1:])
