"""Everything that stands with signed records and is read for a pack, in one question."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from sqlalchemy import select, union

from app.evidence.models import KEEP, PassageDecision
from app.people.models import Person
from app.policy.lists import REGISTRATION_STANDARDS
from app.records.at_once import at_once
from app.records.models import Action, Addendum, Record, Signature, Snapshot
from app.registration.models import EvidenceTag
from app.registration.standards.tags import codes_of
from app.settings.queries import labels, stored

Places = frozenset[tuple[str, int, int]]  # place in a record, first character, end
NONE_KEPT: Places = frozenset()


@dataclass(frozen=True)
class Material:
    """What stands with records, by the record's id; `texts` by the snapshot's, `people` by their own.

    `people` are whom the records are about and who is to do what was agreed in them. `decided` is what the former said
    of passages, `standards` what each record is evidence for: code and words, in the order of the list.
    """

    texts: Mapping[int, Snapshot]
    signatures: Mapping[int, list[Signature]]
    addenda: Mapping[int, list[Addendum]]
    actions: Mapping[int, list[Action]]
    people: Mapping[int, Person]
    decided: Sequence[PassageDecision]
    standards: Mapping[int, tuple[tuple[str, str], ...]]

    @cached_property
    def kept(self) -> Mapping[int, Places]:
        """The passages that people looked at and keep."""
        found = defaultdict[int, Places](frozenset)
        for one in self.decided:
            if one.verdict == KEEP:
                found[one.record_id] |= {(one.place, one.starts, one.ends)}
        return found


NOTHING = Material({}, {}, {}, {}, {}, (), {})


def material(records: Sequence[Record]) -> Material:
    """What stands with these records. One query, none for no records."""
    if not records:
        return NOTHING
    ids, subjects = [record.id for record in records], {record.subject_id for record in records}
    people_of = union(select(Record.subject_id).where(Record.id.in_(ids)),
                      select(Action.owner_id).where(Action.record_id.in_(ids)))  # fmt: skip
    texts, signatures, addenda, actions, people, decided, tags, standards = at_once(
        select(Snapshot).where(Snapshot.id.in_([record.snapshot_id for record in records])),
        select(Signature).where(Signature.record_id.in_(ids)),
        select(Addendum).where(Addendum.record_id.in_(ids)),
        select(Action).where(Action.record_id.in_(ids)),
        select(Person).where(Person.id.in_(people_of)),
        select(PassageDecision).where(PassageDecision.owner_id.in_(subjects)),
        select(EvidenceTag).where(EvidenceTag.record_id.in_(ids)),
        stored(REGISTRATION_STANDARDS),
    )
    codes, words = codes_of(tags), labels(REGISTRATION_STANDARDS, standards)
    return Material(
        {text.id: text for text in texts}, _by_record(signatures), _by_record(addenda), _by_record(actions),
        {who.id: who for who in people}, decided,
        {record: tuple(item for item in words.items() if item[0] in codes[record]) for record in codes},
    )  # fmt: skip


def _by_record(rows: Sequence[Any]) -> Mapping[int, list[Any]]:
    found: defaultdict[int, list[Any]] = defaultdict(list)
    for row in rows:
        found[row.record_id].append(row)
    return found
