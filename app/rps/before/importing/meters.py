"""What each person's meter reads before an import of past sessions, and what it would read after it."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from sqlalchemy import select

from app.language import LONDON
from app.people.models import Person
from app.policy.people import leads_as_delegate
from app.policy.rps_required import Year
from app.policy.rps_year import COMPLETE, HELD, Counted, Observation, Session, Standing, standing
from app.rps.before.importing.planning import Held, Plan
from app.rps.models import SESSION
from app.rps.year.facts import UNLOGGED, Facts, read
from app.rps.year.years import asked_of, limits, year_on

SOME = 200  # people at a time


@dataclass(frozen=True)
class Reading:
    """One person of an import: this year's standing before and after it, and the last year's where it changes."""

    name: str
    staff_number: str
    team: str
    before: Standing
    after: Standing
    last_year: tuple[Standing, Standing] | None

    @property
    def uncounted(self) -> list[Counted]:
        """What was held this year and does not count as it looks, where the import brings that about."""
        known = {each.session.on for each in self.before.uncounted}
        return [each for each in self.after.uncounted if each.session.on not in known]


def in_words(it: Standing) -> str:
    """A standing as a line: "3 of 6, 1 of 2 after an observation, 1 to log"."""
    parts = [f"{it.complete} of {it.asked.sessions}"]
    if it.asked.observed or it.observed:
        parts.append(f"{it.observed} of {it.asked.observed} after an observation")
    if it.incomplete:
        parts.append(f"{it.incomplete} to log")
    return ", ".join(parts)


def readings(planned: Plan, now: datetime, most: int | None = None) -> list[Reading]:
    """The first `most` people of the plan, by name. Two queries for each 200 of them."""
    rows: dict[int, list[Held]] = {}
    for each in (*planned.adds, *planned.completes):
        rows.setdefault(each.person_id, []).append(each)
    ids = list(planned.people)[:most]
    return [each for start in range(0, len(ids), SOME) for each in _some(ids[start : start + SOME], rows, now)]


def _some(ids: list[int], rows: dict[int, list[Held]], now: datetime) -> list[Reading]:
    today = now.astimezone(LONDON).date()
    this = year_on(today)
    last = year_on(this.first - timedelta(days=1))
    people = select(Person.id).where(Person.id.in_(ids))
    now_known, last_known = read(people, this, now), read(people, last, now)
    return [
        Reading(
            theirs[0].name, theirs[0].row.staff_number, theirs[0].team,
            *_pair(now_known.get(person_id, Facts()), theirs, this, now),
            _pair(last_known.get(person_id, Facts()), theirs, last, now)
            if any(last.has(each.row.held_on) for each in theirs) else None,
        )
        for person_id in ids if (theirs := rows[person_id])
    ]  # fmt: skip


def _pair(facts: Facts, rows: Sequence[Held], year: Year, now: datetime) -> tuple[Standing, Standing]:
    today = now.astimezone(LONDON).date()
    asked = asked_of([post for post, _ in facts.posts], facts.absences, year, today)
    by = limits(min(today, year.last))
    return standing(asked, facts.sessions, today, by), standing(asked, _after(facts.sessions, rows), today, by)


def _after(known: Sequence[Session], rows: Sequence[Held]) -> list[Session]:
    """The sessions as they would stand: those brought in earlier completed, and the new ones."""
    logged = {each.row.held_on for each in rows if each.known_id and each.row.logged_on}
    found = [
        replace(each, state=COMPLETE, missing="") if not each.id and each.on in logged else each for each in known
    ]  # fmt: skip
    for each in rows:
        if each.known_id is None and each.row.kind == SESSION:
            after = each.row.after
            observation = Observation(after, leads_as_delegate(each.observed_as)) if after else None
            state, missing = (COMPLETE, "") if each.row.logged_on else (HELD, UNLOGGED)
            found.append(Session(each.row.held_on, state, leads_as_delegate(each.capacity), observation,
                                 missing=missing, with_name=each.by_name))  # fmt: skip
    return found
