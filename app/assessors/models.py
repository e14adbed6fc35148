"""What was decided about assessor roles, the plans and learning they rest on, and the register of their changes."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from app.database import Table


class RoleBatch(Table):
    """Decisions for many people, entered together. `target` is the role they were to have. Append-only."""

    __tablename__ = "role_batch"

    made_at: Mapped[datetime]
    made_by_id: Mapped[int]
    made_by: Mapped[str] = mapped_column(String(200))
    target: Mapped[str] = mapped_column(String(40))
    reason: Mapped[str] = mapped_column(String(2000))


class RoleDecision(Table):
    """One decision about one criterion of one person. Append-only: it is undone by another that names it.

    `decided_by_id` is the person who decided, `entered_by_id` the account that entered it; `asked_by` who asked for it.
    `settles_on` is the day on which the facts end what a confirmation or determination closes.
    """

    __tablename__ = "role_decision"

    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    verb: Mapped[str] = mapped_column(String(20))
    criterion: Mapped[int]
    decided_at: Mapped[datetime]
    effective_at: Mapped[datetime]
    settles_on: Mapped[date | None]
    review_on: Mapped[date | None]
    reason_code: Mapped[str] = mapped_column(String(40), default="")
    reason: Mapped[str] = mapped_column(String(2000))
    discussed: Mapped[bool] = mapped_column(default=False)
    decided_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    decided_by: Mapped[str] = mapped_column(String(200))
    entered_by_id: Mapped[int | None]
    asked_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    asked_by: Mapped[str] = mapped_column(String(200), default="")
    batch_id: Mapped[int | None] = mapped_column(ForeignKey("role_batch.id"))
    undoes_id: Mapped[int | None] = mapped_column(ForeignKey("role_decision.id"), unique=True)

    __table_args__ = (
        CheckConstraint("criterion BETWEEN 1 AND 7", "known_criterion"),
        Index("ix_role_decision_person", "person_id", "criterion", "id"),
        Index("ix_role_decision_batch", "batch_id"),
    )


class RoleChange(Table):
    """The register: one row each time a person's role or the reasons for it changed. Append-only.

    `criteria` are the open ones as JSON. `decision_id` is None where the facts alone changed it ("by rule").
    """

    __tablename__ = "role_change"

    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    effective_at: Mapped[datetime]
    recorded_at: Mapped[datetime]
    old_role: Mapped[str] = mapped_column(String(60))
    new_role: Mapped[str] = mapped_column(String(60))
    criteria: Mapped[str] = mapped_column(String(60))
    decision_id: Mapped[int | None] = mapped_column(ForeignKey("role_decision.id"))
    asked_by: Mapped[str] = mapped_column(String(200), default="")
    decided_by: Mapped[str] = mapped_column(String(200))
    entered_by_id: Mapped[int | None]
    reason: Mapped[str] = mapped_column(String(2000), default="")
    review_on: Mapped[date | None]
    discussed: Mapped[bool] = mapped_column(default=False)

    __table_args__ = (Index("ix_role_change_person", "person_id", "id"),)


class RoleApplied(Table):
    """That an administrator changed OASys to match a row of the register. It decides nothing. Append-only."""

    __tablename__ = "role_applied"

    change_id: Mapped[int] = mapped_column(ForeignKey("role_change.id"), unique=True)
    applied_at: Mapped[datetime]
    applied_by_id: Mapped[int]
    applied_by: Mapped[str] = mapped_column(String(200))


class ImprovementPlan(Table):
    """A support or improvement plan. Only a formal one opens criterion 3. Closed once; never deleted."""

    __tablename__ = "improvement_plan"

    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    is_formal: Mapped[bool]
    opened_at: Mapped[datetime]
    opened_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    opened_by: Mapped[str] = mapped_column(String(200))
    reason: Mapped[str] = mapped_column(String(2000))
    discussed: Mapped[bool] = mapped_column(default=False)
    closed_at: Mapped[datetime | None]
    error_at: Mapped[datetime | None]
    ended_by: Mapped[str] = mapped_column(String(200), default="")
    end_reason: Mapped[str] = mapped_column(String(2000), default="")

    __table_args__ = (CheckConstraint("closed_at IS NULL OR closed_at >= opened_at", "closes_after_it_opens"),)

    @property
    def ended_at(self) -> datetime | None:
        """When it was closed or marked opened in error."""
        return self.error_at or self.closed_at


class LearningRequired(Table):
    """A module that a prison offender manager's role requires. Never deleted."""

    __tablename__ = "learning_required"

    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    title: Mapped[str] = mapped_column(String(200))
    required_on: Mapped[date]
    done_on: Mapped[date | None]
    entered_by: Mapped[str] = mapped_column(String(200))

    __table_args__ = (CheckConstraint("done_on IS NULL OR done_on >= required_on", "done_after_required"),)


MODULE = "module"


class LearningTold(Table):
    """Learning that closes a criterion, as the person's own signed record tells it. Withdrawn when that record is
    marked as opened in error; never deleted.

    `what` is CORE_CURRICULUM or ROLE_LEARNING of people.models, or MODULE for one that the role requires, which
    `module_id` names.
    """

    __tablename__ = "learning_told"

    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    record_id: Mapped[int] = mapped_column(ForeignKey("record.id"), unique=True)
    what: Mapped[str] = mapped_column(String(20))
    module_id: Mapped[int | None] = mapped_column(ForeignKey("learning_required.id"))
    done_on: Mapped[date]
    told_at: Mapped[datetime]
    withdrawn_at: Mapped[datetime | None]


class RoleRequest(Table):
    """A manager asks whoever decides. `answered_at` once it was decided or declined."""

    __tablename__ = "role_request"

    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    criterion: Mapped[int]
    asked_by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    asked_by: Mapped[str] = mapped_column(String(200))
    asked_at: Mapped[datetime]
    reason: Mapped[str] = mapped_column(String(2000))
    answered_at: Mapped[datetime | None]
    answered_by: Mapped[str] = mapped_column(String(200), default="")
    answer: Mapped[str] = mapped_column(String(2000), default="")
