"""What templates may say and call: days and times in words, the token of a form, this moment."""

from collections.abc import Callable

from flask import Flask
from flask_wtf.csrf import generate_csrf
from markupsafe import Markup

from app.language import clock_time, clock_zone, day, day_month, instant, moment, plural, weekday
from app.web.clock import now


def csrf_field() -> Markup:
    """The hidden field every form that changes something carries."""
    return Markup('<input type="hidden" name="csrf_token" value="{}">').format(generate_csrf())


def init_app(app: Flask) -> None:
    """Give templates the filters, and this moment."""
    times: tuple[Callable[..., object], ...] = (clock_time, clock_zone, instant, moment)
    for show in (day, day_month, weekday, plural, *times):
        app.jinja_env.filters[show.__name__] = show
    app.jinja_env.globals.update(now=now, csrf_field=csrf_field)
    app.jinja_env.trim_blocks = True
    app.jinja_env.lstrip_blocks = True
