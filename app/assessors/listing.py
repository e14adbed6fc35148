"""One page of the register: of thousands of people only those who might be countersigned are worked out."""

from dataclasses import dataclass
from datetime import datetime
from operator import itemgetter
from typing import Any

from sqlalchemy import Select, case, func, select

from app.assessors.queries import scope
from app.assessors.register import (
    Entry,
    assessors,
    is_countersigned,
    matching,
    might_be_countersigned,
    plain,
    work_out,
)
from app.database import db
from app.policy.access import Viewer
from app.policy.assessor_facts import COUNTERSIGNED, LEGACY, REVIEW, day_of

BY_NAME = itemgetter(1, 0)  # of a row of `assessors`: name and id


@dataclass(frozen=True)
class Asked:
    """What is searched for, which role (a role, "to review", or "" for any), and which team ("" for any)."""

    text: str = ""
    show: str = ""
    team: str = ""


@dataclass(frozen=True)
class Listing:
    """The people of one page, how many match, and of everyone in scope the teams and how many have which role."""

    entries: list[Entry]
    total: int
    counts: dict[str, int]
    teams: list[str]


def listing(viewer: Viewer, now: datetime, asked: Asked, first: int, size: int, *, by_name: bool = False) -> Listing:
    """`size` people from the place `first`, the most urgent or those earliest by name first. At most eight queries."""
    whose = scope(viewer, day_of(now))
    everyone = assessors(whose, day_of(now)).order_by(None)
    candidates = db.session.execute(everyone.where(might_be_countersigned(whose))).all()
    known = {entry.person_id: entry for entry in work_out(candidates, now)}
    bound = {entry.person_id for entry in known.values() if is_countersigned(entry)}
    if asked.show == COUNTERSIGNED:
        rows, totals = candidates, _totals(everyone)
    else:
        rows = db.session.execute(everyone).all()
        totals = Totals({row.team for row in rows}, len(rows), sum(map(_awaits_review, rows)))
    matches = matching(asked.text, asked.team)
    found = [row for row in rows if _is_shown(row, asked.show, bound) and matches(row)]
    urgent = [] if by_name else [known[row.id] for row in found if row.id in bound]
    urgent.sort(key=lambda entry: entry.sort)
    rest = sorted((row for row in found if by_name or row.id not in bound), key=BY_NAME)
    left = rest[max(first - len(urgent), 0) : max(first + size - len(urgent), 0)]
    listed = [*urgent[first : first + size], *(known.get(row.id) or plain(row) for row in left)]
    counts = {"all": totals.people, "countersigned": len(bound), "non-countersigned": totals.people - len(bound),
              "review": totals.awaiting_review}  # fmt: skip
    return Listing(listed, len(found), counts, sorted(totals.teams))


def _awaits_review(row: Any) -> bool:
    return bool(row.legacy) and row.legacy not in LEGACY


def _is_shown(row: Any, show: str, bound: set[int]) -> bool:
    if show == REVIEW:
        return _awaits_review(row)
    return not show or (row.id in bound) is (show == COUNTERSIGNED)


@dataclass(frozen=True)
class Totals:
    """Of everyone in scope: their teams, how many they are, and how many have a legacy role to review."""

    teams: set[str]
    people: int
    awaiting_review: int


def _totals(everyone: Select[Any]) -> Totals:
    of = everyone.subquery()
    awaits_review = case((of.c.legacy.not_in(["", *LEGACY]), 1), else_=0)
    found = db.session.execute(select(of.c.team, func.count(), func.sum(awaits_review)).group_by(of.c.team)).all()
    return Totals({row[0] for row in found}, sum(row[1] for row in found), sum(row[2] for row in found))
