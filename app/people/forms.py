"""What we ask of anything that holds from one day to another, and whose a staff number is."""

from datetime import date
from typing import Any

from flask_wtf import FlaskForm
from wtforms import StringField
from wtforms.validators import InputRequired, Length, ValidationError

from app.language import clean, read_day
from app.people.models import Person
from app.people.queries import by_staff_number

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


class StaffNumberField(StringField):
    """A staff number that has to be typed. `person` is whose it is, once the form was validated."""

    person: Person | None = None

    def __init__(self, label: str, needed: str, **given: Any) -> None:
        super().__init__(label, [InputRequired(needed), Length(max=40)], **given)

    def post_validate(self, form: Any, validation_stopped: bool) -> None:
        """Find the person. Raises ValidationError where nobody has the number."""
        if validation_stopped or self.errors:
            return
        number = (self.data or "").strip()
        self.person = None if clean(number) is None else by_staff_number(number)
        if self.person is None:
            raise ValidationError("No member of staff has this number")


class WhomForm(FlaskForm):
    """Whom something is about, by staff number."""

    staff_number = StaffNumberField("Staff number", "Enter the staff number of the person")
