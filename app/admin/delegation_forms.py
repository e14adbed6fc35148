"""What we ask when authority is delegated."""

from collections.abc import Sequence

from flask_wtf import FlaskForm
from wtforms import RadioField
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]
from wtforms.validators import InputRequired

from app.people.forms import Spanning, first_day, last_day
from app.people.models import Person
from app.policy.delegation import KINDS


class DelegationForm(Spanning, FlaskForm):  # type: ignore[misc]
    """What is delegated, by whom, from when, until when."""

    kind = RadioField(
        "What is delegated",
        [InputRequired("Choose what is delegated")],
        choices=[SelectChoice(code, words) for code, words in KINDS.items()],
    )
    giver = RadioField("Delegated by", [InputRequired("Choose who delegates")])
    starts_on = first_day()
    ends_on = last_day()

    def offer(self, heads: Sequence[Person]) -> dict[str, Person]:
        """Give the heads to choose from; gives them back by what the form posts. The only one is chosen already."""
        self.giver.choices = [SelectChoice(str(who.id), who.name) for who in heads]
        if len(heads) == 1 and not self.is_submitted():
            self.giver.data = str(heads[0].id)
        return {str(who.id): who for who in heads}
