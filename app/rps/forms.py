"""What we ask to plan, move and log a session."""

from collections.abc import Iterable
from datetime import UTC, date, datetime, time

from flask import request
from flask_wtf import FlaskForm
from wtforms import IntegerField, SelectField, StringField
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]
from wtforms.validators import InputRequired, Length, NumberRange, ValidationError

from app.language import LONDON, day, read_day, read_time
from app.policy.rps import IN_PERSON, PLACES
from app.records.forms import storable
from app.records.models import DRAFT, Record
from app.rps.models import HeldBefore
from app.settings.queries import value


def _insist_day(text: str) -> None:
    found = read_day(text)
    if found is None or not 2020 <= found.year <= 2099:
        raise ValidationError("Enter a real date, like 27/11/2026")


def _insist_time(text: str, day_text: str) -> None:
    at, on = read_time(text), read_day(day_text)
    if at is None:
        raise ValidationError("Enter a time, like 9:30am or 14:00")
    if on and datetime.combine(on, at, LONDON).astimezone(UTC).astimezone(LONDON).time() != at:
        raise ValidationError("The clocks go forward at that time, so it does not exist. Enter another")


class Minutes(IntegerField):
    """A number of minutes in plain digits; one of many digits is no number, as WTForms could not compare it."""

    def process_formdata(self, valuelist: list[str]) -> None:
        """Read what was typed."""
        if valuelist and len(valuelist[0].strip()) > 9:
            raise ValueError("Enter the minutes it lasts")
        super().process_formdata(valuelist)


class When(FlaskForm):
    """When and where a session is to be."""

    on = StringField("Day", validators=[InputRequired("Enter the day")], description="For example, 27/11/2026")
    at = StringField("Time", validators=[InputRequired("Enter the time")], description="For example, 9:30am or 2pm")
    minutes = Minutes(
        "Length in minutes",
        default=60,
        validators=[InputRequired("Enter how long it lasts"), NumberRange(1, 1440, "Enter the minutes it lasts")],
    )
    place = SelectField("Place", choices=[SelectChoice(*pair) for pair in PLACES], default=IN_PERSON)

    def validate_on(self, field: StringField) -> None:
        """A real day, near enough to be meant."""
        _insist_day(field.data or "")

    def validate_at(self, field: StringField) -> None:
        """A time of day, and one that the clocks do not leave out in spring."""
        _insist_time(field.data or "", self.on.data or "")

    def validate_minutes(self, field: IntegerField) -> None:
        """As long as a session may last on that day."""
        on = read_day(self.on.data or "")
        if on and field.data:
            least, most = value("rps.minutes_least", on), value("rps.minutes_most", on)
            if not least <= field.data <= most:
                raise ValidationError(f"Enter from {least} to {most} minutes")

    @property
    def day(self) -> date:
        """The day typed. Only after validation."""
        found = read_day(self.on.data or "")
        assert found
        return found

    @property
    def time(self) -> time:
        """The time typed. Only after validation."""
        found = read_time(self.at.data or "")
        assert found
        return found


class PlanForm(When):
    """A new session."""

    observation = SelectField("Observation it follows", choices=[])

    def offer(self, observations: Iterable[Record], before: Iterable[HeldBefore] = (), since: date = date.max) -> None:
        """Let the session follow one of these observations, or one held `before` this service.

        Unless something was posted, the one the address names is chosen, or the oldest: but none that is not signed
        yet, and one held before only if it was on `since` or later.
        """
        here = {str(each.id): each for each in observations}
        earlier = {f"before-{each.id}": each for each in before}
        self._offered: dict[str, Record | HeldBefore] = {**here, **earlier}
        days = {code: each.happened_on for code, each in here.items()}
        days |= {code: each.held_on for code, each in earlier.items()}
        unsigned = {code for code, each in here.items() if each.state == DRAFT}
        pairs = [(code, f"Observation of {day(on)}{', not signed yet' if code in unsigned else ''}")
                 for code, on in days.items() if on]  # fmt: skip
        none = ("", "None: a reflective discussion on its own")
        self.observation.choices = [SelectChoice(*pair) for pair in (*pairs, none)]
        if self.observation.data is None:
            asked = request.args.get("observation", "")
            near = [*([asked] if asked in here else ()), *(code for code in here if code not in unsigned),
                    *(code for code, each in earlier.items() if each.held_on >= since)]  # fmt: skip
            self.observation.data = near[0] if near else ""

    @property
    def follows(self) -> Record | HeldBefore | None:
        """The observation chosen; None for a session on its own."""
        return self._offered.get(self.observation.data or "")


class ObservedWhen(FlaskForm):
    """When an observation is to be."""

    on = StringField("Day", validators=[InputRequired("Enter the day")], description="For example, 27/11/2026")
    at = StringField("Time", validators=[InputRequired("Enter the time")], description="For example, 9:30am or 2pm")
    minutes = Minutes(
        "Length in minutes",
        validators=[InputRequired("Enter how long it lasts"), NumberRange(5, 480, "Enter from 5 to 480 minutes")],
    )

    def validate_on(self, field: StringField) -> None:
        """A real day."""
        _insist_day(field.data or "")

    def validate_at(self, field: StringField) -> None:
        """A time of day that there is on that day."""
        _insist_time(field.data or "", self.on.data or "")

    @property
    def starts_at(self) -> datetime:
        """The instant the observation starts. Only after validation."""
        day, at = read_day(self.on.data or ""), read_time(self.at.data or "")
        assert day
        assert at is not None
        return datetime.combine(day, at, LONDON)


class MoveObservationForm(ObservedWhen):
    """Another time for a booked observation."""

    reason = StringField("Reason", validators=[Length(max=500), storable])


class ObservationForm(ObservedWhen):
    """An observation to be booked and, if its day is given, the session after it."""

    session_on = StringField("Day of the session", description="For example, 27/11/2026")
    session_at = StringField("Time of the session", description="For example, 9:30am or 2pm")

    def validate_session_on(self, field: StringField) -> None:
        """A real day, where there is one or a time."""
        if field.data or self.session_at.data:
            _insist_day(field.data or "")

    def validate_session_at(self, field: StringField) -> None:
        """A time of day that there is on that day, where there is one or a day."""
        if field.data or self.session_on.data:
            _insist_time(field.data or "", self.session_on.data or "")

    @property
    def session(self) -> tuple[date, time] | None:
        """Day and time of the session after it; None for none. Only after validation."""
        day, at = read_day(self.session_on.data or ""), read_time(self.session_at.data or "")
        return (day, at) if day and at is not None else None


class MoveForm(When):
    """Another time for a booked session."""

    reason = StringField("Reason", validators=[Length(max=500), storable])


class LogForm(FlaskForm):
    """That the session was entered on the Single Operating Platform."""

    on = StringField(
        "Logged on", validators=[InputRequired("Enter the day it was logged")], description="For example, 27/11/2026"
    )
    reference = StringField("SOP reference", validators=[Length(max=60), storable])

    def validate_on(self, field: StringField) -> None:
        """A real day."""
        if read_day(field.data or "") is None:
            raise ValidationError("Enter a real date, like 27/11/2026")
