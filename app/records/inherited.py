"""Sessions and observations whose lead may not hold them on their day, or has left: whose they are instead."""

from datetime import date
from typing import Any

from sqlalchemy import BindParameter, ColumnElement, exists, or_, select
from sqlalchemy.orm import aliased

from app.people.models import Cover, Posting, during
from app.policy.people import EXPERIENCED_PO, LINE_MANAGER, QDO
from app.records.models import Record

DELEGATES = (QDO, EXPERIENCED_PO)


def inherited_by() -> Any:
    """The id of the line manager on the day of a record that its lead may not hold on that day, as a scalar to be
    selected beside Record; NULL where the lead may.

    The lead was the line manager when it was booked and is not on its day, or has left. A delegate's is taken back.
    """
    theirs, lead = aliased(Posting), aliased(Posting)
    on: Any = Record.happened_on
    covers = exists().where(Cover.person_id == theirs.line_manager_id, Cover.cover_id == Record.lead_id,
                            during(Cover, on)).correlate_except(Cover)  # fmt: skip
    is_there = exists(select(lead.id).where(lead.person_id == Record.lead_id, during(lead, on)).correlate_except(lead))
    return (
        select(theirs.line_manager_id)
        .where(theirs.person_id == Record.subject_id, during(theirs, on), theirs.line_manager_id != Record.lead_id)
        .where(Record.lead_capacity.not_in(DELEGATES), or_(Record.lead_capacity == LINE_MANAGER, ~is_there), ~covers)
        .scalar_subquery()
    )


def lead_has_left(today: date | BindParameter[date]) -> ColumnElement[bool]:
    """The condition on Record that whoever leads it is not in post any more."""
    lead = aliased(Posting)
    return ~exists(select(lead.id).where(lead.person_id == Record.lead_id, during(lead, today)))
