"""Dates and times as people read them, and the few other words templates need."""

from collections.abc import Callable
from datetime import date, datetime, time

from flask import Flask, request
from flask_wtf.csrf import generate_csrf
from markupsafe import Markup

from app.web.clock import LONDON, now

GAP = "\N{NO-BREAK SPACE}"


def day(value: date) -> str:
    """4 June 2026"""
    return f"{value.day}{GAP}{value:%B} {value.year}"


def day_month(value: date) -> str:
    """4 June"""
    return f"{value.day}{GAP}{value:%B}"


def weekday(value: date) -> str:
    """Thursday 4 June"""
    return f"{value:%A} {day_month(value)}"


def clock_time(value: datetime | time) -> str:
    """9:32am, or 9am on the hour; a datetime is shown as London time."""
    if isinstance(value, datetime):
        value = value.astimezone(LONDON).time()
    minutes = f":{value.minute:02}" if value.minute else ""
    return f"{(value.hour + 11) % 12 + 1}{minutes}{'am' if value.hour < 12 else 'pm'}"


def moment(value: datetime) -> str:
    """4 June 2026, 9:32am, in London."""
    return f"{day(value.astimezone(LONDON).date())}, {clock_time(value)}"


def plural(count: int, one: str, many: str | None = None) -> str:
    """1 thing, 2 things"""
    return f"{count}{GAP}{one if count == 1 else many or one + 's'}"


def csrf_field() -> Markup:
    """The hidden field every form that changes something carries."""
    return Markup('<input type="hidden" name="csrf_token" value="{}">').format(generate_csrf())


def init_app(app: Flask) -> None:
    """Give templates the filters, and this moment."""
    shown: tuple[Callable[..., object], ...] = (day, day_month, weekday, clock_time, moment, plural)
    for show in shown:
        app.jinja_env.filters[show.__name__] = show
    app.jinja_env.globals.update(now=now, csrf_field=csrf_field, is_htmx=lambda: bool(request.headers.get("HX-Request")))
    app.jinja_env.trim_blocks = True
    app.jinja_env.lstrip_blocks = True
