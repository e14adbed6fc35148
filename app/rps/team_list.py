"""The team's year as a list: whom to show, in which order, in which groups, and one page of it."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date

from app.policy.rps_year import NONE_ASKED
from app.rps import lines
from app.rps.lines import Line, Seen
from app.rps.years import Member

PAGE = 50
ALL, ATTENTION, NONE_YET, UNLOGGED, UNBOOKED = "all", "attention", "none", "unlogged", "unbooked"
SHOWS = {
    ALL: "Everyone",
    ATTENTION: "Needs attention",
    NONE_YET: "No session yet",
    UNLOGGED: "Held, not yet logged",
    UNBOOKED: "Nothing booked",
}
BY_NEED, BY_NAME, BY_NEXT = "need", "name", "next"
ORDERS = {BY_NEED: "Needs attention first", BY_NAME: "Name", BY_NEXT: "Next session"}


@dataclass(frozen=True)
class Filters:
    """Whom to show (a key of SHOWS), which job role ("" for all), in which order (a key of ORDERS)."""

    show: str = ALL
    role: str = ""
    order: str = BY_NEED

    def known(self, roles: Sequence[str]) -> "Filters":
        """The same without what is no choice: anything may stand in an address."""
        return Filters(
            self.show if self.show in SHOWS else ALL,
            self.role if self.role in roles else "",
            self.order if self.order in ORDERS else BY_NEED,
        )


@dataclass(frozen=True)
class Group:
    """People under one title, and how many of them there are over all pages."""

    title: str
    count: int
    lines: tuple[Line, ...]


@dataclass(frozen=True)
class Listed:
    """One page of a team: its groups, the filters as they are, and over everyone the counts and the job roles.

    `first` is the place of the first person shown, from 0; `total` how many match.
    """

    groups: tuple[Group, ...]
    filters: Filters
    counts: dict[str, int]
    roles: tuple[str, ...]
    first: int
    shown: int
    total: int

    @property
    def more(self) -> bool:
        """Whether a further page follows."""
        return self.first + self.shown < self.total


def is_shown(member: Member, show: str, today: date) -> bool:
    """Whether somebody is among those to be shown."""
    return _SHOWN[show](member, today)


def _attention(member: Member, today: date) -> bool:
    return lines.needs_attention(member, today)


def _none_yet(member: Member, _today: date) -> bool:
    it = member.standing
    return bool(it.asked.sessions) and not (it.complete or it.incomplete)


def _unlogged(member: Member, _today: date) -> bool:
    return member.standing.incomplete > 0


def _unbooked(member: Member, _today: date) -> bool:
    return member.standing.outstanding > 0 and not member.standing.booked


_SHOWN: dict[str, Callable[[Member, date], bool]] = {
    ALL: lambda _member, _today: True, ATTENTION: _attention, NONE_YET: _none_yet, UNLOGGED: _unlogged,
    UNBOOKED: _unbooked,
}  # fmt: skip


def narrowed(members: Sequence[Member], asked: Filters, today: date) -> list[Member]:
    """Those the filters show, in their order. `members` come with whoever needs attention first."""
    found = [each for each in members if is_shown(each, asked.show, today)]
    found = [each for each in found if asked.role in ("", each.job_role)]
    if asked.order == BY_NAME:
        return sorted(found, key=lambda each: (each.name, each.id))
    if asked.order == BY_NEXT:
        return sorted(found, key=lambda each: (each.standing.next.on if each.standing.next else date.max, each.name))
    return found


def listed(members: Sequence[Member], asked: Filters, seen: Seen, number: int) -> Listed:
    """Page `number`, from 1, of a team as this viewer sees it. Only the people of that page are put into words."""
    roles = tuple(sorted({each.job_role for each in members if each.job_role}))
    asked = asked.known(roles)
    counts = {show: sum(is_shown(each, show, seen.today) for each in members) for show in SHOWS}
    groups = _groups(narrowed(members, asked, seen.today), asked, seen.today)
    total = sum(len(found) for _, found in groups)
    first = (min(number, max(-(-total // PAGE), 1)) - 1) * PAGE
    shown, at = list[Group](), 0
    for title, found in groups:
        here = found[max(first - at, 0) : max(first + PAGE - at, 0)]
        if here:
            shown.append(Group(title, len(found), tuple(lines.line(each, seen) for each in here)))
        at += len(found)
    return Listed(tuple(shown), asked, counts, roles, first, sum(len(each.lines) for each in shown), total)


def _groups(members: Sequence[Member], asked: Filters, today: date) -> list[tuple[str, list[Member]]]:
    if asked.order != BY_NEED:
        return [(SHOWS[asked.show], list(members))]
    managers = [each for each in members if lines.is_manager(each)]
    apart = managers if len(managers) < len(members) else []
    over = any(lines.is_over(each.standing, today) for each in members)
    titles = ("Fewer than asked for", "As many as asked for") if over else ("Needs attention", "On course")
    found: dict[str, list[Member]] = {title: [] for title in (*titles, "Line managers", "Nothing asked for")}
    for each in members:
        is_asked = each.standing.level != NONE_ASKED
        title = titles[0] if _attention(each, today) else titles[1] if is_asked else "Nothing asked for"
        found["Line managers" if each in apart else title].append(each)
    return list(found.items())
