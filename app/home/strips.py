"""The strips beside the work: how the year of supervision stands of those one looks after, and one's own."""

from dataclasses import dataclass
from datetime import date, datetime
from functools import cache

from sqlalchemy import Select, select, union_all

from app.people.models import Person
from app.policy.people import is_line_manager_role
from app.policy.rps_required import Year
from app.policy.rps_year import AMBER, AWAY, RED, Mark, Standing
from app.rps.year import lines, years
from app.rps.year.facts import UNLOGGED
from app.rps.year.years import Member

LEAST, MOST = 3, 5  # people shown, of those looked after


@dataclass(frozen=True)
class Strips:
    """`first` are the people shown of the `team` somebody looks after, who needs attention first; `mine` one's own year
    (None where nothing is asked and nothing was held).
    """

    team: tuple[Member, ...] = ()
    first: tuple[Member, ...] = ()
    mine: Member | None = None

    @property
    def year(self) -> Year:
        """The year that all of them are of."""
        return (self.first or self.team)[0].standing.asked.year

    @property
    def _marks(self) -> list[Mark]:
        shown = [*self.first, *([self.mine] if self.mine else [])]
        return [mark for member in shown for mark in member.standing.marks]

    @property
    def has_booked(self) -> bool:
        """Whether a meter shows a session booked, so that the legend says what its mark means."""
        return any(mark.is_booked for mark in self._marks)

    @property
    def has_observed(self) -> bool:
        """Whether a meter shows a session after an observation."""
        return any(mark.is_observed for mark in self._marks)


def strips(person_id: int | None, today: date, now: datetime) -> Strips:
    """What the home page of this person shows beside the work. One query, none for an account without a person."""
    if person_id is None:
        return Strips()
    found = years.of_people(_shown(), today, now, given=years.who_asks(person_id, today))
    team = tuple(each for each in found if each.id != person_id)
    shown = [each for each in team if has_year(each.standing)]
    attention = sum(each.standing.needs_attention for each in shown)
    mine = next((each for each in found if each.id == person_id and has_year(each.standing)), None)
    return Strips(team, tuple(shown[: max(LEAST, min(MOST, attention))]), mine)


@cache
def _shown() -> Select[int]:
    """The ids of those whom somebody looks after, and their own. Made once: that takes longer than asking."""
    themselves = select(Person.id).where(Person.id == years.WHO_ASKS[0])
    found: Select[int] = select(union_all(years.looked_after(*years.WHO_ASKS), themselves).subquery().c[0])
    return found


def has_year(it: Standing) -> bool:
    """Whether there is a meter to show: something is asked for, or was held all the same."""
    return bool(it.marks)


def news(it: Standing) -> str:
    """What to know of somebody's year beside its numbers, in a few words: what is held, or what is next."""
    if it.held:
        logged = all(each.missing == UNLOGGED for each in it.held)
        return f"{len(it.held)} held, not yet {'logged on SOP' if logged else 'signed and logged'}"
    found = [] if it.complete or it.level == AWAY else ["No session yet this year"]
    if it.next:
        found.append(f"Next session {lines.short(it.next.on, it.today)}")
    elif it.outstanding and not found:
        found.append("No session booked")
    return ". ".join(found) or "As many as asked for"


def state(it: Standing) -> str:
    """How the year stands, as a sentence."""
    words = lines.state(it, it.today)
    return f"{words[:1].upper()}{words[1:]}."


def tone(it: Standing) -> str:
    """The colour of a state: "late" or "soon" as the stylesheet calls them, "" for none."""
    return {RED: "late", AMBER: "soon"}.get(it.level, "")


def expected(it: Standing) -> date | None:
    """By when the next session should be complete; None when no more are asked for, or while away."""
    return it.next_due if it.outstanding and it.level != AWAY else None


def who_books(member: Member) -> str:
    """Who books the sessions of this person, as it is said to them; "" for somebody without a line manager."""
    if not member.line_manager:
        return ""
    head = ", or the head of your unit," if is_line_manager_role(member.job_role) else ""
    return f"Your line manager {member.line_manager}{head} books it."
