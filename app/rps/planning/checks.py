"""What keeps a row of a plan from being booked, and what speaks against it but keeps nobody from booking it."""

from collections.abc import Iterator
from datetime import time
from itertools import combinations

from app.language import clock_time
from app.policy import observations
from app.policy.rps_diary import Diary, Meeting, apart, conflicts
from app.policy.rps_plan import AFTER, Proposal
from app.policy.rules import Breach, breaches
from app.rps.planning import desk as planning
from app.rps.planning.booking import starts_at
from app.rps.planning.desk import Desk
from app.rps.planning.forms import OF_OBSERVATION, OF_SESSION, Row, Sheet, said
from app.rps.year.years import Member

New = list[tuple[str, Meeting]]


def check(sheet: Sheet, it: Desk) -> None:
    """Say in each ticked row what is wrong with it, and what speaks against it."""
    read = [(row, row.wanted, list(_new(row.wanted, it))) for row in sheet.ticked if row.wanted]
    for row, wanted, new in read:
        member = it.member(row.person_id)
        assert member
        others = [meeting for other, _, theirs in read if other is not row and other.person_id == row.person_id
                  for _, meeting in theirs]  # fmt: skip
        row.errors += _errors(wanted, it)
        row.warnings += _warnings(wanted, member, it, new, others)
    for (one, first, mine), (other, second, theirs) in combinations(read, 2):
        if first.follows and first.follows == second.follows and one.person_id == other.person_id:
            other.errors.append(("kind", "one observation leads to one session (Framework 6.3)"))
        _clash(one, mine, other, theirs, it)


def _new(it: Proposal, desk: Desk) -> Iterator[tuple[str, Meeting]]:
    """The appointments of a row that are not booked just so already, each with what it is."""
    for words, meeting in ((OF_OBSERVATION, it.observation), (OF_SESSION, it.session)):
        if meeting and desk.same(it.person_id, meeting, is_observation=words == OF_OBSERVATION) is None:
            yield words, meeting


def _errors(it: Proposal, desk: Desk) -> list[tuple[str, str]]:
    found = []
    if it.session and (broken := desk.holding(it.person_id, it.session.on)):
        found += [("on", said(it.kind, OF_SESSION, _rule(each))) for each in broken]
    if it.observation and (broken := desk.observing(it.person_id, it.observation.on)):
        found += [("seen_on", said(it.kind, OF_OBSERVATION, _rule(each))) for each in broken]
    observed = _observed(it, desk)
    if observed and it.session:
        order = observations.Order(starts_at(observed), starts_at(it.session))
        found += [("on", _rule(each)) for each in breaches(observations.ORDER, order)]
    return found


def _rule(it: Breach) -> str:
    return f"{it.words.removesuffix('.')} ({it.source})"


def _observed(it: Proposal, desk: Desk) -> Meeting | None:
    """The observation a session is to follow: the one of the row, or one that is booked or was held."""
    if it.observation or not it.follows:
        return it.observation
    member = desk.member(it.person_id)
    days = {each.code: each.on for each in planning.waiting(desk, member)} if member else {}
    booked = {f"{AFTER}-{each.id}": each.meeting for each in desk.of(it.person_id) if each.is_observation}
    return booked.get(it.follows) or (Meeting(days[it.follows], time.min, 0) if it.follows in days else None)


def _warnings(it: Proposal, member: Member, desk: Desk, new: New, others: list[Meeting]) -> list[str]:
    theirs = (*(each.meeting for each in desk.of(member.id)), *others)
    diary = Diary(member.name, desk.today, desk.year, desk.extra, desk.mine, theirs, desk.my_away, member.away)
    found = [said(it.kind, words, each) for words, meeting in new for each in conflicts(meeting, diary)]
    observed = _observed(it, desk)
    if it.session and observed:
        found += [
            said(it.kind, OF_SESSION, each) for each in apart(observed.on, it.session.on, desk.limits, desk.extra)
        ]
    return found


def _clash(one: Row, mine: New, other: Row, theirs: New, desk: Desk) -> None:
    """Two rows that take the same time cannot both be planned."""
    for _, first in mine:
        for words, second in theirs:
            if first.overlaps(second):
                member = desk.member(one.person_id)
                name = member.name if member else ""
                part = "at" if words == OF_SESSION else "seen_at"
                message = f"at the same time as {name}, {clock_time(first.at)}. Choose another time"
                other.errors.append((part, said(other.kind, words, message)))
