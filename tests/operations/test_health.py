"""What load balancers and monitoring are told, and what they are not."""

import os
from pathlib import Path

import pytest
from prometheus_client.parser import text_string_to_metric_families
from sqlalchemy import text

from app import create_app, jobs
from app.database import db
from app.operations import counting, health
from app.web import serving, setup
from app.web.clock import now
from tests import make, papers
from tests.attacks.test_races import signing
from tests.counting import statements
from tests.jobs import worker
from tests.stores import SETTINGS

TOKEN = "only the monitoring system knows this"
AUTHORITY = {"Authorization": f"Bearer {TOKEN}"}
PLACES = ("/health", "/ready", "/metrics")


@pytest.fixture
def monitored(app, client):
    app.config["METRICS_TOKEN"] = TOKEN
    return client


def figures(client) -> dict[tuple[str, tuple[str, ...]], float]:
    """Every figure by its name and the values of its labels."""
    answer = client.get("/metrics", headers=AUTHORITY)
    assert (answer.status_code, answer.mimetype) == (200, "text/plain")
    return {
        (sample.name, tuple(sample.labels.values())): sample.value
        for family in text_string_to_metric_families(answer.text)
        for sample in family.samples
    }


def test_a_process_that_lives_says_so_without_the_database(client, sign_in, unit):
    sign_in(unit.isla)
    db.session.commit()
    with statements() as asked:
        answer = client.get("/health")
    assert (answer.status_code, answer.text, asked) == (200, "alive\n", [])
    assert "Set-Cookie" not in answer.headers


def test_a_process_is_ready_when_its_tables_are_there(client):
    assert client.get("/ready").text == "ready\n"


@pytest.mark.parametrize(
    ("wrong", "word"),
    [
        ("UPDATE alembic_version SET version_num = '006'", "migrations"),
        ("DROP TABLE alembic_version", "migrations"),
        ("the queue's table", "jobs"),
    ],
)
def test_it_says_in_one_word_what_is_missing(wrong, word, client):
    table = jobs.table("workflow_status")
    db.session.execute(text(f"ALTER TABLE {table} RENAME TO gone" if word == "jobs" else wrong))
    db.session.commit()
    answer = client.get("/ready")
    assert (answer.status_code, answer.text) == (503, f"{word}\n")


def test_a_database_that_is_a_release_ahead_is_no_hindrance(client):
    db.session.execute(text("UPDATE alembic_version SET version_num = '999'"))
    assert client.get("/ready").text == "ready\n"
    assert health.head() >= "007"


def test_a_process_that_was_told_to_stop_is_not_ready(client, tmp_path, monkeypatch):
    monkeypatch.setenv(serving.PLACE, str(tmp_path))
    assert client.get("/ready").status_code == 200
    (tmp_path / serving.STOPPING).touch()
    answer = client.get("/ready")
    assert (answer.status_code, answer.text) == (503, "stopping\n")
    assert client.get("/health").status_code == 200


@pytest.mark.any_engine
def test_probes_answer_at_any_name_with_every_header_and_log_nothing(tmp_path, caplog):
    app = create_app({**SETTINGS, "SQLALCHEMY_DATABASE_URI": f"sqlite:///{tmp_path}/none.db",
                      "INSTANCE_DIR": tmp_path, "TRUSTED_HOSTS": [".oversight.example"]})  # fmt: skip
    caplog.set_level("INFO")
    client = app.test_client()
    for place in PLACES:
        answer = client.get(place, base_url="http://10.1.2.3:8000")
        assert answer.status_code in (200, 404, 503), place
        assert {name: answer.headers[name] for name in setup.HEADERS} == setup.HEADERS
        assert answer.headers["Cache-Control"] == "no-store"
    assert [record for record in caplog.records if record.name == "oversight.requests"] == []
    assert client.get("/sign-in", base_url="http://10.1.2.3:8000").status_code == 400
    assert {rule.rule for rule in app.url_map.iter_rules()
            if getattr(app.view_functions[rule.endpoint], "is_probe", False)} == set(PLACES)  # fmt: skip


@pytest.mark.any_engine
def test_figures_are_for_who_has_the_token(app, client):
    assert client.get("/metrics", headers=AUTHORITY).status_code == 404
    app.config["METRICS_TOKEN"] = TOKEN
    for shown in ("", "Bearer ", "Bearer wrong", f"Bearer {TOKEN}x", f"Basic {TOKEN}", "Bearer \u00e9"):
        answer = client.get("/metrics", headers={"Authorization": shown})
        assert answer.status_code == 401, shown
        assert answer.headers["WWW-Authenticate"] == "Bearer"
    assert client.get("/metrics", headers=AUTHORITY).status_code == 200


def test_what_happens_is_counted_when_it_is_committed(monitored, another_client, sign_in, unit, tmp_path):
    before = figures(monitored)
    record = papers.session(unit.isla, unit.lowri, "sent")
    address, data = f"/records/{record.id}/sign", signing(record)
    browser = sign_in(unit.lowri, another_client())
    assert browser.post(address, data=data).status_code == 303
    another_client().post("/sign-in", data={"email": make.account_of(unit.isla).email, "password": "wrong"})
    worker.declare(tmp_path)
    jobs.enqueue("slow", 1)
    db.session.commit()
    jobs.enqueue("slow", 2)
    db.session.rollback()
    after = figures(monitored)

    def more(name: str, *labels: str) -> float:
        return after.get((name, labels), 0) - before.get((name, labels), 0)

    assert more("oversight_sealed_total", "signature") == 1
    assert more("oversight_sign_ins_total", "right") == 1
    assert more("oversight_requests_total", "POST", "/records/<int:record_id>/sign", "303") == 1
    assert more("oversight_request_seconds_count", "/records/<int:record_id>/sign") == 1
    assert after["oversight_jobs_waiting", ("jobs",)] == 1
    assert after["oversight_jobs_given_up_a_day", ("jobs",)] == 0
    assert after["oversight_history_events", ()] > before["oversight_history_events", ()]
    assert after["oversight_build", (health.head(), "0.1.0")] == 1
    assert after["oversight_database_up", ()] == 1


def test_a_rolled_back_signature_is_not_counted(monitored, unit):
    record = papers.session(unit.isla, unit.lowri, "draft")
    db.session.commit()
    before = figures(monitored)
    papers.bring(record, "locked")
    db.session.rollback()
    after = figures(monitored)
    assert {key: after[key] for key in after if "sealed" in key[0]} == {
        key: before[key] for key in before if "sealed" in key[0]
    }


def test_figures_name_nobody_and_nothing(monitored, another_client, sign_in, unit):
    canary = "Zephyrine-Canary"
    make.account_of(unit.isla)
    db.session.commit()
    browser = sign_in(unit.isla, another_client())
    record = papers.session(unit.isla, unit.lowri, "sent", develop=f"{canary} said so")
    record_id, person_id = record.id, unit.lowri.id
    browser.get(f"/records/{record_id}?q={canary}")
    browser.get(f"/people/{person_id}")
    browser.get(f"/{canary}/{canary}")
    browser.open("/sign-in", method=canary.upper())
    browser.get("/", headers={"User-Agent": canary, "X-Request-Id": canary, "Host": f"{canary}.example"})
    another_client().post("/sign-in", data={"email": f"{canary}@staff.example", "password": canary})
    told = monitored.get("/metrics", headers=AUTHORITY).text
    told_of = [word for each in (unit.isla, unit.lowri) for word in (each.name, each.email, each.staff_number)]
    for word in (canary, canary.upper(), "@", f"/records/{record_id}", os.uname().nodename, *told_of):
        assert word not in told, word
    rules = {rule.rule for rule in monitored.application.url_map.iter_rules()} | {"none"}
    seen = {labels for name, labels in figures(monitored) if name == "oversight_requests_total"}
    assert {value for labels in seen for value in labels if value.startswith("/")} <= rules
    assert {value for labels in seen for value in labels if value.isupper()} <= counting.METHODS


def test_the_age_of_the_oldest_job_is_told(monitored, app, tmp_path):
    worker.declare(tmp_path)
    jobs.enqueue("slow", 1)
    db.session.commit()
    made = int((now().timestamp() - 90) * 1000)
    db.session.execute(text(f"UPDATE {jobs.table('workflow_status')} SET created_at = {made}"))
    assert figures(monitored)["oversight_jobs_oldest_seconds", ("jobs",)] == pytest.approx(90, abs=1)


def test_numbers_of_the_dead_are_taken_again_and_what_they_counted_stays(tmp_path: Path):
    first, second = (counting._take_number(tmp_path) for _ in range(2))
    assert (first, second) == ("0", "1")
    (tmp_path / "gauge_livesum_0.db").touch()
    (tmp_path / "gauge_livesum_1.db").touch()
    (tmp_path / "counter_0.db").touch()
    counting._held.pop(-2).close()
    counting._forget_the_dead(tmp_path)
    left = sorted(path.name for path in tmp_path.glob("*.db"))
    assert left == ["counter_0.db", "gauge_livesum_1.db"]
    assert counting._take_number(tmp_path) == "0"
    for _ in range(2):
        counting._held.pop().close()
