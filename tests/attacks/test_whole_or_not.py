"""A verb that fails halfway leaves nothing; any order of verbs leaves records whole; reading writes nothing else."""

import logging
from collections.abc import Callable
from io import BytesIO
from zipfile import ZipFile

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as some
from sqlalchemy import event, func, select
from werkzeug.test import TestResponse

from app.auth.models import Account, UserSession
from app.database import Table, db
from app.history.models import Event
from app.history.queries import breaks
from app.people.models import Person
from app.records import queries
from app.records.models import Record, Signature, Snapshot
from app.rps.year import team_export
from tests import make, papers
from tests.attacks.world import World

READINGS = ("read", "downloaded", "assessor roles downloaded", team_export.VERB)


def contents() -> dict[str, int]:
    """How many rows each table has, and every record's state."""
    db.session.rollback()
    tables = [table for table in Table.registry.metadata.sorted_tables if table.name not in ("sign_in_attempt",)]
    found = {table.name: db.session.scalar(select(func.count()).select_from(table)) for table in tables}
    states = db.session.execute(select(Record.id, Record.state, Record.turn, Record.snapshot_id).order_by(Record.id))
    return {**found, "states": tuple(tuple(row) for row in states)}


class Broken(Exception):
    """What goes wrong in these tests."""


def failing_at(number: int, ask: Callable[[], int]) -> tuple[int, bool]:
    """The status of a request whose statement of that number fails, and whether it had so many."""
    seen = [0]

    def heard(*_given: object) -> None:
        seen[0] += 1
        if seen[0] == number:
            raise Broken

    event.listen(db.engine, "before_cursor_execute", heard)
    try:
        return ask(), seen[0] >= number
    finally:
        event.remove(db.engine, "before_cursor_execute", heard)


@pytest.mark.parametrize(
    ("who", "record", "verb"),
    [
        ("lead", "draft", "send"),
        ("lead", "observed", "send"),
        ("subject", "sent", "sign"),
        ("lead", "agreed", "sign"),
        ("lead", "agreed", "withdraw"),
        ("lead", "locked", "error"),
        ("subject", "locked", "addendum"),
    ],
)
def test_a_verb_that_fails_at_any_statement_leaves_nothing(who: str, record: str, verb: str, world: World):
    db.session.execute(db.text("UPDATE action SET state = 'confirmed'"))
    db.session.commit()
    row = world.records[record]
    data = {"reason": "A date is wrong.", "text": "One more thing."}
    if verb == "sign":
        data["fingerprint"] = queries.signed(row)[0].fingerprint
    address = f"/records/{row.id}/{verb}"
    before, number, failures, reached = contents(), 0, 0, True
    while reached and number < 80:
        number += 1
        status, reached = failing_at(number, lambda: world.browsers[who].post(address, data=data).status_code)
        if status == 303:
            break
        assert status == 500
        failures += 1
        assert contents() == before, number
    assert failures > 5
    assert contents() != before
    assert list(breaks()) == []


VERBS = ("save", "share", "send", "sign", "withdraw", "error", "addendum", "cancel", "log")


@settings(max_examples=12, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
@given(
    walk=some.lists(
        some.tuples(some.sampled_from(["lead", "subject"]), some.sampled_from(VERBS)), min_size=8, max_size=25
    )
)
def test_any_order_of_verbs_leaves_the_record_whole(walk: list[tuple[str, str]], world: World):
    isla, lowri = (db.session.query(Person).filter_by(name=name).one() for name in ("Isla Mbeki", "Lowri Throckmorton"))
    db.session.execute(db.text("UPDATE action SET state = 'confirmed'"))
    record = papers.session(isla, lowri)
    db.session.commit()
    number, texts = record.id, {}
    account = {"lead": make.account_of(isla).id, "subject": make.account_of(lowri).id}
    # Half of the steps go the way a record should go, so that walks get far.
    for who, verb in [*walk[::2], ("lead", "send"), ("subject", "sign"), ("lead", "sign"), *walk[1::2]]:
        now_is = db.session.get(Record, number, populate_existing=True)
        frozen = db.session.get(Snapshot, now_is.snapshot_id) if now_is.snapshot_id else None
        was = (now_is.state, now_is.snapshot_id)
        data = {
            "reason": "So it is.",
            "text": f"Text {len(texts)}",
            "fingerprint": frozen.fingerprint if frozen else "0" * 64,
            "on": "19/11/2026",
            "go": "share",
            "account": account[who],
            "kind": "rps",
            "part": who,
            "key": "kolb_3",
            "revision": 0,
        }
        path = {"save": "answers", "share": "draft"}.get(verb, verb)
        address = f"/sessions/{number}/log" if verb == "log" else f"/records/{number}/{path}"
        status = world.browsers[who].post(address, data=data).status_code
        assert status in (200, 303, 403, 404, 409, 422), (verb, status)
        insist_lawful(number, was, verb)
        for one in db.session.query(Snapshot).filter_by(record_id=number):
            assert texts.setdefault(one.id, (one.body, one.fingerprint)) == (one.body, one.fingerprint)
    assert list(breaks()) == []


def insist_lawful(number: int, was: tuple[str, int | None], verb: str) -> None:
    """What one step may have done."""
    record = db.session.get(Record, number, populate_existing=True)
    may_become = {
        ("draft", "sent"): "send",
        ("draft", "cancelled"): "cancel",
        ("sent", "draft"): "withdraw",
        ("sent", "locked"): "sign",
    }
    if record.state != was[0]:
        assert may_become[was[0], record.state] == verb
    if was[0] == "locked":
        assert record.snapshot_id == was[1]
    signatures = (
        db.session.query(Signature)
        .filter(Signature.snapshot_id == (record.snapshot_id or 0))
        .order_by(Signature.id)
        .all()
    )
    assert record.state in ("sent", "locked") or not signatures
    if record.state == "locked":
        frozen = db.session.get_one(Snapshot, record.snapshot_id)
        assert [(one.part, one.fingerprint) for one in signatures] == [
            (p, frozen.fingerprint) for p in ("subject", "lead")
        ]


@pytest.mark.any_engine
def test_reading_any_page_writes_nothing_but_that_it_was_read(world: World):
    for who in world.browsers:
        addresses = [address for address, _ in world.visits(who)]
        before = contents()
        readings = db.session.query(Event).filter(Event.verb.in_(READINGS)).count()
        for address in addresses:
            world.browsers[who].get(address)
        after = contents()
        noted = db.session.query(Event).filter(Event.verb.in_(READINGS)).count() - readings
        assert after.pop("event") - before.pop("event") == noted, who
        assert after == before, who


def words_of(answer: TestResponse) -> str:
    """Everything an answer says; of a workbook, every part of it."""
    if not answer.mimetype.endswith("spreadsheetml.sheet"):
        return answer.text
    with ZipFile(BytesIO(answer.data)) as book:
        return "\n".join(book.read(part).decode() for part in book.namelist())


@pytest.mark.any_engine
def test_private_words_reach_nobody_else_and_no_log(world: World, caplog):
    wellbeing, crn = papers.WELLBEING, "X987654"
    isla, lowri = world.u.isla, world.u.lowri
    db.session.execute(db.text("UPDATE action SET state = 'confirmed'"))
    papers.session(isla, lowri, "locked", case_1_reference=crn)
    db.session.commit()
    caplog.set_level(logging.DEBUG)
    logging.getLogger("oversight").propagate = True
    for who in ("head", "admin", "assurance", "other"):
        for address, answer in world.visits(who):
            text = words_of(answer)
            own = who == "other" and "/records/" in address  # Magda's own record
            assert own or wellbeing not in text, (who, address)
            assert crn not in text, (who, address)
    for who in ("lead", "subject"):
        assert not [address for address, _ in world.visits(who) if crn in address or "token" in address]
    for word in (
        make.PASSWORD,
        wellbeing,
        crn,
        papers.REFLECTION,
        *db.session.scalars(select(UserSession.token_hash)),
        *db.session.scalars(select(Account.password_hash).where(Account.password_hash.is_not(None))),
    ):
        assert word not in caplog.text
    kept = [value for row in db.session.execute(select(Event.__table__)) for value in row if isinstance(value, str)]
    for word in (make.PASSWORD, wellbeing, crn, papers.REFLECTION):
        assert not any(word in value for value in kept), word
