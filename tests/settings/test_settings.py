"""Settings and reference lists: what stands on a day, and changing it."""

from datetime import UTC, date, datetime

import pytest
from flask import Flask
from sqlalchemy import select

from app.database import db
from app.history.actions import Actor
from app.history.models import Event
from app.policy.lists import LISTS, OBSERVATION_HEADINGS
from app.policy.rules import Refused
from app.policy.settings import SETTINGS, Unfit, shown, typed
from app.policy.settings_relations import RELATIONS
from app.settings import actions, queries
from app.settings.models import DatedSetting, ListItem

NOW = datetime(2026, 11, 19, 9, 32, tzinfo=UTC)
TODAY, LATER, LAST = date(2026, 11, 19), date(2026, 12, 1), date(2027, 1, 1)
BY = Actor(7, "Fergus MacGillivray", "Administrator")


def let(key: str, text: str, starts_on: date = TODAY, reason: str = "Agreed with the region") -> DatedSetting:
    return actions.set_value(key, text, starts_on, reason, BY, NOW, TODAY)


def labels(on: date) -> list[str]:
    return [item.label for item in queries.items(OBSERVATION_HEADINGS, on)]


@pytest.mark.parametrize("key", SETTINGS)
def test_every_default_is_a_fit_value_that_reads_back(key: str):
    setting = SETTINGS[key]
    assert setting.read(setting, typed(setting, setting.default)) == setting.default
    assert setting.meaning
    assert setting.source
    assert shown(setting, setting.default)


@pytest.mark.parametrize(
    ("text", "value", "words"),
    [("7:30", "07:30", "7:30am"), (" 16:05 ", "16:05", "4:05pm"), ("00:00", "00:00", "12:00am")],
)
def test_a_time_of_day_is_read_on_the_24_hour_clock(text: str, value: str, words: str):
    setting = SETTINGS["notices.digest_time"]
    assert setting.read(setting, text) == value
    assert shown(setting, value) == words


def test_without_a_change_the_default_stands(app: Flask):
    assert queries.value("rps.sop_days", TODAY) == 5
    assert queries.in_force("rps.sop_days", TODAY) is None


def test_a_change_takes_effect_on_its_day_and_the_past_stays(app: Flask):
    let("rps.sop_days", "7", LATER)
    let("rps.sop_days", "4", LAST)
    assert [queries.value("rps.sop_days", day) for day in (TODAY, LATER, LAST)] == [5, 7, 4]
    let("rps.sop_days", "8", LATER, "The first was a slip")
    assert queries.value("rps.sop_days", LATER) == 8
    assert [row.starts_on for row in queries.changes("rps.sop_days")] == [LAST, LATER, LATER]
    note = db.session.scalars(select(Event).order_by(Event.id)).first()
    assert note
    assert (note.verb, note.actor, note.reason) == (
        "set rps.sop_days", "Fergus MacGillivray", "7 from 2026-12-01: Agreed with the region",
    )  # fmt: skip


def test_a_mandated_minimum_can_be_raised_and_never_lowered(app: Flask):
    with pytest.raises(Refused, match=r"The minimum is 6 \(Framework 6\.3\)\. It can be raised, not lowered\."):
        let("rps.sessions", "5")
    let("rps.sessions", "8")
    let("rps.sessions", "6", LATER)
    assert queries.value("rps.sessions", TODAY) == 8


@pytest.mark.parametrize(
    ("key", "text", "words"),
    [
        ("rps.sop_days", "", "Enter a whole number of working days."),
        ("rps.sop_days", "five", "Enter a whole number of working days."),
        ("rps.sop_days", "-1", "Enter a whole number of working days."),
        ("rps.sop_days", "5.5", "Enter a whole number of working days."),
        ("rps.sop_days", "٣", "Enter a whole number of working days."),
        ("rps.sop_days", "9" * 400, "Enter a whole number of working days."),
        ("rps.sop_days", "0", "Enter a number from 1 to 20."),
        ("sign_in.proof_minutes", "61", "Enter a number from 1 to 60."),
        ("rps.year_start", "02-29", "Enter the month and the day"),
        ("rps.year_start", "1 April", "Enter the month and the day"),
        ("notices.digest_time", "half past seven", "Enter a time of day"),
        ("notices.digest_time", "24:00", "Enter a time of day"),
        ("notices.digest_time", "7:5", "Enter a time of day"),
        ("calendar.holidays", "2026-02-30", "“2026-02-30” is not a date."),
    ],
)
def test_a_value_outside_its_limits_is_refused(app: Flask, key: str, text: str, words: str):
    with pytest.raises(Refused) as refused:
        let(key, text)
    assert words in str(refused.value)
    with pytest.raises(Unfit):
        SETTINGS[key].read(SETTINGS[key], text)


def test_two_settings_keep_their_order_on_every_day_on_which_either_changes(app: Flask):
    let("rps.red_behind", "4", LATER)
    with pytest.raises(Refused, match="“Sessions behind at which a year is red” is 2 behind on 19 November 2026"):
        let("rps.amber_behind", "3")
    let("rps.amber_behind", "3", LATER)
    let("rps.amber_behind", "1", LAST)
    with pytest.raises(Refused, match="is 3 behind on 1 December 2026"):
        let("rps.red_behind", "2", LATER)
    let("rps.red_behind", "2", LAST)
    with pytest.raises(Refused, match="is 2 behind on 1 January 2027"):
        let("rps.amber_behind", "3", LAST)
    for relation in RELATIONS:
        assert relation.holds(SETTINGS[relation.lower].default, SETTINGS[relation.upper].default), relation


def test_a_change_needs_a_reason_and_cannot_lie_in_the_past(app: Flask):
    with pytest.raises(Refused, match="Say why"):
        let("rps.sop_days", "7", reason="  ")
    with pytest.raises(Refused, match="in the past"):
        let("rps.sop_days", "7", date(2026, 11, 18))
    with pytest.raises(KeyError):
        let("rps.moons", "7")
    with pytest.raises(KeyError):
        queries.value("rps.moons", TODAY)


def test_one_off_holidays_reach_the_calendar(app: Flask):
    assert queries.holidays(TODAY) == frozenset()
    let("calendar.holidays", "2027-06-07\n2026-12-29")
    assert queries.holidays(TODAY) == {date(2026, 12, 29), date(2027, 6, 7)}
    assert shown(SETTINGS["calendar.holidays"], queries.value("calendar.holidays", TODAY)) == (
        "29 December 2026, 7 June 2027"
    )


@pytest.mark.parametrize("key", LISTS)
def test_a_list_stands_as_it_is_before_anyone_changes_it(app: Flask, key: str):
    assert tuple(queries.items(key, TODAY)) == LISTS[key].items
    codes = [item.code for item in LISTS[key].items]
    assert len(set(codes)) == len(codes)
    assert db.session.query(ListItem).count() == 0


def test_an_entry_is_added_at_the_end_from_its_day(app: Flask):
    before = labels(TODAY)
    entry = actions.add_item(OBSERVATION_HEADINGS, " Use of silence ", "Region", LATER, BY, NOW, TODAY)
    assert entry.code == "use_of_silence"
    assert labels(TODAY) == before
    assert labels(LATER) == [*before, "Use of silence"]
    assert queries.choices(OBSERVATION_HEADINGS, on=LATER)[0][-1] == ("use_of_silence", "Use of silence")


def test_an_entry_ends_after_its_last_day(app: Flask):
    actions.end_item(OBSERVATION_HEADINGS, "verbal", LATER, "Folded into another", BY, NOW, TODAY)
    assert "Verbal communication" in labels(LATER)
    assert "Verbal communication" not in labels(LAST)
    with pytest.raises(Refused, match="has ended"):
        actions.end_item(OBSERVATION_HEADINGS, "verbal", LAST, "Again", BY, NOW, LAST)
    again = actions.add_item(OBSERVATION_HEADINGS, "Verbal communication", "", LAST, BY, NOW, LAST)
    assert again.code == "verbal_communication"


def test_a_reworded_entry_keeps_its_code_and_its_place(app: Flask):
    actions.reword_item(OBSERVATION_HEADINGS, "verbal", "Spoken words", LATER, "Plainer", BY, NOW, TODAY)
    place = labels(TODAY).index("Verbal communication")
    assert labels(LATER)[place] == "Spoken words"
    assert len(labels(LATER)) == len(labels(TODAY))
    assert queries.labels(OBSERVATION_HEADINGS)["verbal"] == "Spoken words"
    with pytest.raises(Refused, match="start after"):
        actions.reword_item(OBSERVATION_HEADINGS, "verbal", "Said words", LATER, "Plainer", BY, NOW, TODAY)


def test_words_that_are_there_already_are_refused(app: Flask):
    with pytest.raises(Refused, match="already"):
        actions.add_item(OBSERVATION_HEADINGS, "VERBAL communication", "", TODAY, BY, NOW, TODAY)
    with pytest.raises(Refused, match="already"):
        actions.reword_item(OBSERVATION_HEADINGS, "setup", "Overall structure", LATER, "Why not", BY, NOW, TODAY)
    with pytest.raises(Refused, match="Enter the words"):
        actions.add_item(OBSERVATION_HEADINGS, " ", "", TODAY, BY, NOW, TODAY)
