"""What is asked when records are to be opened for a formal process, decided on, or looked back on."""

from collections.abc import Sequence

from flask_wtf import FlaskForm
from wtforms import PasswordField, RadioField, SelectMultipleField, StringField, TextAreaField
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]
from wtforms.validators import InputRequired, Length, ValidationError

from app.language import GAP, day
from app.people.forms import StaffNumberField
from app.policy.break_glass import PROCESSES
from app.records.forms import storable
from app.records.kinds import KINDS
from app.records.models import Record

YES, NO = "yes", "no"


class ProposeForm(FlaskForm):
    """Which records, to whom, for which process, why, and whether the person is told."""

    records = SelectMultipleField(
        "Records", [InputRequired("Choose at least one record")], choices=[], coerce=str
    )  # fmt: skip
    reader_number = StaffNumberField("Staff number of the reader", "Enter the staff number of the reader")
    formal_process = RadioField(
        "Formal process", [InputRequired("Choose the process")],
        choices=[SelectChoice(code, words) for code, words in PROCESSES.items()],
    )  # fmt: skip
    reference = StringField("Reference", [InputRequired("Enter the reference"), Length(max=100), storable])
    reason = TextAreaField("Reason", [InputRequired("Enter a reason"), Length(max=2000), storable])
    told = RadioField(
        "Is the person told when the records are opened?", [InputRequired("Say whether the person is told")],
        choices=[SelectChoice(YES, "Yes"), SelectChoice(NO, "No, and the reason is recorded")],
    )  # fmt: skip
    untold_reason = TextAreaField("Reason for not telling", [Length(max=2000), storable])
    password = PasswordField("Your password")

    def offer(self, records: Sequence[Record]) -> None:
        """Give the records to choose from, by kind and day."""
        self.records.choices = [SelectChoice(str(each.id), named(each)) for each in records]

    def validate_untold_reason(self, field: TextAreaField) -> None:
        """Not telling needs a reason."""
        if self.told.data == NO and not (field.data or "").strip():
            raise ValidationError("Say why the person is not told")


class EndForm(FlaskForm):
    """Why a proposal is declined or withdrawn."""

    reason = TextAreaField("Reason", [InputRequired("Enter a reason"), Length(max=2000), storable])


class ReviewForm(FlaskForm):
    """What whoever looks back on a month found."""

    note = TextAreaField("Note", [InputRequired("Say what you found"), Length(max=2000), storable])


def named(record: Record) -> str:
    """A record by its kind, day and number alone: there may be two of a day."""
    short = KINDS[record.kind].short
    of = f" of {day(record.happened_on)}" if record.happened_on else ""
    return f"{short[:1].upper()}{short[1:]}{of}, record{GAP}{record.id}"
