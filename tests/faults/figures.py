"""What the faults came to, in figures: told at the end of a run, and kept during a long one so that it can go on."""

import json
import re
from pathlib import Path
from typing import Any

from app.config import ROOT
from tests.faults.sizes import LONG

KEPT = ROOT / "instance" / "faults"


class Tally:
    """The figures of one goal on one engine. In the long mode they lie in instance/faults, and a run that was broken
    off goes on from them; delete the file to begin anew.
    """

    def __init__(self) -> None:
        self.title, self.figures = "", dict[str, Any]()
        self.file = Path()

    def begin(self, goal: str, engine: str, title: str, **wanted: int) -> None:
        """Name what is counted. Counting starts at nought, or in the long mode where it was left short of `wanted`."""
        self.title = f"{goal} {title}, {engine}"
        self.file = KEPT / f"{re.sub(r'[^A-Za-z0-9]+', '-', self.title)}.json"  # a goal may have several tests
        self.figures = dict.fromkeys(wanted, 0)
        if LONG and self.file.exists():
            kept = json.loads(self.file.read_text())
            if any(kept.get(name, 0) < number for name, number in wanted.items()):
                self.figures = kept

    def add(self, **more: float) -> None:
        """Count."""
        for name, number in more.items():
            self.figures[name] = round(self.figures.get(name, 0) + number, 3)
        if LONG:
            KEPT.mkdir(parents=True, exist_ok=True)
            self.file.write_text(json.dumps(self.figures))
            print(self, flush=True)

    def __getitem__(self, name: str) -> Any:
        return self.figures[name]

    def __str__(self) -> str:
        said = ", ".join(f"{value:,} {name.replace('_', ' ')}" for name, value in self.figures.items())
        return f"{self.title}: {said}"
