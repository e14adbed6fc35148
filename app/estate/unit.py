"""One delivery unit of the estate, from its people to their last notice: rows by table, and events."""

from dataclasses import dataclass
from random import Random

from app.estate import coverage
from app.estate.days import Calendar
from app.estate.desk import Desk
from app.estate.forms import Library
from app.estate.items import Countersigning
from app.estate.learning import Learning
from app.estate.meetings import Writer
from app.estate.people import Organisation
from app.estate.planned import Meeting, Planner
from app.estate.recalls import Recalls
from app.estate.roles import Register
from app.policy.people import is_practitioner


@dataclass
class Plan:
    """What every unit is made from. `admin` changes OASys: account id and name."""

    seed: int
    calendar: Calendar
    organisation: Organisation
    library: Library
    registered: frozenset[str]
    admin: tuple[int, str]


def make(plan: Plan, unit: int) -> Desk:
    """Everything that happened in a unit. The same whatever is made before it, or beside it."""
    desk = Desk(unit, plan.calendar, Random(f"{plan.seed} unit {unit}"))  # noqa: S311 (believable, not secret)
    members = plan.organisation.members[unit]
    meetings = Planner(desk, plan.library, members).plan()
    writer = Writer(desk)
    theirs: dict[int, list[Meeting]] = {}
    for each in meetings:
        writer.write(each)
        theirs.setdefault(each.subject.id, []).append(each)
    register = Register(desk, plan.admin, plan.calendar.today)
    items = Countersigning(desk, plan.library)
    recalls = Recalls(desk, plan.library, items, members)
    learning = Learning(desk, plan.library, plan.registered)
    for member in members:
        if is_practitioner(member.role):
            roles = register.roles(member)
            items.write(member, roles)
            recalls.write(member, roles)
        learning.write(member)
        coverage.write(desk, member, theirs.get(member.id, ()))
    desk.events.sort(key=lambda event: event.at)
    return desk
