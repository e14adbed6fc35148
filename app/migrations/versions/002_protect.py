"""Make the database refuse to change what is final."""

from alembic import op

from app.history.protect import append_only, no_truncate, refuse

revision = "002"
down_revision = "001"
branch_labels = None
depends_on = None

FINAL = ("event", "snapshot", "signature", "addendum", "pack_made")
SIGNED = ("state", "kind", "version", "subject_id", "lead_id", "lead_capacity", "happened_on", "snapshot_id", "locked_at",
          "follows_id")  # fmt: skip
FROZEN = "(SELECT state FROM record WHERE record.id = {row}.record_id) IN ('sent', 'locked')"


def upgrade() -> None:
    """Signed rows, history, and answers that were sent refuse every statement."""
    connection = op.get_bind()
    for table in FINAL:
        append_only(connection, table)
    changed = " OR ".join(f"NEW.{column} IS DISTINCT FROM OLD.{column}" for column in SIGNED)
    refuse(connection, "record", "UPDATE", f"OLD.locked_at IS NOT NULL AND ({changed})")
    refuse(connection, "record", "DELETE", "OLD.locked_at IS NOT NULL OR OLD.snapshot_id IS NOT NULL")
    old, new = FROZEN.format(row="OLD"), FROZEN.format(row="NEW")
    # An answer moves neither into a record that was sent nor out of one.
    for verb, when in (("INSERT", new), ("UPDATE", f"{old} OR {new}"), ("DELETE", old)):
        refuse(connection, "answer", verb, when)
    for table in ("record", "answer"):
        no_truncate(connection, table)


def downgrade() -> None:
    """What is final stays final."""
    raise RuntimeError("The protection of signed records is not taken back.")
