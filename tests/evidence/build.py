"""Packs of a wanted size, made of signed records as the mechanism freezes them, and what a validator says of a file."""

import io
from datetime import UTC, date, datetime, timedelta
from typing import Any

import page
import pikepdf

from app.evidence import gather
from app.evidence.masking import Masker
from app.evidence.pack import LEFT_OUT, Entry, Pack
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
