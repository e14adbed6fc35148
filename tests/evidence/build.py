"""Packs of a wanted size, made of signed records as the mechanism freezes them, and what a validator says of a file."""

import io
import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import page
import pikepdf

from app.evidence.contents import gather
from app.evidence.contents.masking import Masker
from app.evidence.contents.pack import LEFT_OUT, Entry, Pack, PracticeYear, Standard
from app.evidence.contents.wording import paragraphs
from app.records import snapshot
from app.records.models import CONFIRMED, LOCKED, Action, Addendum, Record, Signature, Snapshot
from app.records.snapshot import Line

LOWRI, ISLA = "Lowri Throckmorton", "Isla Mbeki"
CANARY = "It stayed with me all weekend"
AT = datetime(2026, 7, 16, 8, 32, tzinfo=UTC)
MADE_AT = datetime(2026, 11, 19, 9, 32, tzinfo=UTC)
WORDS = "The move was raised in the last five minutes and there was no time left to ask who else lives there. "
HEADLINE = [["With", f"{ISLA}, line manager"], ["Length and place", "65 minutes, in person"], ["Case", "X264410, high"]]


def lines(text: str = WORDS) -> list[Line]:
    """The answers of a session, one of them private and one with a phone number."""
    return [
        Line("what", "subject", LOWRI, "Reflection", "What happened", text),
        Line("what", "lead", ISLA, "Reflection", "What happened", f"Rang 07700 900142 first. {text}"),
        Line("back", "subject", LOWRI, "Reflection", "Looking back", "I was pleased with the openness."),
        Line("back", "lead", ISLA, "Reflection", "Looking back", text),
        Line("strengths", "lead", ISLA, "Strengths", "Strengths", "Candour about the pull of a pleasant appointment."),
        Line("wellbeing", "subject", LOWRI, "Wellbeing", "How you are", CANARY, private=True),
    ]


def rows(number: int, answers: list[Line], kind: str = "rps") -> tuple[Record, Snapshot, list[Signature]]:
    """A locked record, its frozen text and its two signatures, as rows that need no database."""
    held_on = date(2026, 7, 14) - timedelta(days=number)
    facts = {
        "record": number, "kind": kind, "version": 1, "happened_on": held_on.isoformat(), "headline": HEADLINE,
        "kind_name": "Reflective practice supervision session" if kind == "rps" else "Observation of practice",
        "subject": {"id": 1, "name": LOWRI, "staff_number": "100258", "job_role": "Probation Officer"},
        "lead": {"id": 2, "name": ISLA, "capacity": "line manager"},
        "policy": [["Framework 6.3", "Six reflective discussions a year, two of which follow observations."]],
    }  # fmt: skip
    body, fingerprint = snapshot.freeze(facts, answers)
    record = Record(
        id=number, kind=kind, version=1, state=LOCKED, subject_id=1, lead_id=2, lead_capacity="line manager",
        happened_on=held_on, locked_at=AT, snapshot_id=number, logged_on=AT.date(),
    )  # fmt: skip
    signatures = [
        Signature(
            record_id=number, snapshot_id=number, part=part, name=name, for_name="", capacity=capacity, meaning=meaning,
            comment="", disagrees=False, signed_at=AT, fingerprint=fingerprint,
        )
        for part, name, capacity, meaning in (
            ("subject", LOWRI, "practitioner", "I took part. This is a fair record."),
            ("lead", ISLA, "line manager", "I held this session. The record is mine."),
        )
    ]  # fmt: skip
    return record, Snapshot(id=number, record_id=number, body=body, fingerprint=fingerprint, made_at=AT), signatures


def entry(number: int = 1, answers: list[Line] | None = None, kind: str = "rps") -> Entry:
    """A signed record with an action and an addendum, as it is printed."""
    record, text, signatures = rows(number, lines() if answers is None else answers, kind)
    action = Action(
        text="Home visit, household question first.", due_on=date(2026, 7, 24), state=CONFIRMED,
        done_on=date(2026, 7, 22), confirmed_by=ISLA,
    )  # fmt: skip
    addendum = Addendum(name=LOWRI, capacity="practitioner", text="The tenancy was confirmed.", signed_at=AT)
    masker = Masker(number, frozenset({LOWRI, ISLA}))
    return gather.entry(record, text, signatures, [addendum], [gather.deed(action, LOWRI, masker)], masker)


def pack(*entries: Entry, made_at: datetime = MADE_AT) -> Pack:
    """A pack of these records."""
    facts = (("Staff number", "100258"), ("Line manager", ISLA), ("Left out", LEFT_OUT))
    year = (date(2025, 9, 1), date(2026, 8, 31))
    return Pack(1, LOWRI, "Probation Officer", *year, facts, entries, made_at, LOWRI)


KINDS = {
    "review": "Performance review",
    "supervision": "Supervision",
    "rps": "Reflective practice supervision session",
    "observation": "Observation of practice",
    "learning": "Learning record",
    "declaration": "Declaration",
}
STANDARDS = (
    ("qualification", "Qualification and eligibility"), ("conduct", "Conduct and behaviour"),
    ("reflection", "Reflective practice and supervision"),
    ("learning", "Continuing professional development and mandatory learning"),
)  # fmt: skip
SCRIPTS = (
    "Mae’n ŵyl y gŵr a’r wŷs, ac mae’r tŷ’n llwyd. Żółć, Ørsted, Šárka.\n\nمرحبا بالعالم، هذا نص طويل بعض الشيء.\n\n"
    "שלום עולם, זה טקסט בעברית.\n\nThumbs up 👍, a family 👩‍👩‍👧 and 漢字. "
)


def brief(number: int, kind: str) -> Entry:
    """A short record of a kind, evidence for one standard."""
    asked = [
        Line("learned", "subject", LOWRI, "Learning", "What you learned", "To open with the reason for the visit."),
        Line("effect", "subject", LOWRI, "Learning", "Effect on practice", "I plan the last five minutes first."),
    ]
    made = replace(entry(number, asked), kind=kind, kind_name=KINDS[kind], actions=(), addenda=(), logged="")
    return replace(
        made, standards=STANDARDS[2:] if kind == "learning" else STANDARDS[2:3], signatures=made.signatures[:1]
    )


def everything(sessions: int = 6, sentences: int = 12, learning: int = 8) -> Pack:
    """A pack with every section, every script and a statement; `sessions` and `sentences` make it long."""
    texts = [WORDS * sentences, SCRIPTS * max(1, sentences // 6)]
    long = [replace(entry(number, lines(texts[number % 5 == 4])), standards=STANDARDS[2:3])
            for number in range(10, 10 + sessions)]  # fmt: skip
    seen = [entry(number, lines(texts[0]), "observation") for number in (50, 51)]
    reviews = [replace(one, kind="review", kind_name=KINDS["review"]) for one in (entry(1, lines()), entry(2, lines()))]
    short = [brief(number, kind) for kind, count in (("supervision", 6), ("learning", learning), ("declaration", 1))
             for number in range(count)]  # fmt: skip
    rank = list(KINDS)
    found = sorted([*reviews, *long, *seen, *short], key=lambda one: rank.index(one.kind))
    numbered = tuple(replace(one, record_id=number) for number, one in enumerate(found, 1))
    return replace(
        pack(*numbered), standards=standards(numbered), standards_note="These headings stand in.",
        statement=paragraphs("This year I worked on the first five minutes of each appointment.\n\n" + SCRIPTS),
        years=(YEAR,),
    )  # fmt: skip


def standards(entries: Sequence[Entry]) -> tuple[Standard, ...]:
    """The map of these records."""
    found = []
    for code, label in STANDARDS:
        numbers = tuple(number for number, one in enumerate(entries, 1) if code in dict(one.standards))
        words = f"{len(numbers)} records" if numbers else "Gap: nothing yet"
        found.append(Standard(code, label, numbers, words, is_gap=not numbers))
    return tuple(sorted(found, key=lambda each: not each.is_gap))


YEAR = PracticeYear(
    date(2025, 4, 1), date(2026, 3, 31), 6, 2, 5, 2, 0,
    ((False, "complete"), (True, "complete"), (False, "complete"), (True, "complete"), (False, "complete"),
     (False, "to hold")),
    "5 of 6 sessions complete, 2 of 2 after observation.",
    tuple((date(2025, month, 12), month in (7, 9)) for month in (5, 7, 8, 9, 11)),
)  # fmt: skip


def failures(content: bytes) -> list[str]:
    """What the validator finds wrong under PDF/A-3a and PDF/UA-1."""
    profiles = (page.ValidationProfile.PDF_A_3A, page.ValidationProfile.PDF_UA_1)
    reports = [page.validate_pdf_bytes(content, profile=profile) for profile in profiles]
    assert all(report.rules.total > 100 for report in reports)
    return [f"{failure.rule_id}: {failure.message}" for report in reports for failure in report.failures]


def attached(content: bytes) -> dict[str, bytes]:
    """The files inside a file."""

    with pikepdf.open(io.BytesIO(content)) as pdf:
        found: dict[str, Any] = {name: spec.get_file().read_bytes() for name, spec in pdf.attachments.items()}
    return found


def headings(content: bytes) -> list[tuple[int, str]]:
    """Level and words of every heading, in the order a screen reader meets them."""
    found = []
    with pikepdf.open(io.BytesIO(content)) as pdf:
        titles = {}
        for page in pdf.pages:
            titles[page.objgen] = _marked(page)
        _walk(pdf.Root["/StructTreeRoot"]["/K"], None, titles, found)
    return found


def _walk(node: Any, page: Any, texts: dict[Any, dict[int, str]], found: list[tuple[int, str]]) -> str:
    """The words under a node of the structure tree; headings are added to `found`."""
    if isinstance(node, pikepdf.Array):
        return "".join(_walk(each, page, texts, found) for each in node)
    if isinstance(node, int):
        return texts[page].get(node, "")
    if not isinstance(node, pikepdf.Dictionary):
        return ""
    page = node["/Pg"].objgen if "/Pg" in node else page
    kind, place = str(node.get("/S", "")), len(found)
    words = (
        texts[page].get(int(node["/MCID"]), "")
        if "/MCID" in node
        else _walk(node.get("/K", pikepdf.Array()), page, texts, found)
    )
    if kind[:2] == "/H" and kind[2:].isdigit():
        found.insert(place, (int(kind[2:]), " ".join(words.split())))
    return words


def _marked(page: pikepdf.Page) -> dict[int, str]:
    """The words of each piece of marked content on a page."""
    maps = {name: _letters(font) for name, font in page.Resources.get("/Font", {}).items()}
    found: dict[int, str] = {}
    font, at = "", None
    for operands, operator in pikepdf.parse_content_stream(page):
        match str(operator):
            case "BDC":
                at = int(operands[1]["/MCID"]) if "/MCID" in operands[1] else None
            case "EMC":
                at = None
            case "Tf":
                font = str(operands[0])
            case "Tj" | "TJ" if at is not None:
                parts = operands[0] if isinstance(operands[0], pikepdf.Array) else [operands[0]]
                for part in parts:
                    if isinstance(part, pikepdf.String):
                        codes = bytes(part)
                        found[at] = found.get(at, "") + "".join(
                            maps[font].get(codes[n : n + 2], "") for n in range(0, len(codes), 2)
                        )
    return found


def _letters(font: Any) -> dict[bytes, str]:
    """What each code of a font stands for."""
    table = font["/ToUnicode"].read_bytes().decode()
    pairs = re.findall(r"<([0-9a-fA-F]{4})> *<([0-9a-fA-F]+)>", table)
    return {bytes.fromhex(code): bytes.fromhex(words).decode("utf-16-be") for code, words in pairs}
