"""Calendar files: appointments that any calendar program opens, moves and takes out again. They name nobody."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from icalendar import Calendar, Event, vCalAddress

PUBLISH, REQUEST, CANCEL = "PUBLISH", "REQUEST", "CANCEL"


@dataclass(frozen=True)
class Appointment:
    """What a calendar holds of one appointment.

    `uid` stays the same when it is moved, so the calendar moves it too; `sequence` is higher each time it changes.
    """

    uid: str
    summary: str
    starts_at: datetime
    minutes: int
    sequence: int = 0


def appointment(uid: str, summary: str, starts_at: datetime, minutes: int, place: str, now: datetime) -> bytes:
    """One appointment as an .ics file. `uid` stays the same when it is moved, so the calendar moves it too."""
    event = _event(Appointment(uid, summary, starts_at, minutes), now)
    event.add("location", place)
    return _file([event])


def several(them: Sequence[Appointment], now: datetime) -> bytes:
    """Many appointments as one .ics file."""
    return _file([_event(each, now) for each in them], PUBLISH)


def invitation(it: Appointment, method: str, organiser: str, reader: str, now: datetime) -> bytes:
    """One appointment as an e-mail asks a calendar to take it in or move it (REQUEST), or to take it out (CANCEL).

    `organiser` and `reader` are e-mail addresses: the service's own, and that of whoever gets the e-mail.
    """
    event = _event(it, now)
    event.add("organizer", vCalAddress(f"mailto:{organiser}"))
    attendee = vCalAddress(f"mailto:{reader}")
    attendee.params.update({"ROLE": "REQ-PARTICIPANT", "PARTSTAT": "ACCEPTED", "RSVP": "FALSE"})
    event.add("attendee", attendee)
    event.add("status", "CANCELLED" if method == CANCEL else "CONFIRMED")
    return _file([event], method)


def _event(it: Appointment, now: datetime) -> Event:
    event = Event()
    event.add("uid", it.uid)
    event.add("sequence", it.sequence)
    event.add("dtstamp", now)
    event.add("dtstart", it.starts_at)
    event.add("dtend", it.starts_at + timedelta(minutes=it.minutes))
    event.add("summary", it.summary)
    event.add("class", "PRIVATE")
    return event


def _file(events: Sequence[Event], method: str = "") -> bytes:
    calendar = Calendar()
    calendar.add("prodid", "-//Management oversight//EN")
    calendar.add("version", "2.0")
    if method:
        calendar.add("method", method)
    for event in events:
        calendar.add_component(event)
    return bytes(calendar.to_ical())
