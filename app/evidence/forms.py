"""What we ask before making a pack."""

from datetime import date
from typing import Any

from flask_wtf import FlaskForm
from wtforms import Field, RadioField, TextAreaField
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]
from wtforms.validators import Length, ValidationError

from app.evidence.actions import LONGEST_YEARS
from app.evidence.choosing.plans import MOST_CHARACTERS, ORDERS, Plan
from app.evidence.contents.pack import BY_KIND
from app.records.forms import storable
from app.web.clock import today

FIRST_YEAR = 2000
PARTS = ("day", "month", "year")


class DayField(Field):
    """A date in three boxes. `parts` keeps what was typed; `data` is the date, or None if it is none."""

    def process(self, formdata: Any, data: Any = None, extra_filters: Any = None) -> None:
        """Read the three boxes, or show the date given."""
        self.process_errors: list[str] = []
        self.data: date | None = data if isinstance(data, date) else None
        self.parts = {part: str(getattr(self.data, part, "") or "") for part in PARTS}
        if formdata is not None:
            self.parts = {part: formdata.get(f"{self.name}-{part}", "").strip()[:10] for part in PARTS}
            self.data = self._read()

    def _read(self) -> date | None:
        typed = [self.parts[part] for part in reversed(PARTS)]
        if not all(part.isascii() and part.isdigit() for part in typed):
            return None
        try:
            return date(*(int(part) for part in typed))
        except (ValueError, OverflowError):
            return None


class PeriodForm(FlaskForm):
    """The first and the last day of a pack."""

    starts_on = DayField("First day")
    ends_on = DayField("Last day")

    def validate_starts_on(self, field: DayField) -> None:
        """A day that exists."""
        if field.data is None:
            raise ValidationError("Enter the first day as a real date, such as 1 9 2025")
        if field.data.year < FIRST_YEAR:
            raise ValidationError(f"The first day must be in {FIRST_YEAR} or later")

    def validate_ends_on(self, field: DayField) -> None:
        """A day that exists, not before the first."""
        if field.data is None:
            raise ValidationError("Enter the last day as a real date, such as 31 8 2026")
        if field.data.year > today().year + 1:
            raise ValidationError(f"The last day must be in {today().year + 1} or earlier")
        if self.starts_on.data is not None and field.data < self.starts_on.data:
            raise ValidationError("The last day must be the first day or later")


def _by_lines(text: str | None) -> str:
    return (text or "").replace("\r\n", "\n").strip()


class PlanForm(PeriodForm):
    """What goes into a pack that somebody puts together, apart from its records."""

    order = RadioField("Order of the records", choices=[SelectChoice(*pair) for pair in ORDERS], default=BY_KIND)
    statement = TextAreaField(
        "Statement for the cover", filters=[_by_lines],
        validators=[Length(max=MOST_CHARACTERS, message=f"The statement can be up to {MOST_CHARACTERS:,} characters"),
                    storable],
    )  # fmt: skip

    @property
    def plan(self) -> Plan:
        """What was asked, of a form that is right; nothing left out."""
        starts_on, ends_on = self.starts_on.data, self.ends_on.data
        assert starts_on is not None
        assert ends_on is not None
        return Plan(starts_on, ends_on, self.order.data, self.statement.data or "")

    def validate_ends_on(self, field: DayField) -> None:
        """A day not before the first, and not more years after it than a pack covers."""
        super().validate_ends_on(field)
        first = self.starts_on.data
        if first is not None and field.data is not None and (field.data - first).days > 366 * LONGEST_YEARS:
            raise ValidationError(f"A pack covers up to {LONGEST_YEARS} years")
