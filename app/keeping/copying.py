"""The copy of everything held about one person, from every table of the map: as data, and as a page to read."""

import io
import json
import zipfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from flask import current_app
from sqlalchemy import Table as Columns
from sqlalchemy import and_, func, or_, select

from app.auth.models import Account
from app.database import db
from app.history.models import Event
from app.keeping import laying_out
from app.keeping.holdings import ACCOUNT, HOLDINGS, PERSON, Holding
from app.language import day, moment, plural
from app.people.models import Person, Team
from app.records.opened import may_be_told

NAMED = "You are named in {rows} about other people. What is said there is theirs and not in this copy."
PAGE, DATA = "copy.html", "copy.json"
COLUMN_WORDS = {"id": "Number", "at": "When", "of": "Of", "email": "E-mail address", "sha256": "SHA-256"}


@dataclass
class Part:
    """One part of the copy: what it is, the table it comes from, its rows, and what is not in it and why."""

    title: str
    source: str
    fate: str
    rows: list[dict[str, Any]] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class About:
    """Whose copy it is: a member of staff, their account, or both."""

    person: Person | None
    account: Account | None

    @property
    def name(self) -> str:
        """Their name."""
        found = self.person or self.account
        assert found is not None
        return found.name

    def id_of(self, kind: str) -> int | None:
        """The id that tables of a PERSON or an ACCOUNT know them by."""
        found: Any = self.person if kind == PERSON else self.account
        return None if found is None else found.id


def about_person(person: Person) -> About:
    """A member of staff, with the account they have."""
    return About(person, db.session.scalar(select(Account).where(Account.person_id == person.id)))


def about_account(account: Account) -> About:
    """The owner of an account, with the member of staff behind it."""
    return About(db.session.get(Person, account.person_id) if account.person_id else None, account)


def made(about: About, at: datetime) -> bytes:
    """The copy as a zip of a page to read and the same as JSON."""
    parts = [part for part in _parts(about) if part.rows or part.notes]
    facts = {"about": about.name, "made_at": at.isoformat(timespec="seconds")}
    data = {**facts, "parts": [part.__dict__ for part in parts]}
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as file:
        file.writestr(
            PAGE,
            current_app.jinja_env.get_template("keeping/copy.html").render(
                name=about.name, at=at, parts=parts, listed=listed
            ),
        )
        file.writestr(DATA, json.dumps(data, default=_plain, ensure_ascii=False, indent=1))
    return buffer.getvalue()


def _parts(about: About) -> Iterator[Part]:
    laid = {}
    if about.person is not None:
        laid = {"record": laying_out.records(about.person.id), "countersign_item": laying_out.items(about.person.id)}
    for holding in HOLDINGS.values():
        part = Part(holding.words, holding.table, holding.fate)
        if holding.table in laid:
            part.rows, part.notes = laid[holding.table]
        elif holding.table == "event":
            part.rows = _events(about)
        elif holding.table == "opened_to" and about.person is not None:
            part.rows = laying_out.opened(about.person.id)
        else:
            _plain_rows(part, holding, about)
        yield part


def _plain_rows(part: Part, holding: Holding, about: About) -> None:
    """The rows of a table about the person; of rows about others that name them, how many there are."""
    table, mine = db.metadata.tables[holding.table], about.id_of(holding.of)
    if holding.about and mine is not None:
        part.rows = _rows(table, holding, mine)
    if named := 0 if holding.laid_out else _named(table, holding, about):
        part.notes.append(NAMED.format(rows=plural(named, "row")))
    if holding.why and (part.rows or not (holding.about or holding.acts)):
        part.notes.append(f"Left out: {', '.join(_words(name) for name in holding.left_out).lower()}. {holding.why}")


def _rows(table: Columns, holding: Holding, mine: int) -> list[dict[str, Any]]:
    shown = [column for column in table.columns if column.name not in (*holding.left_out, holding.about)]
    rows = db.session.execute(select(*shown).where(table.c[holding.about] == mine).order_by(table.c.id)).all()
    names = _names_of(table)
    found = [row._asdict() for row in rows]
    for row in found:
        for column in names.keys() & row.keys():
            row[column] = laying_out.name(row[column], names[column])
    return found


def _names_of(table: Columns) -> dict[str, type[Person | Team]]:
    """The columns that hold the id of a person or a team, which the copy shows as a name."""
    kinds: dict[str, type[Person | Team]] = {PERSON: Person, Team.__tablename__: Team}
    keys = {column.name: key.column.table.name for column in table.columns for key in column.foreign_keys}
    return {column: kinds[to] for column, to in keys.items() if to in kinds}


def _named(table: Columns, holding: Holding, about: About) -> int:
    """How many rows about others name the person."""
    found = []
    for column in (table.c[name] for name in holding.acts):
        accounts = any(key.column.table.name == ACCOUNT for key in column.foreign_keys) or holding.of == ACCOUNT
        mine = about.id_of(ACCOUNT if accounts else PERSON)
        if mine is not None:
            found.append(column == mine)
    if not found:
        return 0
    query = select(func.count()).select_from(table).where(or_(*found))
    own = about.id_of(holding.of)
    if holding.about and own is not None:
        query = query.where(table.c[holding.about] != own)
    return db.session.scalar(query) or 0


def _events(about: About) -> list[dict[str, Any]]:
    """What happened: about the person, with the reasons given; what they did themselves, without the reasons, which may
    tell of others.
    """
    mine, account = about.id_of(PERSON), about.id_of(ACCOUNT)
    which = [and_(Event.subject_id == mine, may_be_told())] if mine else []
    which += [Event.actor_id == account] if account else []
    which += [(Event.thing == ACCOUNT) & (Event.thing_id == account)] if account else []
    found = []
    for event in db.session.scalars(select(Event).where(or_(*which)).order_by(Event.id)):
        is_about = (mine and event.subject_id == mine) or (event.thing == ACCOUNT and event.thing_id == account)
        row = {"at": event.at, "what": event.verb, "of": f"{event.thing} {event.thing_id}", "by": event.actor}
        if is_about:
            row |= {"as": event.capacity, "for": event.for_name, "reason": event.reason}
        if account and event.actor_id == account:
            row |= {"as": event.capacity, "for": event.for_name, "from": event.origin}
        found.append({name: value for name, value in row.items() if value})
    return found


def _words(column: str) -> str:
    """The name of a column as people read it: line_manager_id is Line manager."""
    words = COLUMN_WORDS.get(column) or column.removesuffix("_id").replace("_", " ")
    return words[:1].upper() + words[1:]


def _plain(value: Any) -> Any:
    """What JSON has no form for."""
    if isinstance(value, datetime | date):
        return value.isoformat()
    return str(value) if isinstance(value, Decimal) else repr(value)


def shown(value: Any) -> str:
    """A value as the page shows it."""
    if isinstance(value, bool):
        return "Yes" if value else "No"
    if isinstance(value, datetime):
        return moment(value)
    return day(value) if isinstance(value, date) else str(value)


def listed(rows: Sequence[dict[str, Any]]) -> list[list[tuple[str, str]]]:
    """Rows as pairs of words, without what is empty."""
    return [[(_words(name), shown(value)) for name, value in row.items() if value not in (None, "")] for row in rows]
