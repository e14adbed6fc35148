"""Which of the passages a page shows, and what somebody answered about them there."""

import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from werkzeug.datastructures import MultiDict

from app.evidence.choosing.passages import LONGEST_REASON, NOTHING, Row, Verdict
from app.evidence.models import KEEP, MASK
from app.language import clean, plural
from app.web.page import page_number

FEW, MANY = 6, 30  # passages at first, and a page once all are asked for
OPEN = "open"
UNSEEN = ("Cc", "Cf", "Zs", "Zl", "Zp")  # categories of characters that print nothing
MISSING = "Say why this can stay"
LONG = f"A reason can be up to {LONGEST_REASON} characters"


@dataclass(frozen=True)
class Looking:
    """How somebody looks through the passages: all or OPEN ones, a few or all of them, from which page, and which
    passage has each of its places in a row of its own.
    """

    show: str = ""
    more: bool = False
    number: int = 1
    apart: str = ""

    def shown(self, rows: Sequence[Row]) -> Sequence[Row]:
        """The rows on this page."""
        wanted = self.wanted(rows)
        return wanted[(self.number - 1) * MANY : self.number * MANY] if self.more else wanted[:FEW]

    def wanted(self, rows: Sequence[Row]) -> Sequence[Row]:
        """The rows on all pages."""
        return [row for row in rows if row.is_open] if self.show == OPEN else rows

    def words(self, rows: Sequence[Row]) -> str:
        """Where one is among all of them."""
        total, here = len(self.wanted(rows)), len(self.shown(rows))
        if not self.more or total <= MANY:
            return f"{plural(total, 'passage')}." if here == total else f"{here} of {plural(total, 'passage')}."
        first = (self.number - 1) * MANY
        return f"{first + 1} to {first + here} of {plural(total, 'passage')}."

    def address(self, **other: object) -> dict[str, Any]:
        """What the address of this page, or with `other` of one like it, says."""
        said = {"show": self.show, "apart": self.apart, "more": int(self.more), "page": self.number}
        return {name: value for name, value in {**said, **other}.items() if value and (name, value) != ("page", 1)}


def looking(args: Mapping[str, str]) -> Looking:
    """What an address asks for."""
    show = OPEN if args.get("show") == OPEN else ""
    return Looking(show, args.get("more") == "1", page_number(), args.get("apart", "")[:160])


def answers(form: MultiDict[str, str], mask_rest: bool) -> dict[str, Verdict]:
    """What was answered about each row of the page, by its `at`, decided or not. With `mask_rest` what has no answer is
    masked.
    """
    found: dict[str, Verdict] = {}
    for number in range(MANY):
        verdict = form.get(f"verdict-{number}", MASK if mask_rest else "")
        reason = _words(form.get(f"reason-{number}", "")) if verdict == KEEP else ""
        found[form.get(f"at-{number}", "")] = Verdict(verdict if verdict in (MASK, KEEP) else "", reason)
    return found


def _words(text: str) -> str:
    """A reason as it is kept; "" for one in which there is nothing to be seen."""
    seen = any(unicodedata.category(each) not in UNSEEN for each in text)
    return " ".join((clean(text) or "").split()) if seen else ""


def problems(rows: Sequence[Row], given: Mapping[str, Verdict]) -> dict[int, str]:
    """What keeps an answer from being kept, by the number of the row on the page."""
    found: dict[int, str] = {}
    for number, row in enumerate(rows):
        said = given.get(row.at, NOTHING)
        if said.verdict and not said.is_sound:
            found[number] = LONG if said.reason else MISSING
    return found
