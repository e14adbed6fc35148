"""On the command line: checking a pack without the service's pages, and the certificate packs are signed with."""

from collections.abc import Callable
from datetime import datetime
from pathlib import Path

import click
from flask.cli import AppGroup
from sqlalchemy import inspect
from sqlalchemy.exc import SQLAlchemyError

from app.database import db
from app.evidence import certificates
from app.evidence.certificates import NotSigned, Signer
from app.evidence.checking import file as checking
from app.evidence.checking import presently
from app.evidence.models import SigningCertificate
from app.language import day, moment, plural
from app.web.clock import now

evidence = AppGroup("evidence", help="Evidence packs.")


@evidence.command("verify")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--certificate", type=click.Path(exists=True, dir_okay=False, path_type=Path),
              help="The service's certificate (PEM), where its database is not at hand.")  # fmt: skip
def verify(file: Path, certificate: Path | None) -> None:
    """Say whether FILE is a pack as this service made it, and how its records stand today if the database is at hand.

    Needs no database: then it knows the certificate given, or those in INSTANCE_DIR. Exit code 0 if the file can be
    relied on, otherwise 1.
    """
    pdf, has_database = file.read_bytes(), certificate is None and _has_database()
    known = certificates.at_hand() + (certificates.kept() if has_database else [])
    db.session.rollback()  # the file may take a while, and nobody waits for it
    verdict = checking.check(pdf, [certificate.read_text()] if certificate else known)
    found = presently.stand(verdict, pdf) if has_database else presently.Standing(verdict)
    for line in _said(found):
        click.echo(line, err=not found.verdict.is_sound)
    if not found.verdict.is_sound:
        raise click.exceptions.Exit(1)


@evidence.group("certificate", invoke_without_command=True)
@click.pass_context
def certificate(context: click.Context) -> None:
    """Show the certificate that packs are signed with; it is made if the service makes its own and has none yet."""
    if context.invoked_subcommand is None:
        _show(_or_exit(certificates.current))


@certificate.command("new")
def new() -> None:
    """Make a new certificate of the service's own. Packs signed with earlier ones stay valid."""
    made = _or_exit(certificates.renew)
    if _has_database():
        certificates.keep(made, now())
        db.session.commit()
    _show(made)


def _said(found: presently.Standing) -> list[str]:
    verdict = found.verdict
    if not verdict.is_sound or verdict.signed_at is None:
        return [verdict.title, verdict.advice]
    signed = f"Signed {moment(verdict.signed_at)} with certificate {verdict.certificate}"
    if not verdict.is_pack or verdict.period is None:
        return [verdict.title, signed, "The print of a single record, without data"]
    head = f"{verdict.person}, {day(verdict.period[0])} to {day(verdict.period[1])}, check code {verdict.check_code}"
    proofs = sum(one.shown for one, *_ in found.lines)
    proved = f"{plural(len(found.lines), 'record')}; {plural(proofs, 'answer or fact', 'answers and facts')} proved"
    lines = [f"{one.number}. {one.kind}, {day(one.happened_on)}, fingerprint {one.fingerprint}"
             f"{': ' if words else ''}{words}" for one, words, _ in found.lines]  # fmt: skip
    return [verdict.title, head, signed, proved, *lines]


def _show(signer: Signer) -> None:
    its = signer.certificate
    click.echo(its.subject.rfc4514_string())
    click.echo(f"SHA-256 {signer.fingerprint}")
    click.echo(f"From {day(its.not_valid_before_utc)} to {day(its.not_valid_after_utc)}")
    click.echo(signer.pem, nl=False)


def _or_exit(make: Callable[[datetime], Signer]) -> Signer:
    try:
        return make(now())
    except NotSigned as problem:
        click.echo(str(problem), err=True)
        raise click.exceptions.Exit(1) from problem


def _has_database() -> bool:
    """Whether the service's database can be asked."""
    try:
        return inspect(db.session.connection()).has_table(SigningCertificate.__tablename__)
    except SQLAlchemyError:
        return False
