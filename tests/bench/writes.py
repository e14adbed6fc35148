"""What is typed saves itself: against an UPDATE of one row behind the same sign-in, token and headers."""

import json
from collections.abc import Iterator
from typing import Any

from sqlalchemy import select

from app.database import db
from app.records.models import Answer
from tests.bench.rounds import ROUNDS, Row, in_turn
from tests.bench.server import serving
from tests.bench.wire import Asking, always, ask_all, post, wires
from tests.bench.world import WORDS, World

TIMES = 40
BARS = {1: 1.3, 4: 1.6}  # by how many write at once


def measured(it: World) -> Iterator[Row]:
    """One who writes, and four who write at once, each in a draft of their own."""
    writers = [it.browser(it.manager) for _ in range(max(BARS))]
    with it.app.app_context():
        account = it.account(it.manager).id
    with serving(it.folder) as server:
        for at_once, bar in BARS.items():
            with it.app.app_context():
                saving = [_saving(it.drafts[n], account, *writers[n]) for n in range(at_once)]
            touching = [always(post("/bench/touch", *writers[n])) for n in range(at_once)]
            name = f"autosave / one UPDATE, {at_once} client{'s' if at_once > 1 else ''}"
            with wires(server.port, *saving) as saves, wires(server.port, *touching, status=204) as touches:
                yield in_turn(name, lambda s=saves: ask_all(s, TIMES), lambda t=touches: ask_all(t, TIMES), bar,
                              rounds=2 * ROUNDS + 1, each=TIMES)  # fmt: skip


def _answer(record_id: int) -> tuple[Any, ...]:
    return Answer.record_id == record_id, Answer.part == "lead", Answer.key == "strengths"


def _saving(record_id: int, account: int, cookie: str, token: str) -> Asking:
    """Saves of one answer, each with the revision the one before gave."""
    number, revision = 0, db.session.scalar(select(Answer.revision).where(*_answer(record_id))) or 0

    def ask(before: bytes) -> bytes:
        nonlocal number, revision
        number += 1
        if before:
            revision = json.loads(before.partition(b"\r\n\r\n")[2])["revision"]
        return post(f"/records/{record_id}/answers", cookie, token, account=str(account), kind="rps", part="lead",
                    key="strengths", text=f"{WORDS * 3}{number}", revision=str(revision))  # fmt: skip

    return ask
