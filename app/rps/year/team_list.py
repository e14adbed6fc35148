"""The team's year as a list: whom to show, in which order, in which groups, and one page of it."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date

from app.rps.year import lines
from app.rps.year.lines import Line, Seen
from app.rps.year.years import Member

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
Known = tuple[Member, frozenset[str]]  # a person, and under which keys of SHOWS they are to be found
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


def shows_of(member: Member, today: date) -> frozenset[str]:
    """Under which keys of SHOWS somebody is to be found."""
    it = member.standing
    found = {
        ALL: True,
        ATTENTION: lines.needs_attention(member, today),
        NONE_YET: it.asked.sessions > 0 and not (it.complete or it.incomplete),
        UNLOGGED: it.incomplete > 0,
        UNBOOKED: it.outstanding > 0 and not it.booked,
    }
    return frozenset(show for show, is_so in found.items() if is_so)


def narrowed(members: Sequence[Member], asked: Filters, today: date) -> list[Member]:
    """Those the filters show, in their order. `members` come with whoever needs attention first."""
    return _narrowed([(each, shows_of(each, today)) for each in members], asked)


def _narrowed(known: Sequence[Known], asked: Filters) -> list[Member]:
    found = [each for each, shows in known if asked.show in shows and asked.role in ("", each.job_role)]
    if asked.order == BY_NAME:
        return sorted(found, key=lambda each: (each.name, each.id))
    if asked.order == BY_NEXT:
        return sorted(found, key=lambda each: (each.standing.next.on if each.standing.next else date.max, each.name))
    return found


def listed(members: Sequence[Member], asked: Filters, seen: Seen, number: int) -> Listed:
    """Page `number`, from 1, of a team as this viewer sees it. Only the people of that page are put into words."""
    roles = tuple(sorted({each.job_role for each in members if each.job_role}))
    asked = asked.known(roles)
    known = [(each, shows_of(each, seen.today)) for each in members]
    counts = {show: sum(show in shows for _, shows in known) for show in SHOWS}
    urgent = {each.id for each, shows in known if ATTENTION in shows}
    groups = _groups(_narrowed(known, asked), asked, urgent, seen.today)
    total = sum(len(found) for _, found in groups)
    first = (min(number, max(-(-total // PAGE), 1)) - 1) * PAGE
    shown, at = list[Group](), 0
    for title, found in groups:
        here = found[max(first - at, 0) : max(first + PAGE - at, 0)]
        if here:
            shown.append(Group(title, len(found), tuple(lines.line(each, seen) for each in here)))
        at += len(found)
    return Listed(tuple(shown), asked, counts, roles, first, sum(len(each.lines) for each in shown), total)


def _groups(
    members: Sequence[Member], asked: Filters, urgent: Collection[int], today: date
) -> list[tuple[str, list[Member]]]:
    if asked.order != BY_NEED:
        return [(SHOWS[asked.show], list(members))]
    both = any(each.standing.asked.sessions and not lines.is_manager(each) for each in members)
    over = any(lines.is_over(each.standing, today) for each in members)
    titles = ("Fewer than asked for", "As many as asked for") if over else ("Needs attention", "On course")
    found: dict[str, list[Member]] = {title: [] for title in (*titles, "Line managers", "Nothing asked for")}
    for each in members:
        is_asked = each.standing.asked.sessions > 0
        title = titles[0] if each.id in urgent else titles[1] if is_asked else "Nothing asked for"
        found["Line managers" if both and lines.is_manager(each) else title].append(each)
    return list(found.items())
