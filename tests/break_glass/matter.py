"""A matter to look into: signed records of Lowri, a reader, and directors of three regions."""

from dataclasses import dataclass

from app.auth.models import Account
from app.break_glass import actions
from app.break_glass.models import Proposal
from app.break_glass.queries import find
from app.database import db
from app.history.actions import SERVICE, Actor
from app.people.models import Person
from app.policy.access import AUDITOR
from app.policy.break_glass import IS_ON
from app.records.models import Record
from app.settings.actions import set_value
from app.web.clock import now, today
from tests import make, papers

WHY, SECRETLY = "The review of the offence of 2 November", "Police enquiries would be harmed"


@dataclass
class Matter:
    """Records of Lowri (one of them not named), Huw who is to read, and directors apart; Bronwen is of her region."""

    u: make.SmallUnit
    named: Record
    watched: Record
    other: Record
    huw: Person
    ottilie: Person
    percy: Person
    second: Account


def matter() -> Matter:
    """The people and papers, with the setting turned on."""
    u = make.unit()
    directors = [director(name) for name in ("Ottilie Grant", "Percy Vane")]
    office = make.team("Reviews")
    turn("on")
    return Matter(
        u,
        papers.session(u.isla, u.lowri, "locked"),
        papers.observation(u.isla, u.lowri, "locked"),
        papers.session(u.isla, u.lowri, "locked"),
        make.member("Huw Prosser", "Quality Development Manager", office),
        *directors,
        make.account("Una Whitlock", role=AUDITOR),
    )


def director(name: str) -> Person:
    """A director of a region of their own."""
    return make.member(name, "Regional Probation Director", make.team())


def turn(how: str) -> None:
    """Turn it on or off from today on."""
    set_value(IS_ON, how, today(), "Agreed with the region", SERVICE, now(), today())
    db.session.commit()


def by(who: Person | Account) -> Actor:
    """Somebody as history notes them."""
    return Actor(make.account_of(who).id, who.name)


def asked(m: Matter, **given: object) -> actions.Asked:
    """What Nerys asks for, unless said otherwise."""
    values = {"subject": m.u.lowri, "reader": m.huw, "records": {m.named.id, m.watched.id}, "process": "sfo",
              "reference": "SFO 12", "reason": WHY, **given}  # fmt: skip
    return actions.Asked(**values)  # type: ignore[arg-type]


def proposed(m: Matter, **given: object) -> Proposal:
    """A proposal of Nerys's."""
    proposal = actions.propose(asked(m, **given), by(m.u.nerys), now(), today())
    db.session.commit()
    return proposal


def approve(proposal: Proposal, who: Person) -> bool:
    """A director approves."""
    viewer = make.viewer(who)
    opens = actions.approve(find(viewer, proposal.id, today()), who.id, by(who), now(), today())
    db.session.commit()
    return opens


def opened(m: Matter, **given: object) -> Proposal:
    """A proposal that both directors approved."""
    proposal = proposed(m, **given)
    assert [approve(proposal, who) for who in (m.ottilie, m.percy)] == [False, True]
    return proposal
