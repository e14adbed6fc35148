"""A small unit with a record at every stage, a browser for each kind of person, and a way back to how it all was."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from html.parser import HTMLParser
from typing import Any

from flask import Flask
from werkzeug.test import TestResponse

from app.database import db
from app.evidence import actions as evidence
from app.records import actions as records
from app.records.models import Action, Record
from app.web.clock import now
from tests import make, papers
from tests.browsing import Client
from tests.stores import Store


@dataclass
class Form:
    """A form as a page shows it: where it posts, and what its fields hold."""

    action: str
    fields: list[tuple[str, str]] = field(default_factory=list)
    files: set[str] = field(default_factory=set)

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
        """Every form that changes something, with the page it stands on; each kind once."""
        found: dict[tuple[str, tuple[str, ...]], tuple[str, Form]] = {}
        for address, answer in self.visits(who):
            for form in Reader(answer.text, address).forms if answer.mimetype == "text/html" else []:
                kind = (
                    re.sub(r"\d+|(?<=settings/)[a-z_.]+", "N", form.action),
                    tuple(form.names) if "draft" not in form.action else (),
                )
                if "/sign-out" not in form.action:
                    found.setdefault(kind, (address, form))
        return list(found.values())

    @property
    def app(self) -> Flask:
        """The app."""
        return self.store.app

    def keep(self) -> Callable[[], None]:
        """Remember the database as it is; gives the way back to it."""
        self.store.keep("meanwhile")
        return lambda: self.store.renew("meanwhile")


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
    evidence.request(u.lowri.id, papers.HELD_ON, papers.HELD_ON, now())
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
