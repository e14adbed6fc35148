"""What we ask of anything that holds from one day to another."""

from datetime import date
from typing import Any

from wtforms import StringField
from wtforms.validators import InputRequired, ValidationError

from app.language import read_day

DAY = "For example, 27/11/2026"


def real_day(_form: Any, field: Any) -> None:
    """Refuse what is no date."""
    if read_day(field.data or "") is None:
        raise ValidationError("Enter a real date, like 27/11/2026")


def first_day() -> Any:
    """The field of the first day."""
    return StringField("From", [InputRequired("Enter the first day"), real_day], description=DAY)


def last_day() -> Any:
    """The field of the last day."""
    return StringField("Until", [InputRequired("Enter the last day"), real_day], description=f"The last day. {DAY}")


class Spanning:
    """A form with the fields `starts_on` and `ends_on`."""

    starts_on: Any
    ends_on: Any

    @property
    def days(self) -> tuple[date, date]:
        """The first and the last day. ValueError before validation."""
        first, last = read_day(self.starts_on.data or ""), read_day(self.ends_on.data or "")
        if first is None or last is None:
            raise ValueError("not validated")
        return first, last
