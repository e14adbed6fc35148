"""What the machine brings: versions, libraries, file permissions, room on the disk, the clock, the calendar."""

import platform
import shutil
import stat
import subprocess
from collections.abc import Iterator
from ctypes.util import find_library
from datetime import date, datetime
from importlib.metadata import version
from pathlib import Path

from flask import current_app
from sqlalchemy import make_url

from app.language import LONDON, day, plural
from app.operations.doctor import LOOK, WRONG, Finding, judge
from app.policy.working_days import KNOWN_YEARS

# Below these something that matters is known to be broken: see Decisions and the notes of these packages.
AT_LEAST = {"flask": (3, 1, 3), "weasyprint": (69,), "werkzeug": (3, 1, 5)}
LIBRARIES = ("pango-1.0", "pangoft2-1.0", "harfbuzz-subset")
ROOM, PART = 1_000_000_000, 0.1  # bytes, and part of the disk, that ought to be free
CALENDAR = 365  # days before the known bank holidays end


def look(at: datetime) -> Iterator[Finding]:
    """Findings about this machine."""
    found = platform.python_version()
    yield judge("python", numbers(found) >= (3, 11), found, "Install Python 3.11 or later.")
    for name, least in AT_LEAST.items():
        found = version(name)
        yield judge(name, numbers(found) >= least, found, f"Install {'.'.join(map(str, least))} or later.")
    missing = [name for name in LIBRARIES if find_library(name) is None]
    words = f"missing: {', '.join(missing)}" if missing else "Pango and HarfBuzz are there"
    yield judge("printing", not missing, words, "Install the system packages that the README names.")
    yield from _files()
    yield _room()
    yield _clock()
    yield _calendar(at)


def numbers(text: str) -> tuple[int, ...]:
    """The numbers that a version begins with."""
    found = []
    for part in text.replace("-", ".").replace(" ", ".").split("."):
        if not part.isdecimal():
            break
        found.append(int(part))
    return tuple(found)


def _files() -> Iterator[Finding]:
    """Keys for their owner alone, and nothing of the service for everybody on the machine."""
    config = current_app.config
    instance = Path(config["INSTANCE_DIR"])
    others, group = stat.S_IRWXO, stat.S_IRWXG
    wanted = [(instance, others), (instance / "secret_key", others | group), (instance / "signing.pem", others | group)]
    wanted += [(Path(config[name]), others) for name in ("SIGNING_PKCS12", "SIGNING_KEY") if config[name]]
    url = make_url(config["SQLALCHEMY_DATABASE_URI"])
    if url.get_backend_name() == "sqlite" and url.database:
        wanted.append((Path(url.database), others))
    wrong = WRONG if config["PRODUCTION"] else LOOK
    for path, never in wanted:
        if path.exists():
            mode = stat.S_IMODE(path.stat().st_mode)
            yield judge("file", not mode & never, f"{path} {mode:04o}", f"chmod {mode & ~never:04o} {path}", wrong)


def _room() -> Finding:
    """Where the database file, or what is left of INSTANCE_DIR, lies."""
    place = Path(current_app.config["INSTANCE_DIR"])
    while not place.exists():
        place = place.parent
    usage = shutil.disk_usage(place)
    is_enough = usage.free > ROOM and usage.free > PART * usage.total
    words = f"{usage.free / 1e9:,.1f} GB of {usage.total / 1e9:,.1f} GB free at {place}"
    state = LOOK if usage.free > ROOM else WRONG
    return judge("room", is_enough, words, "Make room, or give it a larger disk.", state)


def _clock() -> Finding:
    """Whether the machine says that its clock is kept right. Signatures carry its time."""
    do = "Have the clock kept by systemd-timesyncd or chrony."
    if (tool := shutil.which("timedatectl")) is None:
        return Finding("clock", LOOK, "cannot tell whether it is kept right", do)
    done = subprocess.run(  # noqa: S603
        [tool, "show", "--property=NTPSynchronized", "--value"], capture_output=True, text=True, check=False, timeout=10
    )
    if done.returncode:
        return Finding("clock", LOOK, "cannot tell whether it is kept right", do)
    return judge("clock", done.stdout.strip() == "yes", f"synchronised: {done.stdout.strip()}", do)


def _calendar(at: datetime) -> Finding:
    ends = date(max(KNOWN_YEARS), 12, 31)
    left = (ends - at.astimezone(LONDON).date()).days
    return judge("calendar", left > CALENDAR, f"bank holidays are known until {day(ends)}, {plural(left, 'day')}",
                 "Bring in a release that knows the next years (app/policy/working_days.py).",
                 LOOK if left > 0 else WRONG)  # fmt: skip
