"""A pack does not tell how much was written that it may never show: its proofs are as many with it as without."""

import json

import pytest

from app.evidence.contents import gather
from app.history.chain import digest
from app.records import queries, snapshot
from app.records.models import LEAD, SUBJECT, Record
from tests import make, papers
from tests.papers import REFLECTION
from tests.supervision import writing

pytestmark = pytest.mark.any_engine


def reviews(unit: make.SmallUnit) -> tuple[Record, Record]:
    """A review that opened a formal plan, and one that agreed nothing and opened none."""
    return (writing.review(unit.isla, unit.lowri, "locked", formal_plan="yes", plan_ends_on="1/3/2027"),
            writing.review(unit.isla, unit.pius, "locked", agreed=""))  # fmt: skip


def one_to_ones(unit: make.SmallUnit) -> tuple[Record, Record]:
    """A one-to-one with everything, and an action of an earlier one; and one with what a pack may show alone."""
    writing.one_to_one(unit.isla, unit.lowri, "locked")
    nothing = dict.fromkeys((*writing.SECRETS, "case_1_reference", "case_1_rosh", "action_1_owner", "action_1_due"), "")
    bare = writing.one_to_one(unit.isla, unit.pius, **nothing)
    papers.answer(bare, SUBJECT, "wellbeing", "")
    full = writing.one_to_one(unit.isla, unit.lowri, next_on="3/12/2026")
    (earlier,) = papers.paper(full).earlier
    writing.answer(full, **{f"earlier_{earlier.action.id}_reason": "The other team is full"})
    return papers.bring(full, "locked"), papers.bring(bare, "locked")


def sessions(unit: make.SmallUnit) -> tuple[Record, Record]:
    """A session with the wellbeing of both, and one where neither wrote of it."""
    bare = papers.session(unit.isla, unit.pius)
    for part in (SUBJECT, LEAD):
        papers.answer(bare, part, "wellbeing", " ")
    return papers.session(unit.isla, unit.lowri, "locked"), papers.bring(bare, "locked")


@pytest.mark.parametrize("both", [reviews, one_to_ones, sessions])
def test_the_proofs_are_as_many_and_stand_as_they_do_where_nothing_is_left_out(both, unit):
    frozen, proofs = [], []
    for record in both(unit):
        (entry,) = gather.entries([record])
        text = queries.signed(record)[0]
        told = json.loads(json.dumps(entry.disclosure))
        assert text.fingerprint == snapshot.check(text.body) == snapshot.prove(told)
        frozen.append([line for line in snapshot.lines(text.body) if line.private or line.apart])
        places = [told["digests"].index(digest(answer)) for answer in told["shown"]]
        assert places == sorted(set(places))
        assert len(told["digests"]) - 1 not in places, "the last stands for all that is kept apart"
        proofs.append((len(told["digests"]), places, sorted(told["facts"]), sorted(told["fact_digests"])))
    assert proofs[0] == proofs[1]
    assert len(frozen[0]) > len(frozen[1]), "all of it is frozen all the same"
    assert REFLECTION not in {line.text for lines in frozen for line in lines}
