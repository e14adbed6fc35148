"""How often one address may have packs checked, and check codes as people type them."""

from datetime import date, datetime, timedelta

from sqlalchemy import delete, func, select

from app.database import db
from app.evidence.contents.pack import ALPHABET
from app.evidence.models import PackCheck
from app.settings.queries import value

LENGTH = 12
KEPT = timedelta(days=1)
# Letters that no code has, and the figures they are typed for.
MISREAD = str.maketrans({"O": "0", "I": "1", "L": "1", " ": "", "-": "", "\N{EN DASH}": "", "\N{NO-BREAK SPACE}": ""})


def admit(origin: str, now: datetime, today: date) -> bool:
    """Count one attempt from an address (a keyed hash of it); False if there were too many lately. Four queries."""
    lately = (
        (timedelta(minutes=1), value("check.minute_most", today)),
        (timedelta(hours=1), value("check.hour_most", today)),
    )
    for span, most in lately:
        if _since(origin, now - span) >= most:
            return False
    db.session.execute(delete(PackCheck).where(PackCheck.at < now - KEPT))
    db.session.add(PackCheck(origin=origin, at=now))
    return True


def read_code(typed: str) -> str | None:
    """A check code as it is printed, from what somebody typed; None if it cannot be one."""
    code = typed.strip().upper().translate(MISREAD)
    if len(code) != LENGTH or set(code) - set(ALPHABET):
        return None
    return "-".join((code[:4], code[4:8], code[8:]))


def _since(origin: str, at: datetime) -> int:
    counted = select(func.count()).select_from(PackCheck).where(PackCheck.origin == origin, PackCheck.at > at)
    return int(db.session.scalar(counted) or 0)
