"""Whether what a pack prints has changed since it was made: records and actions, decisions, the register, the list of
standards and its settings, and what its owner and those it names are.
"""

from datetime import date, datetime
from typing import Any

from sqlalchemy import and_, exists, or_, select

from app.database import db
from app.evidence.contents.pack import SECTIONS
from app.evidence.models import PackFile
from app.evidence.queries import PASSAGES
from app.history.models import Event
from app.language import LONDON
from app.people.models import Posting, during
from app.policy.lists import REGISTRATION_STANDARDS
from app.records.models import Action, Record
from app.registration.register import entries
from app.settings.models import DatedSetting, ListItem

# What history calls the changes that show in a pack.
OF_RECORDS = ("signed and locked", "marked as opened in error", "wrote an addendum", "logged on SOP",
              "tagged as evidence", "no longer tagged as evidence")  # fmt: skip
OF_PEOPLE = ("changed by import", "leaves", "contract ended")
OF_LIST = tuple(f"{verb} an entry of {REGISTRATION_STANDARDS}" for verb in ("added", "ended", "reworded", "prolonged"))
RENAMED = "Name: "  # within the words of a change by import
SETTINGS = ("register.least_records", "register.least_kinds")


def has_changed(file: PackFile, today: date) -> bool:
    """Whether a pack made anew today could say something else than this one. One query."""
    since = file.records_as_of or file.requested_at
    until = min(file.ends_on, today)
    changed = (_own(file, since), _names(file, since, until), _standards(since, until), _posted(file, since, until))
    return bool(db.session.scalar(select(or_(*changed))))


def _records(file: PackFile) -> Any:
    return select(Record.id).where(
        Record.subject_id == file.owner_id, Record.happened_on.between(file.starts_on, file.ends_on),
        Record.kind.in_(SECTIONS), Record.locked_at.is_not(None),
    )  # fmt: skip


def _own(file: PackFile, since: datetime) -> Any:
    """What happened to the owner, their records and what was agreed in them."""
    deeds = select(Action.id).where(Action.record_id.in_(_records(file)))
    changed = or_(
        Event.thing == PASSAGES,
        and_(Event.thing == entries.THING, Event.verb.in_((entries.VERB, *OF_PEOPLE))),
        and_(Event.thing == "record", Event.verb.in_(OF_RECORDS), Event.thing_id.in_(_records(file))),
        and_(Event.thing == "action", Event.thing_id.in_(deeds)),
    )
    return exists().where(Event.subject_id == file.owner_id, Event.at > since, changed)


def _names(file: PackFile, since: datetime, until: date) -> Any:
    """Whether their line manager, or somebody who is to do what was agreed, has another name."""
    manager = select(Posting.line_manager_id).where(
        Posting.person_id == file.owner_id, Posting.line_manager_id.is_not(None), during(Posting, until)
    )
    doers = select(Action.owner_id).where(Action.record_id.in_(_records(file)))
    renamed = and_(Event.thing == "person", Event.verb.in_(OF_PEOPLE), Event.reason.contains(RENAMED))
    return exists().where(renamed, Event.at > since, or_(Event.thing_id.in_(manager), Event.thing_id.in_(doers)))


def _standards(since: datetime, until: date) -> Any:
    """Whether the list of standards, or how much each asks for, was changed or a change of it took effect."""
    listed = and_(Event.thing == "list item", Event.verb.in_(OF_LIST))
    asked = and_(Event.thing == "setting", Event.verb.in_([f"set {key}" for key in SETTINGS]))
    of_list = ListItem.list_key == REGISTRATION_STANDARDS
    return or_(
        exists().where(Event.at > since, or_(listed, asked)),
        exists().where(of_list, _took_effect(ListItem, since, until)),
        exists().where(DatedSetting.key.in_(SETTINGS), _between(DatedSetting.starts_on, since, until)),
    )


def _posted(file: PackFile, since: datetime, until: date) -> Any:
    """Whether a role or a line manager of theirs began or ended, as was known before."""
    return exists().where(Posting.person_id == file.owner_id, _took_effect(Posting, since, until))


def _took_effect(period: Any, since: datetime, until: date) -> Any:
    """Whether a period began, or ended the day before, on a day after the pack was made and no later than `until`."""
    day = since.astimezone(LONDON).date()
    return or_(_between(period.starts_on, since, until), and_(period.ends_on >= day, period.ends_on < until))


def _between(starts_on: Any, since: datetime, until: date) -> Any:
    return and_(starts_on > since.astimezone(LONDON).date(), starts_on <= until)
