"""Who is told what at each step. Notices never hold what anybody wrote; e-mails not even the case reference."""

from datetime import datetime

from flask import Flask
from sqlalchemy import and_, exists, or_, select

from app.countersigning.models import Decision, Item
from app.countersigning.queries import Found
from app.database import db
from app.language import LONDON
from app.notices.telling import Told, declare, tell
from app.people.cover import who_covers
from app.people.models import RECALL_DELEGATION, Fact, Posting, Team, during
from app.policy.countersigning import CONSIDERED, DEPUTY, KINDS, PDU, RECALL, REQUESTED, SECOND, SOL
from app.policy.people import NATIONAL_SECURITY

PAGE, ARGUMENT = "countersigning.show", "item_id"


def _told(title: str, mail: str, many: str, *, is_listed: bool = False) -> Told:
    return Told(title, mail, many, PAGE, ARGUMENT, is_listed)


CODES = {
    "countersign.requested": _told(
        "{whose} asks for a countersignature: {words}", "A piece of work waits for your countersignature.",
        "{count} pieces of work wait for your countersignature.", is_listed=True),
    "countersign.given": _told(
        "Given to you to countersign: {words}, {whose}", "A piece of work was given to you to countersign.",
        "{count} pieces of work were given to you to countersign.", is_listed=True),
    "countersign.sent_back": _told(
        "{whose} sent back for rework: {words}", "A piece of your work was sent back for rework.",
        "{count} pieces of your work were sent back for rework.", is_listed=True),
    "countersign.done": _told(
        "{whose} countersigned: {words}", "A piece of your work was countersigned.",
        "{count} pieces of your work were countersigned."),
    "countersign.taken_back": _told(
        "{whose} took back: {words}", "A piece of work that waited for you was taken back.",
        "{count} pieces of work that waited for you were taken back."),
    "countersign.rolled_back": _told(
        "Rolled back, to be signed again: {words}", "A finished assessment of yours was rolled back.",
        "{count} finished assessments of yours were rolled back."),
    "countersign.withdrawn": _told(
        "{whose} withdrew: {words}", "A piece of work that you were asked to countersign was withdrawn.",
        "{count} pieces of work that you were asked to countersign were withdrawn."),
    "recall.withdrawn": _told(
        "{whose} withdrew the recall: {words}", "A recall was withdrawn. Its clocks have ended.",
        "{count} recalls were withdrawn. Their clocks have ended."),
    "recall.considered": _told(
        "{whose} considers a recall and needs your decision: {words}", "A recall needs your decision. A clock runs.",
        "{count} recalls need your decision. A clock runs.", is_listed=True),
    "recall.decided": _told(
        "{whose} decided on the recall: {words}", "Your manager decided on a recall. Open the service.",
        "Your manager decided on {count} recalls. Open the service."),
    "recall.requested": _told(
        "{whose} asks you to sign a recall report: {words}", "A recall report waits for your signature. A clock runs.",
        "{count} recall reports wait for your signature. A clock runs.", is_listed=True),
    "recall.endorse": _told(
        "{whose} decided a second time not to recall, which needs your endorsement: {words}",
        "A decision not to recall needs your endorsement.",
        "{count} decisions not to recall need your endorsement.", is_listed=True),
    "recall.ready": _told(
        "Both have signed. Send the recall report now: {words}",
        "A recall report is countersigned and must be sent. A clock runs.",
        "{count} recall reports are countersigned and must be sent. A clock runs.", is_listed=True),
    "recall.emergency": _told(
        "{whose} made the recall an emergency: {words}", "A recall became an emergency. A clock of 2 hours runs.",
        "{count} recalls became emergencies. Clocks of 2 hours run."),
    "recall.sent_back": _told(
        "{whose} sent the recall report back for rework: {words}",
        "A recall report of yours was sent back for rework. A clock runs.",
        "{count} recall reports of yours were sent back for rework. A clock runs.", is_listed=True),
}  # fmt: skip


def _words(item: Item) -> str:
    return f"{KINDS[item.kind].short}, {item.case_reference}"


def _send(people: set[int], code: str, found: Found, whose: str, now: datetime) -> None:
    by = found.me.person_id if found.me else None
    for person_id in sorted(people):
        tell(person_id, code, found.item.id, now, whose=whose, words=_words(found.item), by=by,
             urgent=found.item.kind == RECALL)  # fmt: skip


def first_signers(found: Found, now: datetime) -> set[int]:
    """Whom an item waits for first: whoever it was given to, or the author's line manager, and who covers for them."""
    today, item = now.astimezone(LONDON).date(), found.item
    manager_id = item.assigned_id or (found.posting.line_manager_id if found.posting else None)
    if manager_id is None:
        return set()
    cover = who_covers(manager_id, item.kind, today)
    return {manager_id} | ({cover.id} if cover and cover.id != item.author_id else set())


def seniors(found: Found, now: datetime) -> set[int]:
    """Who may sign a recall second: heads of the author's unit, deputies with delegation, of the division its lead;
    and who covers for a head or the lead.
    """
    today, posting = now.astimezone(LONDON).date(), found.posting
    delegated = exists().where(Fact.person_id == Posting.person_id, Fact.kind == RECALL_DELEGATION, during(Fact, today))
    is_head = or_(Posting.job_role == PDU, and_(Posting.job_role == DEPUTY, delegated))
    scope = and_(is_head, Team.unit_id == found.unit_id)
    if posting and posting.function == NATIONAL_SECURITY:
        scope = or_(scope, and_(Posting.job_role == SOL, Team.unit_id == found.unit_id))
    heads = db.session.execute(
        select(Posting.person_id, Posting.job_role)
        .join(Team, Team.id == Posting.team_id)
        .where(during(Posting, today), scope)
    ).all()
    covered = (who_covers(head, RECALL, today) for head, job_role in heads if job_role != DEPUTY)
    return ({head for head, _ in heads} | {cover.id for cover in covered if cover}) - {found.item.author_id}


def requested(found: Found, now: datetime) -> None:
    """The author asks for a countersignature."""
    code = "recall.requested" if found.item.kind == RECALL else "countersign.requested"
    _send(first_signers(found, now), code, found, found.author.name, now)


def first_signed(found: Found, now: datetime) -> None:
    """The first signature of a recall stands: its seniors are asked, and the author knows."""
    _send(seniors(found, now), "recall.requested", found, found.author.name, now)
    _send({found.item.author_id}, "countersign.done", found, _me(found), now)


def countersigned(found: Found, now: datetime) -> None:
    """Everyone who had to has signed."""
    if found.item.kind == RECALL:
        _send({found.item.author_id}, "recall.ready", found, _me(found), now)
    else:
        _send({found.item.author_id}, "countersign.done", found, _me(found), now)


def sent_back(found: Found, earlier: list[Decision], now: datetime) -> None:
    """The author has something to change; who signed first learns that their signature no longer stands."""
    code = "recall.sent_back" if found.item.kind == RECALL else "countersign.sent_back"
    _send({found.item.author_id} | {each.person_id for each in earlier}, code, found, _me(found), now)


def taken_back(found: Found, now: datetime) -> None:
    """What waited no longer waits: those know who were asked, and of a recall the first signer too."""
    asked = seniors(found, now) if found.item.state == SECOND else set()
    _send(first_signers(found, now) | asked, "countersign.taken_back", found, found.author.name, now)


def withdrawn(found: Found, now: datetime) -> None:
    """Ended by its author: whoever decided or was to decide on it knows."""
    if found.recall is not None:
        _send(first_signers(found, now), "recall.withdrawn", found, found.author.name, now)
    elif found.item.first_signed_at is not None:
        _send(first_signers(found, now), "countersign.withdrawn", found, found.author.name, now)


def given(found: Found, to_id: int, now: datetime) -> None:
    """An item was given to somebody."""
    _send({to_id}, "countersign.given", found, found.author.name, now)


def rolled_back(found: Found, now: datetime) -> None:
    """A finished item is open again."""
    _send({found.item.author_id}, "countersign.rolled_back", found, _me(found), now)


def recall_step(code: str, found: Found, now: datetime, *, to_author: bool = False) -> None:
    """A step of a recall: to its author, or to whoever decides or signs next."""
    if to_author:
        people = {found.item.author_id}
    elif code == "recall.emergency" and found.item.state not in (CONSIDERED, REQUESTED, SECOND):
        people = first_signers(found, now) | {found.item.author_id}
    elif found.item.state == SECOND or code == "recall.endorse":
        people = seniors(found, now)
    else:
        people = first_signers(found, now)
    _send(people, code, found, _me(found), now)


def _me(found: Found) -> str:
    return found.me.name if found.me else "An administrator"


def init_app(app: Flask) -> None:
    """Make the words of countersigning known to notices."""
    declare(CODES)
