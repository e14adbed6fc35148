"""Opening named records to a named reader for a formal process: proposals, approvals, what is open, and reviews."""

import sqlalchemy as sa
from alembic import op

import app.database
from app.history.protect import append_only, in_steps, refuse

revision = "008"
down_revision = "007"
branch_labels = None
depends_on = None

# What a row says of its beginning stays, and so does each end once written.
KEPT = {
    "opening_proposal": (
        ("subject_id", "reader_id", "process", "reference", "reason", "is_told", "untold_reason", "proposed_by",
         "proposed_at", "expires_on"),
        ("decided_how", "decided_by", "decided_at", "decided_reason")),
    "opening_review": (("up_to", "since", "due_on"), ("reviewed_by", "reviewed_at", "note")),
    "opened_to": (("proposal_id", "record_id", "person_id"), ("opened_at", "ends_at", "last_day", "told_at")),
}  # fmt: skip
# Nothing is open or known when it is proposed, and nothing is decided.
UNDECIDED = "NEW.decided_how IS NOT NULL OR NEW.decided_at IS NOT NULL"
NOT_OPEN = "NEW.opened_at IS NOT NULL OR NEW.ends_at IS NOT NULL OR NEW.told_at IS NOT NULL"
# Each director agrees to the same records, those named at its beginning, for the reader named there.
NAMED_LATER = (
    "NOT EXISTS (SELECT 1 FROM opening_proposal p WHERE p.id = NEW.proposal_id AND p.decided_how IS NULL"
    " AND p.reader_id = NEW.person_id)"
    " OR EXISTS (SELECT 1 FROM opening_approval a WHERE a.proposal_id = NEW.proposal_id)"
)
# Nobody with a part in the matter approves, nor does anybody once it is decided.
NO_APPROVAL = (
    "NOT EXISTS (SELECT 1 FROM opening_proposal p WHERE p.id = NEW.proposal_id AND p.decided_how IS NULL"
    " AND p.reader_id <> NEW.person_id AND p.subject_id <> NEW.person_id)"
)
# A proposal is opened by two different people alone, and a record only with its proposal and as it names it.
APPROVED_BY_FEWER = (
    "NEW.decided_how = 'opened' AND OLD.decided_how IS NULL AND"
    " (SELECT COUNT(DISTINCT a.person_id) FROM opening_approval a WHERE a.proposal_id = NEW.id) < 2"
)
NOT_AGREED = (
    "NEW.opened_at IS NOT NULL AND NOT EXISTS (SELECT 1 FROM opening_proposal p WHERE p.id = NEW.proposal_id"
    " AND p.decided_how = 'opened' AND p.reader_id = NEW.person_id)"
)
AND_REFUSED = {"opening_proposal": (APPROVED_BY_FEWER,), "opened_to": (NOT_AGREED,)}


def upgrade() -> None:
    """Make the tables and protect their rows."""
    op.create_table(
        "opening_proposal",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("subject_id", sa.Integer(), nullable=False),
        sa.Column("reader_id", sa.Integer(), nullable=False),
        sa.Column("process", sa.String(length=12), nullable=False),
        sa.Column("reference", sa.String(length=100), nullable=False),
        sa.Column("reason", sa.String(length=2000), nullable=False),
        sa.Column("is_told", sa.Boolean(), nullable=False),
        sa.Column("untold_reason", sa.String(length=2000), nullable=False),
        sa.Column("proposed_by", sa.Integer(), nullable=False),
        sa.Column("proposed_at", app.database.UtcDateTime(), nullable=False),
        sa.Column("expires_on", sa.Date(), nullable=False),
        sa.Column("decided_how", sa.String(length=12), nullable=True),
        sa.Column("decided_by", sa.Integer(), nullable=True),
        sa.Column("decided_at", app.database.UtcDateTime(), nullable=True),
        sa.Column("decided_reason", sa.String(length=2000), nullable=True),
        sa.CheckConstraint("is_told OR untold_reason <> ''", name=op.f("ck_opening_proposal_told_or_why_not")),
        sa.CheckConstraint("subject_id <> reader_id", name=op.f("ck_opening_proposal_two_people")),
        sa.ForeignKeyConstraint(["decided_by"], ["account.id"], name=op.f("fk_opening_proposal_decided_by")),
        sa.ForeignKeyConstraint(["proposed_by"], ["account.id"], name=op.f("fk_opening_proposal_proposed_by")),
        sa.ForeignKeyConstraint(["reader_id"], ["person.id"], name=op.f("fk_opening_proposal_reader_id")),
        sa.ForeignKeyConstraint(["subject_id"], ["person.id"], name=op.f("fk_opening_proposal_subject_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_opening_proposal")),
    )
    op.create_index("ix_opening_proposal_subject", "opening_proposal", ["subject_id"])
    op.create_table(
        "opening_approval",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("proposal_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.Column("approved_at", app.database.UtcDateTime(), nullable=False),
        sa.CheckConstraint("place IN (1, 2)", name=op.f("ck_opening_approval_one_or_two")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_opening_approval_person_id")),
        sa.ForeignKeyConstraint(["proposal_id"], ["opening_proposal.id"], name=op.f("fk_opening_approval_proposal_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_opening_approval")),
        sa.UniqueConstraint("proposal_id", "person_id", name=op.f("uq_opening_approval_proposal_id_person_id")),
        sa.UniqueConstraint("proposal_id", "place", name=op.f("uq_opening_approval_proposal_id_place")),
    )
    op.create_table(
        "opening_review",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("up_to", sa.Date(), nullable=False),
        sa.Column("since", app.database.UtcDateTime(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("reviewed_by", sa.Integer(), nullable=True),
        sa.Column("reviewed_at", app.database.UtcDateTime(), nullable=True),
        sa.Column("note", sa.String(length=2000), nullable=True),
        sa.ForeignKeyConstraint(["reviewed_by"], ["account.id"], name=op.f("fk_opening_review_reviewed_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_opening_review")),
        sa.UniqueConstraint("up_to", name=op.f("uq_opening_review_up_to")),
    )
    op.create_table(
        "opened_to",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("proposal_id", sa.Integer(), nullable=False),
        sa.Column("record_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("opened_at", app.database.UtcDateTime(), nullable=True),
        sa.Column("ends_at", app.database.UtcDateTime(), nullable=True),
        sa.Column("last_day", sa.Date(), nullable=True),
        sa.Column("told_at", app.database.UtcDateTime(), nullable=True),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_opened_to_person_id")),
        sa.ForeignKeyConstraint(["record_id"], ["record.id"], name=op.f("fk_opened_to_record_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_opened_to")),
        sa.UniqueConstraint("proposal_id", "record_id", name=op.f("uq_opened_to_proposal_id_record_id")),
    )
    op.create_index("ix_opened_to_record", "opened_to", ["record_id", "person_id"])
    op.create_index("ix_opened_to_person", "opened_to", ["person_id", "ends_at"])
    _protect(op.get_bind())


def _protect(connection: sa.Connection) -> None:
    """Nothing opens without two different people, and nothing said once changes."""
    append_only(connection, "opening_approval")
    for table, (given, later) in KEPT.items():
        in_steps(connection, table, given, later, AND_REFUSED.get(table, ()))
    refuse(connection, "opening_approval", "INSERT", NO_APPROVAL)
    refuse(connection, "opening_proposal", "INSERT", UNDECIDED)
    refuse(connection, "opened_to", "INSERT", f"{NOT_OPEN} OR {NAMED_LATER}")


def downgrade() -> None:
    """Who was let in, and who agreed to it, stays."""
    raise RuntimeError("Who was let in, and who agreed to it, is not taken back.")
