"""What we ask when the second observation is passed on, and what its delegate asks for."""

from collections.abc import Sequence
from datetime import date

from flask_wtf import FlaskForm
from wtforms import IntegerField, RadioField, SelectField, StringField
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]
from wtforms.validators import InputRequired, ValidationError

from app.language import read_day
from app.people.forms import DAY, real_day
from app.policy.passing import BOTH, PARTS
from app.rps.forms import When
from app.rps.passing.passed import Choice

LEAST, LONGEST = 5, 480  # minutes of an observation, as its record takes them


class PassOnForm(FlaskForm):
    """To whom, which part, by when."""

    delegate = SelectField("Who", [InputRequired("Choose who does it")], validate_choice=False)
    what = RadioField("Which part", [InputRequired("Choose which part")], default=BOTH,
                      choices=[SelectChoice(*pair) for pair in PARTS.items()])  # fmt: skip
    due_on = StringField("By", [InputRequired("Enter the day"), real_day], description=DAY)

    def offer(self, choices: Sequence[Choice]) -> None:
        """Give whom to choose from, those of the same unit first; nobody is chosen for anybody."""
        near = [_choice(each) for each in choices if each.is_near]
        far = [_choice(each) for each in choices if not each.is_near]
        self.delegate.choices = [SelectChoice("", "Choose"), *near, *far]

    @property
    def delegate_id(self) -> int:
        """Who was chosen; 0 for nobody."""
        text = self.delegate.data or ""
        return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else 0

    @property
    def due(self) -> date:
        """By when. ValueError before validation."""
        found = read_day(self.due_on.data or "")
        if found is None:
            raise ValueError("not validated")
        return found


def _choice(each: Choice) -> SelectChoice:
    return SelectChoice(str(each.person.id), f"{each.person.name}, {each.capacity}, {each.place}")


class ObservationWhen(When):
    """When an observation that is passed on is to be."""

    place = None  # type: ignore[assignment]

    def validate_minutes(self, field: IntegerField) -> None:
        """As long as an observation may last."""
        if field.data and not LEAST <= field.data <= LONGEST:
            raise ValidationError(f"Enter from {LEAST} to {LONGEST} minutes")
