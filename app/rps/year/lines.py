"""A person's year as one line of a list: what they are, what is next in words, and the one thing to do about it."""

from dataclasses import dataclass
from datetime import date

from flask import url_for

from app.language import day as whole_day
from app.language import day_month
from app.policy.people import is_line_manager_role, is_practitioner
from app.policy.rps_required import Required
from app.policy.rps_year import AWAY, MET, NONE_ASKED, OBSERVED, RED, Session, Standing
from app.policy.rps_year import UNSIGNED as UNSIGNED_OBSERVATION
from app.rps.year.facts import DRAFTED, UNLOGGED, UNSIGNED, Watched
from app.rps.year.years import Member

LATE, SOON = "late", "soon"  # the two colours of a phrase, as the stylesheet calls them


@dataclass(frozen=True)
class Seen:
    """Who looks and on which day; `holds_for` are the people whose sessions are theirs to hold (Framework 6.2, 6.4)."""

    viewer_id: int
    today: date
    holds_for: frozenset[int]


@dataclass(frozen=True)
class Act:
    """The one thing to do: its verb as a link, and where it leads."""

    label: str
    url: str


@dataclass(frozen=True)
class Line:
    """A person's line. `bold` is the one phrase in colour (`tone`), `text` what is next besides, `notes` soft lines.

    `attention`: behind, or with an observation whose discussion is late.
    """

    member: Member
    what: str
    attention: bool
    bold: str
    tone: str
    text: str
    notes: tuple[str, ...]
    act: Act | None


def line(member: Member, seen: Seen) -> Line:
    """The line of one person as this viewer sees it."""
    bold, tone, text = _next(member, seen)
    notes = tuple(filter(None, (_asked(member, seen.today), _handed(member), _since(member, seen.today))))
    return Line(member, _what(member, seen.today), needs_attention(member, seen.today), bold, tone, text, notes,
                _act(member, seen))  # fmt: skip


def needs_attention(member: Member, today: date) -> bool:
    """Amber, red, or with an observation whose discussion is late; of a year that is over: fewer than asked for."""
    it = member.standing
    if is_over(it, today):
        return it.outstanding > 0
    return it.needs_attention or any(_is_late(each, today) for each in member.to_discuss)


def is_manager(member: Member) -> bool:
    """Whether it is a line manager's year."""
    return is_line_manager_role(member.job_role)


def is_over(it: Standing, today: date) -> bool:
    """Whether the year lies behind."""
    return it.asked.year.last < today


def state(it: Standing, today: date) -> str:
    """How the year stands, in words for everyone: an absence is not told."""
    if is_over(it, today) and it.asked.sessions:
        return f"{it.outstanding} short" if it.outstanding else "met"
    return "on course" if it.level == AWAY else it.state


def short(day: date, today: date) -> str:
    """5 November, with its year where that is not this one."""
    return day_month(day) if day.year == today.year else whole_day(day)


def _is_late(watched: Watched, today: date) -> bool:
    return watched.due_on is not None and watched.due_on < today


# What they are


def _what(member: Member, today: date) -> str:
    asked = member.standing.asked
    found = [member.job_role, f"{member.weekly_hours:f} hours"] if member.job_role else ["Not in post today"]
    first, last = asked_span(asked)
    if asked.in_short.startswith("from") and first and not joined_on(asked):
        found.append(f"from {short(first, today)}")
    elif asked.in_short.startswith("to") and last:
        found.append(f"to {short(last, today)}")
    return ", ".join(found)


def asked_span(asked: Required) -> tuple[date | None, date | None]:
    """The first and the last day of the year for which something is asked."""
    parts = [part for part in asked.parts if part.row]
    return (parts[0].first, parts[-1].last) if parts else (None, None)


def joined_on(asked: Required) -> date | None:
    """The day in the year on which somebody came, straight into a role that asks for sessions; None for anyone else."""
    first = asked.parts[0]
    return first.first if asked.in_short.startswith("from") and first.row and first.first > asked.year.first else None


def _asked(member: Member, today: date) -> str:
    """How many are asked for, where a whole year would ask for more. It never tells an absence."""
    asked = member.standing.asked
    if not asked.in_short or not asked.sessions:
        return ""
    joined = joined_on(asked)
    return f"{asked.sessions} this year" + (f": joined {short(joined, today)}" if joined else "")


def _handed(member: Member) -> str:
    return f"Passed on to {member.handed.delegate}: {HANDED[member.handed.what]}" if member.handed else ""


HANDED = {"session": "the second session", "observation": "the second observation",
          "both": "the second observation and its session"}  # fmt: skip


def _since(member: Member, today: date) -> str:
    since = member.managed_since
    return f"In your team from {short(since, today)}" if since and since <= today else ""


# What is next


def _next(member: Member, seen: Seen) -> tuple[str, str, str]:
    """The phrase in bold, its colour, and what is next besides."""
    it, today = member.standing, seen.today
    missing = _missing(it, seen)
    discuss = next(iter(member.to_discuss), None)
    if is_over(it, today):
        return _after_the_year(it, missing)
    if discuss and _discussion_first(it, discuss, missing, today):
        return _discuss(discuss, today), LATE if _is_late(discuss, today) else SOON, _discuss_by(discuss, today)
    if it.needs_attention:
        return (f"{it.state}: {missing}" if missing else it.state), LATE if it.level == RED else SOON, _ahead(
            member, seen)  # fmt: skip
    said = [_sentence(missing)] if missing else [] if it.complete or not it.expected else ["No session yet this year"]
    said += [f"{_discuss(discuss, today)} {_by(discuss, today)}".strip()] if discuss else []
    return "", "", ". ".join(filter(None, [*said, _ahead(member, seen)]))


def _after_the_year(it: Standing, missing: str) -> tuple[str, str, str]:
    if it.outstanding and it.asked.sessions:
        return f"{it.outstanding} short" + (f": {missing}" if missing else ""), LATE, ""
    return "", "", _sentence(missing) if missing else ""


def _discussion_first(it: Standing, discuss: Watched, missing: str, today: date) -> bool:
    """Whether the discussion is what puts it right: enough sessions are held, or it is late and nothing else is."""
    if it.level == RED:
        return False
    if it.needs_attention:
        return not missing and it.complete >= it.expected
    return _is_late(discuss, today)


def _discuss(watched: Watched, today: date) -> str:
    return f"Discuss the observation of {short(watched.on, today)}"


def _by(watched: Watched, today: date) -> str:
    return f"by {short(watched.due_on, today)}" if watched.due_on else ""


def _discuss_by(watched: Watched, today: date) -> str:
    if watched.due_on is None:
        return ""
    return f"{'It was due by' if _is_late(watched, today) else 'By'} {short(watched.due_on, today)}"


def held(it: Standing, viewer_id: int) -> Session | None:
    """The session to be finished first: one that waits for the viewer, else the oldest."""
    return min(it.held, key=lambda each: (not _is_mine(each, viewer_id), each.on, each.id), default=None)


def _is_mine(session: Session, viewer_id: int) -> bool:
    """Whether the next step is the viewer's: to write, to sign or to log what they held."""
    if not session.id or session.with_id != viewer_id:
        return False
    return session.missing in (DRAFTED, UNLOGGED) or session.waits_for_holder


def _missing(it: Standing, seen: Seen) -> str:
    """What is still missing to a session that was held: in small letters, to stand behind a colon."""
    session = held(it, seen.viewer_id)
    if session is None:
        return ""
    on, mine = short(session.on, seen.today), session.with_id == seen.viewer_id
    if session.missing == UNLOGGED:
        return f"log {on} on SOP" if mine or not session.id else f"{on} to be logged on SOP by {session.with_name}"
    if session.missing == UNSIGNED:
        return f"sign the record of {on}" if mine and session.waits_for_holder else f"record of {on} to be signed"
    return f"record of {on} in draft"


def _ahead(member: Member, seen: Seen) -> str:
    """What is booked; also that no session is, and no observation where one is expected by now."""
    it = member.standing
    booked = min((each.on for each in member.watched if each.is_booked), default=None)
    session = f"Session {short(it.next.on, seen.today)}" if it.next else ""
    observation = f"Observation {short(booked, seen.today)}" if booked else ""
    if it.level in (MET, NONE_ASKED, AWAY):
        nothing = {MET: "Nothing more is asked for", NONE_ASKED: "No sessions are asked for", AWAY: ""}[it.level]
        return ". ".join(filter(None, (session, observation))) or nothing
    if not session and not observation and wants_observation(member, seen.today):
        return "No session or observation booked"
    lacks = "No observation booked" if wants_observation(member, seen.today) else ""
    return ". ".join(filter(None, (session or "No session booked", observation or lacks)))


def wants_observation(member: Member, today: date) -> bool:
    """Whether an observation is expected by now and none for it is made, booked or passed on."""
    it = member.standing
    known = sum(each.counts_as == OBSERVED or each.why == UNSIGNED_OBSERVATION for each in it.counted)
    known += len(member.watched)
    known += member.handed is not None and not any(each.by_id == member.handed.delegate_id for each in member.watched)
    return it.asked.expected_observed(today) > known


def _sentence(words: str) -> str:
    return words[:1].upper() + words[1:]


# What to do


def _act(member: Member, seen: Seen) -> Act | None:
    it = member.standing
    session = held(it, seen.viewer_id)
    if session and _is_mine(session, seen.viewer_id):
        label, endpoint = {UNLOGGED: ("Log session", "rps.log"), DRAFTED: ("Finish record", "drafts.edit"),
                           UNSIGNED: ("Sign record", "records.show")}[session.missing]  # fmt: skip
        return Act(label, url_for(endpoint, record_id=session.id))
    if member.id not in seen.holds_for:
        return None
    if session and not session.id:  # held before this service: whoever looks after the person logs it
        return Act("Log session", url_for("team.unlogged"))
    if is_over(it, seen.today):
        return None
    if member.to_discuss or (it.outstanding and not it.next and it.level != AWAY):
        return Act("Plan session", url_for("rps.plan", person_id=member.id))
    if is_practitioner(member.job_role) and it.needs_attention and wants_observation(member, seen.today):
        return Act("Plan observation", url_for("planning.observation", person_id=member.id))
    return None
