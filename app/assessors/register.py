"""The register: everyone the viewer answers for, and the row that each change of a role leaves."""

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import exists, func, select

from app.assessors.clock import Clock, most_urgent
from app.assessors.facts import Rows, facts_from, rows_of
from app.assessors.models import RoleApplied, RoleChange
from app.assessors.queries import Scope, scope
from app.assessors.whom import assessors, might_be_countersigned
from app.database import db
from app.history.actions import SERVICE, note
from app.people.models import LEGACY_OASYS_ROLE, Person
from app.policy.access import Viewer
from app.policy.assessor_facts import (
    COUNTERSIGNED,
    ENDS,
    NON_COUNTERSIGNED,
    OPENS,
    REVIEW,
    UNDOES,
    Facts,
    day_of,
    legacy_becomes,
)
from app.policy.assessor_roles import Open, Standing, history, standing

BY_RULE = "by rule"
LAST = 1_000_000  # where people without an exit clock stand


@dataclass(frozen=True, slots=True)
class Entry:
    """One person of the register. `main` is the criterion that asks for something first, `clock` its exit clock."""

    person_id: int
    name: str
    staff_number: str
    job_role: str
    team: str
    unit: str
    standing: Standing
    main: Open | None
    clock: Clock | None
    decided_by: str
    legacy: str

    @property
    def is_legacy_to_review(self) -> bool:
        """Whether their role of the 2022 framework awaits a decision."""
        return bool(self.legacy) and legacy_becomes(self.legacy) == REVIEW

    @property
    def sort(self) -> tuple[int, str, int]:
        """The most urgent first, then by name."""
        return (self.clock.days if self.clock else LAST, self.name, self.person_id)


def entries(viewer: Viewer, now: datetime, narrowed: Iterable[int] | None = None) -> list[Entry]:
    """Everyone in the viewer's scope with their role now, the most urgent first. Two queries, seven for very many.

    `narrowed` are the ids of those meant, where not everyone is.
    """
    whose = scope(viewer, day_of(now))
    wanted = assessors(whose, day_of(now))
    if narrowed is not None:
        wanted = wanted.where(Person.id.in_(list(narrowed)))
    found = db.session.execute(wanted.add_columns(might_be_countersigned(whose).label("might"))).all()
    worked_out = {entry.person_id: entry for entry in work_out([row for row in found if row.might], now)}
    return sorted((worked_out.get(row.id) or plain(row) for row in found), key=lambda entry: entry.sort)


def work_out(
    people: Sequence[Any], now: datetime, whose: Scope | None = None, postings: Mapping[int, list[Any]] | None = None
) -> list[Entry]:
    """What the rule book says now of these rows of `assessors` or `candidates`. One query, at most six for very many.

    `whose` and `postings` as `rows_of` takes them.
    """
    facts = rows_of([row.id for row in people], light=True, postings=postings, whose=whose)
    return [_entry(row, facts.get(row.id, Rows()), now) for row in people]


def plain(row: Any) -> Entry:
    """Someone whom no criterion can concern."""
    return Entry(row.id, row.name, row.staff_number, row.job_role, row.team, row.unit, Standing(NON_COUNTERSIGNED),
                 None, None, "", row.legacy or "")  # fmt: skip


def _entry(row: Any, rows: Rows, now: datetime) -> Entry:
    now_is = standing(facts_from(rows), now)
    main, ticking = most_urgent(now_is.open, day_of(now)) or (None, None)
    openers = {each.criterion: each.decided_by for each in rows.decisions if each.verb == OPENS}
    decided_by = openers.get(main.criterion.number, BY_RULE) if main else ""
    return Entry(row.id, row.name, row.staff_number, row.job_role, row.team, row.unit, now_is, main, ticking,
                 decided_by, _unreviewed(rows))  # fmt: skip


def _unreviewed(rows: Rows) -> str:
    """The latest role of the 2022 framework, unless a decision that stands was taken: what `assessors` calls legacy."""
    undone = {each.undoes_id for each in rows.decisions}
    if any(each.verb != UNDOES and each.id not in undone for each in rows.decisions):
        return ""
    return next((fact.text for fact in reversed(rows.facts) if fact.kind == LEGACY_OASYS_ROLE), "")


def matching(text: str, team: str) -> Callable[[Any], bool]:
    """Whether a row or an entry is of that team ("" for any) and its name or number hold every word of `text`."""
    words = text.casefold().split()[:10]

    def matches(found: Any) -> bool:
        if team and found.team != team:
            return False
        name, number = found.name.casefold(), found.staff_number.casefold()
        return all(word in name or word == number for word in words)

    return matches if words or team else lambda _found: True


def narrow(found: list[Entry], text: str, show: str, team: str) -> list[Entry]:
    """Those who match, of that role ("" for any)."""
    matches = matching(text, team)
    return [
        entry for entry in found
        if matches(entry)
        and (not show or entry.standing.role == show or (show == REVIEW and entry.is_legacy_to_review))
    ]  # fmt: skip


def catch_up(person_id: int, rows: Rows, now: datetime) -> list[RoleChange]:
    """Write a row for each change of the person's role, or of its reasons, that has none yet; gives the new rows."""
    last = db.session.scalar(
        select(RoleChange).where(RoleChange.person_id == person_id).order_by(RoleChange.id.desc()).limit(1)
    )
    return [_row(person_id, at, then, old, rows, now) for at, then, old in unwritten(rows, last, now)]


def unwritten(rows: Rows, last: Any, now: datetime) -> list[tuple[datetime, Standing, str]]:
    """Each change that has no row yet: from when, to which role, from which. `last` is the latest row, or None.

    Reads nothing: `rows` hold all there is.
    """
    facts = facts_from(rows)
    old = last.new_role if last else ""
    seen = json.loads(last.criteria) if last else []
    found = []
    for at, then in [*history(facts, now), (now, standing(facts, now))]:
        is_new = last is None or at > last.effective_at or at == now
        if not is_new or (list(then.numbers) == seen and (then.role == old or not then.numbers)):
            old = then.role if last is None else old
            continue
        found.append((at, then, old))
        old, seen = then.role, list(then.numbers)
    return found if last or found else _reviewed(rows, facts, now)


def _reviewed(rows: Rows, facts: Facts, now: datetime) -> list[tuple[datetime, Standing, str]]:
    """The change of someone whose role of the 2022 framework was reviewed and left without a criterion."""
    word = next((word for _, word in sorted(facts.legacy, reverse=True)), "")
    done = [each for each in rows.decisions if each.verb == ENDS and each.effective_at <= now]
    return [(done[-1].effective_at, standing(facts, now), word)] if word and done else []


def _row(person_id: int, at: datetime, then: Standing, old: str, rows: Rows, now: datetime) -> RoleChange:
    decision = next((each for each in reversed(rows.decisions) if each.effective_at == at), None)
    change = RoleChange(
        person_id=person_id, effective_at=at, recorded_at=now, old_role=old, new_role=then.role,
        criteria=json.dumps(then.numbers), decision_id=decision.id if decision else None,
        asked_by=decision.asked_by if decision else "", decided_by=decision.decided_by if decision else BY_RULE,
        entered_by_id=decision.entered_by_id if decision else None, reason=decision.reason if decision else "",
        review_on=decision.review_on if decision and decision.verb != UNDOES else None,
        discussed=decision.discussed if decision else False,
    )  # fmt: skip
    db.session.add(change)
    db.session.flush()
    note("assessor role changed", "person", person_id, SERVICE, now, subject_id=person_id,
         reason=f"{old or 'none'} to {then.role} from {day_of(at)}")  # fmt: skip
    return change


def behind(now: datetime) -> list[int]:
    """The ids of everyone whose role changed by the facts alone and has no row of it yet. Up to eight queries."""
    latest = select(func.max(RoleChange.id)).group_by(RoleChange.person_id)
    columns = (RoleChange.person_id, RoleChange.effective_at, RoleChange.new_role, RoleChange.criteria)
    last = {row.person_id: row for row in db.session.execute(select(*columns).where(RoleChange.id.in_(latest)))}
    people = db.session.scalars(select(Person.id).where(might_be_countersigned())).all()
    found = rows_of(people, light=True)
    return sorted(id_ for id_, rows in found.items() if unwritten(rows, last.get(id_), now))


def catch_up_all(now: datetime, people: Sequence[int] | None = None) -> int:
    """Write the rows of everyone whose role changed by the facts alone, or of `people`; gives how many."""
    people = behind(now) if people is None else people
    found = rows_of(people, light=True)
    return sum(len(catch_up(id_, found[id_], now)) for id_ in people)


def pending(limit: int, offset: int = 0) -> Sequence[tuple[RoleChange, Person]]:
    """Changes that OASys does not show yet, the oldest first. Only a change of the role itself."""
    rows = db.session.execute(
        select(RoleChange, Person).join(Person, Person.id == RoleChange.person_id)
        .where(is_pending()).order_by(RoleChange.effective_at, RoleChange.id).limit(limit).offset(offset)
    )  # fmt: skip
    return [(row[0], row[1]) for row in rows]


def is_pending() -> Any:
    """The condition on RoleChange that an administrator has yet to change OASys."""
    return (RoleChange.old_role != RoleChange.new_role) & ~exists().where(RoleApplied.change_id == RoleChange.id)


def count_pending() -> int:
    """How many changes OASys does not show yet."""
    return db.session.scalar(select(func.count()).select_from(RoleChange).where(is_pending())) or 0


def is_countersigned(found: Entry) -> bool:
    """Whether this person's assessments need a countersignature."""
    return found.standing.role == COUNTERSIGNED
