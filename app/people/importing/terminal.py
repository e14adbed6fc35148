"""On the command line every file is brought in by the same steps: looked at as a whole, shown, only then applied."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import click

from app.database import db
from app.history.actions import Actor
from app.policy.rules import Refused

COMMAND_LINE = Actor(None, "The command line")
FILE = click.Path(exists=True, dir_okay=False, path_type=Path)
APPLIES = click.option(
    "--apply", "is_applied", is_flag=True, help="Import. Without it the command only says what it would do."
)


def bring_in(planned: Any, show: Callable[[Any], None], apply: Callable[[], Any], *, is_applied: bool) -> None:
    """Show what is wrong with a planned import and end with exit code 1, or `show` what it would do; with `is_applied`
    `apply` it and commit.
    """
    for line in (*getattr(planned, "notices", ()), *getattr(planned, "warnings", ())):
        click.echo(line)
    for problem in planned.problems:
        click.echo(str(problem), err=True)
    if planned.problems:
        click.echo(f"{len(planned.problems)} to mend. Nothing was imported.", err=True)
        raise click.exceptions.Exit(1)
    show(planned)
    if not is_applied:
        click.echo("Nothing was imported. Add --apply to import this.")
        return
    try:
        apply()
    except Refused as refused:
        raise click.ClickException(str(refused)) from None
    db.session.commit()
    click.echo("Imported.")
