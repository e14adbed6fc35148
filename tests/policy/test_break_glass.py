"""Who may do what to a proposal to open records, and what may be proposed, decided and looked back on: by table."""

from datetime import date

import pytest

from app.policy import break_glass as policy
from app.policy.break_glass import Deciding, Proposing, Reviewing, Standing, Telling, verbs
from app.policy.rules import breaches

DIRECTOR = {"is_director": True}
STANDINGS = [
    ({"is_assurance": True}, "see tell"),
    ({"is_assurance": True, "is_proposer": True}, "see tell withdraw"),
    (DIRECTOR, "see approve decline"),
    (DIRECTOR | {"has_approved": True}, "see"),
    (DIRECTOR | {"of_region": True}, ""),
    (DIRECTOR | {"is_above": True}, ""),
    (DIRECTOR | {"is_subject": True}, ""),
    (DIRECTOR | {"is_reader": True}, ""),
    (DIRECTOR | {"leads": True}, ""),
    (DIRECTOR | {"has_approved": True, "of_region": True}, ""),
    ({}, ""),
    ({"is_reader": True}, ""),
    ({"is_subject": True}, ""),
    ({"is_proposer": True}, ""),
    ({"has_approved": True}, ""),
]


@pytest.mark.parametrize(("standing", "may"), STANDINGS)
def test_what_may_be_done_to_a_proposal(standing: dict[str, bool], may: str) -> None:
    assert verbs(Standing(**standing)) == set(may.split())


def test_every_relation_of_the_table_is_held_here() -> None:
    assert {policy.relation(Standing(**standing)) for standing, _ in STANDINGS} - {""} == set(policy.TABLE)


PROPOSALS = [
    ({}, ""),
    ({"is_on": False}, "is turned off"),
    ({"named": 0}, "names the records"),
    ({"named": policy.MOST}, ""),
    ({"named": policy.MOST + 1}, "at most"),
    ({"others": 1}, "Only signed sessions and observations"),
    ({"reader_is_here": False}, "in post"),
    ({"reader_is_subject": True}, "nobody with a part"),
    ({"reader_leads": True}, "nobody with a part"),
    ({"is_told": False}, "unless a recorded reason"),
    ({"is_told": False, "says_why_not": True}, ""),
    ({"apart": 1}, "there are fewer"),
    ({"apart": 2}, ""),
]


@pytest.mark.parametrize(("facts", "words"), PROPOSALS)
def test_what_may_be_proposed(facts: dict[str, int], words: str) -> None:
    found = breaches(policy.PROPOSE_RULES, Proposing(**{"is_on": True, **facts}))
    assert len(found) == bool(words)
    assert all(words in breach.words and breach.source.startswith("Access rules") for breach in found)


@pytest.mark.parametrize(
    ("facts", "approving", "ending"),
    [
        (Deciding(True), 0, 0),
        (Deciding(False), 1, 0),  # what waits may be taken back though it is turned off
        (Deciding(True, "withdrawn"), 1, 1),
        (Deciding(True, "opened"), 1, 1),
        (Deciding(True, is_expired=True), 1, 1),
        (Deciding(True, stand_apart=False), 1, 0),
    ],
)
def test_what_may_be_decided(facts: Deciding, approving: int, ending: int) -> None:
    assert len(breaches(policy.APPROVE_RULES, facts)) == approving
    assert len(breaches(policy.END_RULES, facts)) == ending


def test_who_is_told_later_and_which_month_is_looked_back_on() -> None:
    told = (Telling(True, False), Telling(True, True), Telling(False, False))
    assert [len(breaches(policy.TELL_RULES, each)) for each in told] == [0, 1, 1]
    months = (Reviewing(True, False), Reviewing(False, False), Reviewing(True, True))
    assert [len(breaches(policy.REVIEW_RULES, each)) for each in months] == [0, 1, 1]


@pytest.mark.parametrize(
    ("facts", "state"),
    [
        (("", False, False), "waiting"), (("", True, False), "expired"), (("opened", True, True), "opened"),
        (("opened", False, False), "over"), (("declined", True, False), "declined"),
        (("withdrawn", False, False), "withdrawn"),
    ],
)  # fmt: skip
def test_how_a_proposal_stands(facts: tuple[str, bool, bool], state: str) -> None:
    assert policy.state(*facts) == state


@pytest.mark.parametrize(("day", "end"), [("2026-11-19", "2026-11-30"), ("2026-12-31", "2026-12-31"),
                                          ("2028-02-01", "2028-02-29"), ("2027-02-28", "2027-02-28")])  # fmt: skip
def test_a_month_ends_on_its_last_day(day: str, end: str) -> None:
    assert policy.month_end(date.fromisoformat(day)) == date.fromisoformat(end)
