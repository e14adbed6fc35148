"""The register as a workbook: the roles of today, every change that led to them, and what both rest on."""

import json
from collections.abc import Callable, Iterator, Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import select

from app.assessors.among import among
from app.assessors.models import RoleApplied, RoleChange, RoleDecision
from app.assessors.register import Entry
from app.database import db
from app.people.cover import acting_as
from app.people.models import Person, Posting, Team, during
from app.policy.access import ADMIN, ROLES, Viewer
from app.policy.assessor_decisions import Relation, may_read_reasons
from app.policy.assessor_facts import COUNTERSIGNED, NON_COUNTERSIGNED, day_of
from app.policy.assessor_roles import BY_NUMBER, CRITERIA, Open
from app.policy.cover import ASSESSOR_ROLES
from app.policy.people import UNIT_HEADS
from app.web.workbook import Cell, Sheet, workbook

COLUMNS = ("Staff number", "Name", "Job role", "Team", "Unit", "Assessor role", "Because", "Paragraph", "Since",
           "Decided by", "Exit clock", "Ends or is reviewed")  # fmt: skip
WIDTHS = (13, 30, 26, 26, 22, 19, 30, 18, 18, 24, 20, 24)
CHANGED = (
    ("Row", 8), ("Staff number", 13), ("Name", 30), ("Old role", 24), ("New role", 19), ("Criteria open", 44),
    ("Asked by", 24), ("Decided by", 24), ("Effective", 22), ("Written down", 22), ("Applied in OASys by", 24),
    ("Applied at", 22), ("Review on", 18), ("Part of a performance discussion", 16), ("Reason", 60),
)  # fmt: skip
NOT_SHOWN = "Not shown: see the first sheet"
NONE_OPEN = "No criterion is open (Framework 5.3)"
Reads = Callable[[Any], bool]


def register_book(viewer: Viewer, shown: list[Entry], changed: Sequence[Any], words: str, now: datetime) -> bytes:
    """The workbook. `shown` are the roles, `changed` rows of `changes_of_many`; `words` say whom it is about."""
    reads = reader(viewer, day_of(now))
    about = list(_about(viewer, words, len(shown), len(changed), now))
    return workbook(
        "Assessor roles", viewer.name, now,
        [
            Sheet("About this file", (("", 24), ("", 30), ("", 52), ("", 60), ("", 34)), about, heading=False),
            Sheet("Roles today", tuple(zip(COLUMNS, WIDTHS, strict=True)), (_role(entry) for entry in shown)),
            Sheet("Changes", CHANGED, (_change(row, reads) for row in changed)),
        ],
    )  # fmt: skip


def changes_of_many(people: Sequence[int], day: date) -> Sequence[Any]:
    """The register's rows about these people, the oldest first, with what `reader` needs to know. One query."""
    return db.session.execute(
        select(
            RoleChange, Person.name, Person.staff_number, RoleApplied.applied_by, RoleApplied.applied_at,
            RoleDecision.decided_by_id, RoleDecision.asked_by_id, RoleDecision.entered_by_id, Posting.line_manager_id,
            Team.unit_id,
        )
        .join(Person, Person.id == RoleChange.person_id)
        .outerjoin(RoleApplied, RoleApplied.change_id == RoleChange.id)
        .outerjoin(RoleDecision, RoleDecision.id == RoleChange.decision_id)
        .outerjoin(Posting, (Posting.person_id == Person.id) & during(Posting, day))
        .outerjoin(Team, Team.id == Posting.team_id)
        .where(among(RoleChange.person_id, people))
        .order_by(RoleChange.id)
    ).all()  # fmt: skip


def reader(viewer: Viewer, day: date) -> Reads:
    """Whether the viewer may read the reason of a row of `changes_of_many` (access row D4). Two queries at most."""
    me = viewer.person_id
    acting = set(db.session.scalars(acting_as(me, ASSESSOR_ROLES, day))) if me else set()
    headed = (
        set(db.session.scalars(
            select(Team.unit_id).join(Posting, Posting.team_id == Team.id)
            .where(Posting.person_id.in_(acting), Posting.job_role.in_(UNIT_HEADS), during(Posting, day))))
        if acting else set()
    )  # fmt: skip

    def reads(row: Any) -> bool:
        relation = Relation(is_admin=viewer.role == ADMIN, is_head=row.unit_id in headed)
        mine = {me} | ({row.line_manager_id} & acting)
        is_party = not (mine - {None}).isdisjoint({row.decided_by_id, row.asked_by_id})
        return may_read_reasons(relation, is_party=is_party or row.entered_by_id == viewer.account_id)

    return reads


def _about(viewer: Viewer, words: str, people: int, changes: int, now: datetime) -> Iterator[Sequence[Cell]]:
    who = viewer.job_title or ROLES[viewer.role]
    yield ("Assessor roles",)
    yield ("Made by", f"{viewer.name}, {who[0].lower()}{who[1:]}")
    yield ("Made at", now)
    yield ("On the facts of", day_of(now))
    yield ("About", words)
    yield ("Roles today", people, "Everyone above with their role, worked out from the facts of that day.")
    yield ("Changes", changes, "The rows of the register about the same people, whatever their role today. Rows are"
           " only ever added.")  # fmt: skip
    yield ("Reasons", "", "A reason is shown to whoever asked for it or decided it, to the heads of the unit and to"
           f" administrators. To anyone else the cell says “{NOT_SHOWN}”.")  # fmt: skip
    yield ("Times", "", "All times are London’s.")
    yield ("OASys", "", "Offender Assessment System. The role held at the moment of signing decides, even if it changes"
           " later.")  # fmt: skip
    yield ()
    yield ("Paragraph", "Criterion", "Begins when", "Ends when", "Confirmed or ended by")
    for each in CRITERIA:
        yield (each.source, f"{each.number}. {each.label}", each.opens, each.closes, each.decider)
    yield ("Framework 5.2", COUNTERSIGNED, "Any criterion is open: every OASys assessment needs a countersignature.")
    yield ("Framework 5.3", NON_COUNTERSIGNED, "No criterion is open: no OASys assessment needs one.")
    yield ("Framework 5.4", "Changes of a role", "A concern is discussed first; a change of role may follow.")


def _role(entry: Entry) -> Sequence[Cell]:
    main, clock = entry.main, entry.clock
    because = "; ".join(each.criterion.label for each in entry.standing.open)
    return (entry.staff_number, entry.name, entry.job_role, entry.team, entry.unit, entry.standing.role, because,
            main.criterion.source if main else "", day_of(main.since) if main else None, entry.decided_by,
            clock.words if clock else "", (_until(main) or (clock.note if clock else "")) if main else "")  # fmt: skip


def _until(each: Open) -> date | None:
    return day_of(each.confirmed_at) if each.confirmed_at else each.ends_on or each.review_on


def _change(row: Any, reads: Reads) -> Sequence[Cell]:
    change = row.RoleChange
    criteria = "; ".join(f"{number}. {BY_NUMBER[number].label} ({BY_NUMBER[number].source})"
                         for number in json.loads(change.criteria))  # fmt: skip
    reason = change.reason if not change.reason or reads(row) else NOT_SHOWN
    discussed = ("Yes" if change.discussed else "No") if change.decision_id else ""
    return (change.id, row.staff_number, row.name, change.old_role or "None", change.new_role, criteria or NONE_OPEN,
            change.asked_by, change.decided_by, change.effective_at, change.recorded_at, row.applied_by,
            row.applied_at, change.review_on, discussed, reason)  # fmt: skip
