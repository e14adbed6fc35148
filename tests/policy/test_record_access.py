"""Who may do what to a record: every stage and every standing, one row each."""

import pytest

from app.policy.record_access import CLOSED, DRAFT, LOCKED, SENT, TABLE, Standing, verbs

LEAD, SUBJECT, MANAGER, HEAD = {"is_lead": True}, {"is_subject": True}, {"is_manager": True}, {"is_unit_head": True}
DELEGATE, INHERITS, OPENED = {"is_delegate": True}, {"inherits": True}, {"is_opened": True}
RELEASED = {"is_manager": True, "is_released": True}
NOBODY: dict[str, bool] = {}
STAGES = (DRAFT, SENT, LOCKED, CLOSED)

# standing, then what may be done to a draft, once sent, once signed, once cancelled or missed
SESSION = [
    (LEAD, "see read write send move cancel", "see read sign withdraw", "see read void add log", "see"),
    (SUBJECT, "see read write", "see read sign", "see read add release export", "see"),
    (MANAGER, "", "", "see", ""),
    (RELEASED, "", "", "see read", ""),
    ({"is_released": True}, "", "", "", ""),
    (HEAD, "see", "see", "see", ""),
    (NOBODY, "", "", "", ""),
    (LEAD | MANAGER, "see read write send move cancel", "see read sign withdraw", "see read void add log", "see"),
    (LEAD | DELEGATE, "see read write send move", "see read sign withdraw", "see read log", "see"),
    (SUBJECT | DELEGATE, "see read write", "see read sign", "see read add release export", "see"),
    (MANAGER | DELEGATE, "", "", "see read", ""),
    (HEAD | DELEGATE, "see", "see", "see", ""),
    (INHERITS, "see cancel", "see withdraw", "log", "see"),
    (OPENED, "", "", "see read", ""),
    (MANAGER | OPENED, "", "", "see read", ""),
]
OBSERVATION = [
    (LEAD, "see read write send move cancel", "see read sign withdraw", "see read void add", "see"),
    (SUBJECT, "", "see read sign", "see read add release export", "see"),
    (MANAGER, "", "", "see read", ""),
    (HEAD, "", "", "see", ""),
    (NOBODY, "", "", "", ""),
    (LEAD | MANAGER, "see read write send move cancel", "see read sign withdraw", "see read void add", "see"),
    (LEAD | DELEGATE, "see read write send move", "see read sign withdraw", "see read", "see"),
    (MANAGER | DELEGATE, "", "", "see read", ""),
    (INHERITS, "see cancel", "see withdraw", "", "see"),
    (OPENED, "", "", "see read", ""),
]
# A performance review is its lead's alone until it is sent, and no line manager's after that unless released.
REVIEW = [
    (LEAD, "see read write send move cancel", "see read sign withdraw", "see read void add", "see"),
    (SUBJECT, "", "see read sign", "see read add release export", "see"),
    (MANAGER, "", "", "see", ""),
    (RELEASED, "", "", "see read", ""),
    (HEAD, "", "", "see", ""),
    (NOBODY, "", "", "", ""),
    (INHERITS, "see cancel", "see withdraw", "", "see"),
]


def cells(rows: list[tuple]) -> list[tuple[dict[str, bool], str, set[str]]]:
    """Each standing at each stage with what may be done."""
    return [
        (standing, stage, set(words.split()))
        for standing, *said in rows
        for stage, words in zip(STAGES, said, strict=True)
    ]


@pytest.mark.parametrize(("standing", "stage", "may"), cells(SESSION))
def test_what_may_be_done_to_a_session(standing: dict[str, bool], stage: str, may: set[str]) -> None:
    assert verbs(Standing(stage, **standing)) == may


@pytest.mark.parametrize(("standing", "stage", "may"), cells(OBSERVATION))
def test_what_may_be_done_to_an_observation(standing: dict[str, bool], stage: str, may: set[str]) -> None:
    assert verbs(Standing(stage, is_observation=True, **standing)) == may


@pytest.mark.parametrize(("standing", "stage", "may"), cells(REVIEW))
def test_what_may_be_done_to_a_performance_review(standing: dict[str, bool], stage: str, may: set[str]) -> None:
    assert verbs(Standing(stage, is_alone=True, is_logged=False, **standing)) == may


def test_every_row_of_the_table_is_held_here() -> None:
    relation = {"lead": LEAD, "subject": SUBJECT, "manager": MANAGER, "unit head": HEAD, "inherits": INHERITS,
                "opened": OPENED}  # fmt: skip
    held = {(stage, str(standing)): may for standing, stage, may in cells(SESSION)}
    for (stage, name), may in TABLE.items():
        assert held[stage, str(relation[name])] == may


@pytest.mark.parametrize("stage", STAGES)
def test_nobody_writes_what_is_not_a_draft_and_nobody_signs_what_is_not_sent(stage: str) -> None:
    for standing, *_ in SESSION + OBSERVATION:
        found = verbs(Standing(stage, **standing))
        assert stage == DRAFT or not found & {"write", "send", "cancel"}
        assert stage == SENT or not found & {"sign", "withdraw"}
        assert stage == LOCKED or not found & {"log", "add", "void", "release", "export"}
