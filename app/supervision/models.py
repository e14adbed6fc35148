"""Which formal plan a performance review opened."""

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from app.database import Table


class PlanOpened(Table):
    """A formal plan opened by the reviewer's signature under a performance review. Never changes."""

    __tablename__ = "plan_opened"

    record_id: Mapped[int] = mapped_column(ForeignKey("record.id"), index=True)
    plan_id: Mapped[int] = mapped_column(ForeignKey("improvement_plan.id"), unique=True)
