"""What the database itself lets a removal do, asked by raw SQL: to empty the listed words, and nothing else."""

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from app.database import db
from app.keeping import actions
from app.keeping.models import Removal
from app.web.clock import now, today
from tests.keeping import papers
from tests.keeping.papers import LATER, Shelf

FINAL = "this row is final and cannot be changed"
EMPTYING = {
    "snapshot": "body = ''", "signature": "comment = ''", "addendum": "text = ''",
    "countersign_round": "body = '', why = '[]'", "countersign_decision": "body = ''",
    "countersign_item": "case_reference = 'reference removed'",
}  # fmt: skip
THINGS = {"countersign_round": "countersign round", "countersign_decision": "countersign decision",
          "countersign_item": "countersign item"}  # fmt: skip


@pytest.fixture
def shelf(store) -> Shelf:
    return store.once("shelf", papers.shelf)


def row_of(shelf: Shelf, table: str) -> int:
    return shelf.item.id if table == "countersign_item" else 1


def sql(statement: str) -> None:
    db.session.execute(text(statement))
    db.session.commit()


def refused(statement: str, words: str = FINAL) -> None:
    db.session.rollback()
    with pytest.raises(DBAPIError, match=words):
        db.session.execute(text(statement))
    db.session.rollback()


def stone(removal: int, thing: str, thing_id: int, whose: int) -> str:
    return (
        "INSERT INTO removed (removal_id, thing, thing_id, subject_id, seal, removed_at)"
        f" VALUES ({removal}, '{thing}', {thing_id}, {whose}, '', '{now():%Y-%m-%d %H:%M:%S}')"
    )


def rows(table: str) -> list[tuple]:
    return [tuple(row) for row in db.session.execute(text(f"SELECT * FROM {table} ORDER BY id"))]


def test_without_a_stone_nothing_is_emptied(shelf, at):
    at(LATER)
    papers.agreed(shelf)
    for table, words in EMPTYING.items():
        refused(f"UPDATE {table} SET {words}")
    refused(f"DELETE FROM answer WHERE record_id = {shelf.session.id}")


def test_with_a_stone_the_listed_words_go_and_nothing_else_changes(shelf, at):
    at(LATER)
    removal, whose = papers.agreed(shelf).id, shelf.u.lowri.id
    for table, words in EMPTYING.items():
        thing, row = THINGS.get(table, table), row_of(shelf, table)
        sql(stone(removal, thing, row, whose))
        column = words.partition(" ")[0]
        refused(f"UPDATE {table} SET {column} = 'other words' WHERE id = {row}")
        if table != "countersign_item":
            refused(f"UPDATE {table} SET {words}, id = id + 1000 WHERE id = {row}")
        for other in ("fingerprint = 'x'", "signed_at = '2030-01-01'", "person_id = person_id + 1", "author_id = 1",
                      "made_at = '2030-01-01'", "name = 'Somebody'", "kind = 'parole'"):  # fmt: skip
            if f"{table}.{other.partition(' ')[0]}" in columns():
                refused(f"UPDATE {table} SET {words}, {other} WHERE id = {row}")
                refused(f"UPDATE {table} SET {other} WHERE id = {row}")
        refused(f"DELETE FROM {table} WHERE id = {row}")
        sql(f"UPDATE {table} SET {words} WHERE id = {row}")
        refused(f"UPDATE {table} SET {column} = 'words again' WHERE id = {row}")
    refused("UPDATE removed SET seal = 'x'")
    refused("DELETE FROM removed")


def columns() -> set[str]:
    return {f"{table.name}.{column.name}" for table in db.metadata.sorted_tables for column in table.columns}


def test_a_stone_for_one_row_opens_no_other(shelf, at):
    at(LATER)
    removal = papers.agreed(shelf).id
    sql(stone(removal, "signature", 1, shelf.u.lowri.id))
    refused("UPDATE signature SET comment = '' WHERE id = 2")
    refused("UPDATE snapshot SET body = '' WHERE id = 1")
    refused("UPDATE addendum SET text = '' WHERE id = 1")


def test_what_is_younger_than_a_year_stays_even_with_its_stone(shelf, at):
    for day, number in (("2027-11-01", 1), ("2027-11-20", 2)):
        at(day)
        sql(
            "INSERT INTO removal (up_to, counts, reason, proposed_by, proposed_at)"
            f" VALUES ('{day}', '', 'Because', {shelf.u.fergus.id}, '{day}')"
        )
        db.session.get_one(Removal, number)
        actions.approve(db.session.get_one(Removal, number), papers.by(shelf.second), now())
        db.session.commit()
        sql(stone(number, ("snapshot", "signature")[number - 1], 1, shelf.u.lowri.id))
    refused("UPDATE snapshot SET body = '' WHERE id = 1")  # a stone of the first removal, when it was not a year old
    sql("UPDATE signature SET comment = '' WHERE id = 1")


def test_no_stone_without_two_people_or_under_a_hold(shelf, at):
    at(LATER)
    one = actions.propose(papers.WHY, papers.by(shelf.u.fergus), now(), today())
    db.session.commit()
    removal, whose = one.id, shelf.u.lowri.id
    refused(stone(removal, "snapshot", 1, whose))
    refused(stone(99, "snapshot", 1, whose))
    sets = "decided_at = proposed_at, is_approved = {yes}, decided_by = {who}"
    yes = "true" if db.engine.dialect.name == "postgresql" else "1"
    same = sets.format(yes=yes, who=shelf.u.fergus.id)
    refused(f"UPDATE removal SET {same}", "two_people")
    born = "up_to, counts, reason, proposed_by, proposed_at, decided_by, decided_at, is_approved"
    values = f"up_to, counts, reason, proposed_by, proposed_at, {shelf.second.id}, proposed_at, {yes}"
    refused(f"INSERT INTO removal ({born}) SELECT {values} FROM removal")
    sql(f"UPDATE removal SET {sets.format(yes=yes, who=shelf.second.id)}")
    papers.held(shelf, shelf.u.lowri)
    refused(stone(removal, "snapshot", 1, whose))
    sql("UPDATE hold SET lifted_at = placed_at, lifted_by = 'A', lifted_reason = 'B'")
    sql(stone(removal, "snapshot", 1, whose))
    refused("UPDATE hold SET lifted_at = NULL")


def test_a_removal_that_is_done_sets_no_more_stones(shelf, at):
    at(LATER)
    removal = papers.removed(shelf)
    assert rows("removed")
    refused(stone(removal.id, "snapshot", 99, shelf.u.lowri.id))
