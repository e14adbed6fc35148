"""Items to countersign, their rounds and decisions, what is typed on the way, and the clocks of a recall."""

from datetime import date, datetime

from sqlalchemy import ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from app.database import Table


class Item(Table):
    """One assessment or report of one author, over all its rounds.

    `round` counts the rounds, the one being written included; `why` says in a line why it needs a signature.
    `assigned_id` is whoever it was given to; without one it is for the author's line manager of the day.
    `first_signed_at` is when the author first signed (the whole time runs from there), `since` when the present wait
    began, `due_on` the day the next step is due, and `clock` the instant a recall's earliest limit is reached.
    `parked_until` keeps it off the list, not off the clock. `removed_on` is the day its text was removed because its
    years had passed.
    """

    __tablename__ = "countersign_item"

    kind: Mapped[str] = mapped_column(String(12))
    author_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    case_reference: Mapped[str] = mapped_column(String(40))
    state: Mapped[str] = mapped_column(String(16))
    round: Mapped[int] = mapped_column(default=1)
    why: Mapped[str] = mapped_column(String(400), default="")
    assigned_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    opened_at: Mapped[datetime]
    first_signed_at: Mapped[datetime | None]
    since: Mapped[datetime]
    due_on: Mapped[date | None]
    clock: Mapped[datetime | None]
    parked_until: Mapped[date | None]
    parked_reason: Mapped[str] = mapped_column(String(2000), default="")
    closed_at: Mapped[datetime | None]
    removed_on: Mapped[date | None]

    __table_args__ = (
        Index("ix_countersign_item_author", "author_id", "opened_at"),
        Index("ix_countersign_item_case", "case_reference"),
        Index("ix_countersign_item_opened", "opened_at", "id"),
        Index("ix_countersign_item_state", "state"),
        Index("ix_countersign_item_author_state", "author_id", "state"),
        Index("ix_countersign_item_assigned_state", "assigned_id", "state",
              sqlite_where=assigned_id.is_not(None), postgresql_where=assigned_id.is_not(None)),
    )  # fmt: skip


class Typed(Table):
    """What one person has typed under one question of a round, not signed yet. `revision` grows with each save."""

    __tablename__ = "countersign_typed"

    item_id: Mapped[int] = mapped_column(ForeignKey("countersign_item.id"))
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    round: Mapped[int]
    key: Mapped[str] = mapped_column(String(60))
    text: Mapped[str] = mapped_column(Text)
    revision: Mapped[int] = mapped_column(default=1)
    saved_at: Mapped[datetime]
    saved_by: Mapped[str] = mapped_column(String(200))
    saved_in: Mapped[int | None]

    __table_args__ = (UniqueConstraint("item_id", "person_id", "round", "key"),)


class Round(Table):
    """What the author signed, once a round. Never changes.

    `role` is the author's assessor role at that instant, `why` the reasons for or against a countersignature as JSON
    [[source, words]], `body` the frozen answers (see records/snapshot.py).
    """

    __tablename__ = "countersign_round"

    item_id: Mapped[int] = mapped_column(ForeignKey("countersign_item.id"))
    number: Mapped[int]
    author_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    author: Mapped[str] = mapped_column(String(200))
    job_role: Mapped[str] = mapped_column(String(60))
    role: Mapped[str] = mapped_column(String(40))
    is_required: Mapped[bool]
    why: Mapped[str] = mapped_column(Text)
    body: Mapped[str] = mapped_column(Text)
    fingerprint: Mapped[str] = mapped_column(String(64))
    signed_at: Mapped[datetime]

    __table_args__ = (UniqueConstraint("item_id", "number"),)


class Decision(Table):
    """What a manager decided and signed in a round (0: before any report, on a recall). Never changes.

    `part` is which signature it is, `verdict` what was decided, `for_name` whom the signer covered for, `authority` the
    delegation a deputy signed under. `body` is frozen like the author's; `fingerprint` is its own and `of_fingerprint`
    that of the round it decides. One row for each part of a round: of two who decide at once, one finds it taken.
    """

    __tablename__ = "countersign_decision"

    item_id: Mapped[int] = mapped_column(ForeignKey("countersign_item.id"))
    round: Mapped[int]
    part: Mapped[str] = mapped_column(String(12))
    verdict: Mapped[str] = mapped_column(String(20))
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    name: Mapped[str] = mapped_column(String(200))
    for_name: Mapped[str] = mapped_column(String(200), default="")
    capacity: Mapped[str] = mapped_column(String(60))
    authority: Mapped[str] = mapped_column(String(200), default="")
    meaning: Mapped[str] = mapped_column(String(300))
    body: Mapped[str] = mapped_column(Text)
    fingerprint: Mapped[str] = mapped_column(String(64))
    of_fingerprint: Mapped[str] = mapped_column(String(64), default="")
    signed_at: Mapped[datetime]

    __table_args__ = (UniqueConstraint("item_id", "round", "part"),)


class Point(Table):
    """One point of a send-back: the section and the coded learning point. What to change stands in the decision."""

    __tablename__ = "countersign_point"

    decision_id: Mapped[int] = mapped_column(ForeignKey("countersign_decision.id"), index=True)
    item_id: Mapped[int] = mapped_column(ForeignKey("countersign_item.id"))
    author_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    number: Mapped[int]
    section: Mapped[str] = mapped_column(String(40))
    learning: Mapped[str] = mapped_column(String(40))
    raised_at: Mapped[datetime]

    __table_args__ = (Index("ix_countersign_point_author", "author_id", "raised_at"),)


class Recall(Table):
    """What the clocks of a recall rest on. Each instant is written once.

    `licence_from` is the day of release that began the licence. `emergency_at` is when it became an emergency.
    `decision` is the manager's: recall, or do not recall; `agreed_at` when a recall was agreed. `rationale_due_on` is
    the day by which a rationale that was put off is due.
    """

    __tablename__ = "recall"

    item_id: Mapped[int] = mapped_column(ForeignKey("countersign_item.id"), unique=True)
    licence_from: Mapped[date]
    considered_at: Mapped[datetime]
    emergency_at: Mapped[datetime | None]
    decision: Mapped[str] = mapped_column(String(20), default="")
    decided_at: Mapped[datetime | None]
    agreed_at: Mapped[datetime | None]
    rationale_at: Mapped[datetime | None]
    rationale_due_on: Mapped[date | None]
    sent_at: Mapped[datetime | None]
