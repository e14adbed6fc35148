"""What we ask about a recall: when things happened on London's clock, who decides, and what was decided and why."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from flask_wtf import FlaskForm
from wtforms import BooleanField, PasswordField, RadioField, SelectField, SelectMultipleField, StringField
from wtforms import TextAreaField as Area
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]
from wtforms.validators import DataRequired, InputRequired, Length, ValidationError

from app.countersigning.form import YES_NO, case_problem
from app.countersigning.queries import Found
from app.countersigning.recall_queries import Decider
from app.language import LONDON, clock_time, instants, read_day, read_time
from app.policy.recall import (
    ALTERNATIVES,
    DOES_NOT_RECALL,
    RECALLS,
    beginning_problems,
    decision_problems,
    sending_problems,
)
from app.records.forms import storable

DAY, TIME = "For example, 27/11/2026", "For example, 11:50pm or 23:50"
ZONES = (("BST", "British Summer Time (BST): the first of the two"), ("GMT", "Greenwich Mean Time (GMT): the second"))
LONGEST = 20_000
REASONED = [DataRequired("Give a reason"), Length(max=2000, message="Shorten the reason to 2,000 characters"), storable]


def _lines(text: str | None) -> str | None:
    """Line ends as one character, so that a text counts as its writer counts."""
    return text.replace("\r\n", "\n").replace("\r", "\n") if text else text


def _written(needed: str) -> list[Any]:
    return [DataRequired(needed), Length(max=LONGEST, message="Shorten it to 20,000 characters"), storable]


class Timed:
    """The part of a form that asks for a day and a time in London: `on`, `at` and, where it came twice, `zone`."""

    on: StringField
    at: StringField
    zone: RadioField

    def begin(self, now: datetime) -> None:
        """Begin with this minute."""
        local = now.astimezone(LONDON)
        self.on.data, self.at.data = f"{local:%-d/%-m/%Y}", clock_time(local)
        self.zone.data = f"{local:%Z}"

    @property
    def asks_zone(self) -> bool:
        """Whether the time typed came twice that night, so that only the zone says which is meant."""
        return len(self._meant) > 1

    @property
    def instant(self) -> datetime | None:
        """The instant typed, in UTC; None for none or one that is not clear."""
        chosen = [
            each for each in self._meant if not self.asks_zone or f"{each.astimezone(LONDON):%Z}" == self.zone.data
        ]
        return chosen[0] if len(chosen) == 1 else None

    @property
    def _meant(self) -> tuple[datetime, ...]:
        on, at = read_day(self.on.data or ""), read_time(self.at.data or "")
        return instants(on, at) if on and at else ()

    def validate_on(self, field: StringField) -> None:
        """A real day."""
        if read_day(field.data or "") is None:
            raise ValidationError("Enter a real date, like 27/11/2026")

    def validate_at(self, field: StringField) -> None:
        """A time of day, and one that the clocks did not leave out in spring."""
        on, at = read_day(self.on.data or ""), read_time(field.data or "")
        if at is None:
            raise ValidationError("Enter a time, like 11:50pm or 23:50")
        if on and not self._meant:
            words = f"The clocks went forward that night, so {clock_time(at)} never was. Enter the time as it was after"
            raise ValidationError(f"{words} or before the change")

    def validate_zone(self, field: RadioField) -> None:
        """Which of the two, in the night the clocks went back."""
        if self.asks_zone and self.instant is None:
            time = clock_time(self._meant[0])
            raise ValidationError(f"The clocks went back that night, so {time} came twice. Choose BST or GMT")


class Plain:
    """A form that begins empty, and whose fields say all there is to say."""

    def begin(self, now: datetime) -> None:
        """Nothing is filled in."""

    def judge(self, _found: Found, _now: datetime) -> bool:
        """Whether it can be recorded."""
        return bool(self.validate())  # type: ignore[attr-defined]


def _day(label: str) -> StringField:
    return StringField(label, [InputRequired("Enter the day")], description=DAY)


def _time() -> StringField:
    return StringField("Time", [InputRequired("Enter the time")], description=TIME)


def _zone() -> RadioField:
    choices = [SelectChoice(*pair) for pair in ZONES]
    return RadioField("Which of the two hours?", choices=choices, validate_choice=False)


class StartForm(Timed, FlaskForm):  # type: ignore[misc]
    """A recall to be considered."""

    case_reference = StringField("Case reference", description="For example, X264410. No names")
    licence_from = StringField(
        "Day of release", [InputRequired("Enter the day of release")], description="The day the licence began. " + DAY
    )
    emergency = RadioField(
        "Is it an emergency?", [InputRequired("Say whether it is an emergency")],
        choices=[SelectChoice("yes", "Yes: 2 hours to consider alternatives or take recall action"),
                 SelectChoice("no", "No: 24 hours")],
    )  # fmt: skip
    on = _day("First considered on")
    at = _time()
    zone = _zone()
    decider = SelectField("Who decides", choices=[])
    must_choose = False

    def offer(self, deciders: Sequence[Decider]) -> None:
        """Whom the author may turn to. The line manager, whoever that is on the day, stands first and has no number."""
        pairs = [("" if each.is_manager else str(each.person_id), each.words) for each in deciders]
        self.must_choose = bool(deciders) and not deciders[0].is_manager
        if self.must_choose or not deciders:
            pairs.insert(0, ("", "Choose who decides" if deciders else "An administrator finds somebody"))
        self.decider.choices = [SelectChoice(*pair) for pair in pairs]

    def validate_decider(self, field: SelectField) -> None:
        """Somebody, where the line manager is nobody who decides on recalls."""
        if self.must_choose and not field.data:
            raise ValidationError("Choose who decides")

    def validate_case_reference(self, field: StringField) -> None:
        """A reference, in an unusual form if need be."""
        if problem := case_problem(field.data or ""):
            raise ValidationError(problem)

    def validate_licence_from(self, field: StringField) -> None:
        """A real day."""
        if read_day(field.data or "") is None:
            raise ValidationError("Enter a real date, like 27/11/2026")

    @property
    def licence_day(self) -> date:
        """The day typed. Only after validation."""
        found = read_day(self.licence_from.data or "")
        assert found
        return found

    def judge(self, now: datetime) -> bool:
        """Whether it can be started; what is asked for is put at the fields."""
        self.validate()
        found = beginning_problems(read_day(self.licence_from.data or ""), self.instant, now)
        _put(found, {"licence_from": self.licence_from, "considered_at": self.at})
        return not self.errors


class AgreeForm(Timed, FlaskForm):  # type: ignore[misc]
    """The manager's decision on a recall."""

    decision = RadioField(
        "Your decision",
        choices=[SelectChoice(RECALLS, "Recall"), SelectChoice(DOES_NOT_RECALL, "Do not recall")],
        validate_choice=False,
    )
    on = _day("Decided on")
    at = _time()
    zone = _zone()
    alternatives = SelectMultipleField(
        "What was tried before", choices=[SelectChoice(*pair) for pair in ALTERNATIVES], validate_choice=False,
        description="Choose everything that was tried, or “None was tried” alone",
    )  # fmt: skip
    alternatives_detail = Area("What else was tried", [Length(max=2000), storable], filters=[_lines])
    rationale = Area(
        "Rationale", [Length(max=LONGEST, message="Shorten the rationale to 20,000 characters"), storable],
        filters=[_lines],
    )  # fmt: skip
    later = BooleanField("I write the rationale later")
    sensitive = RadioField(
        "Is the decision sensitive?", [InputRequired("Say whether the decision is sensitive")],
        choices=[SelectChoice(*pair) for pair in YES_NO],
        description="It then keeps that mark wherever its text goes (National Standards 1.2).",
    )  # fmt: skip
    password = PasswordField("Your password")

    def judge(self, found: Found, now: datetime) -> bool:
        """Whether it can be recorded; what is asked for is put at the fields."""
        self.validate()
        assert found.course
        given = (self.decision.data or "", self.instant, self.chosen, self.alternatives_detail.data or "")
        bad = decision_problems(found.course, *given, self.rationale.data or "", now, later=bool(self.later.data))
        _put(bad, {**self._fields, "decided_at": self.at})
        return not self.errors

    @property
    def chosen(self) -> list[str]:
        """What was tried, as chosen."""
        return list(self.alternatives.data or [])


class RationaleForm(Plain, FlaskForm):  # type: ignore[misc]
    """A rationale that was put off."""

    rationale = Area("Rationale", _written("Record the rationale (National Standards 9.3.2)"), filters=[_lines])
    password = PasswordField("Your password")


class EndorseForm(Plain, FlaskForm):  # type: ignore[misc]
    """A senior manager's endorsement."""

    comment = Area("Why you endorse it", _written("Say why you endorse it"), filters=[_lines])
    password = PasswordField("Your password")


class RaiseForm(Plain, FlaskForm):  # type: ignore[misc]
    """Why it has become an emergency."""

    reason = Area("What has changed", REASONED, filters=[_lines])


class SendForm(Timed, FlaskForm):  # type: ignore[misc]
    """When the report went."""

    on = _day("Sent on")
    at = _time()
    zone = _zone()

    def judge(self, found: Found, now: datetime) -> bool:
        """Whether it can be recorded; what is asked for is put at the fields."""
        self.validate()
        _put(sending_problems(self.instant, found.item.since, now), {"sent_at": self.at})
        return not self.errors


def _put(problems: list[tuple[str, str]], fields: dict[str, Any]) -> None:
    """Put each problem at its field, unless something is wrong there already."""
    for name, words in problems:
        if not fields[name].errors:
            fields[name].errors = [words]
