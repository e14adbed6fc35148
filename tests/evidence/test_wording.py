"""What people wrote, made ready for paper."""

import pytest
from flask import Flask

from app.evidence.contents.masking import Masker
from app.evidence.contents.wording import Paragraph, breakable, clean, paragraphs
from app.evidence.printing import label_lines
from app.records.snapshot import Line
from tests.evidence import build


def plain(text: str) -> list[list[str]]:
    """Paragraphs as lines of text, a masked passage as a bar."""
    return [
        ["".join("▇" if piece.is_masked else piece.text for piece in line) for line in paragraph.lines]
        for paragraph in Masker(1).paragraphs("", "", text)
    ]


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("One.\nTwo.", [["One.", "Two."]]),
        ("One.\n\n \n\t\n\nTwo.\n\n", [["One."], ["Two."]]),
        ("\n" * 20_000, []),
        ("Sent to X264410 on 4 June.", [["Sent to ▇ on 4 June."]]),
        ("Ring 07700\n900142 now", [["Ring ▇ now"]]),
        ("X26\u200b4410 and X26\u00ad4410 here", [["▇ and ▇ here"]]),
        ("X264410", [["ending 410"]]),
        ("A1234BC", [["▇"]]),
    ],
)
def test_text_is_cut_into_paragraphs_with_its_identifiers_masked(text: str, shown: list[list[str]]):
    assert plain(text) == shown


def test_what_has_no_place_on_paper_is_dropped():
    assert clean("a\0b\x1bc\u202ed\ud800e\uffff\ufefff\U0010ffffg\r\nh\ti") == "abcdefg\nh i"


def test_a_paragraph_knows_which_way_it_runs():
    assert [paragraph.is_rtl for paragraph in paragraphs("12 שלום\n\nHello שלום\n\nمرحبا")] == [True, False, True]
    assert paragraphs("") == ()
    assert isinstance(paragraphs("x")[0], Paragraph)


def test_a_fact_shows_the_end_of_a_case_reference_and_hides_the_rest():
    assert Masker(1).brief("", "", "X264410, high; phone 07700 900142") == "ending 410, high; phone masked"


def test_an_endless_word_gets_places_to_break():
    assert [len(part) for part in breakable("a" * 70).split("\N{ZERO WIDTH SPACE}")] == [30, 30, 10]
    assert breakable("a" * 40) == "a" * 40


@pytest.mark.parametrize(
    ("label", "lines"),
    [
        ("Place", 1),
        ("Structuring the session", 1),
        ("Non-verbal communication", 2),
        ("Was the person informed, and content to be observed?", 3),
        ("W" * 60, 5),
        ("", 1),
    ],
)
def test_a_label_has_room_for_its_lines(label: str, lines: int):
    assert label_lines(label) == lines


def test_an_identifier_in_a_question_is_neither_printed_nor_passed_on(shape: Flask):
    asked = "Lowri: ring X264410 back"
    entry = build.entry(1, [Line("earlier_1", "lead", build.ISLA, "Earlier actions", asked, "Done")])
    assert entry.questions[0].label == "Lowri: ring ending 410 back"
    assert entry.disclosure["shown"] == []


def test_an_action_is_printed_once(shape: Flask):
    answers = [*build.lines(), Line("action_1_text", "lead", build.ISLA, "Actions agreed", "Action", "Home visit")]
    entry = build.entry(1, answers)
    assert "Action" not in [question.label for question in entry.questions]
    assert ("action_1_text", "lead") in {(one["key"], one["part"]) for one in entry.disclosure["shown"]}
