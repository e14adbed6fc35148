"""What the figures were measured on."""

import os
import platform
import subprocess
from importlib.metadata import version
from pathlib import Path

from app.database import sqlite_module
from tests import postgresql

PACKAGES = ("flask", "sqlalchemy", "psycopg", "weasyprint", "pyhanko")


def words() -> str:
    """The machine and the versions of what is measured, and how busy it is."""
    packages = ", ".join(f"{name} {version(name)}" for name in PACKAGES)
    return "\n".join((
        f"Machine: {platform.node()}, {_processor()}, {os.cpu_count()} cores, {_memory()} of memory",
        f"Software: Python {platform.python_version()}, SQLite {sqlite_module.sqlite_version}, {_postgresql()},"
        f" {_node()}",
        f"Packages: {packages}",
        f"Busy with other things: a load of {os.getloadavg()[0]:.1f} before it began",
    ))  # fmt: skip


def _processor() -> str:
    """The name the processor gives itself."""
    known = Path("/proc/cpuinfo")
    lines = known.read_text().splitlines() if known.exists() else []
    return next((line.partition(": ")[2] for line in lines if line.startswith("model name")), platform.machine())


def _memory() -> str:
    return f"{os.sysconf('SC_PAGE_SIZE') * os.sysconf('SC_PHYS_PAGES') / 2**30:.0f} GiB"


def _postgresql() -> str:
    try:
        said = _said(str(postgresql.binaries() / "postgres"), "--version")
        return said.replace("postgres (PostgreSQL)", "PostgreSQL")
    except RuntimeError:
        return "no PostgreSQL"


def _node() -> str:
    said = _said("node", "--version")
    return f"Node {said.removeprefix('v')}" if said else "no Node"


def _said(*command: str) -> str:
    try:
        return subprocess.run(command, capture_output=True, text=True, check=True).stdout.strip()
    except OSError:
        return ""
