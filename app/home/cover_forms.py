"""What we ask when somebody is to cover."""

from collections.abc import Sequence

from flask_wtf import FlaskForm
from wtforms import RadioField, SelectMultipleField, StringField
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]
from wtforms.validators import InputRequired, Length, ValidationError

from app.people.forms import Spanning, first_day, last_day
from app.people.models import Person
from app.policy.cover import KINDS
from app.records.forms import storable

OTHER = "other"


class CoverForm(Spanning, FlaskForm):  # type: ignore[misc]
    """Who covers, from when until when, and which work. `near` are the colleagues to choose from first."""

    who = RadioField("Who covers", [InputRequired("Choose who covers")])
    other = StringField(
        "Their e-mail address or staff number", [Length(max=254), storable], description="For somebody else"
    )
    starts_on = first_day()
    ends_on = last_day()
    kinds = SelectMultipleField(
        "Which work", [InputRequired("Choose at least one kind of work")],
        choices=[SelectChoice(code, words) for code, words in KINDS.items()],
    )  # fmt: skip

    def offer(self, near: Sequence[tuple[Person, str, str]]) -> None:
        """Give the colleagues to choose from."""
        self.near = near
        choices = [SelectChoice(str(who.id), who.name) for who, _, _ in near]
        self.who.choices = [*choices, SelectChoice(OTHER, "Somebody else")]

    def validate_other(self, field: StringField) -> None:
        """Somebody else needs to be named."""
        if self.who.data == OTHER and not (field.data or "").strip():
            raise ValidationError("Enter their e-mail address or staff number")

    @property
    def chosen(self) -> Person | None:
        """The colleague chosen from the list; None for somebody else. Only after validation."""
        return next((who for who, _, _ in self.near if str(who.id) == self.who.data), None)
