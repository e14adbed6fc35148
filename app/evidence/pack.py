"""A pack as a value: what it says, in order, with nothing private in it, and the digest that names exactly that."""

import hashlib
from collections.abc import Iterator
from dataclasses import asdict, dataclass, field
from datetime import date, datetime
from typing import Any

from app.evidence.wording import Paragraph, Piece
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

LEFT_OUT = (
    "Wellbeing, absence, reasons for an assessor role, and drafts. Whatever identifies people on probation is masked"
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
    """One signed record. `disclosure` is what travels with the file as data, to prove what is shown."""

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
    """Everything one pack says. `facts` are the lines of the cover, label and value."""

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
        """Key, title and numbered entries of each section that has any."""
        numbered = list(enumerate(self.entries, 1))
        for key, title in SECTIONS.items():
            if found := [(number, entry) for number, entry in numbered if entry.kind == key]:
                yield key, title, found


def entry_digest(entry: Entry) -> str:
    """SHA-256 of all that the print of one record says."""
    return digest(_plain(asdict(entry)))


def check_code(content_digest: str) -> str:
    """Twelve letters and figures that follow from a pack's digest."""
    number = int.from_bytes(hashlib.sha256(b"check code " + content_digest.encode()).digest()[:8], "big")
    letters = "".join(ALPHABET[number >> 5 * place & 31] for place in range(12))
    return "-".join((letters[:4], letters[4:8], letters[8:]))


def manifest(pack: Pack) -> dict[str, Any]:
    """What the file holds: each record with its fingerprint, and the digest of the whole. The press adds the pages."""
    return {
        "format": 1,
        "pack_digest": pack.digest,
        "check_code": pack.check_code,
        "person": pack.name,
        "period": [pack.starts_on.isoformat(), pack.ends_on.isoformat()],
        "made_at": pack.made_at.isoformat(timespec="seconds"),
        "made_by": pack.made_by,
        "years": [
            {
                "year": [year.first.isoformat(), year.last.isoformat()],
                "sessions": {"complete": year.complete, "asked": year.asked},
                "after_observation": {"complete": year.observed, "asked": year.asked_observed},
            }
            for year in pack.years
        ],
        "records": [
            {
                "record": entry.record_id,
                "number": number,
                "kind": entry.kind_name,
                "happened_on": entry.happened_on.isoformat(),
                "fingerprint": entry.fingerprint,
            }
            for number, entry in enumerate(pack.entries, 1)
        ],
    }


def disclosures(pack: Pack) -> list[dict[str, Any]]:
    """The shown answers with their salts, and the digests of all that is left out or masked; one item a record."""
    return [
        {
            "record": entry.record_id,
            "fingerprint": entry.fingerprint,
            "signatures": [[signed.name, signed.capacity, signed.at.isoformat()] for signed in entry.signatures],
            **entry.disclosure,
        }
        for entry in pack.entries
    ]


def _plain(value: Any) -> Any:
    if isinstance(value, dict):
        return {name: _plain(part) for name, part in value.items()}
    if isinstance(value, (list, tuple)):
        return [_plain(part) for part in value]
    return value.isoformat() if isinstance(value, (date, datetime)) else value
