"""`flask doctor`: a line for each thing a service rests on, and what to do about it; never a secret."""

import json
from datetime import timedelta

import pytest
from sqlalchemy import text

from app import jobs
from app.database import db
from app.history import anchors
from app.history.actions import SERVICE, note
from app.operations import backup, doctor
from app.operations.doctor import machine
from app.web.clock import now

KEY = "".join(chr(33 + number) for number in range(60))
SOUND = {
    "PRODUCTION": True, "SECRET_KEY": KEY, "SERVICE_ADDRESS": "https://oversight.example", "PROXY_COUNT": 1,
    "TRUSTED_HOSTS": ["oversight.example"], "OIDC_ISSUER": "https://login.example", "METRICS_TOKEN": "m" * 40,
    "SMTP_HOST": "mail.example", "SMTP_TLS": "starttls",
}  # fmt: skip


@pytest.fixture
def production(app, tmp_path):
    """A service in production whose settings are sound."""
    instance = tmp_path / "instance"
    instance.mkdir(mode=0o750)
    app.config.update(SOUND, INSTANCE_DIR=instance, HISTORY_ANCHORS=str(tmp_path / "anchors"))
    app.extensions.pop("anchored", None)
    note("read", "record", 1, SERVICE, now())
    db.session.commit()
    anchors.write(now())
    yield app
    app.extensions.pop("anchored", None)


def found(name: str, backups=None) -> doctor.Finding:
    """What the doctor says of one thing."""
    db.session.rollback()
    return next(each for each in doctor.look(now(), backups) if each.name == name)


def test_a_sound_service_has_nothing_wrong_in_its_settings(production, engine):
    states = {each.name: each.state for each in doctor.look(now(), None)}
    named = ("environment", "secret key", "address", "hosts", "proxies", "mail", "signing in", "monitoring", "python",
             "flask", "weasyprint", "printing", "calendar", "migrations", "jobs")  # fmt: skip
    assert {name: states[name] for name in named} == dict.fromkeys(named, "ok")
    expected = {"sqlite", "pragmas", "pages"} if engine == "sqlite" else {"postgresql", "fsync", "clocks", "role"}
    assert expected <= states.keys()


@pytest.mark.any_engine
@pytest.mark.parametrize(
    ("setting", "value", "name", "state"),
    [
        ("SECRET_KEY", "x" * 40, "secret key", "wrong"),
        ("SECRET_KEY", "please-changeme-" + KEY, "secret key", "wrong"),
        ("SERVICE_ADDRESS", "http://oversight.example", "address", "wrong"),
        ("SERVICE_ADDRESS", "", "address", "wrong"),
        ("TRUSTED_HOSTS", None, "hosts", "wrong"),
        ("TRUSTED_HOSTS", ["other.example"], "hosts", "wrong"),
        ("PROXY_COUNT", 0, "proxies", "wrong"),
        ("PROXY_COUNT", 9, "proxies", "wrong"),
        ("SMTP_TLS", "none", "mail", "wrong"),
        ("SMTP_HOST", "", "mail", "look"),
        ("OIDC_ISSUER", "", "signing in", "look"),
        ("METRICS_TOKEN", "", "monitoring", "look"),
        ("SIGNING_PKCS12", "/nowhere/key.p12", "signing", "wrong"),
        ("HISTORY_ANCHORS", "", "anchors", "wrong"),
        ("HISTORY_ANCHORS", "/nowhere/anchors", "anchors", "wrong"),
    ],
)  # fmt: skip
def test_each_setting_that_is_amiss_is_named_with_what_to_do(production, setting, value, name, state):
    production.config[setting] = value
    said = found(name)
    assert (said.state, bool(said.do)) == (state, True)


@pytest.mark.any_engine
def test_files_for_everybody_are_named_with_the_command_that_mends_them(production):
    instance = production.config["INSTANCE_DIR"]
    (instance / "secret_key").write_text("k")
    (instance / "secret_key").chmod(0o644)
    instance.chmod(0o755)
    do = [each.do for each in doctor.look(now(), None) if each.name == "file"]
    assert f"chmod 0600 {instance}/secret_key" in do
    assert f"chmod 0750 {instance}" in do


@pytest.mark.any_engine
def test_the_age_of_anchors_and_backups_is_told(production, tmp_path, at):
    assert found("backups", tmp_path / "kept").words.startswith("no finished backup")
    backup.make(tmp_path / "kept", now())
    assert found("backups", tmp_path / "kept").state == "ok"
    assert found("anchors").state == "look", "the file belongs to us, who could write it anew"
    at(now() + timedelta(days=2))
    assert found("backups", tmp_path / "kept").state == "wrong"
    assert found("anchors").state == "wrong"


@pytest.mark.any_engine
def test_a_history_that_ends_before_its_anchor_is_wrong(production, tmp_path):
    (tmp_path / "anchors").write_text('{"anchor": 900, "at": "2026-11-19T09:00:00+00:00", "hash": "ab"}\n')
    assert found("anchors").state == "wrong"


def test_jobs_that_wait_and_a_database_behind_are_wrong(production):
    table = "workflow_status" if db.engine.dialect.name == "sqlite" else "dbos.workflow_status"
    since = int((now() - timedelta(hours=1)).timestamp() * 1000)
    db.session.execute(text(
        f"INSERT INTO {table} (workflow_uuid, status, name, created_at, updated_at, priority)"
        f" VALUES ('one', 'ENQUEUED', 'job', {since}, {since}, 0)"
    ))  # fmt: skip
    db.session.commit()
    assert found("jobs").words == "1\N{NO-BREAK SPACE}job waiting, the oldest for 60\N{NO-BREAK SPACE}minutes"
    assert found("jobs").state == "wrong"
    db.session.execute(text("UPDATE alembic_version SET version_num = '006'"))
    db.session.commit()
    assert (found("migrations").state, found("migrations").do) == ("wrong", "Run flask db upgrade.")


def test_when_a_worker_was_last_seen_is_told_and_two_hours_without_one_are_wrong(production, at):
    assert (found("worker").state, found("worker").words) == ("look", "no job was ever done")
    known = set()
    for _ in range(2):  # asked every few seconds, by every worker
        jobs.beat(now(), known)
        jobs.beat(now(), set())
    table = jobs.table("workflow_status")
    done = int(now().timestamp() * 1000)
    answer = db.session.execute(text(
        f"UPDATE {table} SET status = 'SUCCESS', executor_id = 'worker-2', updated_at = {done} WHERE name = 'job'"
    ))  # fmt: skip
    db.session.commit()
    assert answer.rowcount == 1
    assert found("worker").state == "ok"
    assert "worker-2 did a job" in found("worker").words
    at(now() + timedelta(hours=1, minutes=59))
    assert found("worker").state == "ok"
    jobs.beat(now(), known)
    assert found("jobs").words.startswith("1\N{NO-BREAK SPACE}job waiting"), "the next hour has another"
    at(now() + timedelta(minutes=2))
    assert (found("worker").state, bool(found("worker").do)) == ("wrong", True)


@pytest.mark.any_engine
def test_the_command_fails_when_something_is_wrong_and_never_tells_a_secret(production, tmp_path):
    runner = production.test_cli_runner()
    db.session.rollback()
    answer = runner.invoke(args=["doctor", "--json", "--backups", str(tmp_path / "kept")])
    said = json.loads(answer.output)
    assert (answer.exit_code, said["is_well"]) == (1, False)
    assert {"name", "state", "words", "do"} == set(said["findings"][0])
    plain = runner.invoke(args=["doctor"])
    assert "ok    secret key         60 characters" in plain.output
    for secret in (KEY, "m" * 40):
        assert secret not in answer.output + plain.output


def test_versions_are_compared_as_numbers():
    assert machine.numbers("15.18 (Debian 15.18-0+deb12u1)") == (15, 18)
    assert machine.numbers("3.51.10") > (3, 51, 3)
    assert machine.numbers("70.0rc1") == (70,)
