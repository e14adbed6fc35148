"""Countersigning, cover and notices; what was signed and decided stays so."""

import sqlalchemy as sa
from alembic import op

import app.database
from app.history.protect import append_only, in_steps

revision = "004"
down_revision = "003"
branch_labels = None
depends_on = None

FINAL = ("countersign_round", "countersign_decision", "countersign_point")
# A row of these is completed in steps: what it says of its beginning stays, and so does each instant once written.
KEPT = {
    "countersign_item": (("kind", "author_id", "case_reference", "opened_at"), ("first_signed_at",)),
    "recall": (
        ("item_id", "licence_from", "considered_at"),
        ("emergency_at", "decided_at", "agreed_at", "rationale_at", "sent_at"),
    ),
    "cover": (("person_id", "cover_id", "kinds", "starts_on", "ends_on", "entered_by", "entered_at"), ("ended_at",)),
}


def upgrade() -> None:
    """Make the tables and protect their rows."""
    op.create_table(
        "countersign_item",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=12), nullable=False),
        sa.Column("author_id", sa.Integer(), nullable=False),
        sa.Column("case_reference", sa.String(length=40), nullable=False),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("round", sa.Integer(), nullable=False),
        sa.Column("why", sa.String(length=400), nullable=False),
        sa.Column("assigned_id", sa.Integer(), nullable=True),
        sa.Column("opened_at", app.database.UtcDateTime(), nullable=False),
        sa.Column("first_signed_at", app.database.UtcDateTime(), nullable=True),
        sa.Column("since", app.database.UtcDateTime(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=True),
        sa.Column("clock", app.database.UtcDateTime(), nullable=True),
        sa.Column("parked_until", sa.Date(), nullable=True),
        sa.Column("parked_reason", sa.String(length=2000), nullable=False),
        sa.Column("closed_at", app.database.UtcDateTime(), nullable=True),
        sa.ForeignKeyConstraint(["assigned_id"], ["person.id"], name=op.f("fk_countersign_item_assigned_id")),
        sa.ForeignKeyConstraint(["author_id"], ["person.id"], name=op.f("fk_countersign_item_author_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_countersign_item")),
    )
    with op.batch_alter_table("countersign_item", schema=None) as batch_op:
        batch_op.create_index(
            "ix_countersign_item_assigned_state",
            ["assigned_id", "state"],
            unique=False,
            sqlite_where=sa.text("assigned_id IS NOT NULL"),
            postgresql_where=sa.text("assigned_id IS NOT NULL"),
        )
        batch_op.create_index("ix_countersign_item_author", ["author_id", "opened_at"], unique=False)
        batch_op.create_index("ix_countersign_item_author_state", ["author_id", "state"], unique=False)
        batch_op.create_index("ix_countersign_item_case", ["case_reference"], unique=False)
        batch_op.create_index("ix_countersign_item_state", ["state"], unique=False)

    op.create_table(
        "cover",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("cover_id", sa.Integer(), nullable=False),
        sa.Column("kinds", sa.String(length=200), nullable=False),
        sa.Column("entered_by", sa.String(length=200), nullable=False),
        sa.Column("entered_at", app.database.UtcDateTime(), nullable=False),
        sa.Column("ended_at", app.database.UtcDateTime(), nullable=True),
        sa.Column("ended_by", sa.String(length=200), nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("ends_on", sa.Date(), nullable=True),
        sa.CheckConstraint("cover_id <> person_id", name=op.f("ck_cover_not_own_cover")),
        sa.CheckConstraint("ends_on >= starts_on", name=op.f("ck_cover_ends_after_start")),
        sa.ForeignKeyConstraint(["cover_id"], ["person.id"], name=op.f("fk_cover_cover_id")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_cover_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_cover")),
    )
    with op.batch_alter_table("cover", schema=None) as batch_op:
        batch_op.create_index("ix_cover_cover", ["cover_id", "ends_on"], unique=False)
        batch_op.create_index("ix_cover_person", ["person_id", "ends_on"], unique=False)

    op.create_table(
        "digest",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("made_at", app.database.UtcDateTime(), nullable=False),
        sa.Column("sent_at", app.database.UtcDateTime(), nullable=True),
        sa.Column("failed_at", app.database.UtcDateTime(), nullable=True),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_digest_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_digest")),
        sa.UniqueConstraint("person_id", "day", name=op.f("uq_digest_person_id_day")),
    )
    with op.batch_alter_table("digest", schema=None) as batch_op:
        batch_op.create_index(
            "ix_digest_failed",
            ["day"],
            unique=False,
            sqlite_where=sa.text("failed_at IS NOT NULL"),
            postgresql_where=sa.text("failed_at IS NOT NULL"),
        )
    op.create_table(
        "notice",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(length=40), nullable=False),
        sa.Column("thing_id", sa.Integer(), nullable=False),
        sa.Column("whose", sa.String(length=200), nullable=False),
        sa.Column("words", sa.String(length=200), nullable=False),
        sa.Column("is_urgent", sa.Boolean(), nullable=False),
        sa.Column("told_at", app.database.UtcDateTime(), nullable=False),
        sa.Column("read_at", app.database.UtcDateTime(), nullable=True),
        sa.Column("mailed_at", app.database.UtcDateTime(), nullable=True),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_notice_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_notice")),
    )
    with op.batch_alter_table("notice", schema=None) as batch_op:
        batch_op.create_index(
            "ix_notice_unmailed",
            ["person_id"],
            unique=False,
            sqlite_where=sa.text("mailed_at IS NULL"),
            postgresql_where=sa.text("mailed_at IS NULL"),
        )
        batch_op.create_index(
            "ix_notice_unread",
            ["person_id", "told_at"],
            unique=False,
            sqlite_where=sa.text("read_at IS NULL"),
            postgresql_where=sa.text("read_at IS NULL"),
        )

    op.create_table(
        "countersign_decision",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("item_id", sa.Integer(), nullable=False),
        sa.Column("round", sa.Integer(), nullable=False),
        sa.Column("part", sa.String(length=12), nullable=False),
        sa.Column("verdict", sa.String(length=20), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("for_name", sa.String(length=200), nullable=False),
        sa.Column("capacity", sa.String(length=60), nullable=False),
        sa.Column("authority", sa.String(length=200), nullable=False),
        sa.Column("meaning", sa.String(length=300), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("fingerprint", sa.String(length=64), nullable=False),
        sa.Column("of_fingerprint", sa.String(length=64), nullable=False),
        sa.Column("signed_at", app.database.UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(["item_id"], ["countersign_item.id"], name=op.f("fk_countersign_decision_item_id")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_countersign_decision_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_countersign_decision")),
        sa.UniqueConstraint("item_id", "round", "part", name=op.f("uq_countersign_decision_item_id_round_part")),
    )
    with op.batch_alter_table("countersign_decision", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_countersign_decision_person_id"), ["person_id"], unique=False)

    op.create_table(
        "countersign_round",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("item_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("author_id", sa.Integer(), nullable=False),
        sa.Column("author", sa.String(length=200), nullable=False),
        sa.Column("job_role", sa.String(length=60), nullable=False),
        sa.Column("role", sa.String(length=40), nullable=False),
        sa.Column("is_required", sa.Boolean(), nullable=False),
        sa.Column("why", sa.Text(), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("fingerprint", sa.String(length=64), nullable=False),
        sa.Column("signed_at", app.database.UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(["author_id"], ["person.id"], name=op.f("fk_countersign_round_author_id")),
        sa.ForeignKeyConstraint(["item_id"], ["countersign_item.id"], name=op.f("fk_countersign_round_item_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_countersign_round")),
        sa.UniqueConstraint("item_id", "number", name=op.f("uq_countersign_round_item_id_number")),
    )
    op.create_table(
        "countersign_typed",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("item_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("round", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(length=60), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("saved_at", app.database.UtcDateTime(), nullable=False),
        sa.Column("saved_by", sa.String(length=200), nullable=False),
        sa.Column("saved_in", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["item_id"], ["countersign_item.id"], name=op.f("fk_countersign_typed_item_id")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_countersign_typed_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_countersign_typed")),
        sa.UniqueConstraint(
            "item_id", "person_id", "round", "key", name=op.f("uq_countersign_typed_item_id_person_id_round_key")
        ),
    )
    op.create_table(
        "recall",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("item_id", sa.Integer(), nullable=False),
        sa.Column("licence_from", sa.Date(), nullable=False),
        sa.Column("considered_at", app.database.UtcDateTime(), nullable=False),
        sa.Column("emergency_at", app.database.UtcDateTime(), nullable=True),
        sa.Column("decision", sa.String(length=20), nullable=False),
        sa.Column("decided_at", app.database.UtcDateTime(), nullable=True),
        sa.Column("agreed_at", app.database.UtcDateTime(), nullable=True),
        sa.Column("rationale_at", app.database.UtcDateTime(), nullable=True),
        sa.Column("rationale_due_on", sa.Date(), nullable=True),
        sa.Column("sent_at", app.database.UtcDateTime(), nullable=True),
        sa.ForeignKeyConstraint(["item_id"], ["countersign_item.id"], name=op.f("fk_recall_item_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_recall")),
        sa.UniqueConstraint("item_id", name=op.f("uq_recall_item_id")),
    )
    op.create_table(
        "countersign_point",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("decision_id", sa.Integer(), nullable=False),
        sa.Column("item_id", sa.Integer(), nullable=False),
        sa.Column("author_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("section", sa.String(length=40), nullable=False),
        sa.Column("learning", sa.String(length=40), nullable=False),
        sa.Column("raised_at", app.database.UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(["author_id"], ["person.id"], name=op.f("fk_countersign_point_author_id")),
        sa.ForeignKeyConstraint(
            ["decision_id"], ["countersign_decision.id"], name=op.f("fk_countersign_point_decision_id")
        ),
        sa.ForeignKeyConstraint(["item_id"], ["countersign_item.id"], name=op.f("fk_countersign_point_item_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_countersign_point")),
    )
    with op.batch_alter_table("countersign_point", schema=None) as batch_op:
        batch_op.create_index("ix_countersign_point_author", ["author_id", "raised_at"], unique=False)
        batch_op.create_index(batch_op.f("ix_countersign_point_decision_id"), ["decision_id"], unique=False)
    connection = op.get_bind()
    for table in FINAL:
        append_only(connection, table)
    for table, (given, later) in KEPT.items():
        in_steps(connection, table, given, later)


def downgrade() -> None:
    """What was signed and decided stays so."""
    raise RuntimeError("What was signed and decided is not taken back.")
