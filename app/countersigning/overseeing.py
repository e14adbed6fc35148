"""The administrator's view over everyone's items, without a word of their text: giving them on, rolling them back."""

from typing import Any

from flask import Blueprint, flash, redirect, url_for
from flask.typing import ResponseReturnValue
from flask_wtf import FlaskForm
from sqlalchemy import func, or_, select
from wtforms import RadioField, StringField, TextAreaField
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]
from wtforms.validators import DataRequired, InputRequired, Length, ValidationError

from app.auth.queries import actor
from app.countersigning import actions, queries
from app.countersigning.models import Item
from app.countersigning.queries import Found
from app.database import db
from app.people import cover
from app.people.models import Person
from app.policy.countersigning import ACTS, KINDS, STATE_WORDS
from app.policy.rules import Refused
from app.records.forms import storable
from app.settings.queries import value
from app.web.clock import now, today
from app.web.guards import may, viewer
from app.web.page import page, page_number, searched

bp = Blueprint("overseeing", __name__, url_prefix="/countersigning")

PAGE, OTHER = 25, "other"


class GiveForm(FlaskForm):  # type: ignore[misc]
    """Who is to sign instead, and why."""

    who = RadioField("Who is to sign it", [InputRequired("Choose who is to sign it")], validate_choice=False)
    other = StringField(
        "Their e-mail address or staff number", [Length(max=254), storable], description="For somebody else"
    )
    reason = TextAreaField("Reason", [DataRequired("Give a reason"), Length(max=2000), storable])

    def offer(self, near: list[tuple[Person, str, str]]) -> None:
        """Give the managers of the author's unit to choose from."""
        self.near = near
        self.who.choices = [SelectChoice(str(who.id), who.name) for who, _, _ in near]
        self.who.choices.append(SelectChoice(OTHER, "Somebody else"))

    def validate_who(self, field: RadioField) -> None:
        """One of those offered."""
        if field.data != OTHER and self.chosen is None:
            raise ValidationError("Choose who is to sign it")

    def validate_other(self, field: StringField) -> None:
        """Somebody else needs to be named, and known."""
        if self.who.data == OTHER and self.chosen is None:
            raise ValidationError("Enter the e-mail address or staff number of a manager in post")

    @property
    def chosen(self) -> Person | None:
        """The manager chosen or named."""
        if self.who.data == OTHER:
            return cover.manager_known_as(self.other.data or "", today())
        return next((who for who, _, _ in self.near if str(who.id) == self.who.data), None)


class RollBackForm(FlaskForm):  # type: ignore[misc]
    """Why a finished assessment is opened again."""

    reason = TextAreaField("Comment", [DataRequired("Say why it is rolled back"), Length(max=2000), storable])


@bp.get("/all")
@may("see everyone's countersigning")
def index() -> ResponseReturnValue:
    """Search everyone's items by case reference or author."""
    text, number = searched(), page_number()
    found = _found(text, number)
    return page("countersigning/all.html", blocks=("item_rows",), listed=found[:PAGE], more=len(found) > PAGE,
                number=number, text=text, kinds=KINDS, states=STATE_WORDS, today=today())  # fmt: skip


def _found(text: str, number: int) -> list[Any]:
    query = select(Item, Person).join(Person, Person.id == Item.author_id)
    for word in text.lower().split()[:10]:
        query = query.where(or_(
            func.lower(Item.case_reference).contains(word, autoescape=True),
            func.lower(Person.name).contains(word, autoescape=True),
        ))  # fmt: skip
    query = query.order_by(Item.opened_at.desc(), Item.id.desc()).limit(PAGE + 1).offset((number - 1) * PAGE)
    return [tuple(row) for row in db.session.execute(query)]


@bp.route("/<int:item_id>/give", methods=["GET", "POST"])
@may("manage countersigning", carries=True)
def give(item_id: int) -> ResponseReturnValue:
    """Give an item to somebody who may sign it."""
    found, form = _open("give", item_id), GiveForm()
    form.offer(cover.managers_near(found.item.author_id, today()))
    if not form.validate_on_submit() or form.chosen is None:
        return _give_page(found, form, status=422 if form.errors else 200)
    signing = queries.signing_of(found, form.chosen.id, today())
    try:
        actions.give(found, form.chosen, signing, form.reason.data or "", actor(viewer()), now())
    except Refused as refused:
        db.session.rollback()
        return _give_page(_open("give", item_id), form, refused, 409)
    db.session.commit()
    flash(f"{form.chosen.name} is asked to sign it, and has been told.", "done")
    return redirect(url_for("countersigning.show", item_id=item_id), 303)


def _give_page(found: Found, form: GiveForm, refused: Refused | None = None, status: int = 200) -> ResponseReturnValue:
    return page("countersigning/give.html", status=status, found=found, item=found.item, form=form, refused=refused,
                kind=KINDS[found.item.kind])  # fmt: skip


@bp.route("/<int:item_id>/roll-back", methods=["GET", "POST"])
@may("manage countersigning", carries=True)
def roll_back(item_id: int) -> ResponseReturnValue:
    """Open a finished assessment again."""
    found, form = _open("roll back", item_id), RollBackForm()
    if not form.validate_on_submit():
        return _roll_back_page(found, form, status=422 if form.errors else 200)
    try:
        actions.roll_back(found, form.reason.data or "", actor(viewer()), now(), today())
    except Refused as refused:
        db.session.rollback()
        return _roll_back_page(_open("roll back", item_id), form, refused, 409)
    db.session.commit()
    flash(f"Rolled back. {found.author.name} has been told, and signs again.", "done")
    return redirect(url_for("countersigning.show", item_id=item_id), 303)


def _roll_back_page(
    found: Found, form: RollBackForm, refused: Refused | None = None, status: int = 200
) -> ResponseReturnValue:
    return page("countersigning/roll_back.html", status=status, found=found, item=found.item, form=form,
                refused=refused, kind=KINDS[found.item.kind],
                days=value("countersign.rollback_days", today()))  # fmt: skip


def _open(act: str, item_id: int) -> Found:
    """The item, if the viewer may do this to it; one that is past it is refused by the rule when it is done."""
    found = queries.find(viewer(), item_id, today())
    if found.item.state in ACTS[act]:
        found.insist(act)
    return found
