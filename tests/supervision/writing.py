"""One-to-ones and reviews as far along as a test needs them, taken there by the service's own verbs."""

from app.people.models import Person
from app.records.models import LEAD, SUBJECT, Record
from tests import papers
from tests.papers import HELD_ON

CASE = "X264410"
# Each answer that no pack and nobody else may ever show, by its key.
SECRETS = {
    "wellbeing": "The loss in the family weighs on both",
    "absence": "Two weeks away in June",
    "workload": "Forty two cases is too many",
    "performance": "Four late assessments of eleven",
    "case_1_decision": "Refer to the panel",
    "case_1_rationale": "New contact with the former partner",
    "action_1_text": "Move three cases to the other team",
}
LEARNING = "To shadow a court duty day"
SUMMARY, OUTCOME, AGREED = "A year of sound plans", "Meets what the role asks", "Weekly reading of two plans"


def one_to_one(lead: Person, subject: Person, state: str = "draft", **given: str) -> Record:
    """A one-to-one with every answer: in "draft", "agreed" (signed by the line manager) or "locked"."""
    answers = {
        "topics": "workload\nlearning", "learning": LEARNING, "case_1_reference": CASE, "case_1_rosh": "high",
        "action_1_owner": SUBJECT, "action_1_due": "1/12/2026", **SECRETS, **given,
    }  # fmt: skip
    record = papers.begin("supervision", lead, subject, "line manager", {"held_on": f"{HELD_ON:%d/%m/%Y}", **answers})
    papers.answer(record, SUBJECT, "wellbeing", SECRETS["wellbeing"])
    return papers.bring(record, state)


def review(lead: Person, subject: Person, state: str = "draft", **given: str) -> Record:
    """A performance review that opens no plan unless said: in "draft", "agreed" (signed by the reviewer), "locked"."""
    answers = {"type": "PMF", "summary": SUMMARY, "outcome": OUTCOME, "agreed": AGREED, "formal_plan": "no", **given}
    return papers.bring(papers.begin("review", lead, subject, "line manager", answers), state)


def answer(record: Record, **texts: str) -> None:
    """Let the lead say something else."""
    for key, text in texts.items():
        papers.answer(record, LEAD, key, text)
