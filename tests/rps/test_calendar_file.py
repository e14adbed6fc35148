"""The calendar file of a planned session, read again as a calendar program does."""

from datetime import UTC, datetime

from icalendar import Calendar


def event_of(browser, record):
    """The one appointment in the file."""
    answer = browser.get(f"/sessions/{record.id}.ics")
    assert (answer.status_code, answer.mimetype) == (200, "text/calendar")
    assert answer.headers["Content-Disposition"] == f'attachment; filename="session-{record.id}.ics"'
    (event,) = Calendar.from_ical(answer.data).walk("VEVENT")
    return event


def test_the_file_holds_when_and_how_long_in_london_and_names_nobody(unit, isla, lowri, plan):
    _, record = plan(isla, unit.lowri, day="15/07/2027", at="9:30am", minutes="45")
    for browser in (isla, lowri):
        event = event_of(browser, record)
        assert event.decoded("dtstart") == datetime(2027, 7, 15, 8, 30, tzinfo=UTC)
        assert event.decoded("dtend") == datetime(2027, 7, 15, 9, 15, tzinfo=UTC)
        assert event.decoded("dtstamp") == datetime(2026, 11, 19, 9, 32, tzinfo=UTC)
        assert (event["summary"], event["class"]) == ("Reflective practice supervision", "PRIVATE")
        text = event.to_ical().decode()
        for person in (unit.isla, unit.lowri):
            assert not any(word in text for word in person.name.split())


def test_a_moved_session_keeps_its_place_in_the_calendar(unit, isla, plan):
    _, record = plan(isla, unit.lowri)
    before = event_of(isla, record)
    isla.post(f"/sessions/{record.id}/move", data={"on": "1/12/2026", "at": "2pm", "minutes": "60", "place": "video"})
    after = event_of(isla, record)
    assert after["uid"] == before["uid"]
    assert after.decoded("dtstart") == datetime(2026, 12, 1, 14, tzinfo=UTC)
    assert after.decoded("dtend") == datetime(2026, 12, 1, 15, tzinfo=UTC)


def test_the_file_is_for_the_two_people_only(unit, isla, efua, client, sign_in, plan):
    _, record = plan(isla, unit.lowri)
    assert efua.get(f"/sessions/{record.id}.ics").status_code == 403
    assert sign_in(unit.rhys).get(f"/sessions/{record.id}.ics").status_code == 404


def test_a_cancelled_session_has_no_file(unit, isla, plan):
    _, record = plan(isla, unit.lowri)
    isla.post(f"/records/{record.id}/cancel", data={"reason": "Moved to another team."})
    assert isla.get(f"/sessions/{record.id}.ics").status_code == 403
