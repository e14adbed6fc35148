"""What an administrator is asked about accounts."""

from flask_wtf import FlaskForm
from wtforms import EmailField, PasswordField, RadioField, StringField, TextAreaField
from wtforms.validators import Email, InputRequired, Length

from app.policy.access import ADMIN, AUDITOR, ROLES
from app.records.forms import storable


class ReasonForm(FlaskForm):  # type: ignore[misc]
    """Why an account is closed or opened again."""

    reason = TextAreaField("Reason", [InputRequired("Enter a reason"), Length(max=2000), storable])


class ProposalForm(FlaskForm):  # type: ignore[misc]
    """Who should have an administrator's or assurance reader's account, and why.

    The administrator's own password is asked when it was last given too long ago.
    """

    role = RadioField(
        "What the account is for",
        [InputRequired("Choose what the account is for")],
        choices={ADMIN: ROLES[ADMIN], AUDITOR: ROLES[AUDITOR]},
    )
    name = StringField("Full name", [InputRequired("Enter a name"), Length(max=200), storable])
    email = EmailField(
        "E-mail address",
        [InputRequired("Enter an e-mail address"), Length(max=254), Email("Enter an address like name@example.gov.uk")],
    )
    reason = TextAreaField("Reason", [InputRequired("Enter a reason"), Length(max=2000), storable])
    password = PasswordField("Your password")
