"""What a manager reads and fills in to decide on an item: the reasons, the rounds so far, the checklist, the form."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from sqlalchemy import select

from app.countersigning import clocks, queries, showing
from app.countersigning.form import SBAR, SECTIONS, Sent
from app.countersigning.lists import others
from app.countersigning.models import Decision, Item, Round, Typed
from app.countersigning.queries import Found
from app.countersigning.sheet import Sheet, Told
from app.history.actions import Actor
from app.history.models import Event
from app.history.queries import latest, timeline
from app.language import moment
from app.notices.waiting import clock, when
from app.policy import countersigning as policy
from app.policy.checklist import ALL_MET, AS_MARKED, HEADINGS, MARKS, MOST_POINTS, SEND_BACK, VERDICTS, Heading
from app.policy.countersign_access import SENIOR, UNDELEGATED
from app.policy.countersigning import MEANINGS, RECALL, SECOND_PART, SENDS_BACK, SENT_BACK_MEANING
from app.policy.lists import LEARNING_POINTS
from app.policy.rules import Breach, breaches
from app.records import snapshot
from app.records.at_once import at_once
from app.records.kinds import SELECT, TEXT, Question
from app.records.pages import only_reading
from app.settings.queries import choices, holidays, stored, value

TITLES = {
    policy.OASYS: "Countersign an assessment",
    policy.PAROLE: "Countersign a parole report",
    RECALL: "Sign the recall report",
}
# What stands in another place than among the author's words.
NOTE_KEYS = frozenset(key for key, _, _ in SBAR)
APART = NOTE_KEYS | {"context", "answer_1", "answer_2", "answer_3", "changed"}
LONG_TEXTS = {kind: {q.key for section in found for q in section.questions if q.type == TEXT}
              for kind, found in SECTIONS.items()}  # fmt: skip


@dataclass
class Writing(Sheet):
    """A decision in writing: what is stored, and over it what was posted and could not be."""

    posted: Mapping[str, str] = field(default_factory=dict)

    def text(self, key: str, part: str = "") -> str:
        """What stands in the field."""
        return self.posted.get(key, super().text(key))

    @property
    def words(self) -> dict[str, str]:
        """Every answer that a decision can have."""
        return {key: self.text(key) for key in keys(self.item.kind)}


@dataclass(frozen=True)
class SentBack:
    """An earlier round that was sent back, and what the author says was changed. `changed`: (code, title) pairs."""

    number: int
    by: str
    is_mine: bool
    at: datetime
    strength: str
    points: tuple[Sent, ...]
    answer: Told | None
    changed: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Row:
    """One heading of the checklist: whether the author changed it, and what was marked before, in words."""

    heading: Heading
    is_changed: bool
    before: str


def keys(kind: str) -> list[str]:
    """Everything a decision can say, in the order of the page."""
    points = [f"{part}_{n}" for n in range(1, MOST_POINTS + 1) for part in ("section", "learning", "change")]
    return [
        *(f"mark_{heading.code}" for heading in HEADINGS[kind]),
        "verdict",
        "reason",
        "comment",
        "strength",
        *points,
    ]


def questions(kind: str, author: str, learning: Sequence[tuple[str, str]]) -> dict[str, Question]:
    """The questions of a decision, those of the checklist too."""
    first = author.split()[0]
    sections = tuple((heading.code, heading.title) for heading in HEADINGS[kind])
    why = "Why you agree with this recall" if kind == RECALL else "Why you countersign with a heading not met"
    found = [
        *(Question(f"mark_{heading.code}", heading.title, choices=MARKS) for heading in HEADINGS[kind]),
        Question("verdict", "Your decision", choices=VERDICTS),
        Question("reason", why, TEXT, rows=3),
        Question("comment", "Comment", TEXT, rows=2, hint="If you want to add one. The author sees it."),
        Question(
            "strength", "A strength to keep", TEXT, rows=2, hint="At least one thing that is good and should stay."
        ),
    ]
    for n in range(1, MOST_POINTS + 1):
        found += [
            Question(f"section_{n}", "Section to work on", SELECT, choices=sections),
            Question(f"learning_{n}", "Learning point", SELECT, choices=tuple(learning),
                     hint="Chosen from the list, so that themes can be seen over time."),
            Question(f"change_{n}", "What to change", TEXT, rows=3, hint=f"So that {first} could do it without asking"
                     " you."),
        ]  # fmt: skip
    return {question.key: question for question in found}


@dataclass(frozen=True)
class Laid:
    """What lies before whoever decides: the rounds with what was decided in them and before the report, what they have
    typed in the present round, the latest events, newest first, and the learning points to choose from.
    """

    rounds: list[tuple[Round, list[Decision]]]
    before: Sequence[Decision]
    typed: Mapping[str, Typed]
    events: Sequence[Event]
    learning: tuple[tuple[str, str], ...]


def laid_before(item: Item, person_id: int, today: date) -> Laid:
    """What lies before this person. One query."""
    rounds, decisions, typed, events, points = at_once(
        select(Round).where(Round.item_id == item.id),
        select(Decision).where(Decision.item_id == item.id),
        select(Typed).where(Typed.item_id == item.id, Typed.person_id == person_id, Typed.round == item.round),
        latest(showing.THING, item.id),
        stored(LEARNING_POINTS),
    )
    before = [each for each in decisions if each.round == 0 and item.kind == RECALL]
    (learning,) = choices(LEARNING_POINTS, on=today, found=points)
    words = {row.key: row for row in typed}
    return Laid(queries.in_rounds(rounds, decisions), before, words, events[::-1], learning)


def gather(found: Found, laid: Laid, by: Actor, now: datetime, today: date) -> dict[str, Any]:
    """Everything the decision page shows besides the form, and the note that the text was opened."""
    item, part, me = found.item, found.part, found.me.person_id if found.me else 0
    rounds, before, events = laid.rounds, laid.before, laid.events
    showing.note_reading(found, events, by, now)
    only_reading()
    exchanges = showing.exchanges(rounds)
    read = [each.told for each in exchanges]
    current, not_theirs = read[-1], breaches(policy.RULES[part], found.signing(part))
    return {
        "found": found, "item": item, "part": part, "kicker": showing.kicker(item), "today": today, "at": now,
        "title": title(found), "late": late(found, now, today), "taken": showing.days_taken(item, today),
        "current": current, "why": showing.why(rounds), "context": current.word("context"),
        "said": in_words(item.kind, current), "facts": facts(item.kind, current), "rows": checklist(item.kind, read),
        "earlier": earlier(item.kind, exchanges, me),
        "previous": next(iter(current.decisions), None),
        "course": clocks.shown(found, rounds, before, now),
        "before": [(each, snapshot.lines(each.body)) for each in before],
        "timeline_events": timeline(events), "others": others(found, today),
        "meanings": {"countersign": MEANINGS[item.kind, part], "back": SENT_BACK_MEANING},
        "verdicts": {"all": ALL_MET, "marked": AS_MARKED, "back": SEND_BACK},
        "marks": MARKS, "most": MOST_POINTS, "for_name": found.stands_in_for(part), "sbar": SBAR,
        "refused": not_theirs, "may_sign": not not_theirs, "due_days": value("countersign.due_days", today),
    }  # fmt: skip


def title(found: Found) -> str:
    """What is asked of the reader, with the case reference."""
    second = " as the second" if found.part == SECOND_PART else ""
    return f"{TITLES[found.item.kind]}{second}, {found.item.case_reference}"


def late(found: Found, now: datetime, today: date) -> str:
    """For the tag: how late it is, or what is left on a recall's clock; "" where there is time."""
    item = found.item
    if item.clock:
        left = clock(item.clock, now)
        return f"{left.figure} {left.unit}"
    return when(item.due_on, today, holidays(today))[0] if item.due_on and item.due_on < today else ""


def in_words(kind: str, current: Told) -> list[tuple[str, str]]:
    """What else the author wrote in words: the comment; of a report its long answers."""
    long = LONG_TEXTS[kind] - APART
    return [(line.label, line.text) for line in current.lines if line.key in long]


def facts(kind: str, current: Told) -> list[tuple[str, str]]:
    """The short answers, and who signed in which assessor role."""
    long, signed = LONG_TEXTS[kind], current.round
    short = [(line.label, line.text) for line in current.lines if line.key not in long | APART]
    return [*short, ("Author", f"{signed.author}, {signed.job_role}" if signed.job_role else signed.author),
            ("Assessor role at signing", signed.role)]  # fmt: skip


def earlier(kind: str, rounds: Sequence[showing.Exchange], me: int) -> list[SentBack]:
    """The rounds that were sent back, the latest first, with the round that answers each."""
    return [
        SentBack(
            each.told.round.number, decision.name, decision.person_id == me, decision.signed_at,
            next((line.text for line in lines if line.key == "strength"), ""), each.points, each.answer,
            changed(kind, each.answer) if each.answer else (),
        )
        for each in reversed(rounds) for decision, lines in each.told.decisions if decision.verdict == SENDS_BACK
    ]  # fmt: skip


def changed(kind: str, signed: Told) -> tuple[tuple[str, str], ...]:
    """The headings the author says were changed: (code, title) pairs."""
    said = signed.word("changed").split("; ")
    return tuple((each.code, each.title) for each in HEADINGS[kind] if each.title in said)


def checklist(kind: str, read: Sequence[Told]) -> list[Row]:
    """The headings with what is worth a second look: those changed, and how each was marked before."""
    current = read[-1]
    now_changed = {code for code, _ in changed(kind, current)}
    before: dict[str, str] = {}
    for each in read:
        for decision, lines in each.decisions:
            where = f"Round {each.round.number}" if each is not current else decision.name
            before.update({line.key: f"{where}: {line.text.lower()}" for line in lines if line.key.startswith("mark_")})
    return [
        Row(heading, heading.code in now_changed, before.get(f"mark_{heading.code}", "")) for heading in HEADINGS[kind]
    ]


def why_not(found: Found, rounds: Sequence[tuple[Round, list[Decision]]]) -> list[Breach]:
    """Why the viewer can't decide on it (any more), in words for somebody who has just tried."""
    item, is_open = found.item, found.item.state in policy.ACTS["decide"]
    signing = found.signing(found.part)
    rules = breaches(policy.RULES[found.part], signing) if is_open else []
    if rules and (found.relations & {SENIOR, UNDELEGATED} or found.part == policy.FIRST or signing.signed_first):
        return rules
    last = rounds[-1][1][-1] if rounds and rounds[-1][1] else None
    if last is not None and last.round in (item.round, item.round - 1):
        words = f"{last.name} decided this on {moment(last.signed_at)}: {last.verdict}."
    else:
        words = f"This is no longer possible: the item is now “{policy.STATE_WORDS[item.state].lower()}”."
    return [Breach("Domain guide C9", words, "Nothing of yours was signed. Open it to see what happened.")]
