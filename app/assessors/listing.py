"""One page of the register: of thousands of people only those who might be countersigned are worked out."""

from dataclasses import dataclass
from datetime import date, datetime
from operator import itemgetter
from typing import Any

from sqlalchemy import func, null, select, union_all

from app.assessors.queries import Scope, scope
from app.assessors.register import Entry, is_countersigned, matching, plain, work_out
from app.assessors.whom import IN_SCOPE, PRACTITIONERS, assessors, awaits_review, candidates, is_assessor
from app.database import db
from app.people.models import Fact, Posting, Team, during
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
    day, whose = day_of(now), scope(viewer, day_of(now))
    people, postings = _candidates(whose, day)
    known = {entry.person_id: entry for entry in work_out(people, now, whose, postings)}
    bound = {entry.person_id for entry in known.values() if is_countersigned(entry)}
    if asked.show == COUNTERSIGNED:
        rows, totals = people, _totals(whose, day)
    else:
        rows = list(db.session.execute(assessors(whose, day).order_by(None)))
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


def _candidates(whose: Scope, day: date) -> tuple[list[Any], dict[int, list[Any]]]:
    """A row of today for each practitioner a criterion might concern, and by id all their postings."""
    today: list[Any] = []
    postings: dict[int, list[Any]] = {}
    for row in db.session.execute(candidates(whose)):
        postings.setdefault(row.id, []).append(row)
        if is_assessor(row, day):
            today.append(row)
    return today, {row.id: postings[row.id] for row in today}


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


def _totals(whose: Scope, day: date) -> Totals:
    """One query: a row for each team, and one for those whose legacy role is to be reviewed."""
    theirs = (during(Posting, day), Posting.job_role.in_(PRACTITIONERS), Posting.function.in_(IN_SCOPE),
              whose(Posting.person_id))  # fmt: skip
    by_team = (
        select(Team.name.label("team"), func.count().label("people")).select_from(Posting)
        .join(Team, Team.id == Posting.team_id).where(*theirs).group_by(Team.name)
    )  # fmt: skip
    awaiting = (
        select(null().label("team"), func.count().label("people")).select_from(Posting)
        .join(Fact, Fact.person_id == Posting.person_id).where(*theirs, awaits_review(whose))
    )  # fmt: skip
    counted: Any = db.session.execute(union_all(by_team, awaiting))
    found: dict[str | None, int] = {row.team: row.people for row in counted}
    awaiting_review = found.pop(None, 0)
    return Totals({team for team in found if team}, sum(found.values()), awaiting_review)
