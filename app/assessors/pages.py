"""The page of a role and the small forms around it, and what each viewer is offered there."""

from dataclasses import dataclass
from datetime import date, datetime

from flask import Response, url_for
from flask_wtf import FlaskForm

from app.assessors import inflight, queries
from app.assessors.clock import clock, when, why
from app.assessors.queries import About
from app.language import day, moment
from app.people.models import CORE_CURRICULUM, ROLE_LEARNING
from app.policy.assessor_decisions import DECIDING, REASONS, Deed
from app.policy.assessor_facts import (
    CONFIRMS,
    DETERMINES,
    DISCRETION,
    ENDS,
    HOMD_REQUIRES,
    KEEPS,
    NATIONAL_SECURITY,
    NEW_PSO,
    OPENS,
    POM_LEARNING,
    midnight,
)
from app.policy.assessor_roles import Criterion, Open, Standing, standing
from app.policy.rules import Refused, breaches
from app.web.page import page

LEARNT = {CORE_CURRICULUM: "Core curriculum", ROLE_LEARNING: "Required learning for the role"}


@dataclass(frozen=True)
class Offered:
    """One thing the viewer may do, where, and whether it takes oversight away."""

    label: str
    url: str


@dataclass(frozen=True)
class Shown:
    """A small form: about whom, its title, what it asks, about which criterion, and the word on its button."""

    about: About
    title: str
    form: FlaskForm
    criterion: Criterion | None
    button: str = "Continue"


def offered(about: About, now: datetime) -> list[Offered]:
    """What the viewer may do, the most pressing first. Asked of the rules themselves."""
    relation, found = about.relation, list[Offered]()
    if about.is_assessor and (relation.is_line_manager or relation.is_homd or relation.is_sol):
        for each in about.standing.open:
            found += [_decide(about, label, verb, each.criterion.number) for label, verb in _verbs(each)
                      if _may(about, verb, each, now)]  # fmt: skip
        found += _more(about)
    if about.is_assessor and relation.may_ask:
        found += _asking(about)
    return found


def _verbs(each: Open) -> tuple[tuple[str, str], ...]:
    name = each.criterion.label.lower() if each.criterion.number != 2 else each.criterion.label
    if each.criterion.is_decided:
        return (("End countersigning", ENDS), ("Keep it until a later review", KEEPS))
    if each.criterion.number == NATIONAL_SECURITY and not each.is_hold:
        return (("Decide that countersigning ends", DETERMINES),)
    return ((f"Confirm the ending: {name}", CONFIRMS),) if each.ends_at and not each.confirmed_at else ()


def _may(about: About, verb: str, each: Open, now: datetime) -> bool:
    """Whether no rule forbids it, for the day on which it could be done."""
    at = max(each.ends_at or now, now) if verb == CONFIRMS else now
    then = standing(about.facts, at)
    return not breaches(DECIDING, Deed(verb, each.criterion.number, about.relation, about.is_pom, then, at, now))


def _decide(about: About, label: str, verb: str, criterion: int) -> Offered:
    return Offered(label, url_for("assessors.decide", person_id=about.person.id, verb=verb, criterion=criterion))


def _more(about: About) -> list[Offered]:
    found, numbers, id_ = list[Offered](), about.standing.numbers, about.person.id
    if about.relation.is_homd and HOMD_REQUIRES not in numbers:
        found.append(_decide(about, "Require countersigning in prison", OPENS, HOMD_REQUIRES))
    elif about.relation.is_line_manager and DISCRETION not in numbers:
        found.append(_decide(about, "Require countersigning at your discretion", OPENS, DISCRETION))
    if about.relation.is_line_manager or about.relation.is_homd:
        found.append(Offered("Open an improvement plan", url_for("assessors.plan", person_id=id_)))
    if about.relation.is_homd:
        found.append(Offered("Add required learning", url_for("assessors.learning", person_id=id_)))
    return found


def _asking(about: About) -> list[Offered]:
    relation = about.relation
    posted = any(each.criterion.number == NATIONAL_SECURITY and not each.is_hold for each in about.standing.open)
    if posted and not relation.is_sol:
        label, criterion = "Ask the senior operational lead to end countersigning", NATIONAL_SECURITY
    elif not (relation.is_line_manager or relation.is_homd):
        label, criterion = "Ask for countersigning", HOMD_REQUIRES if about.is_pom else DISCRETION
    else:
        return []
    return [Offered(label, url_for("assessors.ask", criterion=criterion, person_id=about.person.id))]


def role_page(about: About, actions: list[Offered], today: date) -> Response:
    """One person's role with everything about it that the viewer may read."""
    return page(
        "assessors/show.html", about=about, relation=about.relation, actions=actions,
        open=[(each, clock(each, today), why(each)) for each in about.standing.open],
        changes=queries.changes_of(about.person.id), requests=queries.requests_of(about.person.id), when=when,
        reasons=dict(REASONS), today=today, decides=bool(actions) and not about.relation.is_self,
        before_framework=standing(about.facts, midnight(today)).legacy, told=_told(about),
    )  # fmt: skip


def _told(about: About) -> dict[int, list[str]]:
    """By criterion, what the person's own signed records say was done, on which day, and when they signed it."""
    titles = {module.id: module.title for module in about.rows.modules}
    found: dict[int, list[str]] = {}
    for row in about.rows.told:
        what = titles.get(row.module_id) or LEARNT[row.what]
        words = f"{what}, done on {day(row.done_on)}, signed {moment(row.told_at)}"
        found.setdefault(NEW_PSO if row.what == CORE_CURRICULUM else POM_LEARNING, []).append(words)
    return found


def ask_page(shown: Shown, *, preview: tuple[Standing, Standing] | None = None, refused: Refused | None = None,
             status: int = 200) -> Response:  # fmt: skip
    """A small form; with `preview` what it would change, to be confirmed."""
    who = shown.about.person.id
    return page("assessors/form.html", status=status, shown=shown, about=shown.about, form=shown.form, preview=preview,
                refused=refused, previews=shown.button != "Ask", why=why,
                told=_told(shown.about).get(shown.criterion.number, []) if shown.criterion else [],
                in_flight=inflight.count([who]).get(who, 0) if preview else 0)  # fmt: skip
