"""How much evidence there is for a registration standard, what is missing, and gaps first."""

from datetime import date

import pytest

from app.policy import standards
from app.policy.registration import ENOUGH, NOTHING, SOME, WAITING
from app.policy.standards import DRAFT, SIGNED, Evidence, Standard


def evidence(*said: str) -> list[Evidence]:
    """Records such as "rps signed", all of them evidence for the standard "conduct"."""
    pairs = [each.split() for each in said]
    return [Evidence(number, kind, state, frozenset({"conduct"})) for number, (kind, state) in enumerate(pairs, 1)]


@pytest.mark.parametrize(
    ("asks", "said", "state", "words"),
    [
        ((1, 1), [], NOTHING, "Gap: nothing yet"),
        ((1, 1), ["rps draft"], WAITING, "Gap: 1 record not yet signed by everybody"),
        ((1, 1), ["rps draft", "rps unsigned"], WAITING, "Gap: 2 records not yet signed by everybody"),
        ((1, 1), ["rps signed"], ENOUGH, "1 record"),
        ((1, 1), ["rps signed", "rps signed", "learning draft"], ENOUGH,
         "2 records, 1 more not yet signed by everybody"),
        ((1, 2), ["learning signed"] * 6, SOME, "Gap: 1 of 2 kinds the register asks for"),
        ((1, 2), ["learning signed", "rps signed"], ENOUGH, "2 records"),
        ((3, 1), ["rps signed", "rps signed"], SOME, "Gap: 2 of 3 records the register asks for"),
        ((3, 2), ["rps signed", "learning unsigned"], SOME,
         "Gap: 1 of 3 records and 1 of 2 kinds the register asks for, 1 more not yet signed by everybody"),
        ((3, 2), ["rps unsigned"] * 4, WAITING, "Gap: 4 records not yet signed by everybody"),
    ],
)  # fmt: skip
def test_a_standard_says_how_much_there_is_and_what_is_missing(asks, said, state, words):
    given = [*evidence(*said), Evidence(99, "rps", SIGNED, frozenset({"another"}))]
    (row,) = standards.rows([Standard("conduct", "Conduct", "", *asks)], given)
    assert (row.state, row.words) == (state, words)
    assert row.is_gap == (state != ENOUGH)
    signed = [each for each in given if each.state == SIGNED and "conduct" in each.codes]
    assert sum(row.counts.values()) == len(row.records) == len(signed)
    assert set(row.unsigned) == {each.record_id for each in given if each.state != SIGNED}


def test_gaps_come_first_and_each_state_keeps_the_order_of_the_list():
    given = [
        Evidence(1, "rps", SIGNED, frozenset({"some", "enough", "ended"})),
        Evidence(2, "rps", DRAFT, frozenset({"waiting"})),
    ]
    listed = [
        Standard("ended", "No longer", ended_on=date(2026, 8, 31), records=5),
        Standard("enough", "Enough"),
        Standard("some", "Some", kinds=2),
        Standard("waiting", "Waiting"),
        Standard("one", "Nothing"),
        Standard("other", "Nothing either"),
    ]
    assert [row.standard.code for row in standards.rows(listed, given)] == [
        "one", "other", "waiting", "some", "enough", "ended"]  # fmt: skip
    assert not standards.rows(listed, given)[-1].is_gap  # what is no longer asked for is no gap
