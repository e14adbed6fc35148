"""Deciding what a pack hides: every passage of the chosen records that could identify somebody, masked or kept."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from app.database import db
from app.evidence.choosing import plans
from app.evidence.contents.masking import AROUND, Passage
from app.evidence.models import KEEP, MASK, PassageDecision
from app.evidence.queries import PASSAGES
from app.history.actions import Actor, note
from app.language import plural

Place = tuple[int, str, int, int]  # record id, place in it, first character, end
LONGEST_REASON = 300


@dataclass(frozen=True)
class Verdict:
    """What is decided about a passage: MASK or KEEP ("" for nothing yet), and why it is kept."""

    verdict: str = ""
    reason: str = ""

    @property
    def is_sound(self) -> bool:
        """Whether it can be decided so: to keep takes a reason."""
        return self.verdict == MASK or (self.verdict == KEEP and 0 < len(self.reason) <= LONGEST_REASON)


NOTHING = Verdict()


@dataclass(frozen=True)
class Row:
    """The same passage wherever it stands in the chosen records, decided once. `before` is what was decided of some of
    its places, where not of all.
    """

    passages: tuple[Passage, ...]
    decided: Verdict = NOTHING
    before: Verdict = NOTHING

    @property
    def first(self) -> Passage:
        """The one to show."""
        return self.passages[0]

    @property
    def places(self) -> tuple[Place, ...]:
        """Where it stands."""
        return tuple(place_of(each) for each in self.passages)

    @property
    def at(self) -> str:
        """The first of them and how many there are, as a form carries it: what was seen is what is decided."""
        return f"{len(self.passages)}.{self.apart}"

    @property
    def apart(self) -> str:
        """The first of them, for the address of a page on which each has a row of its own."""
        return written(self.places[0])

    @property
    def is_open(self) -> bool:
        """Whether it is still to be looked at."""
        return not self.decided.verdict


def place_of(passage: Passage) -> Place:
    """What tells a passage from all others."""
    return (passage.record_id, *passage.key)


def around(passage: Passage, most: int = AROUND) -> tuple[str, str]:
    """Up to so many characters on either side of a passage, in whole words, with dots where the text goes on."""
    before, after = passage.before, passage.after
    if len(before) >= most:
        before = f"… {before[-most:].partition(' ')[2]}"
    if len(after) >= most:
        after = f"{after[:most].rpartition(' ')[0]} …"
    return before, after


def written(place: Place) -> str:
    """A place as an address or a form carries it."""
    record_id, where, start, end = place
    return f"{record_id}.{start}.{end}.{where}"


def decisions(owner_id: int) -> dict[Place, Verdict]:
    """What this person has decided so far. One query."""
    return verdicts(db.session.scalars(select(PassageDecision).where(PassageDecision.owner_id == owner_id)))


def verdicts(decided: Iterable[PassageDecision]) -> dict[Place, Verdict]:
    """What was decided, by place."""
    return {(row.record_id, row.place, row.starts, row.ends): Verdict(row.verdict, row.reason) for row in decided}


def rows(found: Iterable[Passage], decided: Mapping[Place, Verdict], apart: str = "") -> list[Row]:
    """The passages with what was decided: those still to be looked at first, then as they stand in the records. The
    places of one text are one row, unless `apart` is one of them as `written`.
    """
    groups: dict[tuple[str, ...], list[Passage]] = {}
    for passage in found:
        groups.setdefault((passage.kind, " ".join(passage.text.casefold().split())), []).append(passage)
    made: list[Row] = []
    for group in groups.values():
        is_apart = apart and any(written(place_of(each)) == apart for each in group)
        made += [_row([each], decided) for each in group] if is_apart else [_row(group, decided)]
    return sorted(made, key=lambda row: not row.is_open)


def decided_anew(shown: Iterable[Row], decided: Mapping[Place, Verdict]) -> list[Row]:
    """The same rows with what is decided now."""
    return [_row(row.passages, decided) for row in shown]


def _row(group: Sequence[Passage], decided: Mapping[Place, Verdict]) -> Row:
    found = [decided.get(place_of(each), NOTHING) for each in group]
    known = [each for each in found if each.verdict]
    if len(known) == len(found) and len({each.verdict for each in found}) == 1:
        return Row(tuple(group), decided=found[0])
    return Row(tuple(group), before=known[0] if known else NOTHING)


def decide(owner_id: int, given: Mapping[str, Verdict], shown: Iterable[Row], by: Actor, now: datetime) -> int:
    """Keep what was decided about the rows, by their `at`, of those that are in the person's records; give how many
    places are decided anew. Any other is passed over, and so is keeping without a reason.
    """
    plans.one_at_a_time(owner_id)
    # Read afresh: the other window may have decided since this page read them.
    stored = select(PassageDecision).where(PassageDecision.owner_id == owner_id)
    latest = db.session.scalars(stored.execution_options(populate_existing=True))
    before = {(row.record_id, row.place, row.starts, row.ends): row for row in latest}
    changed: list[str] = []
    for place, verdict in [(place, given.get(each.at, NOTHING)) for each in shown for place in each.places]:
        row = before.get(place)
        if not verdict.is_sound or (row and (row.verdict, row.reason) == (verdict.verdict, verdict.reason)):
            continue
        if row is None:
            record_id, where, start, end = place
            row = PassageDecision(owner_id=owner_id, record_id=record_id, place=where, starts=start, ends=end)
            db.session.add(row)
        row.verdict, row.reason, row.decided_at = verdict.verdict, verdict.reason, now
        changed.append(verdict.verdict)
    if changed:
        counted = [(changed.count(MASK), "masked"), (changed.count(KEEP), "kept")]
        said = [f"{plural(count, 'passage')} {words}" for count, words in counted if count]
        note("decided what packs hide", PASSAGES, owner_id, by, now, subject_id=owner_id, reason=", ".join(said))
    return len(changed)
