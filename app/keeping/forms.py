"""What an administrator is asked about holds and removals."""

from flask_wtf import FlaskForm
from wtforms import PasswordField, TextAreaField
from wtforms.validators import InputRequired, Length

from app.records.forms import storable


class WhyForm(FlaskForm):
    """A reason, and the administrator's proof of who they are where it is asked."""

    reason = TextAreaField("Reason", [InputRequired("Enter a reason"), Length(max=2000), storable])
    password = PasswordField("Your password")
