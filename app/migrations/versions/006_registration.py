"""Registration and evidence: the register, learning, tags, plans of packs, certificates."""

import sqlalchemy as sa
from alembic import op

import app.database
from app.history.protect import append_only, in_steps

revision = "006"
down_revision = "005"
branch_labels = None
depends_on = None

FINAL = ("register_entry", "learning_done", "signing_certificate", "plan_opened")
# A row of these is completed in steps: what it says of its beginning stays, and so does each end once written.
KEPT = {
    "learning_asked": (
        ("person_id", "course", "title", "required_for", "asked_by_id", "asked_by", "asked_at"), ("dropped_at",)),
    "learning_told": (
        ("person_id", "record_id", "what", "module_id", "done_on", "told_at"), ("withdrawn_at",)),
}  # fmt: skip


def upgrade() -> None:
    """Make the tables and protect their rows."""
    op.create_table(
        "pack_check",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("origin", sa.String(length=80), nullable=False),
        sa.Column("at", app.database.UtcDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_pack_check")),
    )
    with op.batch_alter_table("pack_check", schema=None) as batch_op:
        batch_op.create_index("ix_pack_check_origin", ["origin", "at"], unique=False)

    op.create_table(
        "signing_certificate",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("fingerprint", sa.String(length=64), nullable=False),
        sa.Column("pem", sa.Text(), nullable=False),
        sa.Column("subject", sa.String(length=300), nullable=False),
        sa.Column("not_before", app.database.UtcDateTime(), nullable=False),
        sa.Column("not_after", app.database.UtcDateTime(), nullable=False),
        sa.Column("first_used_at", app.database.UtcDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_signing_certificate")),
        sa.UniqueConstraint("fingerprint", name=op.f("uq_signing_certificate_fingerprint")),
    )
    op.create_table(
        "pack_plan",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("owner_id", sa.Integer(), nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("ends_on", sa.Date(), nullable=False),
        sa.Column("order_by", sa.String(length=12), nullable=False),
        sa.Column("statement", sa.Text(), nullable=False),
        sa.Column("saved_at", app.database.UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(["owner_id"], ["person.id"], name=op.f("fk_pack_plan_owner_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_pack_plan")),
        sa.UniqueConstraint("owner_id", name=op.f("uq_pack_plan_owner_id")),
    )
    op.create_table(
        "register_entry",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("status", sa.String(length=12), nullable=False),
        sa.Column("number", sa.String(length=30), nullable=False),
        sa.Column("renewal_on", sa.Date(), nullable=True),
        sa.Column("authority", sa.Boolean(), nullable=False),
        sa.Column("reason", sa.String(length=2000), nullable=False),
        sa.Column("source", sa.String(length=200), nullable=False),
        sa.Column("entered_by", sa.String(length=200), nullable=False),
        sa.Column("entered_at", app.database.UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_register_entry_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_register_entry")),
    )
    with op.batch_alter_table("register_entry", schema=None) as batch_op:
        batch_op.create_index("ix_register_entry_person", ["person_id", "starts_on"], unique=False)

    op.create_table(
        "evidence_tag",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("record_id", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(length=60), nullable=False),
        sa.Column("tagged_by", sa.String(length=200), nullable=False),
        sa.Column("tagged_at", app.database.UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(["record_id"], ["record.id"], name=op.f("fk_evidence_tag_record_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_evidence_tag")),
        sa.UniqueConstraint("record_id", "code", name=op.f("uq_evidence_tag_record_id_code")),
    )
    op.create_table(
        "learning_asked",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("course", sa.String(length=60), nullable=False),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column("required_for", sa.String(length=100), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=True),
        sa.Column("asked_by_id", sa.Integer(), nullable=False),
        sa.Column("asked_by", sa.String(length=200), nullable=False),
        sa.Column("asked_at", app.database.UtcDateTime(), nullable=False),
        sa.Column("record_id", sa.Integer(), nullable=True),
        sa.Column("dropped_at", app.database.UtcDateTime(), nullable=True),
        sa.Column("dropped_by", sa.String(length=200), nullable=False),
        sa.Column("drop_reason", sa.String(length=2000), nullable=False),
        sa.ForeignKeyConstraint(["asked_by_id"], ["person.id"], name=op.f("fk_learning_asked_asked_by_id")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_learning_asked_person_id")),
        sa.ForeignKeyConstraint(["record_id"], ["record.id"], name=op.f("fk_learning_asked_record_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_learning_asked")),
    )
    with op.batch_alter_table("learning_asked", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_learning_asked_person_id"), ["person_id"], unique=False)

    op.create_table(
        "learning_done",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("record_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("course", sa.String(length=60), nullable=False),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column("type", sa.String(length=20), nullable=False),
        sa.Column("done_on", sa.Date(), nullable=False),
        sa.Column("expires_on", sa.Date(), nullable=True),
        sa.Column("minutes", sa.Integer(), nullable=False),
        sa.CheckConstraint("minutes >= 0", name=op.f("ck_learning_done_some_time")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_learning_done_person_id")),
        sa.ForeignKeyConstraint(["record_id"], ["record.id"], name=op.f("fk_learning_done_record_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_learning_done")),
        sa.UniqueConstraint("record_id", name=op.f("uq_learning_done_record_id")),
    )
    with op.batch_alter_table("learning_done", schema=None) as batch_op:
        batch_op.create_index("ix_learning_done_person", ["person_id", "done_on"], unique=False)

    op.create_table(
        "learning_told",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("record_id", sa.Integer(), nullable=False),
        sa.Column("what", sa.String(length=20), nullable=False),
        sa.Column("module_id", sa.Integer(), nullable=True),
        sa.Column("done_on", sa.Date(), nullable=False),
        sa.Column("told_at", app.database.UtcDateTime(), nullable=False),
        sa.Column("withdrawn_at", app.database.UtcDateTime(), nullable=True),
        sa.ForeignKeyConstraint(["module_id"], ["learning_required.id"], name=op.f("fk_learning_told_module_id")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_learning_told_person_id")),
        sa.ForeignKeyConstraint(["record_id"], ["record.id"], name=op.f("fk_learning_told_record_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_learning_told")),
        sa.UniqueConstraint("record_id", name=op.f("uq_learning_told_record_id")),
    )
    with op.batch_alter_table("learning_told", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_learning_told_person_id"), ["person_id"], unique=False)

    op.create_table(
        "plan_opened",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("record_id", sa.Integer(), nullable=False),
        sa.Column("plan_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["plan_id"], ["improvement_plan.id"], name=op.f("fk_plan_opened_plan_id")),
        sa.ForeignKeyConstraint(["record_id"], ["record.id"], name=op.f("fk_plan_opened_record_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_plan_opened")),
        sa.UniqueConstraint("plan_id", name=op.f("uq_plan_opened_plan_id")),
    )
    with op.batch_alter_table("plan_opened", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_plan_opened_record_id"), ["record_id"], unique=False)

    op.create_table(
        "pack_left_out",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("plan_id", sa.Integer(), nullable=False),
        sa.Column("record_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["plan_id"], ["pack_plan.id"], name=op.f("fk_pack_left_out_plan_id")),
        sa.ForeignKeyConstraint(["record_id"], ["record.id"], name=op.f("fk_pack_left_out_record_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_pack_left_out")),
        sa.UniqueConstraint("plan_id", "record_id", name=op.f("uq_pack_left_out_plan_id_record_id")),
    )
    op.create_table(
        "passage_decision",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("owner_id", sa.Integer(), nullable=False),
        sa.Column("record_id", sa.Integer(), nullable=False),
        sa.Column("place", sa.String(length=120), nullable=False),
        sa.Column("starts", sa.Integer(), nullable=False),
        sa.Column("ends", sa.Integer(), nullable=False),
        sa.Column("verdict", sa.String(length=8), nullable=False),
        sa.Column("reason", sa.String(length=500), nullable=False),
        sa.Column("decided_at", app.database.UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(["owner_id"], ["person.id"], name=op.f("fk_passage_decision_owner_id")),
        sa.ForeignKeyConstraint(["record_id"], ["record.id"], name=op.f("fk_passage_decision_record_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_passage_decision")),
        sa.UniqueConstraint(
            "record_id", "place", "starts", "ends", name=op.f("uq_passage_decision_record_id_place_starts_ends")
        ),
    )
    with op.batch_alter_table("passage_decision", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_passage_decision_owner_id"), ["owner_id"], unique=False)

    with op.batch_alter_table("pack_file", schema=None) as batch_op:
        batch_op.add_column(sa.Column("chosen", sa.Text(), nullable=False, server_default=""))
    with op.batch_alter_table("list_item", schema=None) as batch_op:
        batch_op.add_column(sa.Column("least_records", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("least_kinds", sa.Integer(), nullable=True))
    with op.batch_alter_table("staged_import", schema=None) as batch_op:
        batch_op.add_column(sa.Column("register", sa.LargeBinary(), nullable=True))
    connection = op.get_bind()
    for table in FINAL:
        append_only(connection, table)
    for table, (given, later) in KEPT.items():
        in_steps(connection, table, given, later)


def downgrade() -> None:
    """What the register said and what was signed stays so."""
    raise RuntimeError("What the register said and what was learned is not taken back.")
