"""`flask estate`: data in bulk that the service takes for its own, down to the last hash, and the same each time."""

import hashlib
import json
import re
from datetime import date

import pytest
import rfc8785
from sqlalchemy import func, select, text

from app.assessors import register
from app.auth.models import Account
from app.countersigning import actions as countersigning
from app.countersigning.models import Item
from app.database import db
from app.estate import making, shape
from app.estate.loading import NotAsBefore, loader_class, loading
from app.history import queries as history
from app.history.actions import Actor
from app.history.models import Event
from app.people.models import Person, Posting
from app.policy.countersigning import OASYS, REQUESTED
from app.records import snapshot
from app.records.models import DRAFT, LOCKED, Record, Snapshot
from app.rps.models import Coverage
from app.rps.year import years
from app.rps.year.coverage import KEPT
from app.web.clock import now, today

TINY = shape.Size(regions=1, units=2, managers=2, practitioners=8)


def run(app, *args):
    return app.test_cli_runner().invoke(args=["estate", *args])


@pytest.fixture
def team(store):
    """A team's estate, made once on each engine."""

    def build():
        made = run(store.app, "team", "--seed", "7")
        assert made.exit_code == 0, made.output
        return {"said": made.output}

    return store.once("an estate", build)


def digests() -> dict[str, str]:
    found = {}
    for table in db.metadata.sorted_tables:
        rows = db.session.execute(select(table).order_by(table.c.id)).all()
        found[table.name] = hashlib.sha256(repr(rows).encode()).hexdigest()
    return found


def shape_of_the_database():
    with db.engine.connect() as connection:
        return loader_class()(connection).schema()


def somebody(job_role: str) -> Person:
    return db.session.scalars(
        select(Person).join(Posting, Posting.person_id == Person.id)
        .where(Posting.job_role == job_role, Posting.ends_on.is_(None)).order_by(Person.id)
    ).first()  # fmt: skip


def enter(client, who):
    address = who if isinstance(who, str) else who.email
    answer = client.post("/sign-in", data={"email": address, "password": making.PASSWORD})
    assert answer.status_code == 303, answer.text
    return client


def test_it_says_how_much_was_made_and_how_to_get_in(team):
    assert re.search(r"[0-9,]{5,} rows in [0-9]+ seconds, [0-9,]+ a second; the database has [0-9]+ MB", team["said"])
    assert making.PASSWORD in team["said"]


def test_history_and_everything_it_seals_holds(team, app):
    assert list(history.breaks()) == []
    assert db.session.scalar(select(func.count()).where(Event.seal != "")) > 1_000
    assert app.test_cli_runner().invoke(args=["history", "verify"]).exit_code == 0


@pytest.mark.any_engine
def test_every_frozen_text_is_canonical_and_leads_to_its_fingerprint(team):
    for frozen in db.session.scalars(select(Snapshot)):
        assert rfc8785.dumps(json.loads(frozen.body)).decode() == frozen.body
        assert snapshot.check(frozen.body) == frozen.fingerprint
        told = snapshot.facts(frozen.body)
        record = db.session.get(Record, frozen.record_id)
        assert (told["record"], told["lead"]["id"], told["subject"]["id"]) == (
            record.id, record.lead_id, record.subject_id
        )  # fmt: skip


def test_everybodys_year_is_kept_as_a_recount_finds_it(team):
    kept = {row.person_id: row for row in db.session.scalars(select(Coverage))}
    found = years.of_people(select(Person.id), today(), now())
    assert {member.id for member in found} == set(kept)
    for member in found:
        it, row = member.standing, kept[member.id]
        counted = {"year_start": it.asked.year.first, "asked": it.asked.sessions, "asked_observed": it.asked.observed,
                   "next_at": it.next.starts_at if it.next else None, "worked_out_on": today()}  # fmt: skip
        counted |= {name: getattr(it, name) for name in KEPT if name not in counted}
        assert {name: getattr(row, name) for name in KEPT} == counted, member.name


def test_the_register_of_assessor_roles_is_up_to_date(team):
    assert register.behind(now()) == []


def test_there_is_work_in_every_state(team):
    for state in (DRAFT, LOCKED):
        assert db.session.scalar(select(func.count()).where(Record.kind == "rps", Record.state == state))
    assert db.session.scalar(select(func.count()).where(Item.state == REQUESTED))


@pytest.mark.any_engine
@pytest.mark.parametrize("job_role", ["Senior Probation Officer", "Probation Officer", "PDU Head"])
def test_the_pages_of_a_role_open_and_show_its_work(team, client, job_role):
    browser = enter(client, somebody(job_role))
    home = browser.get("/")
    assert home.status_code == 200
    links = {
        link for link in re.findall(r'href="(/[^"#]*)"', home.text) if not link.startswith(("/static", "/sign-out"))
    }
    assert len(links) > 8
    for link in sorted(links):
        assert browser.get(link, follow_redirects=True).status_code == 200, link


def test_what_waits_for_a_line_manager_can_be_opened_and_countersigned(team, client):
    item = db.session.scalars(select(Item).where(Item.state == REQUESTED, Item.kind == OASYS).order_by(Item.id)).first()
    manager_id = db.session.scalar(
        select(Posting.line_manager_id).where(Posting.person_id == item.author_id, Posting.ends_on.is_(None))
    )
    browser = enter(client, db.session.get(Person, manager_id))
    page = browser.get(f"/countersigning/{item.id}/decide")
    assert page.status_code == 200
    hidden = dict(re.findall(r'name="(round|fingerprint)" value="([^"]*)"', page.text))
    answer = browser.post(f"/countersigning/{item.id}/decide",
                          data={**hidden, "r-verdict": "0", "a-verdict": "all met", "go": "sign"})  # fmt: skip
    assert answer.status_code == 303, answer.text
    db.session.expire_all()
    assert db.session.get(Item, item.id).state == "countersigned"
    assert list(history.breaks()) == []


def test_what_comes_after_gets_ids_of_its_own(team):
    author = somebody("Probation Officer")
    made = countersigning.open_item(OASYS, author, "X100001", Actor(None, "The service"), now())
    db.session.commit()
    assert made.id == db.session.scalar(select(func.max(Item.id)))


@pytest.mark.any_engine
def test_the_same_seed_makes_the_same_rows_and_another_one_others(team, store):
    first = digests()
    store.renew()
    assert run(store.app, "--size", "team", "--seed", "7").exit_code == 0
    assert digests() == first
    store.renew()
    assert run(store.app, "team", "--seed", "8").exit_code == 0
    others = digests()
    empty = {name for name, found in others.items() if found == hashlib.sha256(b"[]").hexdigest()}
    same = {name for name in others if others[name] == first[name]}
    assert same <= empty | {"region", "unit", "team"}


def test_units_made_beside_each_other_make_one_history_and_leave_the_schema_as_it_was(app, monkeypatch):
    monkeypatch.setitem(shape.SIZES, "team", TINY)
    before = shape_of_the_database()
    assert run(app, "team").exit_code == 0
    assert shape_of_the_database() == before
    assert list(history.breaks()) == []
    assert db.session.scalar(select(func.count()).select_from(Person)) > 15
    with pytest.raises(Exception, match="final"):
        db.session.execute(text("UPDATE snapshot SET body = ''"))


def test_a_load_that_leaves_the_schema_otherwise_keeps_nothing(app):
    before = shape_of_the_database()

    def half_a_load():
        with loading() as loader:
            loader.begin()
            loader.put("region", loader.pack([(1, "Westshire")]))

    with pytest.raises(NotAsBefore):
        half_a_load()
    assert shape_of_the_database() == before
    assert db.session.scalar(text("SELECT count(*) FROM region")) == 0


@pytest.mark.any_engine
def test_a_database_that_holds_anything_is_refused(app):
    db.session.add(Account(email="a@justice.example", name="Ada Abbott", created_at=now()))
    db.session.commit()
    refused = run(app, "team")
    assert refused.exit_code == 1
    assert "This database holds data already. Use an empty one" in refused.output
    assert db.session.scalar(select(func.count()).select_from(Person)) == 0


@pytest.mark.any_engine
def test_production_is_refused(app):
    app.config["PRODUCTION"] = True
    refused = run(app, "team")
    assert refused.exit_code == 1
    assert "refused in production" in refused.output
    assert db.session.scalar(select(func.count()).select_from(Person)) == 0


@pytest.mark.any_engine
def test_a_size_said_twice_and_differently_is_a_slip(app):
    assert run(app, "team", "--size", "pdu").exit_code == 2


@pytest.mark.any_engine
def test_it_can_stand_as_of_another_day(app, monkeypatch):
    monkeypatch.setitem(shape.SIZES, "team", shape.Size(1, 1, 1, 3))
    assert run(app, "team", "--day", "2026-06-01").exit_code == 0
    assert db.session.scalar(select(func.max(Record.locked_at))).date() < date(2026, 6, 1)


@pytest.mark.any_engine
def test_a_day_whose_bank_holidays_are_not_known_is_refused_in_words(app):
    refused = run(app, "team", "--day", "2031-01-01")
    assert refused.exit_code == 1
    assert "The bank holidays around that day are not known" in refused.output
