"""What an administrator is asked when a setting or a reference list changes."""

from datetime import date
from typing import Any

from flask_wtf import FlaskForm
from flask_wtf.file import FileField
from wtforms import RadioField, StringField, TextAreaField
from wtforms.validators import InputRequired, Length, ValidationError

from app.language import read_day
from app.policy.settings import Setting
from app.records.forms import storable


def from_day() -> Any:
    """The day a change takes effect, to be declared where its page asks for it: errors are told in that order."""
    return StringField("From", [InputRequired("Enter the day")], description="For example, 27/11/2026")


class FromDay(FlaskForm):  # type: ignore[misc]
    """A change that takes effect on a day."""

    starts_on = from_day()

    def validate_starts_on(self, field: StringField) -> None:
        """A real day, near enough to be meant."""
        found = read_day(field.data or "")
        if found is None or not 2020 <= found.year <= 2099:
            raise ValidationError("Enter a real date, like 27/11/2026")

    @property
    def day(self) -> date:
        """The day typed. Only after validation."""
        found = read_day(self.starts_on.data or "")
        assert found
        return found


class ValueForm(FromDay):
    """A new value for a setting."""

    value = TextAreaField("New value", [Length(max=2000), storable])
    starts_on = from_day()
    reason = TextAreaField("Reason", [InputRequired("Say why"), Length(max=2000), storable])


class ChoiceForm(FromDay):
    """Another of the values that a setting may have."""

    value = RadioField("New value", validate_choice=False)  # the setting itself says what is none of its values
    starts_on = from_day()
    reason = TextAreaField("Reason", [InputRequired("Say why"), Length(max=2000), storable])


def value_form(setting: Setting, **given: Any) -> ValueForm | ChoiceForm:
    """The form to change a setting; `given` as to any form."""
    if not setting.choices:
        return ValueForm(**given)
    form = ChoiceForm(**given)
    form.value.choices = list(setting.choices)
    return form


class ItemForm(FromDay):
    """A new entry of a reference list."""

    label = StringField("Words", [InputRequired("Enter the words"), Length(max=300), storable])
    source = StringField("Where it comes from", [Length(max=200), storable])
    starts_on = from_day()


class LoadForm(FromDay):
    """A whole reference list, pasted or in a file."""

    text = TextAreaField("Paste the list", [Length(max=200_000), storable])
    file = FileField("Or choose a file", description="CSV, up to 500 kB")
    starts_on = from_day()
    reason = TextAreaField("Reason", [InputRequired("Say why"), Length(max=2000), storable])

    def validate_text(self, field: TextAreaField) -> None:
        """One of the two."""
        if not ((field.data or "").strip() or self.file.data):
            raise ValidationError("Paste the list, or choose a file")


class RewordForm(FromDay):
    """New words for an entry."""

    label = StringField("New words", [InputRequired("Enter the words"), Length(max=300), storable])
    starts_on = from_day()
    reason = TextAreaField("Reason", [InputRequired("Say why"), Length(max=2000), storable])


class EndForm(FromDay):
    """The last day of an entry."""

    # Ids of their own, for this form shares its page with the one above.
    starts_on = StringField(
        "Last day", [InputRequired("Enter the day")], description="For example, 27/11/2026", id="last-day"
    )
    reason = TextAreaField("Reason", [InputRequired("Say why"), Length(max=2000), storable], id="reason-to-end")
