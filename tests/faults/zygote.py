"""A process that has imported the service once and forks a fresh copy of itself for whatever is to be killed.

`Zygote` is the handle on it. What runs in a copy is a function of `tests.faults.inside`, named by its name, with
arguments that JSON can carry. A copy that is started leads a process group of its own, so that it can be killed with
all its children.
"""

import json
import os
import shutil
import signal
import subprocess
import sys
import time
import traceback
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from app.config import ROOT

PATIENCE = 60.0  # seconds


class Zygote:
    """A running zygote. `environment` is added to the test's own (LD_PRELOAD takes hold at its start)."""

    def __init__(self, environment: Mapping[str, str] | None = None) -> None:
        self.process = subprocess.Popen(
            [sys.executable, "-m", "tests.faults.zygote"], cwd=ROOT, env={**os.environ, **(environment or {})},
            stdin=subprocess.PIPE, stdout=subprocess.PIPE,
        )  # fmt: skip

    def call(self, name: str, *args: Any) -> Any:
        """What the function gives back, run in a copy. RuntimeError with its trace when it failed."""
        answer = self._ask({"call": name, "args": args})
        if "error" in answer:
            raise RuntimeError(answer["error"])
        return answer["value"]

    def start(self, name: str, log: Path, *args: Any) -> int:
        """Let the function run on in a copy, which writes to `log`; gives its process id, its group's too."""
        return int(self._ask({"start": name, "args": args, "log": str(log)})["pid"])

    def reap(self, pid: int) -> int:
        """Wait until a copy that was started has ended, with everything it had started; gives its exit status."""
        status = int(self._ask({"reap": pid})["status"])
        wait_until_gone(pid)
        return status

    def kill(self, pid: int) -> None:
        """End a copy and all its children at once, as a crash would."""
        os.killpg(pid, signal.SIGKILL)
        self.reap(pid)

    def close(self) -> None:
        """End the zygote."""
        assert self.process.stdin is not None
        assert self.process.stdout is not None
        self.process.stdin.close()
        self.process.wait(PATIENCE)
        self.process.stdout.close()

    def _ask(self, ask: dict[str, Any]) -> dict[str, Any]:
        assert self.process.stdin is not None
        assert self.process.stdout is not None
        self.process.stdin.write(json.dumps(ask).encode() + b"\n")
        self.process.stdin.flush()
        answer: dict[str, Any] = json.loads(self.process.stdout.readline() or '{"error": "the zygote has ended"}')
        return answer


def wait_until_gone(group: int) -> None:
    """Wait until no process of the group runs. What has ended and was not fetched by its parent does not count."""
    ends = time.monotonic() + PATIENCE
    while any(_runs_in(entry, group) for entry in Path("/proc").iterdir() if entry.name.isdecimal()):
        assert time.monotonic() < ends, "it does not end"
        time.sleep(0.01)


def _runs_in(entry: Path, group: int) -> bool:
    try:
        state, _parent, its_group = (entry / "stat").read_text().rpartition(")")[2].split()[:3]
    except OSError:
        return False
    return int(its_group) == group and state not in "ZX"


def processor_seconds(group: int) -> float:
    """What the processes of a group have taken of the processors so far, by themselves and in the system."""
    ticks = 0
    for entry in Path("/proc").iterdir():
        if entry.name.isdecimal() and _runs_in(entry, group):
            ticks += sum(map(int, (entry / "stat").read_text().rpartition(")")[2].split()[11:13]))
    return ticks / os.sysconf("SC_CLK_TCK")


def main() -> None:
    """Answer one line of JSON after the other until there are no more."""
    out = os.fdopen(os.dup(1), "wb", buffering=0)
    os.dup2(2, 1)  # what a copy prints is no answer
    import tests.faults.inside as inside

    inside.warm()
    for line in sys.stdin.buffer:
        ask = json.loads(line)
        if "reap" in ask:
            answer = {"status": os.waitpid(ask["reap"], 0)[1]}
        elif "start" in ask:
            answer = {"pid": _started(getattr(inside, ask["start"]), ask["args"], ask["log"])}
        else:
            answer = _called(getattr(inside, ask["call"]), ask["args"])
        out.write(json.dumps(answer).encode() + b"\n")
    shutil.rmtree(inside.COMPILED.directory, ignore_errors=True)


def _started(function: Any, args: list[Any], log: str) -> int:
    pid = os.fork()
    if pid:
        return pid
    status = 1
    try:
        os.setsid()
        file = os.open(log, os.O_WRONLY | os.O_CREAT | os.O_APPEND)
        for standard in (1, 2):
            os.dup2(file, standard)
        os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
        function(*args)
        status = 0
    except SystemExit as left:
        status = int(left.code or 0)
    except BaseException:
        traceback.print_exc()
    finally:
        sys.stderr.flush()
        os._exit(status)


def _called(function: Any, args: list[Any]) -> dict[str, Any]:
    here, there = os.pipe()
    pid = os.fork()
    if pid == 0:
        os.close(here)
        try:
            answer = {"value": function(*args)}
        except BaseException:
            answer = {"error": traceback.format_exc()}
        with os.fdopen(there, "wb") as file:
            file.write(json.dumps(answer).encode())
        os._exit(0)
    os.close(there)
    with os.fdopen(here, "rb") as file:
        told = file.read()
    os.waitpid(pid, 0)
    return json.loads(told or '{"error": "it ended without a word"}')


if __name__ == "__main__":
    main()
