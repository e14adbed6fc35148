"""Buttons that may have one effect only, and how it is counted. Runs in a copy of the zygote."""

from datetime import timedelta
from typing import Any

from sqlalchemy import select

from app.database import db
from app.people.models import Person
from app.records import queries
from app.records.models import Action, Record
from app.registration.years import evidence_year
from app.web.clock import today
from tests import papers
from tests.countersigning import desk, items

REASON = {"reason": "A date is wrong."}
EVENTS = "SELECT 'effects', count(*) FROM event WHERE verb = '{verb}' AND thing = '{thing}' AND thing_id = {id}"
DECISIONS = """SELECT 'effects', (SELECT count(*) FROM role_decision WHERE person_id = {id})
                             * (SELECT count(*) FROM role_change WHERE person_id = {id})"""
ROWS = "SELECT 'effects', count(*) FROM {table} WHERE {where}"


def build(*ids: int) -> list[dict[str, Any]]:
    """Each press: its name, who presses ("manager", "practitioner" or the "other" one of theirs), where, with what, and
    the question that counts its effects. `ids` are theirs, in that order.
    """
    manager, practitioner, other = (db.session.get_one(Person, id_) for id_ in ids)
    return [*_of_records(manager, practitioner), _of_actions(manager, other), *_of_plans(practitioner, other),
            *_of_items(practitioner)]  # fmt: skip


def _press(name: str, who: str, path: str, data: dict[str, Any], effects: str) -> dict[str, Any]:
    return {"name": name, "who": who, "path": path, "data": data, "effects": effects}


def _of_records(manager: Person, practitioner: Person) -> list[dict[str, Any]]:
    def made(state: str, **given: str) -> Record:
        return papers.session(manager, practitioner, state, **given)

    def on(record: Record, verb: str, who: str, effects: str, **data: str) -> dict[str, Any]:
        return _press(verb, who, f"/records/{record.id}/{verb}", data, effects.format(id=record.id))

    def noted(verb: str) -> str:
        return EVENTS.format(verb=verb, thing="record", id="{id}")

    def rows(table: str) -> str:
        return ROWS.format(table=table, where="record_id = {id}")

    sent, agreed = made("sent"), made("agreed")
    return [
        {**on(sent, "sign", "practitioner", rows("signature"), fingerprint=_fingerprint(sent)), "name": "sign"},
        {**on(agreed, "sign", "manager", noted("signed and locked"), fingerprint=_fingerprint(agreed)), "name": "lock"},
        on(made("draft"), "send", "manager", rows("snapshot")),
        on(made("sent"), "withdraw", "manager", noted("took back to draft"), **REASON),
        on(made("draft"), "cancel", "manager", noted("cancelled"), **REASON),
        on(made("locked"), "error", "manager", noted("marked as opened in error"), **REASON),
        on(made("locked"), "addendum", "practitioner", rows("addendum"), text="The date was 3 November."),
    ]


def _of_actions(manager: Person, practitioner: Person) -> dict[str, Any]:
    given = {"action_1_text": "Write", "action_1_owner": "subject", "action_1_due": "1/12/2026"}
    record = papers.session(manager, practitioner, "locked", **given)
    action = db.session.scalars(select(Action).where(Action.record_id == record.id)).one()
    effects = EVENTS.format(verb="marked an action as done", thing="action", id=action.id)
    return _press("done", "other", f"/actions/{action.id}/done", {}, effects)


def _fingerprint(record: Record) -> str:
    return queries.signed(record)[0].fingerprint


def _of_plans(practitioner: Person, other: Person) -> list[dict[str, Any]]:
    ahead = today() + timedelta(days=7 + (2 - today().weekday()) % 7)
    session = {"on": f"{ahead:%d/%m/%Y}", "at": "2pm", "minutes": "60", "place": "in person", "observation": ""}
    role = {"reason_code": "maternity", "reason": "Back after nine months", "sure": "yes",
            "from_on": f"{today():%d/%m/%Y}",
            "review_on": f"{today() + timedelta(days=80):%d/%m/%Y}"}  # fmt: skip
    mine = f"subject_id = {practitioner.id}"
    return [
        _press("plan", "manager", f"/sessions/plan/{practitioner.id}", session,
               ROWS.format(table="record", where=f"{mine} AND planned_at IS NOT NULL")),
        _press("observe", "manager", f"/observations/start/{practitioner.id}", {},
               ROWS.format(table="record", where=f"{mine} AND kind = 'observation'")),
        _press("declare", "practitioner", "/registration/declarations", {"year": f"{evidence_year(today())[0]}"},
               ROWS.format(table="record", where=f"{mine} AND kind = 'declaration'")),
        _press("change a role", "manager", f"/assessors/{other.id}/opens/4", role,
               DECISIONS.format(id=other.id)),
    ]  # fmt: skip


def _of_items(practitioner: Person) -> list[dict[str, Any]]:
    desk.learner(practitioner)
    item = desk.waiting(practitioner)
    return [
        _press("countersign", "manager", desk.address(item), desk.form(item, **items.ALL),
               ROWS.format(table="countersign_decision", where=f"item_id = {item.id}")),
    ]  # fmt: skip
