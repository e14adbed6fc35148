"""What an administrator is asked about holds and removals."""

from flask_wtf import FlaskForm
from wtforms import PasswordField, StringField, TextAreaField
from wtforms.validators import InputRequired, Length, ValidationError

from app.people.models import Person
from app.people.queries import by_staff_number
from app.records.forms import storable


class WhyForm(FlaskForm):
    """A reason, and the administrator's proof of who they are where it is asked."""

    reason = TextAreaField("Reason", [InputRequired("Enter a reason"), Length(max=2000), storable])
    password = PasswordField("Your password")


class WhomForm(FlaskForm):
    """On whom a hold is placed."""

    staff_number = StringField(
        "Staff number", [InputRequired("Enter the staff number of the person"), Length(max=40), storable]
    )
    person: Person | None = None

    def validate_staff_number(self, field: StringField) -> None:
        """Somebody has it."""
        self.person = by_staff_number((field.data or "").strip())
        if self.person is None:
            raise ValidationError("No member of staff has this number")
