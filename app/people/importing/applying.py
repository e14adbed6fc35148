"""Carrying out an import, in the caller's transaction."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import TypeVar

from sqlalchemy import select

from app.database import db
from app.history.actions import Actor, note
from app.people import actions, signals
from app.people.actions import Job
from app.people.importing.away import AbsenceChange
from app.people.importing.planning import Files, Plan, plan
from app.people.importing.rows import Place, StaffRow
from app.people.importing.state import same
from app.people.importing.steps import Change, FactStep, end_of
from app.people.models import Absence, Fact, Person, Posting, Region, Team, Unit
from app.policy.rules import Breach, Refused
from app.settings import turns

Row = TypeVar("Row", Region, Unit, Team)


@dataclass(frozen=True)
class Occasion:
    """When an import takes effect (`on`), who does it and when."""

    on: date
    by: Actor
    now: datetime
    today: date


class Organisation:
    """Regions, units and teams by name; creates those that are new."""

    def __init__(self) -> None:
        self._regions = {row.name.casefold(): row for row in db.session.scalars(select(Region))}
        self._units = {(row.region_id, row.name.casefold()): row for row in db.session.scalars(select(Unit))}
        self._teams = {(row.unit_id, row.name.casefold()): row for row in db.session.scalars(select(Team))}
        self._found: dict[Place, int] = {}

    def team_id(self, place: Place) -> int:
        """The id of the team at this place."""
        key = same(place)
        if key not in self._found:
            region = self._regions.get(key[0]) or _added(Region(name=place[0]))
            unit = self._units.get((region.id, key[1])) or _added(Unit(name=place[1], region_id=region.id))
            team = self._teams.get((unit.id, key[2])) or _added(Team(name=place[2], unit_id=unit.id))
            self._regions[key[0]] = region
            self._units[region.id, key[1]] = unit
            self._teams[unit.id, key[2]] = team
            self._found[key] = team.id
        return self._found[key]


def apply(files: Files, occasion: Occasion, leavers: dict[str, date] | None = None, seen: str = "") -> Plan:
    """Import the files, as planned afresh in this transaction; the caller commits. Gives the plan carried out.

    `leavers` are the staff numbers of proposed leavers who did leave, each with the last day. `seen` is the digest of
    the plan that was looked at. Raises Refused when the files have problems, when a leaver is not among the proposed,
    and when the plan is not the one seen.
    """
    turns.take()
    planned = plan(files, occasion.on)
    if planned.problems:
        raise Refused(*(Breach("Staff import", str(problem)) for problem in planned.problems[:20]))
    if seen and seen != planned.digest:
        words = "People were changed since you looked at this, so the import would do something else now."
        raise Refused(Breach("Staff import", words, "Look at what it would do, and apply it again."))
    ids = _save_people(planned)
    _save_postings(planned, ids, occasion)
    _save_absences(planned.absences, ids, occasion)
    _end_leavers(planned, leavers or {}, occasion)
    db.session.flush()
    signals.people_changed.send(person_ids=_touched(planned, leavers or {}, ids))
    return planned


def _touched(planned: Plan, leavers: dict[str, date], ids: dict[str, int]) -> set[int]:
    """The ids of everyone about whom the import says something new."""
    numbers = {row.staff_number for row in planned.adds} | {change.row.staff_number for change in planned.changes}
    return {ids[number] for number in (*numbers, *(each.staff_number for each in planned.absences), *leavers)}


def _save_people(planned: Plan) -> dict[str, int]:
    """Add and rename people; gives everyone's id by staff number."""
    renamed = {change.known.id: change for change in planned.changes if change.fields}
    people = {
        person.id: person
        for change in renamed.values()
        if (change.known.name, change.known.email) != (change.row.name, change.row.email)
        if (person := db.session.get_one(Person, change.known.id))
    }
    for id_, person in people.items():
        person.name, person.email = renamed[id_].row.name, f"moving-{id_}@invalid"
    db.session.flush()  # addresses may pass from one person to another in the same file
    for id_, person in people.items():
        person.email = renamed[id_].row.email
    added = [Person(staff_number=row.staff_number, name=row.name, email=row.email) for row in planned.adds]
    db.session.add_all(added)
    db.session.flush()
    ids = {number: known.id for number, known in planned.known.items()}
    return ids | {person.staff_number: person.id for person in added}


def _save_postings(planned: Plan, ids: dict[str, int], occasion: Occasion) -> None:
    places = Organisation()
    for row in planned.adds:
        person_id = ids[row.staff_number]
        starts_on = row.role_since
        db.session.add(
            Posting(person_id=person_id, starts_on=starts_on, ends_on=row.contract_end, **vars(_job(row, places, ids)))
        )
        db.session.add_all(
            Fact(person_id=person_id, kind=kind, starts_on=says.starts_on, ends_on=says.ends_on, text=says.text)
            for kind, says in row.facts.items()
            if says
        )
    db.session.flush()
    for row in planned.adds:
        person_id = ids[row.staff_number]
        note("joined", "person", person_id, occasion.by, occasion.now, subject_id=person_id, reason=row.job_role)
    for change in planned.changes:
        _save_change(change, _job(change.row, places, ids), occasion)


def _save_change(change: Change, job: Job, occasion: Occasion) -> None:
    known, row = change.known, change.row
    person = db.session.get_one(Person, known.id)
    if change.starts_on:
        held = known.posting.ends_on if known.posting and not change.returns else None
        actions.start(person, job, change.starts_on, end_of(row, change.starts_on, held))
    elif change.amends and known.posting:
        posting = db.session.get_one(Posting, known.posting.id)
        ends_on = end_of(row, posting.starts_on, posting.ends_on)
        actions.correct(posting, job, person.left_on if person.left_on == posting.ends_on and not ends_on else ends_on)
    if change.returns:
        actions.come_back(person, occasion.now)
    for step in change.facts:
        _save_fact(known.id, step)
    db.session.flush()
    words = "; ".join(f"{field.label}: {field.before or 'none'} to {field.after or 'none'}" for field in change.fields)
    when = f" (from {change.starts_on})" if change.starts_on else ""
    note("changed by import", "person", known.id, occasion.by, occasion.now, subject_id=known.id, reason=words + when)


def _save_fact(person_id: int, step: FactStep) -> None:
    held = db.session.scalar(
        select(Fact).where(Fact.person_id == person_id, Fact.kind == step.kind, Fact.starts_on == step.held)
    )
    if step.becomes is None:
        db.session.delete(held)
        db.session.flush()
        return
    fact = held if held is not None and step.held is not None else Fact(person_id=person_id, kind=step.kind)
    fact.starts_on, fact.ends_on, fact.text = step.becomes.starts_on, step.becomes.ends_on, step.becomes.text
    db.session.add(fact)


def _save_absences(changes: tuple[AbsenceChange, ...], ids: dict[str, int], occasion: Occasion) -> None:
    for change in changes:
        person_id, row = ids[change.staff_number], change.row
        absence = db.session.scalar(
            select(Absence).where(Absence.person_id == person_id, Absence.starts_on == row.starts_on)
        ) or Absence(person_id=person_id, starts_on=row.starts_on)
        absence.type, absence.ends_on = row.type, row.ends_on
        db.session.add(absence)
        # The type stays out of history: it may be health data, and history is kept for ever.
        words = f"{row.starts_on} to {row.ends_on or 'now'}"
        verb = "absence recorded" if change.held is None else "absence changed"
        note(verb, "person", person_id, occasion.by, occasion.now, subject_id=person_id, reason=words)


def _end_leavers(planned: Plan, leavers: dict[str, date], occasion: Occasion) -> None:
    proposed = {leaver.staff_number: leaver for leaver in planned.leavers}
    for number, last_day in leavers.items():
        if number not in proposed:
            raise Refused(Breach("Staff import", f"Staff number {number} is not among the proposed leavers."))
        person = db.session.get_one(Person, proposed[number].person_id)
        actions.leave(person, last_day, occasion.by, occasion.now, occasion.today)


def _job(row: StaffRow, places: Organisation, ids: dict[str, int]) -> Job:
    return Job(
        job_role=row.job_role, function=row.function, weekly_hours=row.weekly_hours,
        team_id=places.team_id(row.place), line_manager_id=ids[row.manager] if row.manager else None,
        role_since=row.role_since,
    )  # fmt: skip


def _added(row: Row) -> Row:
    db.session.add(row)
    db.session.flush()
    return row
