"""How what a file says about one person turns into dated changes. Pure: plain facts in, steps out."""

from dataclasses import dataclass
from datetime import date, timedelta

from app.people.importing.rows import Says, StaffRow
from app.people.importing.state import Known, KnownPosting, same

ONE_DAY = timedelta(days=1)
SINCE, ENDS = "Role since", "Contract ends"
KIND_WORDS = {
    "pqip": "PQiP training", "nsd posting": "National Security Division posting", "core curriculum": "Core curriculum",
    "probation passed": "Probation passed", "role learning": "Learning for the role",
    "legacy oasys role": "Old OASys role",
}  # fmt: skip


@dataclass(frozen=True)
class Field:
    """One thing that changes, in words: what it is, what it was, what it becomes."""

    label: str
    before: str
    after: str


@dataclass(frozen=True)
class FactStep:
    """Do one thing to the facts of a kind: add (`held` None), take away (`becomes` None), or alter the one held."""

    kind: str
    held: date | None
    becomes: Says | None


@dataclass(frozen=True)
class Change:
    """Everything that a file alters about one person.

    `starts_on` is set where a new posting begins (the present one then ends the day before); `amends` where the
    present posting is corrected as it stands. `returns` marks someone who had left.
    """

    known: Known
    row: StaffRow
    fields: tuple[Field, ...]
    starts_on: date | None
    amends: bool
    returns: bool
    facts: tuple[FactStep, ...]


def change(known: Known, row: StaffRow, names: dict[str, str], on: date) -> Change | None:
    """What the row alters about the person from `on` on; None for nothing. `names` gives a name for a staff number."""
    fields = [
        Field(label, before, after)
        for label, before, after in (("Name", known.name, row.name), ("E-mail", known.email, row.email))
        if before != after
    ]
    starts_on, amends, returns = None, False, False
    posting = known.posting
    if posting is None:
        starts_on, returns = row.role_since, True
    else:
        has_ended = posting.ends_on is not None and posting.ends_on < on
        returns = has_ended and (row.contract_end is None or row.contract_end >= on)
        differing = _differing(known, posting, row, names)
        if has_ended:  # what someone was is not rewritten after they left, and whoever returns starts afresh
            differing = [field for field in differing if (field.label == ENDS) is not returns]
        if returns:
            starts_on = _return_day(posting, row, on)
        elif differing:
            starts_on = _start(posting, row, on, differing)
            amends = starts_on is None
        fields += differing
    if returns:
        fields.append(Field("Works here", "no", f"from {_day(starts_on)}"))
    facts = tuple(
        step for kind, says in row.facts.items() for step in fact_steps(kind, known.facts.get(kind, []), says, on)
    )
    fields += _fact_fields(known, row, facts)
    return Change(known, row, tuple(fields), starts_on, amends, returns, facts) if fields else None


def end_of(row: StaffRow, starts_on: date, held: date | None) -> date | None:
    """When a posting that starts on this day ends, as the row has it; `held` where the file has no such column."""
    if not row.tells_end:
        return held
    return None if row.contract_end is None else max(row.contract_end, starts_on)


def fact_steps(kind: str, held: list[Says], says: Says | None, on: date) -> list[FactStep]:
    """The steps from the facts held, earliest first, to what the file says."""
    if says is None:
        return _no_longer(kind, held, on)
    if not held:
        return [FactStep(kind, None, says)]
    latest = held[-1]
    if says.text:  # words without a date of their own
        same_words = says.text == latest.text and latest.ends_on is None
        return [] if same_words else [FactStep(kind, latest.starts_on, Says(latest.starts_on, None, says.text))]
    if says == latest:
        return []
    if says.starts_on > latest.starts_on:
        ended = min(latest.ends_on or says.starts_on, says.starts_on - ONE_DAY)
        closing = [] if ended == latest.ends_on else [
            FactStep(kind, latest.starts_on, Says(latest.starts_on, ended, latest.text))
        ]  # fmt: skip
        return [*closing, FactStep(kind, None, says)]
    if says.starts_on < latest.starts_on and len(held) > 1:
        return [FactStep(kind, latest.starts_on, None), *fact_steps(kind, held[:-1], says, on)]
    return [FactStep(kind, latest.starts_on, says)]


def _no_longer(kind: str, held: list[Says], on: date) -> list[FactStep]:
    latest = held[-1] if held else None
    if latest is None or (latest.ends_on is not None and latest.ends_on < on):
        return []
    if latest.starts_on >= on:
        return [FactStep(kind, latest.starts_on, None), *_no_longer(kind, held[:-1], on)]
    return [FactStep(kind, latest.starts_on, Says(latest.starts_on, on - ONE_DAY, latest.text))]


def _return_day(posting: KnownPosting, row: StaffRow, on: date) -> date:
    assert posting.ends_on is not None
    return row.role_since if row.role_since > posting.ends_on else max(on, posting.ends_on + ONE_DAY)


def _start(posting: KnownPosting, row: StaffRow, on: date, differing: list[Field]) -> date | None:
    """The first day of a new posting; None where the present one is corrected as it stands."""
    labels = {field.label for field in differing}
    begins_later = row.role_since > posting.starts_on
    if labels == {ENDS} or (labels <= {ENDS, SINCE} and not begins_later):
        return None
    start = row.role_since if begins_later else on
    is_over = row.contract_end is not None and row.contract_end < start
    return None if is_over or start <= posting.starts_on else start


def _differing(known: Known, posting: KnownPosting, row: StaffRow, names: dict[str, str]) -> list[Field]:
    ends_on = end_of(row, posting.starts_on, posting.ends_on)
    if known.left_on is not None and known.left_on == posting.ends_on and ends_on is None:
        ends_on = known.left_on  # an administrator entered the last day; until then the file rightly has them
    pairs = (
        ("Job role", posting.job_role, row.job_role),
        ("Function", posting.function, row.function),
        ("Weekly hours", _hours(posting.weekly_hours), _hours(row.weekly_hours)),
        ("Line manager", names.get(posting.manager, ""), names.get(row.manager, "")),
        (SINCE, _day(posting.role_since), _day(row.role_since)),
        (ENDS, _day(posting.ends_on), _day(ends_on)),
    )
    fields = [Field(label, before, after) for label, before, after in pairs if before != after]
    if posting.manager != row.manager and not any(field.label == "Line manager" for field in fields):
        fields.append(Field("Line manager", f"{names[posting.manager]} ({posting.manager})", row.manager))
    if same(posting.place) != same(row.place):
        fields.append(Field("Team", _where(posting.place), _where(row.place)))
    return fields


def _fact_fields(known: Known, row: StaffRow, steps: tuple[FactStep, ...]) -> list[Field]:
    kinds = dict.fromkeys(step.kind for step in steps)
    return [
        Field(KIND_WORDS[kind], _fact(known.facts[kind][-1] if known.facts.get(kind) else None), _fact(row.facts[kind]))
        for kind in kinds
    ]


def _fact(says: Says | None) -> str:
    if says is None:
        return ""
    return says.text or f"{_day(says.starts_on)}{f' to {_day(says.ends_on)}' if says.ends_on else ''}"


def _where(place: tuple[str, str, str]) -> str:
    return ", ".join(reversed(place))


def _hours(hours: object) -> str:
    return f"{hours:f}".rstrip("0").rstrip(".") if "." in f"{hours}" else f"{hours}"


def _day(day: date | None) -> str:
    return f"{day.day} {day:%B %Y}" if day else ""
