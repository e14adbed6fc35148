"""Assessor roles: decisions, register, plans and learning; what was decided stays decided."""

import sqlalchemy as sa
from alembic import op

import app.database
from app.history.protect import append_only, in_steps

revision = "003"
down_revision = "002"
branch_labels = None
depends_on = None

FINAL = ("role_batch", "role_decision", "role_change", "role_applied")
# A row of these is completed once: what it says of its beginning stays, and so does its end.
KEPT = {
    "improvement_plan": (("person_id", "is_formal", "opened_at", "opened_by", "reason"), ("closed_at", "error_at")),
    "learning_required": (("person_id", "title", "required_on", "entered_by"), ("done_on",)),
    "role_request": (("person_id", "criterion", "asked_by", "asked_at", "reason"), ("answered_at",)),
}


def upgrade() -> None:
    """Make the tables and protect their rows."""
    op.create_table(
        "role_batch",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("made_at", app.database.UtcDateTime(), nullable=False),
        sa.Column("made_by_id", sa.Integer(), nullable=False),
        sa.Column("made_by", sa.String(length=200), nullable=False),
        sa.Column("target", sa.String(length=40), nullable=False),
        sa.Column("reason", sa.String(length=2000), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_role_batch")),
    )
    op.create_table(
        "improvement_plan",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("is_formal", sa.Boolean(), nullable=False),
        sa.Column("opened_at", app.database.UtcDateTime(), nullable=False),
        sa.Column("opened_by_id", sa.Integer(), nullable=True),
        sa.Column("opened_by", sa.String(length=200), nullable=False),
        sa.Column("reason", sa.String(length=2000), nullable=False),
        sa.Column("discussed", sa.Boolean(), nullable=False),
        sa.Column("closed_at", app.database.UtcDateTime(), nullable=True),
        sa.Column("error_at", app.database.UtcDateTime(), nullable=True),
        sa.Column("ended_by", sa.String(length=200), nullable=False),
        sa.Column("end_reason", sa.String(length=2000), nullable=False),
        sa.CheckConstraint(
            "closed_at IS NULL OR closed_at >= opened_at", name=op.f("ck_improvement_plan_closes_after_it_opens")
        ),
        sa.ForeignKeyConstraint(["opened_by_id"], ["person.id"], name=op.f("fk_improvement_plan_opened_by_id")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_improvement_plan_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_improvement_plan")),
    )
    with op.batch_alter_table("improvement_plan", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_improvement_plan_person_id"), ["person_id"], unique=False)

    op.create_table(
        "learning_required",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column("required_on", sa.Date(), nullable=False),
        sa.Column("done_on", sa.Date(), nullable=True),
        sa.Column("entered_by", sa.String(length=200), nullable=False),
        sa.CheckConstraint(
            "done_on IS NULL OR done_on >= required_on", name=op.f("ck_learning_required_done_after_required")
        ),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_learning_required_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_learning_required")),
    )
    with op.batch_alter_table("learning_required", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_learning_required_person_id"), ["person_id"], unique=False)

    op.create_table(
        "role_decision",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("verb", sa.String(length=20), nullable=False),
        sa.Column("criterion", sa.Integer(), nullable=False),
        sa.Column("decided_at", app.database.UtcDateTime(), nullable=False),
        sa.Column("effective_at", app.database.UtcDateTime(), nullable=False),
        sa.Column("settles_on", sa.Date(), nullable=True),
        sa.Column("review_on", sa.Date(), nullable=True),
        sa.Column("reason_code", sa.String(length=40), nullable=False),
        sa.Column("reason", sa.String(length=2000), nullable=False),
        sa.Column("discussed", sa.Boolean(), nullable=False),
        sa.Column("decided_by_id", sa.Integer(), nullable=True),
        sa.Column("decided_by", sa.String(length=200), nullable=False),
        sa.Column("entered_by_id", sa.Integer(), nullable=True),
        sa.Column("asked_by_id", sa.Integer(), nullable=True),
        sa.Column("asked_by", sa.String(length=200), nullable=False),
        sa.Column("batch_id", sa.Integer(), nullable=True),
        sa.Column("undoes_id", sa.Integer(), nullable=True),
        sa.CheckConstraint("criterion BETWEEN 1 AND 7", name=op.f("ck_role_decision_known_criterion")),
        sa.ForeignKeyConstraint(["asked_by_id"], ["person.id"], name=op.f("fk_role_decision_asked_by_id")),
        sa.ForeignKeyConstraint(["batch_id"], ["role_batch.id"], name=op.f("fk_role_decision_batch_id")),
        sa.ForeignKeyConstraint(["decided_by_id"], ["person.id"], name=op.f("fk_role_decision_decided_by_id")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_role_decision_person_id")),
        sa.ForeignKeyConstraint(["undoes_id"], ["role_decision.id"], name=op.f("fk_role_decision_undoes_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_role_decision")),
        sa.UniqueConstraint("undoes_id", name=op.f("uq_role_decision_undoes_id")),
    )
    with op.batch_alter_table("role_decision", schema=None) as batch_op:
        batch_op.create_index("ix_role_decision_batch", ["batch_id"], unique=False)
        batch_op.create_index("ix_role_decision_person", ["person_id", "criterion", "id"], unique=False)

    op.create_table(
        "role_request",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("criterion", sa.Integer(), nullable=False),
        sa.Column("asked_by_id", sa.Integer(), nullable=False),
        sa.Column("asked_by", sa.String(length=200), nullable=False),
        sa.Column("asked_at", app.database.UtcDateTime(), nullable=False),
        sa.Column("reason", sa.String(length=2000), nullable=False),
        sa.Column("answered_at", app.database.UtcDateTime(), nullable=True),
        sa.Column("answered_by", sa.String(length=200), nullable=False),
        sa.Column("answer", sa.String(length=2000), nullable=False),
        sa.ForeignKeyConstraint(["asked_by_id"], ["person.id"], name=op.f("fk_role_request_asked_by_id")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_role_request_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_role_request")),
    )
    with op.batch_alter_table("role_request", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_role_request_person_id"), ["person_id"], unique=False)

    op.create_table(
        "role_change",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("effective_at", app.database.UtcDateTime(), nullable=False),
        sa.Column("recorded_at", app.database.UtcDateTime(), nullable=False),
        sa.Column("old_role", sa.String(length=60), nullable=False),
        sa.Column("new_role", sa.String(length=60), nullable=False),
        sa.Column("criteria", sa.String(length=60), nullable=False),
        sa.Column("decision_id", sa.Integer(), nullable=True),
        sa.Column("asked_by", sa.String(length=200), nullable=False),
        sa.Column("decided_by", sa.String(length=200), nullable=False),
        sa.Column("entered_by_id", sa.Integer(), nullable=True),
        sa.Column("reason", sa.String(length=2000), nullable=False),
        sa.Column("review_on", sa.Date(), nullable=True),
        sa.Column("discussed", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["decision_id"], ["role_decision.id"], name=op.f("fk_role_change_decision_id")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_role_change_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_role_change")),
    )
    with op.batch_alter_table("role_change", schema=None) as batch_op:
        batch_op.create_index("ix_role_change_person", ["person_id", "id"], unique=False)

    op.create_table(
        "role_applied",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("change_id", sa.Integer(), nullable=False),
        sa.Column("applied_at", app.database.UtcDateTime(), nullable=False),
        sa.Column("applied_by_id", sa.Integer(), nullable=False),
        sa.Column("applied_by", sa.String(length=200), nullable=False),
        sa.ForeignKeyConstraint(["change_id"], ["role_change.id"], name=op.f("fk_role_applied_change_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_role_applied")),
        sa.UniqueConstraint("change_id", name=op.f("uq_role_applied_change_id")),
    )
    connection = op.get_bind()
    for table in FINAL:
        append_only(connection, table)
    for table, (given, later) in KEPT.items():
        in_steps(connection, table, given, later)


def downgrade() -> None:
    """What was decided stays decided."""
    raise RuntimeError("The register of assessor roles is not taken back.")
