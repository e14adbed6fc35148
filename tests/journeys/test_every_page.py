"""Every page as every role: no axe violation, no complaint of the browser, nothing wider than the window."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from io import BytesIO
from itertools import islice, product

import pikepdf
import pytest
from flask import Flask
from werkzeug.exceptions import HTTPException
from werkzeug.routing import BuildError, Rule

from app.admin import staging
from app.assessors import bulk, register
from app.assessors.actions import Proposal
from app.assessors.models import ImprovementPlan, LearningRequired, RoleDecision, RoleRequest
from app.break_glass.models import Review
from app.countersigning import actions, recalls
from app.database import db
from app.evidence import actions as evidence
from app.evidence.choosing import plans
from app.evidence.contents.pack import Choice
from app.evidence.printing import Printed
from app.history.actions import SERVICE, note
from app.keeping.models import Hold, OwnCopy, Removal
from app.notices.digest import NOT_SENT
from app.notices.models import Digest
from app.notices.telling import TOLD, tell
from app.observations import actions as observations
from app.people import cover, delegations
from app.people.importing.planning import Files
from app.people.models import PQIP, RECALL_DELEGATION
from app.policy import access
from app.policy.assessor_facts import COUNTERSIGNED
from app.policy.countersigning import OASYS, PAROLE, RECALL
from app.policy.recall import DOES_NOT_RECALL, RECALLS
from app.records import actions as records
from app.registration.register.file import COLUMNS
from app.rps import actions as sessions
from app.rps.before import queries as earlier
from app.rps.before.importing.applying import apply
from app.rps.models import HeldBefore
from app.web.clock import now, today
from tests import make, papers
from tests.break_glass import matter as openings
from tests.break_glass.matter import Matter, director, turn
from tests.countersigning import items, nights
from tests.journeys.conftest import Site
from tests.journeys.visitor import Survey, Visitor
from tests.registration import entering, learned
from tests.supervision import writing as supervision

# Managers, a practitioner, a head, a quality officer, someone with nothing yet, an administrator, an assurance reader,
# and someone who has not signed in.
ROLES = ("isla", "lowri", "efua", "gwenllian", "aaliyah", "pius", "fergus", "nerys", "nobody")
ACCOUNTS = {"fergus": access.ADMIN, "nerys": access.AUDITOR}
LATER = date(2026, 12, 4)
EACH = 2  # pages looked at of one route, as each role: different objects in different states
WIDTHS = {"phone": 375, "laptop zoomed to 200%": 640, "wide": 1600}
SEEN: set[str] = set()  # what axe has seen in some page: many pages of many roles differ in their words alone
LONGEST = [0]  # letters, of the longest word of each page
# Files, and answers to our own script, to load balancers and to monitoring.
FILES = (".pdf", ".png", ".ics", ".csv", ".xlsx", "/token", "/health", "/ready", "/metrics")


def arrange() -> dict[str, str]:
    """A unit with records at every stage; gives each role's e-mail address."""
    u = make.unit()
    for state in ("draft", "sent", "agreed", "locked"):
        papers.session(u.isla, u.lowri, state)
    papers.session(u.efua, u.isla, "sent")
    papers.observation(u.isla, u.lowri, "agreed")
    papers.observation(u.isla, u.lowri, "draft")
    papers.observation(u.gwenllian, u.lowri, "locked", capacity="QDO")
    papers.session(u.aaliyah, u.kwame, "locked")
    roles(u)
    away(u)
    booked(u)
    to_countersign(u)
    recalled(u)
    told(u)
    before(u)
    supervised(u)
    registered(u)
    learnt(u)
    packed(u)
    kept(u)
    opened(u)
    return {name: make.account_of(getattr(u, name)).email for name in ROLES if name != "nobody"}


def packed(u: make.SmallUnit) -> None:
    """A pack asked for, one made that has changed since, and passages to look at: decided, open, of many places."""
    ready = evidence.request(u.lowri.id, date(2026, 9, 1), date(2027, 8, 31), now(), standing=True)
    with pikepdf.new() as pdf, BytesIO() as written:
        pdf.add_blank_page(page_size=(595, 842))
        pdf.save(written)
        evidence.finish(ready, "d" * 64, Printed(written.getvalue(), 1), 1, now() - timedelta(hours=1))
    ready.records_as_of, ready.check_code = ready.made_at, "70NV-915Y-TJG0"
    for _ in range(2):
        papers.session(u.isla, u.lowri, "locked", strengths="Rang 07700 900142 and ada@example.org about X264410")
    chosen = plans.freeze(Choice(statement="Mine"))
    evidence.request(u.lowri.id, papers.HELD_ON, today(), now(), chosen=chosen)
    plans.keep(u.lowri.id, plans.Plan(papers.HELD_ON, date(2027, 8, 31), statement="Rang 07700 900142"), now())


def kept(u: make.SmallUnit) -> None:
    """A hold that stands and one that was lifted, a removal that waits, and a copy that is made."""
    for who in (u.pius, u.rhys):
        hold = make.add(Hold(person_id=who.id, reason="An inquest", placed_by="Fergus MacGillivray", placed_at=now()))
    hold.lifted_at, hold.lifted_by, hold.lifted_reason = now(), "Fergus MacGillivray", "It is over"
    other = make.account("Una Whitlock", role=access.ADMIN)
    make.add(Removal(up_to=today(), counts='{"records": 12}', reason="The years have passed", proposed_by=other.id,
                     proposed_at=now()))  # fmt: skip
    make.add(OwnCopy(account_id=make.account_of(u.lowri).id, asked_at=now(), made_at=now(), content=b"PK"))
    make.add(OwnCopy(account_id=make.account_of(u.isla).id, asked_at=now()))


def opened(u: make.SmallUnit) -> None:
    """Records open to Gwenllian that nobody is told of, and a proposal that waits."""
    turn("on")
    named = papers.session(u.isla, u.pius, "locked")
    matter = Matter(u, named, named, named, u.gwenllian, *map(director, ("Ottilie Grant", "Percy Vane")), u.fergus)
    openings.opened(matter, subject=u.pius, is_told=False, untold_reason="It would harm the enquiry")
    openings.proposed(matter, subject=u.pius)
    make.add(Review(up_to=date(2026, 10, 31), since=now(), due_on=papers.HELD_ON))


def roles(u: make.SmallUnit) -> None:
    """Assessor roles of every kind: a learner, a plan, learning, a late review, a question, a change of many."""
    learner = make.member("Thaddeus Finch", "PQiP Learner", u.team, u.isla, starts_on=papers.HELD_ON)
    make.fact(learner, PQIP, papers.HELD_ON)
    make.add(RoleDecision(person_id=u.lowri.id, verb="opens", criterion=4, decided_at=now(), effective_at=now(),
                          review_on=papers.HELD_ON, reason="To be eased in", decided_by="Isla Mbeki",
                          decided_by_id=u.isla.id))  # fmt: skip
    make.add(ImprovementPlan(person_id=u.lowri.id, is_formal=False, opened_at=now(), opened_by="Isla Mbeki",
                             opened_by_id=u.isla.id, reason="Planning"))  # fmt: skip
    make.add(LearningRequired(person_id=u.kwame.id, title="Key work", required_on=papers.HELD_ON, entered_by="Aaliyah"))
    make.add(RoleRequest(person_id=u.pius.id, criterion=4, asked_by_id=u.efua.id, asked_by="Efua", asked_at=now(),
                         reason="Two late reports"))  # fmt: skip
    register.catch_up_all(now())
    for account in (u.fergus, make.account_of(u.isla)):
        change = bulk.look(make.viewer(account), [u.pius.id], COUNTERSIGNED, now())
        proposal = Proposal("", 0, now(), "Agreed together", review_on=papers.HELD_ON)
        batch = bulk.carry_out(make.viewer(account), change, change.digest, proposal, SERVICE, now())
        bulk.undo(make.viewer(account), batch.id, "Not yet", SERVICE, now())


def to_countersign(u: make.SmallUnit) -> None:
    """Assessments, reports and recalls at every stage: in draft, waiting, parked, sent back, answered, finished."""
    items.started(u.lowri, now=now())
    for kind in (OASYS, PAROLE):
        items.requested(u.lowri, kind, now())
        for texts in (items.ALL, items.BACK):
            items.decide(items.requested(u.lowri, kind, now()), u.isla, now(), texts)
    answered = items.requested(u.lowri, OASYS, now())
    items.decide(answered, u.isla, now(), items.BACK)
    items.sign(answered, u.lowri, now())
    parked = items.requested(u.lowri, PAROLE, now())
    actions.park(items.seen(parked, u.isla, now()), date(2026, 11, 25), "In court", items.by(u.isla), now(), today())
    items.requested(u.magda, OASYS, now())
    for author, decides in ((u.lowri, u.isla), (u.lowri, None)):
        recall = recalls.consider(author, items.CASE, papers.HELD_ON, now(), None, items.by(author), now(),
                                  is_emergency=decides is None)  # fmt: skip
        if decides:
            found = items.seen(recall, decides, now())
            recalls.agree(
                found, RECALLS, now(), ["warnings"], "", "", items.by(decides), now(), sensitive=True, later=True
            )
            items.write(recall, author, now(), **items.TEXTS[RECALL])
            items.sign(recall, author, now())


def recalled(u: make.SmallUnit) -> None:
    """Recalls that are to be sent, to be endorsed, and late."""
    before = now() - timedelta(hours=1)
    ready = nights.consider(u.lowri, before, case="X381204", emergency=False)
    nights.agree(ready, u.isla, before)
    nights.report(ready, u.lowri, before)
    for who in (u.isla, u.efua):
        nights.sign(ready, who, before)
    for when in (before, now()):
        nights.agree(nights.consider(u.pius, when, case="X290377"), u.isla, when, decision=DOES_NOT_RECALL)
    nights.consider(u.pius, before - timedelta(hours=3), case="X104782")


def booked(u: make.SmallUnit) -> None:
    """An observation ahead with the session after it, and one that was moved and does not take place."""
    by, at = papers.by(u.isla), datetime(2026, 12, 1, 10, tzinfo=UTC)
    seen = observations.book(u.pius, u.isla, at, by, now())
    sessions.plan(u.pius, u.isla, sessions.Booked(LATER, time(10), 60, "in person", seen), by, now())
    other = observations.book(u.lowri, u.isla, at + timedelta(hours=2), by, now())
    observations.move(other, at + timedelta(days=1), None, "Court duty", by, now(), minutes=60)
    records.close(papers.paper(other), "cancelled", "The visit fell through", by, now())


def away(u: make.SmallUnit) -> None:
    """Covers that run, lie ahead and ended early, and a delegation."""
    for person, stand_in, kind, starts_on in ((u.rhys, u.isla, OASYS, today()), (u.isla, u.rhys, OASYS, LATER),
                                              (u.isla, u.efua, PAROLE, today())):  # fmt: skip
        made = cover.record(person, stand_in, (kind,), starts_on, LATER, SERVICE, now(), today())
    cover.end(made, make.viewer(u.isla), SERVICE, now(), today())
    delegations.delegate(u.cosmo, RECALL_DELEGATION, u.efua, today(), LATER, SERVICE, now(), today())


def supervised(u: make.SmallUnit) -> None:
    """One-to-ones and performance reviews at every stage, one of which opened a formal plan."""
    for lead, subject in ((u.isla, u.lowri), (u.efua, u.isla)):
        for state in ("draft", "agreed", "locked"):
            supervision.one_to_one(lead, subject, state)
        supervision.review(lead, subject)
        supervision.review(lead, subject, "agreed")
    supervision.review(u.isla, u.pius, "locked", formal_plan="yes", plan_ends_on="1/3/2027")


def before(u: make.SmallUnit) -> None:
    """What was held before the service was used, brought in, withdrawn, to be logged, and waiting to be brought in."""
    head = "staff_number,kind,held_on,held_by_number,after_observation_on,sop_logged_on"
    rows = ("observation,07/07/2026,{1},,", "session,14/07/2026,{1},07/07/2026,15/07/2026", "session,12/05/2026,{1},,")
    data = "\n".join([head, *(f"{{0}},{row}".format(u.pius.staff_number, u.isla.staff_number) for row in rows)])
    apply(data.encode(), SERVICE, now())
    session = db.session.query(HeldBefore).filter_by(held_on=date(2026, 7, 14)).one()
    earlier.withdraw(session, "day", SERVICE, now())
    staging.stage(Files(), today(), make.viewer(u.fergus), now(), data.encode())


def registered(u: make.SmallUnit) -> None:
    """Entries of the register, one lapsed and one to be renewed, declarations at every stage, and a file of entries."""
    entering.entered(u.lowri, renewal_on=LATER)
    entering.entered(u.pius, "lapsed", reason="The form has not come in.")
    for who, state in ((u.lowri, "draft"), (u.pius, "agreed"), (u.kwame, "locked"), (u.isla, "agreed")):
        entering.declaration(who, state)
    data = f"{','.join(COLUMNS)}\n{u.magda.staff_number},registered,PR-1,31/08/2027,yes,01/09/2026"
    staging.stage(Files(), today(), make.viewer(u.fergus), now(), register=data.encode())


def learnt(u: make.SmallUnit) -> None:
    """Learning in draft, signed, expiring and in error, and what is asked for, one of it late."""
    learned.record(u.lowri, "draft", "", title="First aid", type="cpd")
    learned.record(u.lowri, expires_on="1/12/2026")
    records.void(papers.paper(learned.record(u.isla)), "The wrong day", papers.by(u.isla), now())
    for who, manager in ((u.lowri, u.isla), (u.isla, u.efua), (u.kwame, u.aaliyah)):
        learned.asked(who, manager, due_on=today())
    learned.asked(u.pius, u.isla, "Working with interpreters").due_on = papers.HELD_ON


def told(u: make.SmallUnit) -> None:
    """Notices, read and not, and an e-mail that could not be sent."""
    for code in sorted(TOLD):
        tell(u.isla.id, code, 1, now(), whose="Lowri Throckmorton", words="X123456")
    for who in (u.isla, u.lowri):
        notice = tell(who.id, min(TOLD), 1, now(), whose="Efua Featherstonehaugh-Cholmondeley", words="X123456")
        notice.read_at = now()
    make.add(Digest(person_id=u.lowri.id, day=today(), made_at=now(), failed_at=now()))
    note(NOT_SENT, "digest", 1, SERVICE, now(), reason="The mail server could not take the e-mail (SMTPDataError 451).")


def rules(app: Flask) -> list[Rule]:
    """The routes that answer GET with a page."""
    return [rule for rule in app.url_map.iter_rules() if "GET" in rule.methods and not rule.rule.endswith(FILES)]


def endpoint_of(app: Flask, path: str) -> str:
    """Which route answers an address; "nowhere" for none."""
    try:
        return str(app.url_map.bind("localhost").match(path.split("?")[0].split("#")[0])[0])
    except HTTPException:
        return "nowhere"


def samples(site: Site, rule: Rule) -> list[str]:
    """Addresses of a route with the first few numbers in each of its places."""
    with site.app.test_request_context():
        adapter = site.app.url_map.bind("localhost")
        found = []
        for numbers in product(range(1, 13), repeat=min(len(rule.arguments), 1)):
            try:
                found.append(adapter.build(rule.endpoint, dict.fromkeys(rule.arguments, numbers[0] if numbers else 0)))
            except BuildError:
                return []
        return found


def lets_in(app: Flask, rule: Rule, role: str) -> bool:
    """Whether accounts like this one may come in at a route at all; `tests/access` looks at those who may not."""
    permission = app.view_functions[rule.endpoint].permission
    return permission == access.OPEN or (role != "nobody" and access.may(ACCOUNTS.get(role, access.STAFF), permission))


def walk(site: Site, visitor: Visitor, role: str) -> Iterator[tuple[str, Survey]]:
    """Follow every link from home and from each address without a number, then try the routes not yet reached.

    Yields the address and what it is like, of a few pages of each route.
    """
    plain = [rule.rule for rule in rules(site.app) if not rule.arguments]
    waiting, looked_at = ["/", *plain, "/nowhere"], dict[str, int]()
    seen = set(waiting)

    def follow() -> Iterator[tuple[str, Survey]]:
        while waiting:
            path = waiting.pop(0)
            endpoint = endpoint_of(site.app, path)
            if looked_at.get(endpoint, 0) >= EACH or path.split("?")[0].endswith(FILES):
                continue
            looked_at[endpoint] = looked_at.get(endpoint, 0) + 1
            found = visitor.survey(path)
            yield path, found
            fresh = [link for link in found.links if link not in seen]
            seen.update(fresh)
            waiting.extend(fresh)

    yield from follow()
    for rule in rules(site.app):
        if rule.endpoint not in looked_at and lets_in(site.app, rule, role):
            asked = (path for path in samples(site, rule) if path not in seen)
            waiting.extend(islice((path for path in asked if visitor.status(path) == 200), EACH))
            yield from follow()


def is_new(found: Survey) -> bool:
    """Whether a page has anything in it that none had that was opened before, or a longer word than those."""
    new = not found.parts <= SEEN or found.longest > max(LONGEST)
    SEEN.update(found.parts)
    LONGEST.append(found.longest)
    return new


@pytest.mark.parametrize("role", ROLES)
def test_every_page_is_sound(site: Site, role: str):
    emails = site.once("every page", arrange)
    visitor = site.visitor()
    if role != "nobody":
        visitor.sign_in(emails[role])
    else:
        visitor.go("/sign-in")
    wrong = []
    for path, found in walk(site, visitor, role):
        assert found.status < 500, path
        if not is_new(found):
            continue
        visitor.go(path)
        wrong += visitor.violations()
        visitor.picture("pages", role, path)
        for way, width in WIDTHS.items():
            visitor.page.set_viewport_size({"width": width, "height": 900})
            if visitor.overflows():
                wrong.append(f"{path} is wider than the window on a {way}")
                visitor.picture("pages", role, f"{path} {width}", always=True)
        visitor.page.set_viewport_size({"width": 1280, "height": 900})
    assert not wrong, "\n".join(wrong)
