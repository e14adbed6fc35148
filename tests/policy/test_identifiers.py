"""What could identify someone, and what only looks so."""

import pytest

from app.policy.identifiers import find, short_reference


@pytest.mark.parametrize(
    ("text", "passage", "kind"),
    [
        ("Breach letter sent for X264410 that day.", "X264410", "case reference"),
        ("breach letter for x264410.", "x264410", "case reference"),
        ("Recalled as A1234BC last week", "A1234BC", "prison number"),
        ("(PNC 2001/1234567X)", "2001/1234567X", "police number"),
        ("PNC 01/1234567X", "01/1234567X", "police number"),
        ("NI is AB 12 34 56 C.", "AB 12 34 56 C", "National Insurance number"),
        ("NI is ab123456c.", "ab123456c", "National Insurance number"),
        ("mail cosmo.iqbal@example.org today", "cosmo.iqbal@example.org", "e-mail address"),
        ("a text from 07700 900142 at midnight", "07700 900142", "phone number"),
        ("rang (020) 7946 0018 twice", "(020) 7946 0018", "phone number"),
        ("rang +44 7700 900142", "+44 7700 900142", "phone number"),
        ("rang +44 (0)20 7946 0018", "+44 (0)20 7946 0018", "phone number"),
        ("rang 0113-496-0999", "0113-496-0999", "phone number"),
        ("lives at CF10 1AA now", "CF10 1AA", "postcode"),
        ("lives at ls1 4ap now", "ls1 4ap", "postcode"),
        ("lives at SW1A1AA now", "SW1A1AA", "postcode"),
        ("born 12 March 2019, so still at school", "12 March 2019", "date of birth"),
        ("DOB: 12/03/1989", "12/03/1989", "date of birth"),
        ("d.o.b. 1989-03-12", "1989-03-12", "date of birth"),
        ("his date of birth is the 3rd of June 1990", "3rd of June 1990", "date of birth"),
        ("Her birthday was 3 Jun 90", "3 Jun 90", "date of birth"),
        ("on X 264410 today", "X 264410", "case reference"),
        ("CRN: E-301877, high", "E-301877", "case reference"),
        ("CRN 264410 is due", "264410", "case reference"),
        ("now A 4471 EF", "A 4471 EF", "prison number"),
        ("Prisoner number TT4117 on file", "TT4117", "prison number"),
        ("under 03/123456X today", "03/123456X", "police number"),
        ("PNC: 20030123456X", "20030123456X", "police number"),
        ("CRO 123456/03X", "123456/03X", "police number"),
        ("NI no JK-98-76-54-A", "JK-98-76-54-A", "National Insurance number"),
        ("NINO: LX 77 88 99 only", "LX 77 88 99", "National Insurance number"),
        ("write to ace at example dot com", "ace at example dot com", "e-mail address"),
        ("from 0770 090 0666", "0770 090 0666", "phone number"),
        ("on 07 700 900 228", "07 700 900 228", "phone number"),
        ("on +48 601 234 567", "+48 601 234 567", "phone number"),
        ("at CF10\N{NO-BREAK SPACE}1AA now", "CF10\N{NO-BREAK SPACE}1AA", "postcode"),
        ("Dylan (12.3.1989) came", "12.3.1989", "date of birth"),
        ("Aged 34 (07.09.1991)", "07.09.1991", "date of birth"),
        ("DOB 12-03-89", "12-03-89", "date of birth"),
        ("Ganwyd ef ar 5 Mehefin 1994", "5 Mehefin 1994", "date of birth"),
    ],
)
def test_an_identifier_is_found(text: str, passage: str, kind: str):
    assert [(text[span.start : span.end], span.kind) for span in find(text)] == [(passage, kind)]


@pytest.mark.parametrize(
    "text",
    [
        "OASys was reviewed under ISP R3.",
        "The SEEDS2 module UM02SL006 was done.",
        "RPS 6/2 this year, as Framework 6.3 and 5.2.1 say.",
        "We met on 12 March 2026 and again on 04/06/2026.",
        "The visit is due 24 July 2026 at 9:32am.",
        "Section 10, paragraph 4.3.2 (a).",
        "He was born in Leeds. We met there on Monday.",
        "20 hours of 120, 65 minutes, 2 of 6",
        "Form B123 and report C12345 and ref AB264410.",
        "100258 is a staff number.",
        "£1,234,567 was spent on 1234 5678",
        "MAPPA level 2, tier A1, cohort T4 today",
        "We need a 2026 to 2027 plan, and the 2025/2026 a year later.",
        "Tier B2 1st and T4 2nd; rooms 09.00 10.30 11.30 12.30.",
        "From 04.06.2026 10.30 to 04.06.2026 12.30 in room 3.",
        "The Framework (12/03/2026) and the review (1 September 2025).",
    ],
)
def test_ordinary_words_are_left_alone(text: str):
    assert find(text) == []


def test_two_identifiers_do_not_swallow_the_words_between():
    text = "X264410 and A1234BC"
    assert [text[span.start : span.end] for span in find(text)] == ["X264410", "A1234BC"]


def test_a_case_reference_shows_its_last_three_characters():
    assert short_reference("X264410") == "ending 410"


def test_a_long_text_is_searched_in_a_moment():
    assert find("0" * 20_000) == []
    assert find("a.b-" * 5_000) == []
