"""On the command line: backups, the proof that they restore, and the doctor."""

import json
import sys
import time
from dataclasses import asdict, replace
from pathlib import Path

import click
from flask import current_app
from flask.cli import with_appcontext
from sqlalchemy import make_url
from sqlalchemy.exc import SQLAlchemyError

from app.history import anchors
from app.language import plural
from app.operations import backup as backups
from app.operations import copying, doctor, restoring
from app.web.clock import now

PLACE = click.Path(file_okay=False, path_type=Path)
BACKUP = click.Path(exists=True, file_okay=False, path_type=Path)


@click.command("backup")
@click.argument("directory", type=PLACE, required=False)
@click.option("--with-secrets", is_flag=True, help="Take the secret key and the signing key along. Guard the backup.")
@click.option("--keep", type=click.IntRange(min=1), help="Afterwards take away all but the latest so many backups.")
@with_appcontext
def backup(directory: Path | None, with_secrets: bool, keep: int | None) -> None:
    """Back up the database and what belongs to it, while people write, into a dated directory under DIRECTORY.

    DIRECTORY is backups/ in INSTANCE_DIR if it is left out. Exit code 0 when the backup is whole and on the disk.
    """
    into = directory or Path(current_app.config["INSTANCE_DIR"]) / "backups"
    began = time.monotonic()
    try:
        made, told = backups.make(into, now(), with_secrets=with_secrets)
        gone = backups.prune(into, keep) if keep else []
    except (backups.Busy, copying.NotCopied, OSError, SQLAlchemyError) as problem:
        _end(f"No backup was made: {problem}")
    size = sum(file.size for file in told.files.values()) / 1_000_000
    rows, files = sum(told.database.counts.values()), _plain(plural(len(told.files), "file"))
    click.echo(f"{made}")
    click.echo(
        f"{size:,.1f} MB in {files}, {rows:,} rows, history up to event {told.database.events:,}"
        f" ({time.monotonic() - began:.1f} s)"
    )
    if not with_secrets:
        click.echo("Without keys: --with-secrets takes secret_key and signing.pem along.")
    for folder in gone:
        click.echo(f"Taken away: {folder.name}")


@click.command("restore-check")
@click.argument("folder", metavar="BACKUP", type=BACKUP)
@click.option("--database-url", default="", help="Restore into this database, which must be empty, and leave it there.")
@with_appcontext
def restore_check(folder: Path, database_url: str) -> None:
    """Restore BACKUP somewhere else and look at everything in it: files, migration, history, every seal, counts.

    Exit code 0 when all of it holds, else 1. The service's own database is never touched.
    """
    began = before = time.monotonic()
    failed = 0
    try:
        service = make_url(current_app.config["SQLALCHEMY_DATABASE_URI"])
        for step in restoring.check(folder, service, database_url, _anchors()):
            took, before = time.monotonic() - before, time.monotonic()
            click.echo(f"{'ok' if step.holds else 'wrong':<6}{step.name:<10} {_plain(step.words)} ({took:.1f} s)")
            failed += not step.holds
    except (copying.NotCopied, OSError, SQLAlchemyError, anchors.NotReadable) as problem:
        _end(f"The backup could not be checked: {problem}")
    if failed:
        _end("This backup cannot be relied on.")
    click.echo(f"The backup restores and all of it holds ({time.monotonic() - began:.1f} s).")


@click.command("doctor")
@click.option("--backups", type=PLACE, help="Where backups lie, so that their age is looked at too.")
@click.option("--json", "as_json", is_flag=True, help="One JSON object, for a monitoring system.")
@with_appcontext
def doctor_(backups: Path | None, as_json: bool) -> None:
    """Look at settings, versions, files, database, jobs, anchors and backups, and say what to do.

    Exit code 1 when something is wrong; what ought to be looked at is no reason to fail. Tells no secrets.
    """
    found = [replace(each, words=_plain(each.words)) for each in doctor.look(now(), backups)]
    wrong = [each for each in found if each.state == doctor.WRONG]
    if as_json:
        click.echo(json.dumps({"is_well": not wrong, "findings": [asdict(each) for each in found]}, indent=1))
    else:
        for each in found:
            click.echo(f"{each.state:<6}{each.name:<19}{each.words}{f'. {each.do}' if each.do else ''}")
    sys.exit(bool(wrong))


def _plain(words: str) -> str:
    """With spaces that break: on a command line words are searched."""
    return words.replace("\xa0", " ")


def _anchors() -> list[anchors.Anchor]:
    file = current_app.config["HISTORY_ANCHORS"]
    return anchors.read(Path(file)) if file and Path(file).exists() else []


def _end(words: str) -> None:
    click.echo(words, err=True)
    sys.exit(1)
