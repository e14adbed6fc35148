"""What we ask around a record: signatures, addenda, reasons."""

from typing import Any

from flask_wtf import FlaskForm
from wtforms import BooleanField, HiddenField, PasswordField, StringField, TextAreaField
from wtforms.validators import DataRequired, InputRequired, Length, ValidationError

from app.language import clean


def storable(_form: Any, field: Any) -> None:
    """Refuse what no database keeps."""
    if clean(field.data or "") is None:
        raise ValidationError("This text holds a character that can't be stored. Remove it and try again.")


class SignForm(FlaskForm):
    """One signature."""

    fingerprint = HiddenField(validators=[InputRequired(), Length(max=64)])
    comment = TextAreaField("Comment, if you want to add one", validators=[Length(max=20_000), storable])
    disagrees = BooleanField("I do not agree with this record. My comment says why.")
    password = PasswordField("Your password")

    def validate_comment(self, field: TextAreaField) -> None:
        """Disagreement needs words."""
        if self.disagrees.data and not (field.data or "").strip():
            raise ValidationError("Say in the comment what you do not agree with")


class ReasonForm(FlaskForm):
    """A reason for what is about to be done."""

    reason = TextAreaField("Reason", validators=[DataRequired("Give a reason"), Length(max=2000), storable])


class AddendumForm(FlaskForm):
    """Text to stand under a signed record."""

    text = TextAreaField(
        "Addendum",
        validators=[
            DataRequired("Write the addendum"),
            Length(max=20_000, message="Shorten the addendum to 20,000 characters"),
            storable,
        ],
    )
    password = PasswordField("Your password")


class OutcomeForm(FlaskForm):
    """How an action ended."""

    outcome = StringField("What happened", validators=[Length(max=2000), storable])
