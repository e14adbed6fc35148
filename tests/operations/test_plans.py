"""The hottest queries find their rows by an index: none reads the whole of a table that grows with the service."""

import json
import re
from typing import Any

import pytest
from sqlalchemy import event, text

from app.database import db
from app.notices import work
from app.web.clock import now, today
from tests import papers
from tests.countersigning import items

# What grows with people and years. The rest (settings, lists, teams, decisions about roles) stays small.
BIG = {
    "absence", "account", "action", "addendum", "answer", "countersign_decision", "countersign_item",
    "countersign_round", "countersign_typed", "cover", "coverage", "event", "evidence_tag", "fact", "held_before",
    "learning_done", "notice", "pack_file", "person", "posting", "record", "register_entry", "release", "role_change",
    "sign_in_attempt", "signature", "snapshot", "user_session",
}  # fmt: skip
# The newest event is read off the end of its key.
FROM_THE_END = re.compile(r"ORDER BY event\.id DESC\s+LIMIT|max\(event\.id\)", re.IGNORECASE)


class Asked:
    """Every SELECT the app asks in the meantime, with what it was given."""

    def __init__(self) -> None:
        self.found: dict[str, Any] = {}

    def __enter__(self) -> "Asked":
        event.listen(db.engine, "before_cursor_execute", self.heard)
        return self

    def __exit__(self, *_: object) -> None:
        event.remove(db.engine, "before_cursor_execute", self.heard)

    def heard(self, _connection: Any, _cursor: Any, statement: str, given: Any, *_rest: Any) -> None:
        if statement.lstrip().upper().startswith(("SELECT", "WITH")):
            self.found[statement] = given


def whole(statement: str, given: Any) -> set[str]:
    """The big tables that this statement reads from beginning to end."""
    if FROM_THE_END.search(statement):
        return set()
    with db.engine.connect() as connection:
        cursor = connection.connection.driver_connection.cursor()
        if connection.dialect.name == "sqlite":
            cursor.execute(f"EXPLAIN QUERY PLAN {statement}", given)
            steps = [row[3].split() for row in cursor.fetchall()]
            named = {table_of(step[1], statement) for step in steps if step[0] == "SCAN"}
        else:
            cursor.execute("SET enable_seqscan = off")
            cursor.execute(f"EXPLAIN (FORMAT JSON) {statement}", given)
            (plan,) = cursor.fetchone()
            named = set(scanned((plan if isinstance(plan, list) else json.loads(plan))[0]["Plan"]))
        connection.rollback()
    return named & BIG


def table_of(alias: str, statement: str) -> str:
    """The table an alias stands for."""
    meant = re.search(rf"(?:FROM|JOIN|,)\s+\"?(\w+)\"?\s+AS\s+{re.escape(alias)}\b", statement)
    return meant[1] if meant else alias


def scanned(node: dict[str, Any]) -> list[str]:
    """The tables of a plan that no condition of an index narrows."""
    table = [node.get("Relation Name", "")] if node["Node Type"] == "Seq Scan" else []
    return [*table, *[each for part in node.get("Plans", ()) for each in scanned(part)]]


def be_large() -> None:
    """Let SQLite plan as it does where each of these tables has a hundred thousand rows.

    PostgreSQL needs no such help: it is told to read no table whole, and does so only where nothing else is left.
    """
    if db.engine.dialect.name == "sqlite":
        db.session.execute(text("ANALYZE"))
        db.session.execute(text("DELETE FROM sqlite_stat1"))
        indexes = "SELECT tbl_name, name, (SELECT count(*) FROM pragma_index_info(name)) FROM sqlite_master"
        for table, index, columns in db.session.execute(text(f"{indexes} WHERE type = 'index'")).all():
            rows = "100000 9" if table in BIG else "90 9"
            row = {"table": table, "index": index, "words": " ".join([rows, *["1"] * (columns - 1)])}
            db.session.execute(text("INSERT INTO sqlite_stat1 VALUES (:table, :index, :words)"), row)
        db.session.commit()
        db.engine.dispose()


@pytest.fixture
def asked(app, unit, sign_in, another_client) -> Asked:
    """What the hottest pages ask, of a practitioner, a line manager and a head of a unit."""
    record, draft = papers.session(unit.isla, unit.lowri, "locked"), papers.session(unit.isla, unit.lowri)
    item = items.started(unit.lowri, "parole", now())
    items.sign(item, unit.lowri, now())
    browsers = {name: sign_in(getattr(unit, name), another_client()) for name in ("isla", "lowri", "efua")}
    pages = {
        "lowri": ("/", "/year", "/records", "/learning", f"/records/{record.id}", "/evidence/choose",
                  "/evidence/check"),
        "isla": ("/", "/team", "/team/plan", f"/people/{unit.lowri.id}", f"/people/{unit.lowri.id}/year",
                 f"/records/{record.id}", f"/records/{draft.id}/draft", "/countersigning", f"/countersigning/{item.id}",
                 f"/countersigning/{item.id}/decide", "/register", "/notices"),
        "efua": ("/", "/countersigning", "/team", "/register"),
    }  # fmt: skip
    be_large()
    with Asked() as heard:
        for name, addresses in pages.items():
            for address in addresses:
                assert browsers[name].get(address).status_code in (200, 303, 404), address
    db.session.commit()
    return heard


def test_no_hot_page_reads_a_big_table_from_beginning_to_end(asked):
    assert len(asked.found) > 40
    read = ((statement, whole(statement, given)) for statement, given in asked.found.items())
    assert [f"{sorted(tables)} by {' '.join(statement.split())[:160]}" for statement, tables in read if tables] == []


def test_the_newest_items_of_everybody_are_read_off_the_end_of_an_index(unit, sign_in, client):
    browser = sign_in(unit.fergus, client)
    with Asked() as heard:
        assert browser.get("/countersigning/all").status_code == 200
    ((statement, given),) = ((each, given) for each, given in heard.found.items() if "opened_at DESC" in each)
    with db.engine.connect() as connection:
        cursor = connection.connection.driver_connection.cursor()
        if connection.dialect.name == "sqlite":
            cursor.execute(f"EXPLAIN QUERY PLAN {statement}", given)
        else:
            cursor.execute("SET enable_seqscan = off")
            cursor.execute("SET enable_sort = off")
            cursor.execute(f"EXPLAIN {statement}", given)
        assert "ix_countersign_item_opened" in str(cursor.fetchall())
        connection.rollback()


def test_the_check_itself_sees_a_table_read_from_beginning_to_end(app):
    assert whole("SELECT * FROM event WHERE reason = 'x'", ()) == {"event"}
    assert whole("SELECT * FROM event AS e WHERE e.verb = 'x'", ()) == {"event"}
    assert whole("SELECT * FROM event WHERE thing = 'x' AND thing_id = 1", ()) == set()


@pytest.mark.parametrize("who", ["isla", "lowri", "efua"])
def test_every_question_inside_the_work_list_is_about_the_row_it_stands_in(who, unit):
    """A table named beside another without a join inside a question means that the question forgot its row."""
    with Asked() as heard:
        work.waiting(getattr(unit, who).id, now(), today(), "staff")
    (statement,) = (each for each in heard.found if "UNION ALL" in each)
    beside = r"FROM (\w+(?: AS \w+)?(?:, \w+(?: AS \w+)?)+)\s+WHERE"
    assert re.findall(beside, statement) == []
