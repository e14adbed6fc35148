"""A second press on a record that was cancelled or missed: tired people press twice, and read that it is done."""

from app.policy.access import Viewer
from app.records.models import CANCELLED, MISSED
from app.records.queries import Found

WORDS = {CANCELLED: "This is cancelled already.", MISSED: "This is marked as missed already."}


def already(found: Found, viewer: Viewer) -> str:
    """Words for somebody of the record, or the subject’s line manager, once it was cancelled or missed; "" before."""
    is_theirs = bool(found.part) or found.manager_id == viewer.person_id
    return WORDS.get(found.record.state, "") if is_theirs else ""
