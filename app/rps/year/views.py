"""One person's year: how it stands, every session and observation of it, and how its number was worked out."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from flask import Blueprint, abort, request
from flask.typing import ResponseReturnValue
from sqlalchemy import exists, func, select
from sqlalchemy.orm import aliased

from app.database import db
from app.people.models import Person, Posting, Team, during
from app.people.queries import visible
from app.policy.access import NotAllowed
from app.policy.people import UNIT_HEADS, sees_totals_only
from app.policy.rps_required import Year
from app.policy.rps_year import AMBER, MET, RED
from app.records.models import DRAFT, Record
from app.rps.year import lines, years
from app.rps.year.rows import Relation, rows_of
from app.rps.year.years import Member, year_on
from app.web.clock import now, today
from app.web.guards import may, viewer
from app.web.page import page

bp = Blueprint("year", __name__)


@dataclass(frozen=True)
class Around:
    """What the page says around a year: the line manager of today ("" for none), how the viewer stands to the person,
    and the years that can be shown.
    """

    manager: str
    manager_role: str
    relation: Relation
    years: tuple[Year, ...]

    @property
    def is_close(self) -> bool:
        """The person, or their line manager: they may see the days of absences."""
        return self.relation.is_subject or self.relation.is_manager


@bp.get("/year")
@may("see years of supervision")
def mine() -> ResponseReturnValue:
    """The viewer's own year."""
    me = db.session.get(Person, viewer().person_id or 0)
    if me is None:
        abort(404)
    return _shown(me)


@bp.get("/people/<int:person_id>/year")
@may("see years of supervision")
def show(person_id: int) -> ResponseReturnValue:
    """The year of somebody the viewer may see: of themselves, and of everyone below them or in the unit they head.

    A director sees the year of those they manage themselves alone.
    """
    found = visible(viewer(), person_id, today())
    if found is None:
        abort(404)
    return _shown(found)


def _shown(person: Person) -> ResponseReturnValue:
    around = _around(person.id)
    if sees_totals_only(viewer().job_title) and not around.is_close:
        raise NotAllowed
    year = next((each for each in around.years if str(each.first.year) == request.args.get("year")), year_on(today()))
    member = years.of_person(person.id, today(), now(), year)
    rows = rows_of(person.id, year, member.standing.counted, around.relation, now()) if member else []
    why = [each for each in member.standing.asked.why if around.is_close or not each.is_private] if member else []
    return page(
        "rps/year.html", person=person, member=member, year=year, around=around, this=year_on(today()), why=why,
        held=[row for row in rows if not row.is_over], over=[row for row in rows if row.is_over], today=today(),
        state=lines.state, is_over=lines.is_over, handed=lines.HANDED,
        tone=_tone(member), for_managers=bool(member and lines.is_manager(member)),
        elsewhere=around.relation.is_manager and any(row.with_name != viewer().name and row.id for row in rows),
    )  # fmt: skip


def _tone(member: Member | None) -> str:
    """The colour of the state: a name of the stylesheet, "" for none."""
    if member is None or not member.standing.asked.sessions:
        return ""
    it = member.standing
    if lines.is_over(it, today()):
        return "red" if it.outstanding else "accent"
    return {RED: "red", AMBER: "amber", MET: "accent"}.get(it.level, "")


def _around(person_id: int) -> Around:
    """One query."""
    this = year_on(today())
    last, after = year_on(this.first - timedelta(days=1)), year_on(this.last + timedelta(days=1))
    manager, post, theirs, me = aliased(Person), aliased(Posting), aliased(Posting), viewer().person_id or 0
    role: Any = select(theirs.job_role).where(theirs.person_id == manager.id, during(theirs, today()))
    earlier = exists().where(Posting.person_id == person_id, Posting.starts_on <= last.last,
                             func.coalesce(Posting.ends_on, last.first) >= last.first)  # fmt: skip
    ahead = exists().where(Record.subject_id == person_id, Record.kind.in_(("rps", "observation")),
                           Record.state == DRAFT, Record.happened_on > this.last)  # fmt: skip
    row: Any = db.session.execute(
        select(earlier, ahead, post.line_manager_id, manager.name, role.scalar_subquery(), _heads(me, post.team_id))
        .select_from(Person)
        .outerjoin(post, (post.person_id == Person.id) & during(post, today()))
        .outerjoin(manager, manager.id == post.line_manager_id)
        .where(Person.id == person_id)
    ).one()
    relation = Relation(me, person_id == me, row[2] == me, bool(row[5]) and me not in (person_id, row[2]))
    found = [*([last] if row[0] else []), this, *([after] if row[1] else [])]
    return Around(row[3] or "", row[4] or "", relation, tuple(found))


def _heads(me: int, team_id: Any) -> Any:
    """Whether the viewer heads the unit of that team."""
    mine, own, team = aliased(Posting), aliased(Team), aliased(Team)
    return exists(
        select(mine.id).join(own, own.id == mine.team_id).join(team, team.unit_id == own.unit_id)
        .where(mine.person_id == me, during(mine, today()), mine.job_role.in_(UNIT_HEADS), team.id == team_id)
    )  # fmt: skip
