"""What signing in and looking after an account asks."""

from flask_wtf import FlaskForm
from wtforms import EmailField, PasswordField, StringField
from wtforms.validators import InputRequired, Length


class SignInForm(FlaskForm):
    """Who you are."""

    email = EmailField("E-mail address", [InputRequired("Enter your e-mail address"), Length(max=254)])
    password = PasswordField("Password", [InputRequired("Enter your password")])


class NewPasswordForm(FlaskForm):
    """A password for the first time, or instead of a forgotten one."""

    new_password = PasswordField("New password", [InputRequired("Enter a password")])
    again = PasswordField("New password again", [InputRequired("Enter the password again")])


class ChangePasswordForm(NewPasswordForm):
    """A new password for someone who knows the present one."""

    current_password = PasswordField("Current password", [InputRequired("Enter your current password")])
    # Anew, so that they come after it, in errors too.
    new_password = PasswordField("New password", [InputRequired("Enter a password")])
    again = PasswordField("New password again", [InputRequired("Enter the password again")])


class CodeForm(FlaskForm):
    """A code of an authenticator app, or a spare one."""

    code = StringField("Code", [InputRequired("Enter the code"), Length(max=40)])
