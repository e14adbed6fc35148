"""A person at a browser: signs in, clicks, types, and fails the test when the page complains."""

import os
import re
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from http.client import HTTPConnection
from pathlib import Path
from typing import Any

from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, Response

from app.config import ROOT
from tests import make

ARTEFACTS = ROOT / "artefacts"
WAIT = 20_000  # milliseconds at most for what comes by itself: much longer than it takes, even on a busy machine
# How the ways people use it differ: scripts, size of the window, and density of the screen.
WAYS: dict[str, dict[str, Any]] = {
    "laptop": {"viewport": {"width": 1280, "height": 900}},
    "without scripts": {"viewport": {"width": 1280, "height": 900}, "java_script_enabled": False},
    "zoomed to 200%": {"viewport": {"width": 640, "height": 450}, "device_scale_factor": 2},
    "phone": {"viewport": {"width": 375, "height": 812}, "device_scale_factor": 2, "has_touch": True},
    "wide": {"viewport": {"width": 1600, "height": 1000}},
}
# Chromium reports every answer of 4xx as an error; refusals are answers like any other here.
REFUSAL = re.compile(r"Failed to load resource: the server responded with a status of 4\d\d")

# The page as far as axe can tell it from others: which elements it has within which others, with which attributes and
# whether with text; whether its headings leave out a level, ids are there twice or references lead nowhere. Words,
# addresses and how often something comes again are left out. Then where it leads to. It is read without being drawn: a
# page with nothing that was not drawn elsewhere has nothing new to show.
SURVEY = """async path => {
  const answer = await fetch(path), document = new DOMParser().parseFromString(await answer.text(), 'text/html');
  const names = /^(id|for|name|form|list|headers|aria-(labelledby|describedby|controls|owns|details))$/;
  const words = /^(value|title|alt|placeholder|content|aria-label)$/, left = /^(action|src|datetime|nonce|hx-.*)$/;
  const amount = text => Math.min(text.trim().length, 2), all = [...document.querySelectorAll('*')];
  const ids = all.map(one => one.id).filter(id => id), known = new Set(ids);
  const leads = value => value.split(' ').every(id => known.has(id));
  const told = ({ name, value }) => left.test(name) ? ''
    : name === 'href' ? (value[0] !== '#' ? 'href' : '#' + leads(value.slice(1)))
    : name === 'id' || name === 'name' ? name
    : names.test(name) ? name + leads(value)
    : words.test(name) ? name + amount(value) : name + '=' + value;
  const text = element => [...element.childNodes].filter(node => node.nodeType === Node.TEXT_NODE)
    .map(node => node.data).join('');
  const one = element => [element.tagName, amount(text(element)), ...[...element.attributes].map(told)].join(' ');
  const within = element => element ? within(element.parentElement) + '>' + one(element) : '';
  const levels = all.filter(one => /^H[1-6]$/.test(one.tagName)).map(one => +one.tagName[1]);
  const skips = levels.some((level, place) => level - (levels[place - 1] || 0) > 1);
  const links = [...document.querySelectorAll('a[href]:not([download])')];
  const written = document.body.textContent.match(/\\S+/g) || [''];
  return {
    status: answer.status,
    longest: written.reduce((most, word) => Math.max(most, word.length), 0),
    parts: [...new Set(all.map(within)), 'headings ' + skips, 'ids ' + (ids.length > known.size)],
    links: links.map(a => a.origin === location.origin ? a.pathname + a.search : ''),
  };
}"""
VIOLATIONS = "axe.run({resultTypes: ['violations'], preload: false}).then(found => found.violations)"


@dataclass(frozen=True)
class Survey:
    """What a page is made of, its longest word, which may be wider than a small window, and where it leads to."""

    status: int
    parts: frozenset[str]
    longest: int
    links: list[str]


class Visitor:
    """One person at one browser. `clicks` counts what they did besides typing: a click, a choice, a key that acts."""

    def __init__(self, context: BrowserContext, address: str, code: Callable[[str], str] | None = None) -> None:
        self.context, self.address, self.code = context, address, code
        self.clicks = 0
        self.complaints: list[str] = []
        self.expected: list[str] = []
        self.page = self.tab()

    def tab(self) -> Page:
        """A further tab of the same browser."""
        page = self.context.new_page()
        page.on("console", self._heard)
        page.on("pageerror", lambda error: self.complaints.append(f"script error on {page.url}: {error}"))
        page.on("response", self._answered)
        return page

    def expect(self, pattern: str) -> None:
        """Let the console say this: for tests that cut the network or end the session."""
        self.expected.append(pattern)

    def go(self, path: str = "/") -> Page:
        """Open an address of the service."""
        self.page.goto(self.address + path)
        return self.page

    def sign_in(self, email: str, password: str = make.PASSWORD) -> Page:
        """Sign in through the form, and arrive at home."""
        self.go("/sign-in")
        self.page.get_by_label("E-mail address").fill(email)
        self.page.get_by_label("Password", exact=True).fill(password)
        self.page.get_by_role("button", name="Sign in").click()
        self.page.wait_for_url(lambda url: not url.endswith("/sign-in"))
        if self.page.url.endswith("/sign-in/code") and self.code:
            self.page.get_by_label("Code").fill(self.code(email))
            self.page.get_by_role("button", name="Sign in").click()
        self.page.wait_for_url(lambda url: "/sign-in" not in url)
        return self.page

    def click(self, name: str, role: Any = None) -> None:
        """Click the link or button with this name."""
        self.clicks += 1
        found = self.page.get_by_role(role, name=name) if role else self._pressable(name)
        found.first.click()

    def choose(self, label: str) -> None:
        """Tick a radio or checkbox."""
        self.clicks += 1
        self.page.get_by_label(label).check()

    def select(self, label: str, option: str) -> None:
        """Pick one of a list."""
        self.clicks += 1
        self.page.get_by_label(label).select_option(label=option)

    def write(self, label: str, text: str) -> None:
        """Type into a box."""
        self.page.get_by_label(label).fill(text)

    def violations(self) -> list[str]:
        """What axe finds wrong with the page as it stands."""
        self.page.evaluate(AXE_SCRIPT)
        found = self.page.evaluate(VIOLATIONS)
        return [f"{self.page.url}: {v['id']}: {n['target']} {n['html'][:160]}" for v in found for n in v["nodes"]]

    def survey(self, path: str) -> Survey:
        """What the page at an address is like, without leaving the present one, which must be of the service."""
        found = self.page.evaluate(SURVEY, path)
        links = [link for link in dict.fromkeys(found["links"]) if link and not link.startswith("/static/")]
        return Survey(found["status"], frozenset(found["parts"]), found["longest"], links)

    def overflows(self) -> bool:
        """Whether the page is wider than the window."""
        return bool(self.page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth"))

    def status(self, path: str) -> int:
        """What the service answers this person at an address, without opening it."""
        cookies = "; ".join(f"{one['name']}={one['value']}" for one in self.context.cookies(self.address))
        with closing(HTTPConnection(self.address.removeprefix("http://"))) as connection:
            connection.request("GET", path, headers={"Cookie": cookies})
            return connection.getresponse().status

    def picture(self, *name: str, always: bool = False) -> Path | None:
        """Keep a picture of the whole page, to look at: where PICTURES=1 asks for them, or something is wrong."""
        if not (always or os.environ.get("PICTURES")):
            return None
        path = ARTEFACTS.joinpath(*(re.sub(r"\W+", "-", part).strip("-") for part in name)).with_suffix(".png")
        path.parent.mkdir(parents=True, exist_ok=True)
        self.page.screenshot(path=path, full_page=True)
        return path

    def _pressable(self, name: str) -> Any:
        return self.page.get_by_role("button", name=name).or_(self.page.get_by_role("link", name=name))

    def _heard(self, message: ConsoleMessage) -> None:
        text = message.text
        if message.type in ("error", "warning") and not REFUSAL.search(text):
            self.complaints.append(f"console of {message.page.url if message.page else ''}: {text}")

    def _answered(self, response: Response) -> None:
        if response.status >= 500:
            self.complaints.append(f"{response.status} from {response.url}")

    def unexpected(self) -> list[str]:
        """What was complained about and not foreseen."""
        return [text for text in self.complaints if not any(re.search(known, text) for known in self.expected)]


@contextmanager
def visiting(
    browser: Browser, address: str, way: str = "laptop", code: Callable[[str], str] | None = None
) -> Iterator[Visitor]:
    """A visitor of this way, whose browser must not have complained by the time they leave."""
    context = browser.new_context(locale="en-GB", timezone_id="Europe/London", **WAYS[way])
    context.set_default_timeout(WAIT)
    try:
        visitor = Visitor(context, address, code)
        yield visitor
        assert not visitor.unexpected(), "\n".join(visitor.unexpected())
    finally:
        context.close()
