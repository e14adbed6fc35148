"""Changing many roles together: what would become of each person, doing it, and undoing it by a counter-change."""

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from sqlalchemy import select

from app.assessors import inflight
from app.assessors.actions import SOURCE, Decider, Proposal, enter, put
from app.assessors.models import RoleBatch, RoleDecision
from app.assessors.queries import HOMD_JOB
from app.assessors.register import Entry, entries
from app.database import db
from app.history.actions import Actor, note
from app.people.cover import acting_as
from app.people.models import Person, Posting, Team, during
from app.people.queries import names
from app.policy.access import ADMIN, NotAllowed, NotThere, Viewer
from app.policy.assessor_decisions import cannot_change, decider
from app.policy.assessor_facts import (
    CONFIRMS,
    COUNTERSIGNED,
    DISCRETION,
    ENDS,
    HOMD,
    HOMD_REQUIRES,
    OPENS,
    POMS,
    UNDOES,
    day_of,
)
from app.policy.cover import ASSESSOR_ROLES
from app.policy.rules import Breach, Refused, insist_reason

MOST = 200
CHANGES, STAYS, CANNOT = "changes", "stays", "cannot"


@dataclass(frozen=True)
class Line:
    """One person of a change: what becomes of them, why, and the decisions (verb, criterion) with who takes them.

    `in_flight` counts the work that keeps the role of its signing.
    """

    entry: Entry
    outcome: str
    after: str
    because: str
    verbs: tuple[tuple[str, int], ...] = ()
    decided_by: tuple[int, str] | None = None
    in_flight: int = 0


@dataclass(frozen=True)
class Change:
    """Many lines. `digest` tells whether it is the one that was looked at."""

    lines: tuple[Line, ...]

    def count(self, outcome: str) -> int:
        """How many lines end so."""
        return sum(line.outcome == outcome for line in self.lines)

    @property
    def in_flight(self) -> int:
        """How much work of all of them keeps the role of its signing."""
        return sum(line.in_flight for line in self.lines)

    @property
    def digest(self) -> str:
        """A fingerprint of what would be done."""
        said = [f"{line.entry.person_id} {line.outcome} {line.verbs} {line.decided_by}" for line in self.lines]
        return hashlib.sha256("\n".join(said).encode()).hexdigest()


def look(viewer: Viewer, ids: Sequence[int], target: str, now: datetime) -> Change:
    """What would become of each of these people, those first who would change. At most 200 people.

    Nine queries, and those that count work in flight.
    """
    if not 0 < len(set(ids)) <= MOST:
        raise Refused(Breach("Domain guide C5", f"Choose from 1 to {MOST} people."))
    found = entries(viewer, now, set(ids))
    deciders = _deciders(ids, now)
    order = (CHANGES, STAYS, CANNOT)
    theirs = _decides_for(viewer, day_of(now))
    waiting = inflight.count([entry.person_id for entry in found])
    lines = [
        replace(_line(theirs, entry, target, deciders.get(entry.person_id, {})),
                in_flight=waiting.get(entry.person_id, 0))
        for entry in found
    ]  # fmt: skip
    return Change(tuple(sorted(lines, key=lambda line: (order.index(line.outcome), line.entry.name))))


def _decides_for(viewer: Viewer, day: date) -> set[int] | None:
    """Whose decisions the viewer may enter: their own, and those of whom they cover for; None for anybody's."""
    if viewer.role == ADMIN:
        return None
    return set(db.session.scalars(acting_as(viewer.person_id or 0, ASSESSOR_ROLES, day)))


def _line(theirs: set[int] | None, entry: Entry, target: str, deciders: dict[str, tuple[int, str]]) -> Line:
    now_is, is_pom = entry.standing, entry.job_role in POMS
    if target == COUNTERSIGNED:
        if now_is.is_countersigned:
            return Line(entry, STAYS, COUNTERSIGNED, "no change")
        verbs: tuple[tuple[str, int], ...] = ((OPENS, HOMD_REQUIRES if is_pom else DISCRETION),)
    else:
        if now_is.binding:
            first = now_is.binding[0]
            return Line(entry, CANNOT, f"Cannot change: {first.criterion.label}", cannot_change(first))
        if not now_is.open and not entry.is_legacy_to_review:
            return Line(entry, STAYS, now_is.role, "no change")
        numbers = now_is.numbers or (DISCRETION,)
        verbs = tuple((ENDS if number in (DISCRETION, HOMD_REQUIRES) else CONFIRMS, number) for number in numbers)
    who = {decider(number, is_pom=is_pom, is_posted=False) for _, number in verbs}
    named = {deciders.get(each) for each in who}
    one = next(iter(named)) if len(named) == 1 else None
    stays = f"Cannot change: {now_is.role}"
    if one is None:
        whose = " and the ".join(sorted(who))
        return Line(entry, CANNOT, stays, f"It is for the {whose} to decide, on this person’s own page.")
    if theirs is not None and one[0] not in theirs:
        return Line(entry, CANNOT, stays, f"{one[1]} decides (Framework 5.2).")
    words = "no reason for countersigning open" if target != COUNTERSIGNED else f"at {one[1]}’s discretion"
    return Line(entry, CHANGES, target, words, verbs, one)


def _deciders(ids: Iterable[int], now: datetime) -> dict[int, dict[str, tuple[int, str]]]:
    """By person, their line manager and head of offender management delivery, each as (id, name). Two queries."""
    today = day_of(now)
    wanted = list(ids)
    found: dict[int, dict[str, tuple[int, str]]] = {}
    managers = (
        select(Posting.person_id, Person.id, Person.name).join(Person, Person.id == Posting.line_manager_id)
        .where(Posting.person_id.in_(wanted), during(Posting, today))
    )  # fmt: skip
    for person_id, id_, name in db.session.execute(managers):
        found.setdefault(person_id, {})["line manager"] = (id_, name)
    for person_id, id_, name in db.session.execute(_heads_of(wanted, today)):
        found.setdefault(person_id, {}).setdefault(HOMD, (id_, name))
    return found


def _heads_of(wanted: list[int], today: Any) -> Any:
    theirs, their_team = Posting.__table__.alias("theirs"), Team.__table__.alias("their_team")
    return (
        select(theirs.c.person_id, Person.id, Person.name)
        .select_from(theirs)
        .join(their_team, their_team.c.id == theirs.c.team_id)
        .join(Team, Team.unit_id == their_team.c.unit_id)
        .join(Posting, Posting.team_id == Team.id)
        .join(Person, Person.id == Posting.person_id)
        .where(theirs.c.person_id.in_(wanted), during(theirs.c, today), theirs.c.job_role.in_(POMS))
        .where(Posting.job_role == HOMD_JOB, during(Posting, today))
        .order_by(Person.id)
    )


def carry_out(viewer: Viewer, change: Change, seen: str, proposal: Proposal, by: Actor, now: datetime) -> RoleBatch:
    """Do what was looked at. `proposal` gives day, reason and the rest. Raises Refused where it would be another."""
    insist_reason(SOURCE, proposal.reason)
    if change.digest != seen:
        words = "People changed since you looked at this, so it would do something else now."
        raise Refused(Breach("Domain guide C5", words, "Look at it again."))
    lines = [line for line in change.lines if line.outcome == CHANGES]
    if not lines:
        raise Refused(Breach("Domain guide C5", "Nobody of those chosen would change.", "Choose other people."))
    batch = RoleBatch(made_at=now, made_by_id=viewer.account_id, made_by=viewer.name, target=lines[0].after,
                      reason=proposal.reason)  # fmt: skip
    db.session.add(batch)
    db.session.flush()
    for line in lines:
        assert line.decided_by
        who, acts = _acting(viewer, *line.decided_by, by)
        for verb, number in line.verbs:
            review_on = proposal.review_on if verb == OPENS else None
            settles = None if verb == OPENS else day_of(proposal.effective_at)
            each = Proposal(verb, number, proposal.effective_at, proposal.reason, proposal.reason_code, review_on,
                            proposal.discussed)  # fmt: skip
            put(line.entry.person_id, each, who, now, settles_on=settles, batch_id=batch.id)
        note(f"assessor role: {line.verbs[0][0]}", "person", line.entry.person_id, acts, now,
             subject_id=line.entry.person_id, reason=f"with {len(lines)} people, decided by {who.name}")  # fmt: skip
        enter(line.entry.person_id, now)
    return batch


def _acting(viewer: Viewer, decider_id: int, name: str, by: Actor) -> tuple[Decider, Actor]:
    """Who decides, and who acts: a manager who covers for the decider names both, an administrator enters it only."""
    if viewer.role == ADMIN or viewer.person_id == decider_id:
        return Decider(decider_id, name, viewer.account_id), by
    return Decider(decider_id, f"{viewer.name} for {name}"[:200], viewer.account_id), replace(by, for_name=name)


def find(viewer: Viewer, batch_id: int) -> tuple[RoleBatch, list[tuple[RoleDecision, Person, bool]]]:
    """A change of many that the viewer made (an administrator: anybody’s), its decisions and whether each is undone."""
    batch = db.session.get(RoleBatch, batch_id)
    if batch is None or (viewer.role != ADMIN and batch.made_by_id != viewer.account_id):
        raise NotThere
    undoing = RoleDecision.__table__.alias("undoing")
    rows = db.session.execute(
        select(RoleDecision, Person, undoing.c.id.is_not(None))
        .join(Person, Person.id == RoleDecision.person_id)
        .outerjoin(undoing, undoing.c.undoes_id == RoleDecision.id)
        .where(RoleDecision.batch_id == batch_id, RoleDecision.verb != UNDOES)
        .order_by(Person.name, RoleDecision.id)
    )
    return batch, [(row[0], row[1], bool(row[2])) for row in rows]


def undo(viewer: Viewer, batch_id: int, reason: str, by: Actor, now: datetime) -> int:
    """Counter every decision of a change that still stands; gives how many people. What was signed keeps its role."""
    insist_reason(SOURCE, reason)
    _, found = find(viewer, batch_id)
    left = [(decision, person) for decision, person, is_undone in found if not is_undone]
    if not left:
        raise Refused(Breach("Domain guide C5", "This change was undone already."))
    theirs = _decides_for(viewer, day_of(now))
    named = names({decision.decided_by_id for decision, _ in left if decision.decided_by_id})
    for decision, person in left:
        id_ = decision.decided_by_id
        if id_ is None or (theirs is not None and id_ not in theirs):
            raise NotAllowed
        who, acts = _acting(viewer, id_, named.get(id_, decision.decided_by), by)
        counter = Proposal(UNDOES, decision.criterion, now, reason, discussed=False)
        put(person.id, counter, who, now, batch_id=batch_id, undoes_id=decision.id)
        note("assessor role: undone", "person", person.id, acts, now, subject_id=person.id, reason=f"change {batch_id}")
        enter(person.id, now)
    return len({person.id for _, person in left})
