"""What we ask of a line manager who asks somebody to learn something."""

from datetime import date
from typing import Any

from flask_wtf import FlaskForm
from wtforms import SelectField, StringField
from wtforms.validators import Length, ValidationError

from app.language import read_day
from app.policy.learning import OTHER
from app.records.forms import storable


class AskForm(FlaskForm):
    """A course or the title of another, by which day, and for which role."""

    course = SelectField("What to learn")
    title = StringField(
        "Its title", validators=[Length(max=200, message="Shorten the title to 200 characters"), storable]
    )
    due_on = StringField("By which day", validators=[storable])
    required_for = StringField(
        "Role it is required for", validators=[Length(max=100, message="Shorten the role to 100 characters"), storable]
    )

    def offer(self, courses: dict[str, str]) -> None:
        """Let these courses be chosen, and something else."""
        self.titles = courses
        self.course.choices = [("", "Choose"), *courses.items(), (OTHER, "Something else")]

    def validate_course(self, field: Any) -> None:
        """One of them is chosen."""
        if not field.data:
            raise ValidationError("Choose what to learn")

    def validate_title(self, field: Any) -> None:
        """Something else has a title."""
        if self.course.data == OTHER and not (field.data or "").strip():
            raise ValidationError("Enter its title")

    def validate_due_on(self, field: Any) -> None:
        """A day, or none."""
        if (field.data or "").strip() and read_day(field.data) is None:
            raise ValidationError("Enter a real date, like 27/11/2026, or leave it empty")

    @property
    def code(self) -> str:
        """The course chosen; "" for something else."""
        return "" if self.course.data == OTHER else str(self.course.data)

    @property
    def name(self) -> str:
        """The words for what was chosen, at most 200 characters."""
        words = self.titles.get(self.code) or self.title.data or ""
        return " ".join(words.split())[:200]

    @property
    def wanted(self) -> tuple[str, str, date | None, str]:
        """What is asked for: its words, its course, by which day, and for which role."""
        return self.name, self.code, self.due, (self.required_for.data or "").strip()

    @property
    def due(self) -> date | None:
        """The day, if one was entered."""
        return read_day(self.due_on.data or "")
