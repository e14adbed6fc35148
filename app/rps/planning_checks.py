"""What keeps a row of a plan from being booked, and what speaks against it but keeps nobody from booking it."""

from collections.abc import Iterator
from datetime import time
from itertools import combinations

from app.language import clock_time
from app.policy import observations
from app.policy.rps_diary import Diary, Meeting, apart, conflicts
from app.policy.rps_plan import Proposal
from app.policy.rules import Breach, breaches
from app.rps.booking import starts_at
from app.rps.planning import Desk
from app.rps.planning_forms import OF_OBSERVATION, OF_SESSION, Row, Sheet, said
from app.rps.years import Member


def check(sheet: Sheet, it: Desk) -> None:
    """Say in each ticked row what is wrong with it, and what speaks against it."""
    read = [(row, row.wanted) for row in sheet.ticked if row.wanted]
    for row, wanted in read:
        member = it.member(row.person_id)
        assert member
        row.errors += _errors(wanted, it)
        row.warnings += _warnings(wanted, member, it, [other for mine, other in read if mine is not row])
    for (one, first), (other, second) in combinations(read, 2):
        _clash(one, first, other, second, it)


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
    number, member = int(it.follows.rpartition("-")[2]), desk.member(it.person_id)
    booked = {each.id: each.meeting for each in desk.of(it.person_id) if each.is_observation}
    days = {each.id or each.before_id: each.on for each in member.watched} if member else {}
    return booked.get(number) or (Meeting(days[number], time.min, 0) if number in days else None)


def _warnings(it: Proposal, member: Member, desk: Desk, others: list[Proposal]) -> list[str]:
    mine = desk.mine
    same_person = [meeting for other in others if other.person_id == member.id for _, meeting in _new(other, desk)]
    theirs = (*(each.meeting for each in desk.of(member.id)), *same_person)
    diary = Diary(member.name, desk.today, desk.year, desk.extra, mine, theirs, desk.my_away, member.away)
    found = [said(it.kind, words, each) for words, meeting in _new(it, desk) for each in conflicts(meeting, diary)]
    observed = _observed(it, desk)
    if it.session and observed:
        found += [
            said(it.kind, OF_SESSION, each) for each in apart(observed.on, it.session.on, desk.limits, desk.extra)
        ]
    return found


def _clash(one: Row, first: Proposal, other: Row, second: Proposal, desk: Desk) -> None:
    """Two rows that take the same time, or discuss the same observation, cannot both be planned."""
    if first.follows and first.follows == second.follows and first.person_id == second.person_id:
        other.errors.append(("kind", "one observation leads to one session (Framework 6.3)"))
    for _, mine in _new(first, desk):
        for words, theirs in _new(second, desk):
            if mine.overlaps(theirs):
                member = desk.member(one.person_id)
                name = member.name if member else ""
                part = "at" if words == OF_SESSION else "seen_at"
                message = f"at the same time as {name}, {clock_time(mine.at)}. Choose another time"
                other.errors.append((part, said(second.kind, words, message)))
