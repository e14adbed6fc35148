"""What we ask when an administrator enters what the register says of somebody."""

from datetime import date

from flask_wtf import FlaskForm
from wtforms import RadioField, StringField, TextAreaField
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]
from wtforms.validators import InputRequired, Length, ValidationError

from app.language import read_day
from app.policy.registration import STATUSES
from app.records.forms import storable
from app.registration.register.entries import Says

DAY = "For example, 1/9/2026"
SEEN_BY = "Seen by the person, their line manager, the head of the unit and administrators."


class EntryForm(FlaskForm):  # type: ignore[misc]
    """One entry of the register."""

    status = RadioField(
        "Status", [InputRequired("Choose the status")], choices=[SelectChoice(*each) for each in STATUSES]
    )
    number = StringField("Register number", [Length(max=30, message="Shorten the number to 30 characters"), storable],
                         description="Needed for whoever is registered.")  # fmt: skip
    authority = RadioField(
        "Authority to practise", [InputRequired("Choose whether they hold the authority to practise")],
        choices=[SelectChoice("yes", "Yes"), SelectChoice("no", "No")],
    )  # fmt: skip
    renewal_on = StringField("Renewal due on", description=f"{DAY}. Leave it empty if no renewal is due.")
    starts_on = StringField("From", [InputRequired("Enter the day it holds from")], description=DAY)
    source = StringField(
        "Where this is from", [Length(max=200), storable], description="Such as the register’s letter."
    )
    reason = TextAreaField("Reason, if the register gives one", [Length(max=2000), storable], description=SEEN_BY)

    def validate_renewal_on(self, field: StringField) -> None:
        """A real day, or none."""
        if (field.data or "").strip() and read_day(field.data or "") is None:
            raise ValidationError("Enter a real date, like 31/8/2027")

    def validate_starts_on(self, field: StringField) -> None:
        """A real day."""
        if read_day(field.data or "") is None:
            raise ValidationError("Enter a real date, like 1/9/2026")

    @property
    def says(self) -> Says:
        """What was entered, once it was validated."""
        return Says(self.status.data, (self.number.data or "").strip(), read_day(self.renewal_on.data or ""),
                    self.authority.data == "yes")  # fmt: skip

    @property
    def day(self) -> date:
        """The day it holds from, once it was validated."""
        found = read_day(self.starts_on.data or "")
        assert found
        return found
