"""Calendar files: an appointment that any calendar program opens."""

from datetime import datetime, timedelta

from icalendar import Calendar, Event


def appointment(uid: str, summary: str, starts_at: datetime, minutes: int, place: str, now: datetime) -> bytes:
    """One appointment as an .ics file. `uid` stays the same when it is moved, so the calendar moves it too."""
    event = Event()
    event.add("uid", uid)
    event.add("dtstamp", now)
    event.add("dtstart", starts_at)
    event.add("dtend", starts_at + timedelta(minutes=minutes))
    event.add("summary", summary)
    event.add("location", place)
    event.add("class", "PRIVATE")
    calendar = Calendar()
    calendar.add("prodid", "-//Management oversight//EN")
    calendar.add("version", "2.0")
    calendar.add_component(event)
    return bytes(calendar.to_ical())
