"""The year of supervision: what was held before, what is passed on, how each year stands."""

import sqlalchemy as sa
from alembic import op

import app.database
from app.history.protect import in_steps

revision = "005"
down_revision = "004"
branch_labels = None
depends_on = None

# A row of these is completed in steps: what it says of its beginning stays, and so does each end once written.
KEPT = {
    "held_before": (
        ("person_id", "kind", "held_on", "by_id", "capacity", "follows_id", "entered_by", "entered_at"),
        ("logged_on", "reference", "withdrawn_at"),
    ),
    "passed_on": (
        ("person_id", "delegate_id", "capacity", "what", "year_start", "assigned_by_id", "assigned_at"),
        ("ended_at",),
    ),
}


def upgrade() -> None:
    """Make the tables and protect their rows."""
    op.create_table(
        "coverage",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("year_start", sa.Date(), nullable=False),
        sa.Column("asked", sa.Integer(), nullable=False),
        sa.Column("asked_observed", sa.Integer(), nullable=False),
        sa.Column("complete", sa.Integer(), nullable=False),
        sa.Column("observed", sa.Integer(), nullable=False),
        sa.Column("incomplete", sa.Integer(), nullable=False),
        sa.Column("booked", sa.Integer(), nullable=False),
        sa.Column("behind", sa.Integer(), nullable=False),
        sa.Column("outstanding", sa.Integer(), nullable=False),
        sa.Column("level", sa.String(length=12), nullable=False),
        sa.Column("next_at", app.database.UtcDateTime(), nullable=True),
        sa.Column("since", sa.Date(), nullable=False),
        sa.Column("worked_out_on", sa.Date(), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_coverage_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_coverage")),
        sa.UniqueConstraint("person_id", name=op.f("uq_coverage_person_id")),
    )
    op.create_table(
        "held_before",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=12), nullable=False),
        sa.Column("held_on", sa.Date(), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=False),
        sa.Column("capacity", sa.String(length=60), nullable=False),
        sa.Column("follows_id", sa.Integer(), nullable=True),
        sa.Column("session_id", sa.Integer(), nullable=True),
        sa.Column("logged_on", sa.Date(), nullable=True),
        sa.Column("reference", sa.String(length=60), nullable=True),
        sa.Column("entered_by", sa.String(length=200), nullable=False),
        sa.Column("entered_at", app.database.UtcDateTime(), nullable=False),
        sa.Column("withdrawn_at", app.database.UtcDateTime(), nullable=True),
        sa.Column("withdrawn_by", sa.String(length=200), nullable=False),
        sa.CheckConstraint("by_id <> person_id", name=op.f("ck_held_before_not_own")),
        sa.ForeignKeyConstraint(["by_id"], ["person.id"], name=op.f("fk_held_before_by_id")),
        sa.ForeignKeyConstraint(["follows_id"], ["held_before.id"], name=op.f("fk_held_before_follows_id")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_held_before_person_id")),
        sa.ForeignKeyConstraint(["session_id"], ["record.id"], name=op.f("fk_held_before_session_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_held_before")),
    )
    with op.batch_alter_table("held_before", schema=None) as batch_op:
        batch_op.create_index(
            "ix_held_before_person",
            ["person_id", "kind", "held_on"],
            unique=True,
            sqlite_where=sa.text("withdrawn_at IS NULL"),
            postgresql_where=sa.text("withdrawn_at IS NULL"),
        )

    op.create_table(
        "passed_on",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("delegate_id", sa.Integer(), nullable=False),
        sa.Column("capacity", sa.String(length=60), nullable=False),
        sa.Column("what", sa.String(length=12), nullable=False),
        sa.Column("year_start", sa.Date(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=True),
        sa.Column("assigned_by_id", sa.Integer(), nullable=False),
        sa.Column("assigned_at", app.database.UtcDateTime(), nullable=False),
        sa.Column("observation_id", sa.Integer(), nullable=True),
        sa.Column("session_id", sa.Integer(), nullable=True),
        sa.Column("ended_at", app.database.UtcDateTime(), nullable=True),
        sa.Column("ended_by", sa.String(length=200), nullable=False),
        sa.Column("ended_reason", sa.String(length=2000), nullable=False),
        sa.CheckConstraint("delegate_id <> person_id", name=op.f("ck_passed_on_not_own")),
        sa.ForeignKeyConstraint(["assigned_by_id"], ["person.id"], name=op.f("fk_passed_on_assigned_by_id")),
        sa.ForeignKeyConstraint(["delegate_id"], ["person.id"], name=op.f("fk_passed_on_delegate_id")),
        sa.ForeignKeyConstraint(["observation_id"], ["record.id"], name=op.f("fk_passed_on_observation_id")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_passed_on_person_id")),
        sa.ForeignKeyConstraint(["session_id"], ["record.id"], name=op.f("fk_passed_on_session_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_passed_on")),
    )
    with op.batch_alter_table("passed_on", schema=None) as batch_op:
        batch_op.create_index(
            "ix_passed_on_delegate",
            ["delegate_id"],
            unique=False,
            sqlite_where=sa.text("ended_at IS NULL"),
            postgresql_where=sa.text("ended_at IS NULL"),
        )
        batch_op.create_index(
            "ix_passed_on_person",
            ["person_id", "year_start"],
            unique=True,
            sqlite_where=sa.text("ended_at IS NULL"),
            postgresql_where=sa.text("ended_at IS NULL"),
        )

    with op.batch_alter_table("staged_import", schema=None) as batch_op:
        batch_op.add_column(sa.Column("past", sa.LargeBinary(), nullable=True))
    connection = op.get_bind()
    for table, (given, later) in KEPT.items():
        in_steps(connection, table, given, later)


def downgrade() -> None:
    """What was held and passed on stays so."""
    raise RuntimeError("What was held and passed on is not taken back.")
