"""The database's own refusals for records: what is signed cannot be changed by any statement."""

from sqlalchemy.engine import Connection

from app.history.protect import append_only, refuse
from app.records.seals import RECORD


def protect(connection: Connection) -> None:
    """Install the triggers on every table of records and on history. Run once, after the tables exist."""
    for table in ("event", "snapshot", "signature", "addendum"):
        append_only(connection, table)
    changed = " OR ".join(f"NEW.{column} IS DISTINCT FROM OLD.{column}" for column in ("state", *RECORD))
    refuse(connection, "record", "UPDATE", f"OLD.locked_at IS NOT NULL AND ({changed})")
    refuse(connection, "record", "DELETE", "OLD.locked_at IS NOT NULL OR OLD.snapshot_id IS NOT NULL")
    frozen = "(SELECT state FROM record WHERE record.id = {row}.record_id) IN ('sent', 'locked')"
    for verb, row in (("INSERT", "NEW"), ("UPDATE", "NEW"), ("DELETE", "OLD")):
        refuse(connection, "answer", verb, frozen.format(row=row))
