"""Cover over time: who does whose work on a day and at an instant, what is refused, and that both are named."""

from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import delete, select, text, update
from sqlalchemy.exc import DBAPIError

from app.database import db
from app.history.actions import SERVICE, Actor
from app.history.models import Event
from app.people import cover
from app.people.models import Cover, Person
from app.policy.access import NotAllowed, NotThere
from app.policy.cover import ASSESSOR_ROLES, KINDS, OASYS, PAROLE, RECALL
from app.policy.rules import Refused
from app.settings.actions import set_value
from app.web.clock import now, today
from tests import make

FIRST, LAST = date(2026, 11, 19), date(2026, 11, 27)
ISLA = Actor(1, "Isla Mbeki", "Senior Probation Officer")


@pytest.fixture
def u(app) -> make.SmallUnit:
    return make.unit()


def rhys_covers_isla(u, kinds=tuple(KINDS), starts_on=FIRST, ends_on=LAST) -> Cover:
    return cover.record(u.isla, u.rhys, kinds, starts_on, ends_on, ISLA, now(), today())


def covered(who: Person, kind: str, day: date, at: datetime | None = None) -> list[int]:
    """Whose work of a kind somebody does, as another query would ask it."""
    found = select(Person.id).where(Person.id.in_(cover.covered_by(who.id, kind, day, at))).order_by(Person.id)
    return list(db.session.scalars(found))


@pytest.mark.parametrize(("day", "holds"), [(date(2026, 11, 18), False), (FIRST, True), (date(2026, 11, 23), True),
                                            (LAST, True), (date(2026, 11, 28), False)])  # fmt: skip
def test_a_cover_holds_from_its_first_day_to_its_last(u, day, holds):
    rhys_covers_isla(u)
    assert covered(u.rhys, OASYS, day) == ([u.isla.id] if holds else [])
    assert cover.covers(u.rhys.id, u.isla.id, OASYS, day) is holds
    who = cover.who_covers(u.isla.id, OASYS, day)
    assert (who.name if who else None) == ("Rhys Sidebottom" if holds else None)
    assert [each.name for each in cover.covering(u.rhys.id, day)] == (["Isla Mbeki"] if holds else [])


def test_only_the_kinds_named_are_covered_and_only_that_way_round(u):
    rhys_covers_isla(u, (PAROLE, ASSESSOR_ROLES))
    assert [kind for kind in KINDS if covered(u.rhys, kind, FIRST)] == [PAROLE, ASSESSOR_ROLES]
    assert not covered(u.rhys, "roles", FIRST)
    assert not covered(u.isla, PAROLE, FIRST)
    assert cover.who_covers(u.rhys.id, PAROLE, FIRST) is None
    mine = cover.covering(u.rhys.id, FIRST)[0]
    assert mine.kinds == (PAROLE, ASSESSOR_ROLES)
    assert mine.words == "Countersigning of parole reports; Decisions on assessor roles"


def test_a_person_acts_as_themselves_and_as_those_they_cover_for(u):
    rhys_covers_isla(u, (RECALL,))
    found = list(db.session.scalars(cover.acting_as(u.rhys.id, RECALL, FIRST)))
    assert sorted(found) == sorted([u.rhys.id, u.isla.id])
    assert list(db.session.scalars(cover.acting_as(u.rhys.id, OASYS, FIRST))) == [u.rhys.id]


def test_two_people_may_share_the_work_and_one_may_cover_for_two(u):
    rhys_covers_isla(u, (OASYS,))
    cover.record(u.isla, u.efua, (RECALL,), FIRST, LAST, ISLA, now(), today())
    cover.record(u.aaliyah, u.rhys, (OASYS,), FIRST, FIRST + timedelta(days=1), ISLA, now(), today())
    assert cover.who_covers(u.isla.id, OASYS, FIRST).name == "Rhys Sidebottom"
    assert cover.who_covers(u.isla.id, RECALL, FIRST).name == u.efua.name
    assert [each.name for each in cover.covering(u.rhys.id, FIRST)] == ["Aaliyah Yaxley", "Isla Mbeki"]
    assert covered(u.rhys, OASYS, FIRST) == sorted([u.isla.id, u.aaliyah.id])


def test_cover_is_not_handed_on(u):
    rhys_covers_isla(u)
    cover.record(u.rhys, u.efua, tuple(KINDS), FIRST, LAST, ISLA, now(), today())
    assert covered(u.efua, OASYS, FIRST) == [u.rhys.id]


@pytest.mark.parametrize(("starts_on", "ends_on"), [(FIRST, FIRST), (LAST, LAST), (date(2026, 11, 20), LAST),
                                                    (FIRST, date(2026, 12, 24))])  # fmt: skip
def test_one_person_covers_a_kind_at_a_time_and_the_refusal_names_the_cover(u, starts_on, ends_on):
    rhys_covers_isla(u, (OASYS, PAROLE))
    with pytest.raises(Refused) as refused:
        cover.record(u.isla, u.efua, (RECALL, PAROLE), starts_on, ends_on, ISLA, now(), today())
    words = str(refused.value).replace("\u00a0", " ")
    assert "Rhys Sidebottom covers for Isla Mbeki from 19 November 2026 to 27 November 2026 already" in words
    assert "Countersigning of parole reports" in words
    assert db.session.query(Cover).count() == 1


def test_days_after_a_cover_and_other_kinds_are_free(u):
    rhys_covers_isla(u, (OASYS, PAROLE))
    cover.record(u.isla, u.efua, (RECALL,), FIRST, LAST, ISLA, now(), today())
    cover.record(u.isla, u.efua, (PAROLE,), LAST + timedelta(days=1), date(2026, 12, 4), ISLA, now(), today())
    assert db.session.query(Cover).count() == 3


def test_a_cover_ended_early_holds_until_that_instant(u, at):
    made = rhys_covers_isla(u)
    at("2026-11-20 14:00")
    ended = now()
    cover.end(made, make.viewer(u.isla), ISLA, ended, today())
    assert not covered(u.rhys, OASYS, today())
    assert covered(u.rhys, OASYS, today(), ended - timedelta(seconds=1)) == [u.isla.id]
    assert not covered(u.rhys, OASYS, today(), ended)
    assert covered(u.rhys, OASYS, FIRST) == [u.isla.id]
    assert not covered(u.rhys, OASYS, LAST)
    assert cover.covering(u.rhys.id, today()) == []
    assert cover.who_covers(u.isla.id, OASYS, today()) is None
    assert made.ended_by == "Isla Mbeki"
    cover.record(u.isla, u.efua, (OASYS,), today(), LAST, ISLA, now(), today())


def test_a_cover_ends_once_and_not_after_it_is_over(u, at):
    made = rhys_covers_isla(u)
    at("2026-11-27 23:59")
    cover.end(made, make.viewer(u.isla), ISLA, now(), today())
    with pytest.raises(Refused, match="ended already"):
        cover.end(made, make.viewer(u.isla), ISLA, now(), today())
    later = rhys_covers_isla(u, starts_on=today(), ends_on=today())
    at("2026-11-28 00:01")
    with pytest.raises(Refused, match="ended already"):
        cover.end(later, make.viewer(u.isla), ISLA, now(), today())


def test_a_cover_is_ended_by_whom_it_covers_or_an_administrator(u):
    made = rhys_covers_isla(u)
    with pytest.raises(NotAllowed):
        cover.end(cover.find(make.viewer(u.rhys), made.id), make.viewer(u.rhys), ISLA, now(), today())
    for stranger in (u.efua, u.aaliyah, u.lowri):
        with pytest.raises(NotThere):
            cover.find(make.viewer(stranger), made.id)
    root = make.viewer(u.fergus)
    cover.end(cover.find(root, made.id), root, Actor(2, "Fergus MacGillivray"), now(), today())
    assert made.ended_by == "Fergus MacGillivray"


@pytest.mark.parametrize(("who", "starts_on", "ends_on", "kinds", "source"), [
    ("isla", FIRST, LAST, (OASYS,), "Nobody covers for themselves"),
    ("lowri", FIRST, LAST, (OASYS,), "A manager covers for a manager"),
    ("gwenllian", FIRST, LAST, (OASYS,), "A manager covers for a manager"),
    ("bronwen", FIRST, LAST, (OASYS,), "A manager covers for a manager"),
    ("rhys", FIRST, date(2026, 11, 18), (OASYS,), "Cover ends on the day it starts"),
    ("rhys", date(2026, 11, 18), LAST, (OASYS,), "Cover starts today or later"),
    ("rhys", FIRST, date(2027, 2, 17), (OASYS,), "limited time"),
    ("rhys", FIRST, LAST, (), "names the kinds"),
    ("rhys", FIRST, LAST, (OASYS, "wellbeing"), "names the kinds"),
])  # fmt: skip
def test_what_the_rules_of_cover_refuse(u, who, starts_on, ends_on, kinds, source):
    with pytest.raises(Refused, match=source):
        cover.record(u.isla, getattr(u, who), kinds, starts_on, ends_on, ISLA, now(), today())
    assert db.session.query(Cover).count() == 0


def test_ninety_days_are_allowed_and_an_office_may_say_fewer(u):
    last = FIRST + timedelta(days=89)
    made = rhys_covers_isla(u, ends_on=last)
    cover.end(made, make.viewer(u.isla), ISLA, now(), today())
    set_value("cover.longest_days", "30", today(), "Shorter here", SERVICE, now(), today())
    with pytest.raises(Refused, match="limited time"):
        rhys_covers_isla(u, ends_on=FIRST + timedelta(days=30))
    rhys_covers_isla(u, ends_on=FIRST + timedelta(days=29))


def test_the_role_of_the_first_day_decides_who_may_cover(u):
    promoted = make.member("Delphine Inchbald", "Probation Officer", u.team, u.isla, ends_on=date(2026, 11, 22))
    make.posting(promoted, job_role="Senior Probation Officer", team_id=u.other_team.id, starts_on=date(2026, 11, 23))
    with pytest.raises(Refused, match="A manager covers for a manager"):
        cover.record(u.isla, promoted, (OASYS,), FIRST, LAST, ISLA, now(), today())
    assert cover.record(u.isla, promoted, (OASYS,), date(2026, 11, 23), LAST, ISLA, now(), today())


def test_history_tells_what_was_recorded_and_ended(u):
    made = rhys_covers_isla(u, (RECALL, OASYS))
    cover.end(made, make.viewer(u.isla), ISLA, now(), today())
    told = db.session.scalars(select(Event).where(Event.thing == "cover").order_by(Event.id)).all()
    assert [(event.verb, event.actor, event.subject_id) for event in told] == [
        ("cover recorded", "Isla Mbeki", u.isla.id), ("cover ended", "Isla Mbeki", u.isla.id)]  # fmt: skip
    assert told[0].reason.replace("\u00a0", " ") == (
        "Rhys Sidebottom covers from 19 November 2026 to 27 November 2026: oasys, recall"
    )


def test_the_database_refuses_to_rewrite_a_cover(u):
    made = rhys_covers_isla(u)
    made.ended_at = datetime(2026, 11, 19, 10, tzinfo=UTC)
    db.session.commit()
    for change in (update(Cover).values(ends_on=date(2026, 12, 24)), update(Cover).values(cover_id=u.efua.id),
                   update(Cover).values(ended_at=None), delete(Cover)):  # fmt: skip
        with pytest.raises(DBAPIError):
            db.session.execute(change)
        db.session.rollback()
    assert db.session.execute(text("SELECT count(*) FROM cover")).scalar_one() == 1


def test_managers_nearby_are_those_of_the_same_unit(u):
    make.member("Former Manager", "Senior Probation Officer", u.team, u.efua, ends_on=date(2026, 11, 18))
    near = [(who.name, job_role, team) for who, job_role, team in cover.managers_near(u.isla.id, today())]
    assert near == [("Cosmo Iqbal", "Deputy PDU Head", "PDU leadership"),
                    (u.efua.name, "PDU Head", "PDU leadership"),
                    ("Rhys Sidebottom", "Senior Probation Officer", "Sentence management B")]  # fmt: skip
    assert cover.is_manager(u.isla.id, today())
    assert not cover.is_manager(u.lowri.id, today())


def test_a_manager_elsewhere_is_known_by_address_or_number_and_others_are_not(u):
    assert cover.manager_known_as(f" {u.aaliyah.email.upper()} ", today()).id == u.aaliyah.id
    assert cover.manager_known_as(u.aaliyah.staff_number.lower(), today()).id == u.aaliyah.id
    for text_ in (u.lowri.email, u.lowri.staff_number, "Aaliyah Yaxley", "", "%"):
        assert cover.manager_known_as(text_, today()) is None


def test_a_viewer_lists_their_own_covers_and_an_administrator_everybodys(u, at):
    rhys_covers_isla(u)
    cover.record(u.aaliyah, u.saoirse, (OASYS,), FIRST, FIRST, ISLA, now(), today())
    at("2026-11-20 09:00")

    def names(who, text_=""):
        return [(each.name, each.is_over(today())) for each in cover.covers_of(make.viewer(who), today(), text_)]

    assert names(u.isla) == names(u.rhys) == [("Isla Mbeki", False)]
    assert names(u.efua) == []
    assert names(u.fergus) == [("Isla Mbeki", False), ("Aaliyah Yaxley", True)]
    assert names(u.fergus, "saoirse iqbal") == [("Aaliyah Yaxley", True)]
    assert names(u.fergus, "100%") == []
