"""A pack as a value: what it says, in order, with nothing private in it, and the digest that names exactly that."""

import hashlib
from collections.abc import Iterator
from dataclasses import asdict, dataclass, field
from datetime import date, datetime
from itertools import groupby
from typing import Any

from app.evidence.contents.wording import Paragraph, Piece
from app.history.chain import digest

# In the order the register's guidance lists them (C10), as far as this service keeps them.
SECTIONS = {
    "review": "Performance reviews",
    "supervision": "Supervision records",
    "rps": "Reflective practice sessions",
    "observation": "Observations of practice",
    "learning": "Learning and professional development",
    "declaration": "Declarations",
}
BY_KIND, BY_DAY, LATEST_FIRST = "kind", "day", "latest"  # the orders a pack may have
# Short records: several to a page.
BRIEF = frozenset({"supervision", "learning", "declaration"})
MONTHS_APART = 430  # days: in order of days, a pack of up to this many has a section a month, a longer one a year

LEFT_OUT = (
    "Wellbeing, absence, formal plans, reasons for an assessor role, all of one-to-ones but their topics and learning,"
    " and drafts. Whatever looks as if it could identify anybody else is masked"
)

# Without the letters I, L, O and U, which are misread or misspelt.
ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"


@dataclass(frozen=True)
class Words:
    """One answer: whose words (`by`), and the words. `is_masked` when any passage is hidden."""

    by: str
    key: str
    part: str
    paragraphs: tuple[Paragraph, ...]
    is_masked: bool


@dataclass(frozen=True)
class Question:
    """One question and the answers to it."""

    section: str
    label: str
    answers: tuple[Words, ...]


@dataclass(frozen=True)
class Deed:
    """An action agreed in a record: what, who and by when in one line, and how far it has come."""

    line: tuple[Piece, ...]
    owner: str
    due: str
    progress: str


@dataclass(frozen=True)
class Signed:
    """One signature as it is printed. `capacity` names whom they covered for, if anyone."""

    name: str
    capacity: str
    meaning: str
    at: datetime
    fingerprint: str
    comment: tuple[Paragraph, ...] = ()
    disagrees: bool = False


@dataclass(frozen=True)
class Added:
    """An addendum under a record."""

    name: str
    capacity: str
    at: datetime
    paragraphs: tuple[Paragraph, ...]


@dataclass(frozen=True)
class Entry:
    """One signed record. `disclosure` is what travels with the file as data, to prove what is shown; `standards` are
    the registration standards it is evidence for, code and words; `kept` how many passages its owner looked at and
    keeps.
    """

    record_id: int
    kind: str
    kind_name: str
    happened_on: date
    subject: str
    headline: tuple[tuple[str, str], ...]
    questions: tuple[Question, ...]
    actions: tuple[Deed, ...]
    signatures: tuple[Signed, ...]
    addenda: tuple[Added, ...]
    logged: str
    policy: tuple[tuple[str, str], ...]
    fingerprint: str
    changed_at: datetime
    disclosure: dict[str, Any] = field(hash=False)
    standards: tuple[tuple[str, str], ...] = ()
    kept: int = 0

    @property
    def is_brief(self) -> bool:
        """Whether it shares a page with others."""
        return self.kind in BRIEF


@dataclass(frozen=True)
class Standard:
    """A registration standard, and the numbers of the records in the pack that are evidence for it. `words` say how
    much there is and what is missing; `is_gap` when less than the register asks for.
    """

    code: str
    label: str
    numbers: tuple[int, ...]
    words: str
    is_gap: bool


@dataclass(frozen=True)
class Choice:
    """What the owner decided for a pack: records left out, the order, and a statement for the cover."""

    left_out: frozenset[int] = frozenset()
    order: str = BY_KIND
    statement: str = ""


@dataclass(frozen=True)
class PracticeYear:
    """A year of supervision: what it asks for and what of it was complete, each with how many after an observation.

    `unlogged` were held and only not logged yet. `marks` is the meter, (after an observation, state) from the left;
    `words` says it, `held` is the day of each complete session and whether it followed an observation.
    """

    first: date
    last: date
    asked: int
    asked_observed: int
    complete: int
    observed: int
    unlogged: int
    marks: tuple[tuple[bool, str], ...]
    words: str
    held: tuple[tuple[date, bool], ...]


@dataclass(frozen=True)
class Pack:
    """Everything one pack says. `facts` are the lines of the cover, label and value; `standards_note` says where the
    standards are from.
    """

    owner_id: int
    name: str
    role: str
    starts_on: date
    ends_on: date
    facts: tuple[tuple[str, str], ...]
    entries: tuple[Entry, ...]
    made_at: datetime
    made_by: str
    years: tuple[PracticeYear, ...] = ()
    standards: tuple[Standard, ...] = ()
    standards_note: str = ""
    order: str = BY_KIND
    statement: tuple[Paragraph, ...] = ()

    @property
    def digest(self) -> str:
        """SHA-256 of the content: the same whenever and by whomever it is made."""
        content = {name: value for name, value in asdict(self).items() if name not in ("made_at", "made_by")}
        return digest(_plain(content))

    @property
    def check_code(self) -> str:
        """The short name of this content that is printed on every page."""
        return check_code(self.digest)

    @property
    def changed_at(self) -> datetime | None:
        """When the content last changed; None for an empty pack."""
        return max((entry.changed_at for entry in self.entries), default=None)

    @property
    def sections(self) -> Iterator[tuple[str, str, list[tuple[int, Entry]]]]:
        """Key, title and numbered entries of each section that has any: a section a kind, or one a month or year."""
        for key, found in groupby(enumerate(self.entries, 1), key=lambda each: self._section_of(each[1])):
            yield *key, list(found)

    @property
    def absent(self) -> tuple[str, ...]:
        """Titles of the sections that a pack may have and this one has nothing for."""
        held = {entry.kind for entry in self.entries}
        return tuple(title for key, title in SECTIONS.items() if key not in held)

    @property
    def gaps(self) -> tuple[str, ...]:
        """The standards that the pack holds less evidence for than the register asks for."""
        return tuple(standard.label for standard in self.standards if standard.is_gap)

    def evidence(self, standard: Standard) -> list[tuple[str, str, list[int]]]:
        """The records that are evidence for a standard: kind, its title and the numbers of the records."""
        kinds = {number: self.entries[number - 1].kind for number in standard.numbers}
        return [
            (key, title, numbers)
            for key, title in SECTIONS.items()
            if (numbers := [number for number, kind in kinds.items() if kind == key])
        ]

    def _section_of(self, entry: Entry) -> tuple[str, str]:
        if self.order == BY_KIND:
            return entry.kind, SECTIONS[entry.kind]
        if (self.ends_on - self.starts_on).days > MONTHS_APART:
            return f"{entry.happened_on:%Y}", f"{entry.happened_on:%Y}"
        return f"{entry.happened_on:%Y-%m}", f"{entry.happened_on:%B %Y}"


def entry_digest(entry: Entry) -> str:
    """SHA-256 of all that the print of one record says."""
    return digest(_plain(asdict(entry)))


def check_code(content_digest: str) -> str:
    """Twelve letters and figures that follow from a pack's digest."""
    number = int.from_bytes(hashlib.sha256(b"check code " + content_digest.encode()).digest()[:8], "big")
    letters = "".join(ALPHABET[number >> 5 * place & 31] for place in range(12))
    return "-".join((letters[:4], letters[4:8], letters[8:]))


def _plain(value: Any) -> Any:
    if isinstance(value, dict):
        return {name: _plain(part) for name, part in value.items()}
    if isinstance(value, (list, tuple)):
        return [_plain(part) for part in value]
    return value.isoformat() if isinstance(value, (date, datetime)) else value
