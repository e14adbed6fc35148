"""Framework 6.3: start from an observation that may be, break one thing, and hear of one paragraph."""

from dataclasses import replace

import pytest

from app.policy import observations
from app.policy.observations import STARTING, Observing
from app.policy.people import JOB_ROLES
from app.policy.rules import breaches

SOUND = Observing(is_same_person=False, is_line_manager=True, practitioner_role="Probation Officer")


@pytest.mark.parametrize("role", sorted(code for code, role in JOB_ROLES.items() if role.is_practitioner))
def test_the_line_manager_observes_every_kind_of_practitioner(role: str) -> None:
    assert breaches(STARTING, replace(SOUND, practitioner_role=role)) == []


@pytest.mark.parametrize(
    ("broken", "words"),
    [
        ({"is_same_person": True}, "Nobody observes their own practice."),
        ({"practitioner_role": "Senior Probation Officer"}, "Observations of practice are of practitioners."),
        ({"is_line_manager": False}, "The line manager observes"),
    ],
)
def test_one_thing_broken_names_one_paragraph(broken: dict, words: str) -> None:
    found = breaches(STARTING, replace(SOUND, **broken))
    assert [each.source for each in found] == ["Framework 6.3"]
    assert found[0].words.startswith(words)


def test_evidence_is_asked_for_what_stands_out() -> None:
    assert [code for code, _ in observations.RATINGS] == ["strength", "competent", "develop", "not seen"]
    assert {"strength", "develop"} == observations.NEED_EVIDENCE
    assert [code for code, _ in observations.RECORDINGS] == ["live", "audio", "video"]
