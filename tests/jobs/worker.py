"""A worker of the tests' own jobs, run as a process: `python -m tests.jobs.worker ADDRESS FOLDER SECONDS`."""

import sys
import time
from collections.abc import Callable
from pathlib import Path

from flask import Flask

from app import database, jobs


def declare(folder: Path, seconds: float = 0) -> None:
    """The jobs: each writes what it was given into a file named after what happened to it."""

    def say(word: str) -> Callable[..., None]:
        def write(*words: object) -> None:
            with (folder / word).open("a") as file:
                file.write(" ".join(map(str, words)) + "\n")

        return write

    def slow(number: int) -> None:
        say("begun")(number)
        time.sleep(seconds)
        say("done")(number)

    def hopeless(number: int) -> None:
        say("tried")(number)
        raise jobs.JobFailed("It is too long.")

    jobs.declare("slow", slow, say("given up"))
    jobs.declare("hopeless", hopeless, say("given up"))


def main(address: str, folder: str, seconds: str) -> None:
    """Work until stopped."""
    app = Flask("worker")
    app.config.update(SQLALCHEMY_DATABASE_URI=address)
    database.init_app(app)
    declare(Path(folder), float(seconds))
    jobs.run_worker(app)


if __name__ == "__main__":
    main(*sys.argv[1:])
