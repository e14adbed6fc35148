"""Forms filled in for the demo, as answers by key."""

from collections.abc import Iterable
from datetime import date, datetime
from random import Random

from app.database import db
from app.demo import words
from app.demo.words import Theme, of_sessions
from app.people.models import Person
from app.policy import rps as policy
from app.policy.people import FUNCTIONS, activities
from app.policy.rps import discusses_cases
from app.records import queries
from app.records.models import LEAD, SUBJECT, Answer, Record
from app.records.paper import Paper
from app.records.queries import Found

PLACES = (policy.IN_PERSON, policy.IN_PERSON, policy.IN_PERSON, policy.VIDEO, policy.TELEPHONE)
# Which stages of a model take what happened, looking back, making sense and trying next.
STAGES = {"kolb": (1, 2, 3, 4), "morrison": (1, 2, 3, 4), "gibbs": (1, 3, 4, 6)}
STANDARDS = ("accountability", "reflection", "learning", "conduct")
DROPPED = (
    "The case has moved to another team.", "Overtaken by the new allocation.", "No longer needed after the review.",
)  # fmt: skip
CONFIRMED = (
    "Seen in the case record.", "Talked it through; it has made a difference.", "Done, and shared with the team.",
    "Checked together.",
)  # fmt: skip
NOT_PROTECTED = "The fire alarm was tested, and we lost ten minutes."


def lay_out(record: Record, subject: Person, lead: Person) -> Paper:
    """The record with its answers, whoever looks."""
    found = Found(record, subject, lead, verbs=frozenset(), part=LEAD, manager_id=lead.id)
    return queries.paper(found, record.happened_on or record.since.date())


def write(paper: Paper, part: str, answers: dict[str, str], now: datetime) -> None:
    """Store answers of one part as a saved draft does."""
    for key, text in answers.items():
        held = paper.answers.get((part, key))
        if held is None:
            held = Answer(record_id=paper.record.id, part=part, key=key, text=text, saved_at=now,
                          saved_by=paper.name(part), saved_in=None)  # fmt: skip
            paper.answers[part, key] = held
            db.session.add(held)
        elif text and held.text != text:
            held.text, held.revision, held.saved_at = text, held.revision + 1, now
    db.session.flush()


def preparation(theme: Theme) -> dict[str, str]:
    """What the practitioner writes beforehand."""
    return {"kolb_1": theme.mine[0], "kolb_2": theme.mine[1]}


def reflection(theme: Theme, chance: Random) -> dict[str, str]:
    """What the practitioner has written after the session."""
    answers = {f"kolb_{stage}": text for stage, text in zip((1, 2, 4), theme.mine, strict=True)}
    if chance.random() < 0.7:
        answers["wellbeing"] = chance.choice(of_sessions()["wellbeing"]["mine"])
    return answers


def lead_words(paper: Paper, theme: Theme, references: tuple[str, ...], chance: Random) -> dict[str, str]:
    """What whoever holds the session writes, earlier actions reviewed."""
    answers = {
        "kolb_2": theme.theirs[0],
        "kolb_3": theme.theirs[1],
        "strengths": theme.strengths,
        "application": theme.application,
        "develop": theme.develop,
        "values": theme.values,
        "learning": theme.learning,
        "live_risk": "yes" if chance.random() < 0.02 else "no",
        "skills": "\n".join(theme.skills),
        "standards": "\n".join(chance.sample(STANDARDS, chance.choice((1, 1, 2)))),
    }
    if chance.random() < 0.7:
        answers["wellbeing"] = chance.choice(of_sessions()["wellbeing"]["theirs"])
    if chance.random() < 0.04:
        answers |= {"protected": "no", "protected_reason": NOT_PROTECTED}
    if discusses_cases(paper.role, paper.function):
        answers |= _cases(theme, references)
    else:
        answers["piece_of_work"] = theme.piece
    answers |= _reviewed(paper, chance)
    return {key: text for key, text in answers.items() if text}


def _cases(theme: Theme, references: tuple[str, ...]) -> dict[str, str]:
    answers = {"case_1_reference": references[0], "case_1_rosh": theme.rosh, "case_1_why": theme.why}
    if len(references) > 1:
        answers |= {"case_2_reference": references[1], "case_2_rosh": "medium", "case_2_why": "For comparison"}
    return answers


def _reviewed(paper: Paper, chance: Random) -> dict[str, str]:
    answers: dict[str, str] = {}
    for agreed in paper.earlier:
        key, due = f"earlier_{agreed.action.id}", agreed.action.due_on
        is_due = due is not None and due <= paper.on
        if is_due and chance.random() < 0.08:
            answers |= {key: "dropped", f"{key}_reason": chance.choice(DROPPED)}
        else:
            answers[key] = "done" if is_due and chance.random() < 0.85 else "carried"
    return answers


def agreed(deeds: Iterable[tuple[str, str, date, str]]) -> dict[str, str]:
    """The actions agreed."""
    answers: dict[str, str] = {}
    for number, (owner, text, due, _end) in enumerate(deeds, 1):
        key = f"action_{number}"
        answers |= {f"{key}_text": text, f"{key}_owner": LEAD if owner == LEAD else SUBJECT}
        answers[f"{key}_due"] = f"{due.day}/{due.month}/{due.year}"
    return answers


def observation(function: str, reference: str, chance: Random, *, whole: bool) -> dict[str, str]:
    """What the observer writes; without `whole` the feedback is still to come."""
    answers = {
        "informed": "yes",
        "started": chance.choice(("9:30am", "10am", "11:15am", "1:30pm", "2pm")),
        "minutes": str(chance.choice((30, 40, 45, 50, 60))),
        "activity": chance.choice((activities(function) or ("Other",))[:2]),
        "recording": chance.choice(("live", "live", "live", "audio", "video")),
        **words.ratings(chance),
    }
    if function in FUNCTIONS and FUNCTIONS[function].works_with_cases:
        answers["crn"] = reference
    return answers | (words.feedback(chance) if whole else {})
