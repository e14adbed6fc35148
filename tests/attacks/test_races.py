"""Two people, or one person twice, at the same moment: one of them is first, and nothing is lost."""

import threading
from collections.abc import Callable

import pytest
from sqlalchemy import event, select
from werkzeug.test import TestResponse

from app.auth import actions as accounts
from app.database import db
from app.history.actions import SERVICE
from app.history.models import Event
from app.history.queries import breaks
from app.people.models import Person
from app.records import queries, snapshot
from app.records.models import Action, Answer, Record, Signature, Snapshot
from app.web.clock import now
from tests import make, papers
from tests.browsing import Client

Ask = Callable[[], TestResponse]


def at_once(*asks: Ask) -> list[int]:
    """Ask all of it at the same moment, each in a thread of its own; gives the statuses in the order of the asks."""
    db.session.commit()
    db.session.remove()
    return _asked(*asks)


def _asked(*asks: Ask) -> list[int]:
    gate, statuses = threading.Barrier(len(asks)), [0] * len(asks)

    def run(place: int, ask: Ask) -> None:
        gate.wait()
        statuses[place] = ask().status_code

    threads = [threading.Thread(target=run, args=each) for each in enumerate(asks)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert [status for status in statuses if status >= 500] == [], statuses
    return statuses


def asked_meanwhile(ask: Ask, other: Ask) -> int:
    """Ask, and ask the other as soon as the first lets go of the database for a moment; gives the first's status."""
    left = [other]

    def heard(_session: object) -> None:
        if left:
            thread = threading.Thread(target=left.pop())
            thread.start()
            thread.join()

    db.session.commit()
    db.session.remove()
    event.listen(db.session, "after_commit", heard)
    try:
        (status,) = _asked(ask)
    finally:
        event.remove(db.session, "after_commit", heard)
    assert not left, "the request never let go"
    return status


@pytest.fixture
def people(app) -> make.SmallUnit:
    return make.unit()


@pytest.fixture
def isla(people, sign_in, another_client) -> list[Client]:
    """Two browsers of the one who leads."""
    return [sign_in(people.isla, another_client()) for _ in range(2)]


@pytest.fixture
def lowri(people, sign_in, another_client) -> list[Client]:
    """Two browsers of the practitioner."""
    return [sign_in(people.lowri, another_client()) for _ in range(2)]


def signing(record: Record) -> dict[str, str]:
    """What the form to sign posts."""
    return {"fingerprint": queries.signed(record)[0].fingerprint, "password": make.PASSWORD}


def fresh(record_id: int) -> Record:
    """The record as it is stored."""
    return db.session.get_one(Record, record_id, populate_existing=True)


def insist_whole(record_id: int) -> None:
    """What must hold of any record however it came to be as it is."""
    record = fresh(record_id)
    signatures = db.session.query(Signature).filter(Signature.snapshot_id == (record.snapshot_id or 0)).count()
    assert signatures == {"draft": 0, "locked": 2}.get(record.state, signatures), (record.state, signatures)
    assert (record.state in ("sent", "locked")) == (record.snapshot_id is not None)
    assert (record.state == "locked") == (record.locked_at is not None)
    assert list(breaks()) == []


def test_a_second_press_signs_nothing_twice(people, lowri):
    record = papers.session(people.isla, people.lowri, "sent")
    data, address = signing(record), f"/records/{record.id}/sign"
    assert at_once(*[lambda b=b: b.post(address, data=data) for b in lowri]) == [303, 303]
    assert db.session.query(Signature).count() == 1
    assert db.session.query(Event).filter_by(verb="signed", thing="signature").count() == 1
    insist_whole(record.id)


def test_the_last_signature_pressed_twice_locks_once(people, isla):
    record = papers.session(
        people.isla, people.lowri, "agreed", action_1_text="Write", action_1_owner="lead", action_1_due="1/12/2026"
    )
    data, address = signing(record), f"/records/{record.id}/sign"
    assert at_once(*[lambda b=b: b.post(address, data=data) for b in isla]) == [303, 303]
    assert db.session.query(Action).count() == 1
    assert db.session.query(Event).filter_by(verb="signed and locked").count() == 1
    insist_whole(record.id)


@pytest.mark.parametrize("state", ["sent", "agreed"])
def test_signing_and_taking_back_at_once_leaves_one_of_them(state, people, isla, lowri):
    record = papers.session(people.isla, people.lowri, state)
    data, signer = signing(record), (lowri if state == "sent" else isla)[1]
    statuses = at_once(
        lambda: signer.post(f"/records/{record.id}/sign", data=data),
        lambda: isla[0].post(f"/records/{record.id}/withdraw", data={"reason": "A date is wrong."}),
    )
    assert set(statuses) <= {303, 403, 409}
    assert 303 in statuses
    insist_whole(record.id)


@pytest.mark.parametrize("state", ["sent", "agreed"])
def test_taking_back_while_a_password_is_checked_keeps_the_signature_out(state, people, isla, lowri, at):
    record = papers.session(people.isla, people.lowri, state)
    data, signer, number = signing(record), (lowri if state == "sent" else isla)[1], record.id
    at("2026-11-19 09:52")
    address = f"/records/{number}"
    signer.get(address)
    status = asked_meanwhile(
        lambda: signer.post(f"{address}/sign", data=data),
        lambda: isla[0].post(f"{address}/withdraw", data={"reason": "A date is wrong."}),
    )
    assert status in (403, 409)
    assert fresh(number).state == "draft"
    assert db.session.query(Signature).count() == (1 if state == "agreed" else 0)
    insist_whole(number)


def test_sending_again_while_a_password_is_checked_sends_once(people, isla, at):
    record = papers.observation(people.isla, people.lowri)
    db.session.commit()
    at("2026-11-19 09:52")
    number, data = record.id, {"password": make.PASSWORD}
    address = f"/records/{number}/send"
    for browser in isla:
        browser.get("/")
    status = asked_meanwhile(*[lambda b=b: b.post(address, data=data) for b in isla])
    assert status in (303, 403, 409)
    assert (db.session.query(Snapshot).count(), db.session.query(Signature).count()) == (1, 1)
    insist_whole(number)


def test_sending_twice_at_once_freezes_one_text(people, isla):
    record = papers.session(people.isla, people.lowri)
    address = f"/records/{record.id}/send"
    assert at_once(*[lambda b=b: b.post(address) for b in isla]) == [303, 303]
    assert db.session.query(Snapshot).count() == 1
    insist_whole(record.id)


def saving(
    record: Record, who: Person, key: str, text: str, part: str = "lead", revision: int = 0
) -> dict[str, object]:
    """What the draft page's script posts."""
    return {
        "account": make.account_of(who).id,
        "kind": record.kind,
        "part": part,
        "key": key,
        "text": text,
        "revision": revision,
    }


@pytest.mark.parametrize("turn", range(3))
def test_an_answer_saved_while_the_record_is_sent_is_in_it_or_refused(turn, people, isla):
    record = papers.session(people.isla, people.lowri)
    data = saving(record, people.isla, "develop", "Pace and pause.")
    asks = [
        lambda: isla[0].post(f"/records/{record.id}/answers", data=data),
        lambda: isla[1].post(f"/records/{record.id}/send"),
    ]
    saved, sent = at_once(*(asks if turn % 2 else asks[::-1]))[:: 1 if turn % 2 else -1]
    assert sent == 303
    frozen = db.session.get_one(Snapshot, fresh(record.id).snapshot_id)
    assert (saved == 200) == any(line.text == "Pace and pause." for line in snapshot.lines(frozen.body)), saved
    insist_whole(record.id)


def test_two_windows_that_first_write_one_answer_keep_both_texts(people, isla):
    record = papers.session(people.isla, people.lowri)
    texts = ["From the first window.", "From the second."]
    posts = [saving(record, people.isla, "develop", text) for text in texts]
    address = f"/records/{record.id}/answers"
    statuses = at_once(*[lambda b=b, d=d: b.post(address, data=d) for b, d in zip(isla, posts, strict=True)])
    assert sorted(statuses) == [200, 409]
    stored = db.session.scalar(select(Answer.text).where(Answer.record_id == record.id, Answer.key == "develop"))
    assert stored == texts[statuses.index(200)]


def test_planning_twice_at_once_plans_one_session(people, isla):
    db.session.commit()
    form = {"on": "26/11/2026", "at": "2pm", "minutes": "60", "place": "in person", "observation": ""}
    address = f"/sessions/plan/{people.lowri.id}"
    statuses = at_once(*[lambda b=b: b.post(address, data=form) for b in isla])
    assert sorted(statuses) in ([303, 303], [303, 409])
    assert db.session.query(Record).count() == 1


def test_one_observation_is_discussed_in_one_session_though_planned_twice_at_once(people, isla):
    seen = papers.observation(people.isla, people.lowri, "locked")
    form = {"on": "26/11/2026", "minutes": "60", "place": "in person", "observation": str(seen.id)}
    address = f"/sessions/plan/{people.lowri.id}"
    posts = [{**form, "at": at} for at in ("2pm", "3pm")]
    statuses = at_once(*[lambda b=b, d=d: b.post(address, data=d) for b, d in zip(isla, posts, strict=True)])
    assert 303 in statuses
    assert db.session.query(Record).filter_by(follows_id=seen.id).count() == 1


def test_an_action_done_twice_and_confirmed_at_once_is_noted_once_each(people, isla, lowri):
    given = {"action_1_text": "Write", "action_1_owner": "subject", "action_1_due": "1/12/2026"}
    papers.session(people.isla, people.lowri, "locked", **given)
    action = db.session.query(Action).one()
    address = f"/actions/{action.id}"
    db.session.commit()
    statuses = at_once(
        *[lambda b=b: b.post(f"{address}/done") for b in lowri],
        *[lambda b=b: b.post(f"{address}/confirm") for b in isla],
    )
    assert statuses[2:].count(303) == 1
    verbs = [event.verb for event in db.session.query(Event).filter_by(thing="action")]
    assert verbs.count("confirmed an action") == 1
    assert verbs.count("marked an action as done") <= 1
    assert list(breaks()) == []


def test_a_link_opens_an_account_once_though_used_twice_at_once(app, people, another_client):
    account, token = accounts.invite(people.pius, SERVICE, now())
    data = [{"new_password": f"quiet orchard lamp {n}", "again": f"quiet orchard lamp {n}"} for n in range(2)]
    browsers = [another_client() for _ in data]
    asks = [lambda b=b, d=d: b.post(f"/welcome/{token}", data=d) for b, d in zip(browsers, data, strict=True)]
    assert sorted(at_once(*asks)) == [303, 410]
    assert db.session.query(Event).filter_by(verb="password set", thing_id=account.id).count() == 1


def test_many_at_once_are_all_answered(people, isla, lowri):
    record = papers.session(people.isla, people.lowri)
    db.session.commit()

    def work(browser: Client, who: Person, key: str, part: str) -> Ask:
        data = saving(record, who, key, "", part)

        def ask() -> TestResponse:
            for number in range(8):
                saved = browser.post(
                    f"/records/{record.id}/answers", data={**data, "text": f"Line {number}", "revision": number}
                )
                for answer in (saved, browser.get("/"), browser.get(f"/records/{record.id}/draft")):
                    if answer.status_code != 200:
                        return answer
            return saved

        return ask

    asks = [
        work(isla[0], people.isla, "develop", "lead"),
        work(isla[1], people.isla, "values", "lead"),
        work(lowri[0], people.lowri, "kolb_2", "subject"),
        work(lowri[1], people.lowri, "kolb_3", "subject"),
    ]
    assert at_once(*asks) == [200] * 4
    assert db.session.query(Answer).filter_by(record_id=record.id, text="Line 7").count() == 4
    assert list(breaks()) == []
