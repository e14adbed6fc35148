"""Signing in: identity providers and second factors. Keeping: holds, removals and what was removed."""

import sqlalchemy as sa
from alembic import op

import app.database
from app.history.protect import append_only, in_steps, in_steps_but_emptied, may_be_emptied, refuse, stone

revision = "007"
down_revision = "006"
branch_labels = None
depends_on = None

# A row of these is completed in steps: what it says of its beginning stays, and so does each end once written.
KEPT = {
    "hold": (("person_id", "reason", "placed_by", "placed_at"), ("lifted_by", "lifted_at", "lifted_reason")),
    "removal": (
        ("up_to", "counts", "reason", "proposed_by", "proposed_at"),
        ("decided_by", "decided_at", "is_approved", "done_at")),
}  # fmt: skip

# What the database lets a removal empty, where a stone stands: (thing, table, the id's column, its day, columns and what
# they become). Of these tables nothing else ever changes.
EMPTIED = (
    ("snapshot", "snapshot", "id", "OLD.made_at", {"body": ""}),
    ("signature", "signature", "id", "OLD.signed_at", {"comment": ""}),
    ("addendum", "addendum", "id", "OLD.signed_at", {"text": ""}),
    ("countersign round", "countersign_round", "id", "OLD.signed_at", {"body": "", "why": "[]"}),
    ("countersign decision", "countersign_decision", "id", "OLD.signed_at", {"body": ""}),
    ("record", "learning_done", "record_id", "OLD.done_on", {"title": "Title removed"}),
    ("role decision", "role_decision", "id", "OLD.decided_at", {"reason": ""}),
    ("role change", "role_change", "id", "OLD.recorded_at", {"reason": ""}),
    ("register entry", "register_entry", "id", "OLD.entered_at", {"reason": ""}),
)
# The same of rows completed in steps, with what earlier migrations keep of them: given with the row, and written once.
EMPTIED_IN_STEPS = (
    ("countersign item", "countersign_item", "OLD.opened_at", {"case_reference": "reference removed"},
     ("kind", "author_id", "case_reference", "opened_at"), ("first_signed_at",)),
    ("improvement plan", "improvement_plan", "OLD.opened_at", {"reason": ""},
     ("person_id", "is_formal", "opened_at", "opened_by", "reason"), ("closed_at", "error_at")),
    ("role request", "role_request", "OLD.asked_at", {"reason": ""},
     ("person_id", "criterion", "asked_by", "asked_at", "reason"), ("answered_at",)),
    ("learning asked", "learning_asked", "OLD.asked_at", {"title": "Title removed", "required_for": ""},
     ("person_id", "course", "title", "required_for", "asked_by_id", "asked_by", "asked_at"), ("dropped_at",)),
)  # fmt: skip
# A stone is set only in a removal that two people agreed on and that is not done, and never while a hold stands.
NO_STONE = (
    "NOT EXISTS (SELECT 1 FROM removal WHERE removal.id = NEW.removal_id AND removal.is_approved"
    " AND removal.decided_by <> removal.proposed_by AND removal.done_at IS NULL)"
    " OR EXISTS (SELECT 1 FROM hold WHERE hold.person_id = NEW.subject_id AND hold.lifted_at IS NULL)"
)
ANSWERS_FROZEN = "(SELECT state FROM record WHERE record.id = OLD.record_id) IN ('sent', 'locked')"
UNDECIDED = "NEW.decided_by IS NOT NULL OR NEW.is_approved IS NOT NULL OR NEW.done_at IS NOT NULL"


def upgrade() -> None:
    """Make the tables and protect their rows."""
    op.create_table(
        "removed",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("removal_id", sa.Integer(), nullable=False),
        sa.Column("thing", sa.String(length=40), nullable=False),
        sa.Column("thing_id", sa.Integer(), nullable=False),
        sa.Column("subject_id", sa.Integer(), nullable=True),
        sa.Column("happened_on", sa.Date(), nullable=True),
        sa.Column("seal", sa.String(length=64), nullable=False),
        sa.Column("removed_at", app.database.UtcDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_removed")),
        sa.UniqueConstraint("thing", "thing_id", name=op.f("uq_removed_thing_thing_id")),
    )
    with op.batch_alter_table("removed", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_removed_removal_id"), ["removal_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_removed_subject_id"), ["subject_id"], unique=False)

    op.create_table(
        "hold",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("reason", sa.String(length=2000), nullable=False),
        sa.Column("placed_by", sa.String(length=200), nullable=False),
        sa.Column("placed_at", app.database.UtcDateTime(), nullable=False),
        sa.Column("lifted_by", sa.String(length=200), nullable=True),
        sa.Column("lifted_at", app.database.UtcDateTime(), nullable=True),
        sa.Column("lifted_reason", sa.String(length=2000), nullable=True),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_hold_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_hold")),
    )
    with op.batch_alter_table("hold", schema=None) as batch_op:
        batch_op.create_index(
            "ix_hold_standing",
            ["person_id"],
            unique=False,
            sqlite_where=sa.text("lifted_at IS NULL"),
            postgresql_where=sa.text("lifted_at IS NULL"),
        )

    op.create_table(
        "identity",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("issuer", sa.String(length=300), nullable=False),
        sa.Column("subject", sa.String(length=300), nullable=False),
        sa.Column("linked_at", app.database.UtcDateTime(), nullable=False),
        sa.Column("linked_by", sa.String(length=200), nullable=False),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_identity_account_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_identity")),
        sa.UniqueConstraint("issuer", "subject", name=op.f("uq_identity_issuer_subject")),
    )
    with op.batch_alter_table("identity", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_identity_account_id"), ["account_id"], unique=False)

    op.create_table(
        "limited_use",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("what", sa.String(length=20), nullable=False),
        sa.Column("at", app.database.UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_limited_use_account_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_limited_use")),
    )
    with op.batch_alter_table("limited_use", schema=None) as batch_op:
        batch_op.create_index("ix_limited_use_account", ["account_id", "what", "at"], unique=False)

    op.create_table(
        "removal",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("up_to", sa.Date(), nullable=False),
        sa.Column("counts", sa.Text(), nullable=False),
        sa.Column("reason", sa.String(length=2000), nullable=False),
        sa.Column("proposed_by", sa.Integer(), nullable=False),
        sa.Column("proposed_at", app.database.UtcDateTime(), nullable=False),
        sa.Column("decided_by", sa.Integer(), nullable=True),
        sa.Column("decided_at", app.database.UtcDateTime(), nullable=True),
        sa.Column("is_approved", sa.Boolean(), nullable=True),
        sa.Column("done_at", app.database.UtcDateTime(), nullable=True),
        sa.ForeignKeyConstraint(["decided_by"], ["account.id"], name=op.f("fk_removal_decided_by")),
        sa.ForeignKeyConstraint(["proposed_by"], ["account.id"], name=op.f("fk_removal_proposed_by")),
        sa.CheckConstraint("NOT is_approved OR decided_by <> proposed_by", name=op.f("ck_removal_two_people")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_removal")),
    )
    op.create_table(
        "spare_code",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("code_hash", sa.String(length=64), nullable=False),
        sa.Column("used_at", app.database.UtcDateTime(), nullable=True),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_spare_code_account_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_spare_code")),
    )
    with op.batch_alter_table("spare_code", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_spare_code_account_id"), ["account_id"], unique=False)

    with op.batch_alter_table("account", schema=None) as batch_op:
        batch_op.add_column(sa.Column("totp_secret", sa.String(length=300), nullable=True))
        batch_op.add_column(sa.Column("totp_set_at", app.database.UtcDateTime(), nullable=True))
        batch_op.add_column(sa.Column("totp_last_step", sa.BigInteger(), nullable=True))

    with op.batch_alter_table("user_session", schema=None) as batch_op:
        batch_op.add_column(sa.Column("proved_by", sa.String(length=10), server_default="password", nullable=False))

    op.create_table(
        "own_copy",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("asked_at", app.database.UtcDateTime(), nullable=False),
        sa.Column("made_at", app.database.UtcDateTime(), nullable=True),
        sa.Column("problem", sa.String(length=300), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=True),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_own_copy_account_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_own_copy")),
        sa.UniqueConstraint("account_id", name=op.f("uq_own_copy_account_id")),
    )
    for table in ("record", "countersign_item"):
        with op.batch_alter_table(table, schema=None) as batch_op:
            batch_op.add_column(sa.Column("removed_on", sa.Date(), nullable=True))
    op.create_index("ix_notice_person", "notice", ["person_id", "told_at"], if_not_exists=True)
    op.create_index("ix_countersign_item_opened", "countersign_item", ["opened_at", "id"], if_not_exists=True)
    for name, column in (("session", "session_id"), ("follows", "follows_id")):
        some = sa.text(f"{column} IS NOT NULL")
        op.create_index(f"ix_held_before_{name}", "held_before", [column], if_not_exists=True,
                        sqlite_where=some, postgresql_where=some)  # fmt: skip
    connection = op.get_bind()
    append_only(connection, "removed")
    for table, (given, later) in KEPT.items():
        in_steps(connection, table, given, later)
    _let_removals_empty(connection)


def _let_removals_empty(connection: sa.Connection) -> None:
    """What is final may lose its text, and nothing else, where a stone stands."""
    refuse(connection, "removed", "INSERT", NO_STONE)
    refuse(connection, "removal", "INSERT", UNDECIDED)
    for thing, table, key, day, texts in EMPTIED:
        may_be_emptied(connection, table, texts, stone(connection, thing, day, key))
    for thing, table, day, texts, given, later in EMPTIED_IN_STEPS:
        in_steps_but_emptied(connection, table, given, later, texts, stone(connection, thing, day))
    answer = f"{ANSWERS_FROZEN} AND NOT {stone(connection, 'record', 'OLD.saved_at', 'record_id')}"
    refuse(connection, "answer", "DELETE", answer, again=True)


def downgrade() -> None:
    """What was held back and removed stays so."""
    raise RuntimeError("What was held back and removed is not taken back.")
