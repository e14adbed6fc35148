"""`flask backup` and `flask restore-check`: what was told as done is in the next backup, and each restores (R7)."""

import json
import shutil
import threading
from contextlib import closing
from datetime import timedelta
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import make_url, text

from app.database import db, engine_options
from app.history import anchors
from app.history.actions import Actor, note
from app.operations import backup, copying, manifest, restoring
from app.operations.health import head
from app.web.clock import now
from tests import make, papers
from tests.history.test_verify import behind_the_back

WRITERS = 8


@pytest.fixture
def instance(app: Flask, tmp_path: Path) -> Path:
    """INSTANCE_DIR of a service that has a secret key, a signing key and a certificate."""
    place = tmp_path / "instance"
    (place / "certificates").mkdir(parents=True)
    for name in ("secret_key", "signing.pem", "certificates/one.pem", "oversight.db"):
        (place / name).write_text(f"the content of {name}")
    app.config["INSTANCE_DIR"] = place
    return place


@pytest.fixture
def signed(app: Flask) -> None:
    """A session that is signed."""
    unit = make.unit()
    papers.session(unit.isla, unit.lowri, "locked")
    db.session.commit()


class Writers:
    """Eight at once who write through the service, each note in a transaction of its own, and keep what was told."""

    def __init__(self, app: Flask) -> None:
        self.app, self.told, self.stop = app, [], threading.Event()
        self.threads = [threading.Thread(target=self._write, args=(number,)) for number in range(WRITERS)]

    def __enter__(self) -> "Writers":
        for thread in self.threads:
            thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.stop.set()
        for thread in self.threads:
            thread.join()

    def _write(self, writer: int) -> None:
        by = Actor(writer, f"Writer {writer}")
        while not self.stop.is_set():
            with self.app.app_context():
                event = note("read", "record", writer + 1, by, now())
                db.session.commit()
                self.told.append(event.hash)
            self.stop.wait(0.004)


def run(app: Flask, *args: str):
    db.session.rollback()
    return app.test_cli_runner().invoke(args=list(args))


def steps(app: Flask, folder: Path, *known: anchors.Anchor) -> list[restoring.Step]:
    return list(restoring.check(folder, make_url(app.config["SQLALCHEMY_DATABASE_URI"]), "", list(known)))


def restored_hashes(app: Flask, folder: Path) -> set[str]:
    """The hash of every event that a backup brings back."""
    told = manifest.read(folder)
    with restoring._place(told, make_url(app.config["SQLALCHEMY_DATABASE_URI"]), "") as url:
        copying.into(url, folder / told.dump)
        with copying.opened(url) as engine, engine.connect() as connection:
            return set(connection.scalars(text("SELECT hash FROM event")))


def test_backups_made_while_eight_write_hold_all_that_was_told_before(app, instance, signed, tmp_path, engine):
    """R7: bad restores 0, acknowledged before the start and missing 0; a copy of the main file alone loses rows."""
    rounds, lost = 10 if engine == "sqlite" else 2, 0
    with Writers(app) as writers:
        for number in range(rounds):
            told, size = [], len(writers.told)
            while len(told) < size + 12:
                told = list(writers.told)
            if engine == "sqlite":
                lost += len(told) - copied_alone(db.engine.url.database, tmp_path / "copy.db", set(told))
            folder, _ = backup.make(tmp_path / "backups", now() + timedelta(seconds=number))
            assert [step for step in steps(app, folder) if not step.holds] == []
            assert set(told) - restored_hashes(app, folder) == set()
    assert len(backup.complete(tmp_path / "backups")) == rounds
    assert (lost > 0) == (engine == "sqlite")


def copied_alone(database: str, to: Path, told: set[str]) -> int:
    """How many of these events a copy of the main file has, as somebody would make it who knows no better."""
    shutil.copyfile(database, to)
    with closing(engine_options("sqlite://")["module"].connect(to)) as connection:
        return len(told & {row[0] for row in connection.execute("SELECT hash FROM event")})


def test_a_backup_holds_the_database_the_certificates_and_no_keys(app, instance, signed, tmp_path, engine):
    answer = run(app, "backup", str(tmp_path / "kept"))
    assert answer.exit_code == 0, answer.output
    folder = Path(answer.output.splitlines()[0])
    told = manifest.read(folder)
    assert set(told.files) == {told.dump, "certificates/one.pem"}
    assert told.database.counts["signature"] == 2
    assert told.database.migration == head()
    assert "--with-secrets" in answer.output
    assert "secret_key" not in [path.name for path in folder.rglob("*")]
    assert {path.stat().st_mode & 0o077 for path in [folder, *folder.rglob("*")]} == {0}
    answer = run(app, "restore-check", str(folder))
    assert answer.exit_code == 0, answer.output
    assert "The backup restores and all of it holds" in answer.output
    assert answer.output.count("ok ") == 6


def test_keys_go_along_when_asked_for(app, instance, tmp_path):
    folder, told = backup.make(tmp_path / "kept", now(), with_secrets=True)
    assert {"secret_key", "signing.pem"} <= set(told.files)
    assert (folder / "secret_key").stat().st_mode & 0o777 == 0o600


@pytest.mark.parametrize(
    ("harm", "named"),
    [
        (lambda folder: (folder / "certificates" / "one.pem").write_text("other"), "certificates/one.pem"),
        (lambda folder: (folder / "certificates" / "one.pem").unlink(), "certificates/one.pem"),
        (lambda folder: (folder / "beside").write_text("more"), "beside"),
    ],
)  # fmt: skip
@pytest.mark.any_engine
def test_a_backup_whose_files_are_not_as_they_were_is_not_relied_on(app, instance, tmp_path, harm, named):
    folder, _ = backup.make(tmp_path / "kept", now())
    harm(folder)
    answer = run(app, "restore-check", str(folder))
    assert answer.exit_code == 1
    assert f"not as the manifest says: {named}" in answer.output


@pytest.mark.any_engine
def test_a_backup_without_its_manifest_is_no_backup(app, instance, tmp_path):
    folder, _ = backup.make(tmp_path / "kept", now())
    (folder / manifest.NAME).unlink()
    answer = run(app, "restore-check", str(folder))
    assert (answer.exit_code, "no finished backup" in answer.output) == (1, True)
    assert backup.complete(tmp_path / "kept") == []


def test_a_backup_of_a_history_that_was_changed_is_called_out(app, instance, signed, tmp_path):
    behind_the_back(app, "UPDATE signature SET comment = 'I never said so' WHERE id = 1")
    folder, _ = backup.make(tmp_path / "kept", now())
    answer = run(app, "restore-check", str(folder))
    assert answer.exit_code == 1
    assert "signature 1 was altered" in answer.output
    assert "This backup cannot be relied on." in answer.output


@pytest.mark.any_engine
def test_counts_and_the_head_of_history_are_held_against_the_manifest(app, instance, signed, tmp_path):
    folder, _ = backup.make(tmp_path / "kept", now())
    said = json.loads((folder / manifest.NAME).read_text())
    said["database"]["counts"]["person"] += 1
    said["database"]["head"] = "0" * 64
    said["database"]["migration"] = "006"
    (folder / manifest.NAME).write_text(json.dumps(said))
    wrong = {step.name: step.words for step in steps(app, folder) if not step.holds}
    assert wrong.keys() == {"migration", "history", "counts"}
    assert "person" in wrong["counts"]
    assert "the manifest says 006" in wrong["migration"]


@pytest.mark.any_engine
def test_a_backup_without_what_was_anchored_before_it_was_made_is_not_relied_on(app, instance, signed, tmp_path):
    """A tail cut off before the backup is in accord with its manifest, and so is an old backup given a new date."""
    folder, told = backup.make(tmp_path / "kept", now())
    end = told.database.events
    since = anchors.Anchor(end + 3, "b" * 64, (now() + timedelta(minutes=5)).isoformat())
    before = anchors.Anchor(end + 3, "b" * 64, (now() - timedelta(minutes=5)).isoformat())
    assert all(step.holds for step in steps(app, folder, since))
    wrong = {step.name: step.words for step in steps(app, folder, before) if not step.holds}
    assert wrong == {"history": f"ends at event {end}, and event {end + 3} was anchored on {before.at}"}


@pytest.mark.any_engine
def test_a_backup_that_was_killed_never_looks_complete_and_is_swept(app, instance, tmp_path):
    half = tmp_path / "kept" / "oversight-2026-11-19T093200.000Z.part"
    half.mkdir(parents=True)
    (half / manifest.NAME).write_text("{}")
    assert backup.complete(tmp_path / "kept") == []
    backup.make(tmp_path / "kept", now())
    assert not half.exists()
    assert len(backup.complete(tmp_path / "kept")) == 1


@pytest.mark.any_engine
def test_only_the_latest_backups_are_kept(app, instance, tmp_path, at):
    for hour in (10, 11, 12):
        at(f"2026-11-20 {hour}:00")
        answer = run(app, "backup", str(tmp_path / "kept"), "--keep", "2")
        assert answer.exit_code == 0, answer.output
    assert [path.name[10:23] for path in backup.complete(tmp_path / "kept")] == ["2026-11-20T11", "2026-11-20T12"]
    assert "Taken away: oversight-2026-11-20T10" in answer.output


@pytest.mark.any_engine
def test_two_backups_are_not_made_in_one_place_at_once(app, instance, tmp_path):
    with backup._alone(tmp_path):
        answer = run(app, "backup", str(tmp_path))
    assert (answer.exit_code, answer.output.strip()) == (
        1, "No backup was made: Another backup is being made in this directory.",
    )  # fmt: skip


@pytest.mark.any_engine
def test_a_place_that_cannot_be_written_is_told(app, instance, tmp_path):
    (tmp_path / "file").write_text("in the way")
    answer = run(app, "backup", str(tmp_path / "file" / "kept"))
    assert (answer.exit_code, "No backup was made" in answer.output) == (1, True)


def test_a_backup_is_restored_for_good_only_where_nothing_is(app, instance, signed, tmp_path, engine):
    folder, _ = backup.make(tmp_path / "kept", now())
    if engine == "sqlite":
        new = f"sqlite:///{tmp_path}/new.db"
        answer = run(app, "restore-check", str(folder), "--database-url", new)
        assert answer.exit_code == 0, answer.output
        assert (tmp_path / "new.db").exists()
    else:
        new = app.config["SQLALCHEMY_DATABASE_URI"]
    answer = run(app, "restore-check", str(folder), "--database-url", new)
    assert answer.exit_code == 1
    assert "is there already" in answer.output or "is not empty" in answer.output


def test_tools_that_are_missing_are_named(tmp_path, monkeypatch):
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(copying.NotCopied, match="pg_dump is not installed here"):
        copying.from_postgresql(make_url("postgresql://oversight:secret@127.0.0.1/x"), "1", tmp_path / "dump")


def test_no_password_stands_in_a_command_that_others_may_see():
    plain = copying._without_password(
        make_url("postgresql+psycopg://oversight:secret@db.example/x?sslmode=verify-full")
    )
    assert plain == "postgresql://oversight@db.example/x?sslmode=verify-full"
