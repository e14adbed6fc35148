"""What we ask when a manager puts an item off."""

from flask_wtf import FlaskForm
from wtforms import StringField, TextAreaField, ValidationError
from wtforms.validators import DataRequired, Length

from app.language import read_day
from app.records.forms import storable


class ParkForm(FlaskForm):  # type: ignore[misc]
    """Until when, and why."""

    until = StringField(
        "Until", validators=[DataRequired("Enter the day until which it is parked"), Length(max=40)],
        description="From tomorrow on. For example, 27/11/2026",
    )  # fmt: skip
    reason = TextAreaField(
        "Reason", validators=[DataRequired("Say why it has to wait"), Length(max=2000), storable],
        description="The author sees it.",
    )  # fmt: skip

    def validate_until(self, field: StringField) -> None:
        """A real date."""
        if field.data and read_day(field.data) is None:
            raise ValidationError("Enter a real date, like 27/11/2026")
