"""What we ask when somebody is named as an experienced probation officer."""

from datetime import date

from flask_wtf import FlaskForm
from wtforms import StringField
from wtforms.validators import DataRequired, Length, Optional

from app.language import read_day
from app.people.forms import DAY, first_day, real_day
from app.records.forms import storable


class NameForm(FlaskForm):  # type: ignore[misc]
    """From when, until when, and why."""

    starts_on = first_day()
    ends_on = StringField("Until", [Optional(), real_day], description=f"The last day. {DAY}")
    reason = StringField(
        "Reason", [DataRequired("Give a reason"), Length(max=120), storable],
        description="Who suggested it, and why. Administrators and assurance readers can see it.",
    )  # fmt: skip

    @property
    def span(self) -> tuple[date, date | None]:
        """The first day, and the last or None. ValueError before validation."""
        first = read_day(self.starts_on.data or "")
        if first is None:
            raise ValueError("not validated")
        return first, read_day(self.ends_on.data or "")
