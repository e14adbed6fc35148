"""What we ask when something brought in is withdrawn."""

from flask_wtf import FlaskForm
from wtforms import RadioField
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]
from wtforms.validators import InputRequired

from app.policy.rps_before import WHY_WITHDRAWN


class WithdrawForm(FlaskForm):  # type: ignore[misc]
    """Why it is withdrawn, in fixed words: nothing about people is written here."""

    why = RadioField(
        "Why is it withdrawn?",
        [InputRequired("Choose why it is withdrawn")],
        choices=[SelectChoice(*pair) for pair in WHY_WITHDRAWN.items()],
    )
