"""Files as they come: encodings, separators, quotes, and everything that makes one unreadable."""

import csv
import io
import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.people.importing import away, reading, rows
from app.people.importing.reading import Sheet, read
from tests.people.files import STAFF, efua, isla, lowri, staff

NAMES = [column for column, is_required in rows.COLUMNS.items() if is_required]


def sheet(data: bytes) -> Sheet:
    return read(data, rows.COLUMNS)


def said(data: bytes) -> list[rows.StaffRow]:
    found = sheet(data)
    result = rows.staff(found)
    assert found.problems == []
    return result


def words(data: bytes) -> list[str]:
    found = sheet(data)
    if found.is_whole:
        rows.staff(found)
    return [str(problem) for problem in found.problems]


TEXT = STAFF.decode("utf-8-sig").translate({0x144: "n", 0x141: "L"})  # ń and Ł, which Windows-1252 lacks


def semicolons() -> bytes:
    out = io.StringIO()
    writer = csv.writer(out, delimiter=";")
    for cells in csv.reader(io.StringIO(TEXT, newline="")):
        cells[5] = cells[5].replace(".", ",")
        writer.writerow(cells)
    return out.getvalue().encode()


def other_dates() -> bytes:
    return re.sub(r"(\d\d)/(\d\d)/(\d{4})", r"\3-\2-\1", TEXT).encode()


def shuffled() -> bytes:
    out = io.StringIO()
    writer = csv.writer(out, quoting=csv.QUOTE_ALL, lineterminator="\r")
    for cells in csv.reader(io.StringIO(TEXT, newline="")):
        writer.writerow(reversed(cells))
    return out.getvalue().encode()


def shouted() -> bytes:
    head, _, rest = TEXT.partition("\n")
    return (head.upper().replace("_", "  ") + "\n" + rest).encode()


@pytest.mark.parametrize(
    "data",
    [
        TEXT.encode(),
        TEXT.replace("\r\n", "\n").encode(),
        TEXT.encode("cp1252"),
        TEXT.encode("utf-16"),
        semicolons(),
        other_dates(),
        shuffled(),
        shouted(),
        ("\r\n" + TEXT + "\r\n,,,,\r\n").encode(),
        TEXT.replace(",Court,", ', "Court",').replace(', "Court",', ',"Court",').encode(),
    ],
    ids=["bare", "LF", "Windows-1252", "UTF-16", "semicolons", "ISO dates", "order", "capitals", "blank", "quotes"],
)
def test_every_way_of_saving_it_says_the_same(data: bytes):
    def plain(found: list[rows.StaffRow]) -> list[object]:
        return [(row.staff_number, row.name, row.weekly_hours, row.place, row.role_since, row.facts) for row in found]

    assert plain(said(data)) == plain(said(b"\xef\xbb\xbf" + TEXT.encode()))


def test_the_demo_has_148_people_and_its_accents():
    found = said(STAFF)
    assert len(found) == 148
    assert {"Zoë O'Malley", "Siobhán Bramwell", "Marisol D'Arcy"} <= {row.name for row in found}


def test_a_line_break_inside_quotes_is_a_space_and_lines_are_those_of_the_file():
    data = staff(efua(team="Team\r\nA"), isla(job_role="Astronaut"))
    found = sheet(data)
    first, *_ = rows.staff(found)
    assert first.place[2] == "Team A"
    assert [problem.line for problem in found.problems] == [4]


@pytest.mark.parametrize(
    ("data", "problem"),
    [
        (b"", "The file is empty."),
        (b"\xef\xbb\xbf \r\n ", "The file is empty."),
        (b"PK\x03\x04rest", "This is a spreadsheet file."),
        (b"\xd0\xcf\x11\xe0rest", "This is a spreadsheet file."),
        (b"\x00" * 500, "This is not a text file."),
        (bytes(range(256)) * 4, "This is not a text file"),
        (b"\xff\xfea", "This is not a text file"),
        (b"a" * (reading.MOST_BYTES + 1), "The file is larger than 10 MB."),
        (",".join(NAMES).encode(), "The file has column names but no rows."),
        (staff(efua()).replace(b"Efua", b'"Efua'), "line 2: A quotation mark is opened here and never closed."),
        (staff(efua()).replace(b"Efua", b'"Ef"ua'), "line 2: The quotation marks here do not match."),
        (staff(efua()).replace(b"Efua", b"E" * 200_000), "line 2: A value here is far too long."),
        (staff(efua(name="Zoë")).replace("ë".encode(), "ëëëë".encode()[:-1]), "line 2: A character here is damaged."),
        (b"\xef\xbb\xbf" + staff(efua()) + b"\xff", "A character here is damaged."),
        (staff(efua()) + b",,,,,,,,,,,,,,,,,,,,,,x", "line 3: This row has 23 values for 19 columns."),
    ],
    ids=lambda value: value[:30] if isinstance(value, str) else "",
)
def test_a_file_that_cannot_be_read_says_why(data: bytes, problem: str):
    assert problem in words(data)[0]


@pytest.mark.parametrize("character", list("\x00\x07\x1b\x85\u202e\u2066\ufeff\ufffe\ue000"))
def test_characters_that_cannot_be_shown_are_found_at_their_place(character: str):
    assert words(staff(efua(), isla(name=f"Isla{character} Mbeki"))) == [
        f"line 3, name: This holds a character that cannot be shown (U+{ord(character):04X}). Type it again."
    ]


def test_missing_and_repeated_columns_are_problems():
    assert "line 1, email: This column is missing." in words(staff(efua(), head=("staff_number", "name")))
    assert words(staff(efua()).replace(b"team,", b"Name,", 1))[0] == "line 1, name: This column is there twice."


def test_unknown_columns_and_optional_ones_that_are_missing_are_noticed():
    data = staff(efua(), head=(*NAMES, "grade", "pqip_strat"))
    notices = sheet(data).notices
    assert words(data) == []
    assert "The column “grade” is not used." in notices
    assert "The column “pqip_strat” is not used. Did you mean pqip_start?" in notices
    assert "There is no column contract_end_date: what it would say stays as it is." in notices


@pytest.mark.parametrize(
    ("change", "problem"),
    [
        ({"staff_number": ""}, "staff_number: This is empty."),
        ({"staff_number": "12 34"}, "staff_number: A staff number has only letters"),
        ({"staff_number": "１２"}, "staff_number: A staff number has only letters"),
        ({"name": ""}, "name: This is empty."),
        ({"name": "x" * 201}, "name: This is longer than 200 characters."),
        ({"email": "lowri"}, "email: This is not an e-mail address"),
        ({"email": "lowri@here, rhys@here"}, "email: This is not an e-mail address"),
        ({"job_role": "Astronaut"}, "job_role: “Astronaut” is not known. Use one of: Business Manager;"),
        ({"function": "Moon"}, "function: “Moon” is not known."),
        ({"weekly_hours": "0"}, "weekly_hours: Weekly hours must be more than 0 and at most 48."),
        ({"weekly_hours": "48.01"}, "weekly_hours: Weekly hours must be more than 0 and at most 48."),
        ({"weekly_hours": "-5"}, "weekly_hours: “-5” is not a number of hours"),
        ({"weekly_hours": "22,2"}, "weekly_hours: “22,2” is not a number of hours"),
        ({"weekly_hours": "NaN"}, "weekly_hours: “NaN” is not a number of hours"),
        ({"weekly_hours": "1e1"}, "weekly_hours: “1e1” is not a number of hours"),
        ({"weekly_hours": "٣٧"}, "weekly_hours: “٣٧” is not a number of hours"),
        ({"role_start_date": ""}, "role_start_date: This is empty."),
        ({"role_start_date": "30/02/2026"}, "role_start_date: “30/02/2026” is not a date."),
        ({"role_start_date": "02/30/2026"}, "role_start_date: “02/30/2026” is not a date."),
        ({"role_start_date": "yesterday"}, "role_start_date: “yesterday” is not a date."),
        ({"role_start_date": "01/01/0000"}, "role_start_date: “01/01/0000” is not a date."),
        ({"role_start_date": "31/12/9999"}, "role_start_date: The year must be from 1950 to 2100."),
        ({"contract_end_date": "31/01/2024"}, "contract_end_date: The end is before the start"),
        ({"pqip_start": "01/06/2026", "pqip_end": "31/05/2026"}, "pqip_end: The end is before the start"),
        ({"pqip_end": "31/05/2026"}, "pqip_start: There is an end (pqip_end) but no start."),
        ({"legacy_oasys_role": "Approved astronaut"}, "legacy_oasys_role: “Approved astronaut” is not known."),
        ({"core_curriculum_completed": "soon"}, "core_curriculum_completed: “soon” is not a date."),
    ],
)  # fmt: skip
def test_each_cell_is_checked(change: dict[str, str], problem: str):
    found = words(staff(efua(), isla(), lowri(**change)))
    assert len(found) == 1
    assert found[0].startswith(f"line 4, {problem}")


@pytest.mark.parametrize("date", ["4/6/2026", "04/06/2026", "2026-06-04", "04.06.2026", "2026-06-04 00:00:00"])
def test_dates_come_in_several_shapes(date: str):
    assert said(staff(efua(role_start_date=date)))[0].role_since.isoformat() == "2026-06-04"


def test_words_match_in_any_case_and_with_stray_spaces():
    found = said(staff(efua(job_role=" pdu  HEAD ", function="sentence Management", email="Efua@Justice.Example")))[0]
    assert (found.job_role, found.function, found.email) == ("PDU Head", "Sentence management", "efua@justice.example")


@settings(max_examples=300, deadline=None)
@given(st.binary(max_size=400) | st.text(max_size=300).map(lambda text: text.encode("utf-8", "surrogatepass")))
def test_no_bytes_can_break_the_reading(data: bytes):
    for columns in (rows.COLUMNS, away.COLUMNS):
        found = read(data, columns)
        assert found.problems or found.lines


@settings(max_examples=300, deadline=None)
@given(st.lists(st.lists(st.text(max_size=12), min_size=11, max_size=12), min_size=1, max_size=4))
def test_no_cells_can_break_the_checks(cells: list[list[str]]):
    out = io.StringIO()
    csv.writer(out).writerows([NAMES, *cells])
    found = sheet(out.getvalue().encode("utf-8", "surrogatepass"))
    if found.is_whole:
        rows.staff(found)
    assert found.problems
