"""The import on the command line."""

from pathlib import Path

from click.testing import Result
from flask import Flask

from app.database import db
from app.people import queries
from app.people.models import Person
from tests.people.files import STAFF, absences, efua, isla, lowri, staff


def run(app: Flask, *words: object) -> Result:
    db.session.commit()
    result = app.test_cli_runner().invoke(args=["people", *map(str, words)])
    db.session.rollback()
    db.session.expire_all()
    return result


def saved(folder: Path, data: bytes, name: str = "staff.csv") -> Path:
    path = folder / name
    path.write_bytes(data)
    return path


def test_without_apply_it_only_says_what_it_would_do(app: Flask, tmp_path: Path):
    result = run(app, "import", saved(tmp_path, STAFF))
    assert result.exit_code == 0, result.output
    assert "148 new, 0 changed, 0 unchanged" in result.output
    assert "Nothing was imported." in result.output
    assert db.session.query(Person).count() == 0


def test_with_apply_it_imports(app: Flask, tmp_path: Path):
    path = saved(tmp_path, staff(efua(), isla(), lowri()))
    away = saved(tmp_path, absences(("3", "Sickness", "02/11/2026", "")), "absences.csv")
    result = run(app, "import", path, "--absences", away, "--apply")
    assert (result.exit_code, result.output.splitlines()[-1]) == (0, "Imported."), result.output
    changed = run(app, "import", saved(tmp_path, staff(efua(), isla(weekly_hours="30"))), "--on", "1/12/2026")
    assert "Change from 2026-12-01: Isla Mbeki (2): Weekly hours: 37 -> 30" in changed.output
    assert "Not in the file: Lowri Throckmorton (3), Probation Officer, Team A" in changed.output


def test_problems_end_it_with_an_error(app: Flask, tmp_path: Path):
    result = run(app, "import", saved(tmp_path, staff(efua(), lowri())), "--apply")
    assert result.exit_code == 1
    assert "staff file, line 3, line_manager_number: Nobody with staff number 2" in result.output
    assert db.session.query(Person).count() == 0


def test_leavers_are_named_one_by_one(app: Flask, tmp_path: Path):
    run(app, "import", saved(tmp_path, staff(efua(), isla(), lowri())), "--apply")
    path = saved(tmp_path, staff(efua(), isla()))
    assert run(app, "import", path, "--apply", "--left", "3").exit_code == 2
    assert run(app, "import", path, "--apply", "--left", "2=1/11/2026").exit_code == 1
    assert run(app, "import", path, "--apply", "--left", "3=30/11/2026").exit_code == 0
    gone = queries.by_staff_number("3")
    assert gone
    assert not gone.has_left
    assert run(app, "leavers").output == "0 left.\n"
