"""What we ask when an assessor role is decided, asked for, or changed for many."""

from datetime import date, datetime

from flask_wtf import FlaskForm
from wtforms import BooleanField, HiddenField, RadioField, SelectField, StringField, TextAreaField
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]
from wtforms.validators import DataRequired, InputRequired, Length, ValidationError

from app.assessors.actions import Proposal
from app.language import read_day
from app.policy.assessor_decisions import REASONS
from app.policy.assessor_facts import (
    COUNTERSIGNED,
    DECLINES,
    KEEPS,
    NON_COUNTERSIGNED,
    OPENS,
    day_of,
    midnight,
    months_after,
)
from app.records.forms import storable
from app.settings.queries import value

DAY = "For example, 27/11/2026"
SEEN_BY = "Seen by the person, whoever asks and decides, the head of the unit and administrators. Never in a pack."


def _real(_form: FlaskForm, field: StringField) -> None:
    if read_day(field.data or "") is None:
        raise ValidationError("Enter a real date, like 27/11/2026")


class ReasonedForm(FlaskForm):
    """Anything that needs a reason."""

    reason = TextAreaField(
        "Reason", [DataRequired("Give a reason"), Length(max=2000), storable], description=SEEN_BY
    )  # fmt: skip


class DecideForm(ReasonedForm):
    """One decision about one person. `shape` leaves only what the decision needs."""

    reason_code = SelectField("What it is about", choices=[SelectChoice(*pair) for pair in REASONS])
    review_on = StringField("Review on", [InputRequired("Enter the day of the review"), _real], description=DAY)
    from_on = StringField("From", [InputRequired("Enter the day"), _real], description=DAY)
    discussed = BooleanField("Discussed with the person, and part of a performance discussion")

    def shape(self, verb: str, now: datetime, from_on: date | None) -> None:
        """Leave only what the decision needs, with usual values for what nobody has typed."""
        if verb != OPENS:
            del self.reason_code
        if verb in (OPENS, KEEPS, DECLINES):
            del self.from_on
        if verb == DECLINES:
            del self.review_on
        elif verb in (OPENS, KEEPS):
            months = value("assessor.review_months", day_of(now))
            self.review_on.data = self.review_on.data or f"{months_after(day_of(now), months):%-d/%-m/%Y}"
        else:
            del self.review_on
            self.from_on.data = self.from_on.data or f"{max(from_on or day_of(now), day_of(now)):%-d/%-m/%Y}"

    def proposal(self, verb: str, criterion: int, now: datetime) -> Proposal:
        """What was typed, as a decision. A day that is today begins now. Only after validation."""
        typed = read_day(self.from_on.data or "") if self.from_on is not None else None
        at = midnight(typed) if typed and typed != day_of(now) else now
        review = read_day(self.review_on.data or "") if self.review_on is not None else None
        code = self.reason_code.data or "" if self.reason_code is not None else ""
        return Proposal(verb, criterion, at, self.reason.data or "", code, review, bool(self.discussed.data))


class PlanForm(ReasonedForm):
    """A plan to open."""

    kind = RadioField(
        "Kind of plan",
        [InputRequired("Choose the kind of plan")],
        choices=[SelectChoice("informal", "Informal support: no role changes"),
                 SelectChoice("formal", "Formal improvement plan: countersigned at once")],
    )  # fmt: skip
    discussed = BooleanField("Discussed with the person, and part of a performance discussion")


class LearningForm(FlaskForm):
    """Modules that a role requires."""

    titles = TextAreaField(
        "Modules", [DataRequired("Enter at least one module"), Length(max=6000), storable], description="One a line"
    )
    required_on = StringField("Required from", [InputRequired("Enter the day"), _real], description=DAY)

    @property
    def each(self) -> list[str]:
        """The modules, without empty lines."""
        return [line.strip() for line in (self.titles.data or "").splitlines() if line.strip()]


class DoneForm(FlaskForm):
    """The day on which a module was done."""

    done_on = StringField("Done on", [InputRequired("Enter the day it was done"), _real], description=DAY)


class ManyForm(ReasonedForm):
    """A change of many, looked at before it is made. `seen` is the digest of what was looked at."""

    target = RadioField("Change to", choices=[SelectChoice(role, role) for role in (COUNTERSIGNED, NON_COUNTERSIGNED)],
                        default=NON_COUNTERSIGNED)  # fmt: skip
    from_on = StringField("From", [InputRequired("Enter the day"), _real], description=DAY)
    discussed = BooleanField("Discussed with each person, and recorded in performance discussions")
    seen = HiddenField(validators=[Length(max=64)])

    def proposal(self, now: datetime) -> Proposal:
        """Day, reason and review of every decision. Only after validation."""
        typed = read_day(self.from_on.data or "") or day_of(now)
        at = now if typed <= day_of(now) else midnight(typed)
        review = months_after(max(typed, day_of(now)), value("assessor.review_months", day_of(now)))
        return Proposal("", 0, at, self.reason.data or "", "other", review, bool(self.discussed.data))
