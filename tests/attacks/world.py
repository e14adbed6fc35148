"""A small unit with a record at every stage, a browser for each kind of person, and a way back to how it all was."""

from collections.abc import Callable, Iterator
from copy import deepcopy
from dataclasses import dataclass, field
from datetime import timedelta
from html.parser import HTMLParser
from typing import Any
from urllib.parse import urlsplit

from flask import Flask
from werkzeug.exceptions import HTTPException
from werkzeug.test import TestResponse

from app.database import db
from app.evidence import actions as evidence
from app.policy.countersigning import PAROLE
from app.policy.settings import SETTINGS
from app.records import actions as records
from app.records.models import Action, Record
from app.settings.models import DatedSetting
from app.web.clock import now, today
from tests import make, papers
from tests.browsing import Client
from tests.countersigning import items, nights
from tests.stores import Store
from tests.supervision import writing


@dataclass
class Form:
    """A form as a page shows it: where it posts, and what its fields hold."""

    action: str
    fields: list[tuple[str, str]] = field(default_factory=list)
    files: set[str] = field(default_factory=set)
    hidden: set[str] = field(default_factory=set)
    longest: dict[str, int] = field(default_factory=dict)
    choices: set[str] = field(default_factory=set)

    @property
    def names(self) -> list[str]:
        """Every field once."""
        return list(dict.fromkeys(name for name, _ in self.fields))

    def filled(self, **given: str) -> dict[str, list[str]]:
        """What would be posted, with these fields instead."""
        sent: dict[str, list[str]] = {}
        for name, value in self.fields:
            sent.setdefault(name, []).append(value)
        return {**sent, **{name: [value] for name, value in given.items()}}


class Reader(HTMLParser):
    """Reads a page: its elements with the names of their attributes, and its forms that change something."""

    def __init__(self, page: str, address: str = "") -> None:
        super().__init__()
        self.address = address
        self.elements: list[tuple[str, ...]] = []
        self.forms: list[Form] = []
        self.open: Form | None = None
        self.addresses: list[str] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note an element."""
        given = {name: value or "" for name, value in attrs}
        self.elements.append((tag, *sorted(given)))
        self.addresses += [given[name] for name in ("href", "action") if given.get(name)]
        if tag == "form" and given.get("method") == "post":
            self.open = Form(given.get("action") or self.address)
            self.forms.append(self.open)
        if self.open is not None and given.get("name", "csrf_token") != "csrf_token":
            self._field(self.open, tag, given)

    @staticmethod
    def _field(form: Form, tag: str, given: dict[str, str]) -> None:
        name, kind, value = given["name"], given.get("type", ""), given.get("value", "")
        if kind == "hidden":
            form.hidden.add(name)
        if given.get("maxlength"):
            form.longest[name] = int(given["maxlength"])
        if tag == "select" or kind == "radio":
            form.choices.add(name)
        if kind == "file":
            form.files.add(name)
        elif tag in ("select", "textarea"):
            form.fields.append((name, ""))
        elif tag == "input" and (kind not in ("radio", "checkbox") or "checked" in given):
            form.fields.append((name, value))
        elif tag in ("input", "button") and name not in form.names:
            form.fields.append((name, "" if kind == "checkbox" else value))

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """The same, for one closed at once."""
        self.handle_starttag(tag, attrs)

    def handle_endtag(self, tag: str) -> None:
        """Leave a form."""
        if tag == "form":
            self.open = None


# The forms of each app and person of the world, which is the same each time.
FORMS: dict[tuple[Flask, str], list[tuple[str, Form]]] = {}


@dataclass
class World:
    """Everything an attack needs."""

    store: Store
    u: make.SmallUnit
    records: dict[str, Record]
    browsers: dict[str, Client]

    def visits(self, who: str) -> Iterator[tuple[str, TestResponse]]:
        """Every address this person's pages lead to by links, from the first page on, with what it answers."""
        found, waiting = {"/"}, ["/"]
        while waiting:
            address = waiting.pop()
            answer = self.browsers[who].get(address)
            yield address, answer
            if answer.mimetype != "text/html":
                continue
            for link in Reader(answer.text, address).addresses:
                link = link.split("#")[0]
                if link.startswith("/") and not link.startswith(("/static", "/sign")) and link not in found:
                    found.add(link)
                    waiting.append(link)

    def forms(self, who: str) -> list[tuple[str, Form]]:
        """Every form that changes something, with the page it stands on; each kind once. Found once a process."""
        if (self.app, who) not in FORMS:
            found: dict[tuple[str | None, bool], tuple[str, Form]] = {}
            for address, answer in self.visits(who):
                for form in Reader(answer.text, address).forms if answer.mimetype == "text/html" else []:
                    route = self.route(form.action)
                    if route != "auth.sign_out":
                        found.setdefault((route, len(form.names) > 1), (address, form))
            FORMS[self.app, who] = list(found.values())
        return deepcopy(FORMS[self.app, who])

    def route(self, address: str) -> str | None:
        """The endpoint that a form posts to."""
        try:
            return str(self.app.url_map.bind("localhost").match(urlsplit(address).path, "POST")[0])
        except HTTPException:
            return None

    @property
    def app(self) -> Flask:
        """The app."""
        return self.store.app

    def keep(self) -> Callable[[], None]:
        """Remember the database as it is; gives the way back to it."""
        self.store.keep("meanwhile")
        return lambda: self.store.renew("meanwhile")


def to_countersign(u: make.SmallUnit) -> None:
    """Lowri's reports in draft and waiting for Isla, Magda's waiting for Rhys, and a recall that Isla decides."""
    items.started(u.lowri, PAROLE, now())
    for author in (u.lowri, u.magda):
        items.sign(items.started(author, PAROLE, now()), author, now())
    nights.consider(u.lowri, now(), emergency=False)
    writing.one_to_one(u.isla, u.lowri, "draft")


def search_freely() -> None:
    """Let nobody be put off for searching too often."""
    key = "search.minute_most"
    make.add(
        DatedSetting(key=key, value=str(SETTINGS[key].most), starts_on=today(), reason="", set_by="", set_at=now())
    )


def build(store: Store, sign_in: Any, another_client: Callable[[], Client]) -> World:
    """Isla's team with records at every stage; Lowri, Isla, Efua, Fergus and Nerys signed in."""
    u = make.unit()
    found = {
        "draft": papers.session(
            u.isla,
            u.lowri,
            action_1_text="Read the guidance",
            action_1_owner="subject",
            action_1_due="1/12/2026",
            live_risk="yes",
        ),
        "sent": papers.session(u.isla, u.lowri, "sent"),
        "agreed": papers.session(u.isla, u.lowri, "agreed"),
        "observed": papers.observation(u.isla, u.lowri, "draft"),
        "acknowledged": papers.observation(u.isla, u.lowri, "agreed"),
        "seen": papers.observation(u.isla, u.lowri, "locked"),
        "by another": papers.session(u.rhys, u.lowri, "locked"),
        "elsewhere": papers.session(u.rhys, u.magda, "locked"),
        "locked": papers.session(
            u.isla,
            u.lowri,
            "locked",
            action_1_text="Write to the prison",
            action_1_owner="subject",
            action_1_due="1/12/2026",
        ),
    }
    ahead = now() + timedelta(days=7)
    found["planned"] = records.open_draft(
        "rps",
        u.lowri,
        u.isla,
        "line manager",
        {"minutes": "60"},
        papers.by(u.isla),
        now(),
        planned_at=ahead,
        happened_on=ahead.date(),
    )
    for person in (u.lowri, u.magda):
        evidence.request(person.id, papers.HELD_ON, papers.HELD_ON, now())
    to_countersign(u)
    search_freely()
    db.session.commit()
    who = {
        "lead": u.isla,
        "subject": u.lowri,
        "head": u.efua,
        "admin": u.fergus,
        "assurance": u.nerys,
        "other": u.magda,
    }
    browsers = {name: sign_in(person, another_client()) for name, person in who.items()}
    assert db.session.query(Action).count()
    return World(store, u, found, browsers)
