"""Actions that a record agrees, and those of earlier ones that it looks at again: what is asked, and what follows."""

from datetime import date, datetime
from textwrap import shorten

from app.history.actions import Actor
from app.language import day, read_day
from app.policy.rps import MOST_ACTIONS, REVIEWS
from app.records import follow_up
from app.records.kinds import CHOICE, DAY, LINE, SELECT, Problem, Question
from app.records.models import LEAD, SUBJECT
from app.records.paper import Paper
from app.records.typed import Agreed

# How the keys of what became of an earlier action begin; and all keys of these questions, as a pattern.
REVIEWED = "earlier_"
KEYS = rf"{REVIEWED}[0-9]{{1,12}}(_reason)?|action_[1-{MOST_ACTIONS}]_(text|owner|due)"


def brief(text: str) -> str:
    """An action as a message about it names it: whole words, no more than fit a line or two."""
    return shorten(text, 80, placeholder="…")


def reviewed(paper: Paper) -> tuple[Question, ...]:
    """What became of each action that an earlier record of the kind left open."""
    return tuple(question for agreed in paper.earlier for question in _review(paper, agreed))


def _review(paper: Paper, agreed: Agreed) -> tuple[Question, Question]:
    action, owner, of = agreed.action, agreed.owner, agreed.of
    due = f"Due {day(action.due_on)}" if action.due_on else "No date"
    origin = f", from the {paper.kind.short} of {day(of)}" if of else ""
    key = f"earlier_{action.id}"
    return (
        Question(key, f"{owner}: {action.text}", CHOICE, choices=REVIEWS, hint=f"{due}{origin}",
                 needed=f"Say what became of “{brief(action.text)}”"),
        Question(f"{key}_reason", "If it is dropped, why?", LINE, folded=key),
    )  # fmt: skip


def asked(paper: Paper) -> tuple[Question, ...]:
    """The actions agreed: words, owner and day of each."""
    owners = ((SUBJECT, paper.subject.name), (LEAD, paper.lead.name))
    questions = []
    for number in range(1, MOST_ACTIONS + 1):
        group = f"action_{number}"
        questions += [
            Question(f"{group}_text", "Action", LINE, group=group),
            Question(f"{group}_owner", "Owner", SELECT, choices=owners, group=group),
            Question(f"{group}_due", "Due", DAY, group=group),
        ]
    return tuple(questions)


def review_problems(paper: Paper) -> list[Problem]:
    """Earlier actions that are dropped without a reason."""
    return [
        Problem(f"{key}_reason", f"Say why “{brief(agreed.action.text)}” is dropped")
        for agreed in paper.earlier
        if paper.text(key := f"{REVIEWED}{agreed.action.id}") == "dropped" and not paper.text(f"{key}_reason").strip()
    ]


def action_problems(paper: Paper, held: date | None) -> list[Problem]:
    """Actions without an owner, a day or words, or due before the day the record is about."""
    found = []
    for number in range(1, MOST_ACTIONS + 1):
        key = f"action_{number}"
        words, owner, due = (paper.text(f"{key}_{part}").strip() for part in ("text", "owner", "due"))
        if words and not owner:
            found.append(Problem(f"{key}_owner", f"Choose who does “{brief(words)}”"))
        if words and not due:
            found.append(Problem(f"{key}_due", f"Say when “{brief(words)}” is due"))
        if (due or owner) and not words:
            found.append(Problem(f"{key}_text", "Say what the action is, or clear its owner and date"))
        if held and (day_due := read_day(due)) and day_due < held:
            found.append(Problem(f"{key}_due", f"Due: an action can't be due before the {paper.kind.short}"))
    return found


def carry_out(paper: Paper, now: datetime, by: Actor) -> None:
    """Once everybody has signed: close or carry the earlier actions as reviewed, and start the ones agreed."""
    record = paper.record
    for agreed in paper.earlier if any(key.startswith(REVIEWED) for _, key in paper.answers) else ():
        key = f"{REVIEWED}{agreed.action.id}"
        review = paper.text(key)
        if review == "done" and not agreed.action.is_closed:
            follow_up.confirm(agreed.action, "", record.happened_on or now.date(), by, now)
        elif review == "dropped" and not agreed.action.is_closed:
            follow_up.drop(agreed.action, paper.text(f"{key}_reason"), by, now)
    for number in range(1, MOST_ACTIONS + 1):
        words = paper.text(f"action_{number}_text").strip()
        if words:
            owner = record.subject_id if paper.text(f"action_{number}_owner") == SUBJECT else record.lead_id
            due = read_day(paper.text(f"action_{number}_due"))
            follow_up.agree(record.id, record.subject_id, owner, words, due, by, now)
