"""What is sealed in history: slices say here how each kind of thing is read and what its rows say now."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Select


def _always(_row: Any) -> bool:
    return True


def _never(_row: Any) -> bool:
    return False


@dataclass(frozen=True)
class Sealed:
    """One kind of sealed thing.

    `rows` selects every thing of the kind, its id first; `seal` gives the SHA-256 of what a row says now. A row that
    `must` have a seal and has none was slipped in behind the app's back. `is_emptied` says that the text of a row was
    removed: then a stone (`Removed`) must hold the seal it had before.
    """

    rows: Select[Any]
    seal: Callable[[Any], str]
    must: Callable[[Any], bool] = _always
    is_emptied: Callable[[Any], bool] = _never


# By the name that events call it by. Slices add theirs in create_app().
SEALS: dict[str, Sealed] = {}
