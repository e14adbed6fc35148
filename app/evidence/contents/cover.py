"""What stands in front of the records of a pack: the facts of its cover, the owner's statement, the standards map."""

from collections.abc import Sequence
from datetime import date

from app.evidence.contents.masking import Masker, Passage
from app.evidence.contents.pack import LEFT_OUT, Choice, Entry, Standard
from app.evidence.contents.wording import Paragraph
from app.language import day, moment, plural
from app.people import queries as people
from app.people.models import Person
from app.policy.standards import Row
from app.registration.register.entries import facts_for_pack

STATEMENT = "statement"  # the place of the statement's passages


def facts(
    owner: Person, roles_held: str, period: tuple[date, date], today: date, entries: Sequence[Entry], choice: Choice
) -> tuple[tuple[str, str], ...]:
    """The lines of the cover, label and value, without the empty ones. Two queries."""
    manager = people.manager_of(owner.id, min(period[1], today))
    lines = (
        ("Staff number", owner.staff_number),
        *facts_for_pack(owner.id, *period),
        ("Roles held", roles_held),
        ("Line manager", manager.name if manager else ""),
        ("In this pack", held(owner, entries, choice)),
        ("Left out", left_out(owner, entries)),
    )
    return tuple((label, value) for label, value in lines if value)


def held(owner: Person, entries: Sequence[Entry], choice: Choice) -> str:
    """How many records, whether they were chosen, and when the last of them changed."""
    count = plural(len(entries), "signed record")
    which = f", chosen by {owner.name}" if choice.left_out else ""
    changed = max((entry.changed_at for entry in entries), default=None)
    return f"{count}{which}." + (f" Records last changed {moment(changed)}" if changed else "")


def left_out(owner: Person, entries: Sequence[Entry]) -> str:
    """What no pack holds, and how many of the passages that would be masked its owner keeps."""
    kept = sum(entry.kept for entry in entries)
    apart = f", apart from {plural(kept, 'passage')} that {owner.name} looked at and keeps" if kept else ""
    return f"{LEFT_OUT}{apart}"


def statement(owner: Person, entries: Sequence[Entry], text: str, found: list[Passage] | None = None
              ) -> tuple[Paragraph, ...]:  # fmt: skip
    """The owner's statement for the cover, masked as any text is; its passages are added to `found`, of record 0."""
    masker = Masker(0, frozenset({owner.name, *(one.name for entry in entries for one in entry.signatures)}))
    shown = masker.paragraphs(STATEMENT, "Statement on the cover", text)
    if found is not None:
        found += masker.found
    return shown


def standards(rows: Sequence[Row], entries: Sequence[Entry]) -> tuple[Standard, ...]:
    """The standards of a matrix, gaps first, with the numbers of the records that are evidence for each."""
    numbers = {entry.record_id: number for number, entry in enumerate(entries, 1)}
    return tuple(
        Standard(
            row.standard.code, row.standard.label, tuple(sorted(numbers[each] for each in row.records)), row.words,
            row.is_gap,
        )
        for row in rows
    )  # fmt: skip


def roles(person_id: int, starts_on: date, ends_on: date) -> tuple[str, str]:
    """The job role at the end of these days, and every role held during them. One query."""
    held = [
        posting for posting in people.postings_of(person_id)
        if posting.starts_on <= ends_on and (posting.ends_on is None or posting.ends_on >= starts_on)
    ][::-1]  # fmt: skip
    since = {(posting.job_role, posting.function): posting.role_since for posting in held}
    words = [f"{role}, {function}, since {day(start)}" for (role, function), start in since.items()]
    return held[-1].job_role if held else "", "; ".join(words)
