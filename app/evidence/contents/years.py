"""The years of supervision that a pack's days touch, as far as they were complete when it was made."""

from datetime import date, datetime, timedelta

from app.evidence.contents.pack import PracticeYear
from app.language import LONDON, plural
from app.policy import rps_year
from app.policy.rps_required import Year
from app.policy.rps_year import COMPLETE, OBSERVED, Session
from app.rps.year import years
from app.rps.year.facts import UNLOGGED
from app.rps.year.years import Member, year_on


def practice_years(person_id: int, starts_on: date, ends_on: date, made_at: datetime) -> tuple[PracticeYear, ...]:
    """Each year of supervision with a day from `starts_on` to `ends_on`, the earliest first. One query a year.

    Nothing in it follows from the day alone: no booked session, none whose record is still being written, nothing of
    what is expected by now. Left out are years before the first in which anything was held, for they may be from before
    this service was used, and a last year that goes on past `ends_on` with nothing in it yet; but one is always there.
    """
    today = made_at.astimezone(LONDON).date()
    begun = [year for year in touched(starts_on, ends_on) if year.first <= today]
    members = [(years.of_person(person_id, today, made_at, year), year) for year in begun]
    found = [_year(member, year) for member, year in members if member and member.standing.marks]
    while len(found) > 1 and _is_empty(found[-1]) and found[-1].last > ends_on:
        found.pop()
    while len(found) > 1 and _is_empty(found[0]):
        found.pop(0)
    return tuple(found)


def _is_empty(year: PracticeYear) -> bool:
    return not (year.held or year.unlogged)


def touched(starts_on: date, ends_on: date) -> list[Year]:
    """The years of supervision with a day among these, the earliest first."""
    found = [year_on(starts_on)]
    while found[-1].last < ends_on:
        found.append(year_on(found[-1].last + timedelta(days=1)))
    return found


def _is_kept(session: Session) -> bool:
    """Whether a pack may tell of it: complete, or signed and only not logged yet."""
    return session.state == COMPLETE or session.missing == UNLOGGED


def _year(member: Member, year: Year) -> PracticeYear:
    asked, today = member.standing.asked, member.standing.today
    kept = [each.session for each in member.standing.counted if _is_kept(each.session)]
    shown = rps_year.standing(asked, kept, today)
    it = rps_year.standing(asked, [each for each in kept if each.state == COMPLETE], today)
    complete = [each for each in it.counted if each.counts_as != rps_year.NOT_COUNTED]
    late = plural(shown.incomplete, "session")
    unlogged = f" {late} held, not yet logged on the Single Operating Platform." if shown.incomplete else ""
    return PracticeYear(
        first=year.first, last=year.last, asked=asked.sessions, asked_observed=asked.observed, complete=it.complete,
        observed=it.observed, unlogged=shown.incomplete,
        marks=tuple((mark.is_observed, mark.state) for mark in shown.marks), words=f"{it.words_to_keep}{unlogged}",
        held=tuple((each.session.on, each.counts_as == OBSERVED) for each in complete),
    )  # fmt: skip
