"""How well the check of identities tells what could identify somebody from what only looks so."""

import re
import time
import tomllib
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.policy.identity import KINDS, passages

FOLDER = Path(__file__).parent
FIRST, HELD_OUT = "corpus_identity.toml", "corpus_identity_held_out.toml"
LONGEST = 20_000  # characters, as long as an answer may be


def corpus(name: str) -> tuple[list[str], list[str]]:
    """Sentences with [[something planted]], and harmless ones."""
    read = tomllib.loads((FOLDER / name).read_text())
    assert set(read["planted"]) == set(KINDS)
    return [each for kind in read["planted"].values() for each in kind], read["harmless"]["sentences"]


def plain(marked: str) -> tuple[str, list[tuple[int, int]]]:
    """The sentence, and where in it stands what was planted."""
    parts = re.split(r"\[\[|\]\]", marked)
    starts = [sum(map(len, parts[:at])) for at in range(len(parts) + 1)]
    return "".join(parts), [(starts[at], starts[at + 1]) for at in range(1, len(parts), 2)]


def covered(text: str) -> bytearray:
    """A byte for each character: 1 where it would be hidden."""
    shown = bytearray(len(text))
    for span in passages(text):
        shown[span.start : span.end] = b"\1" * (span.end - span.start)
    return shown


def missed(sentences: list[str]) -> list[str]:
    """Those in which anything planted would be printed, be it one character."""
    read = [(plain(each), each) for each in sentences]
    return [each for (text, marks), each in read for hidden in [covered(text)]
            if not all(all(hidden[start:end]) for start, end in marks)]  # fmt: skip


def shown(text: str, *known: str) -> list[str]:
    """What would be hidden, in words."""
    return [text[span.start : span.end] for span in passages(text, known)]


@pytest.mark.parametrize(("name", "planted", "harmless"), [(FIRST, 100, 200), (HELD_OUT, 50, 100)])
def test_what_is_planted_is_found_and_what_is_harmless_is_left_alone(name: str, planted: int, harmless: int):
    hidden, open_ = corpus(name)
    assert (len(hidden), len(open_)) == (planted, harmless)
    lost, alarms = missed(hidden), [(each, shown(each)) for each in open_ if passages(each)]
    print(f"\n{name}: {planted - len(lost)} of {planted} found, {len(alarms)} of {harmless} harmless sentences flagged")
    assert len(lost) <= 0.02 * planted, lost
    assert len(alarms) <= 0.015 * harmless, alarms


def test_a_whole_record_is_read_as_its_sentences_are():
    hidden, open_ = corpus(FIRST)
    text, marks = plain("\n\n".join(hidden))
    found = covered(text)
    assert sum(not all(found[start:end]) for start, end in marks) <= 2
    assert len(passages("\n\n".join(open_))) <= 4


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Dylan Pritchard rang. Pritchard was late, so Dylan said.", ["Dylan Pritchard", "Pritchard", "Dylan"]),
        ("I told Throckmorton so. Throckmorton, for once, laughed.", ["Throckmorton", "Throckmorton"]),
        ("Will was late, and I asked Will why. Will it happen again?", ["Will", "Will"]),
        ("I saw April. April told me that the April review was in May.", ["April", "April"]),
        ("Spoke to J.S. and to Ms van der Berg-Okafor.", ["J.S.", "Ms van der Berg-Okafor"]),
        ("Dylan PRITCHARD and dylan pritchard", ["Dylan PRITCHARD", "dylan pritchard"]),
        ("Officer Okonkwo came with Judge Brown and Uncle Femi.", ["Okonkwo", "Judge Brown", "Uncle Femi"]),
        ("Victim: Oyelowo. Partner: Wrona.", ["Oyelowo", "Wrona"]),
        ("On 14 July Court sat, and on 3 May Close Team rang.", []),
        ("John Smith of 14 Lower Quay Road, LS1 4AP", ["John Smith", "14 Lower Quay Road", "LS1 4AP"]),
    ],
)  # fmt: skip
def test_a_name_is_told_by_the_words_around_it(text: str, found: list[str]):
    assert shown(text) == found


def test_names_that_the_record_shows_anyway_are_no_secret():
    text = "Isla told Myfanwy Throckmorton about Dylan. ISLA MBEKI and Mrs Mbeki agreed, and so did Bo’s aunt."
    assert shown(text, "Isla Mbeki", "Myfanwy Throckmorton") == ["Dylan", "Bo"]
    assert shown("Isla rang 07700 900142", "Isla Mbeki") == ["07700 900142"]


@given(st.text(st.sampled_from("Aab D1 .,\n'’-@/0()M+éŵ") | st.characters(), max_size=300))
def test_passages_stand_in_order_inside_the_text_and_apart(text: str):
    found = passages(text)
    assert all(0 <= span.start < span.end <= len(text) and span.kind in KINDS for span in found)
    assert all(one.end <= other.start for one, other in pairwise(found))
    assert found == passages(text)


PIECES = (
    "A", "a", " ", "0", "1", "\n", ".", "-", "@", "’", "(", "/", "+", "م", "😀", "\t", "A ", "A. ", "a@", "A-", "1 ",
    "1/", "Dylan ", "Mr ", "Dylan van ", "12 Mill Road ", "Flat 1, ", "The ", "born 1 ", "CRN ", "X264410 ", "- ", "“",
    "a at b dot ", "07700 ", "AB 12 ", "lives at The ", "Road ", "A1234", "B (1.1.19", "2003/", "O’", "Throckmorton ",
)  # fmt: skip


def test_no_text_takes_longer_than_its_length_deserves():
    slow = {piece: took for piece in PIECES if (took := seconds((piece * LONGEST)[:LONGEST])) > 0.5}
    assert slow == {}


def seconds(text: str) -> float:
    """Processor time of reading the text once."""
    began = time.process_time()
    passages(text)
    return time.process_time() - began
