"""What comes in: ids a database can hold, forms of a sane size, and files only where one is asked for."""

from io import BytesIO
from typing import IO, Any
from urllib.parse import parse_qsl

from flask import Flask, Request, abort, current_app
from gunicorn.http.errors import ParseException  # type: ignore[import-untyped]
from werkzeug.formparser import FormDataParser
from werkzeug.routing import IntegerConverter

MOST_FIELDS = 1000  # Werkzeug holds forms of several parts to as many; the longest form of ours has about 150


class Number(IntegerConverter):
    """A number in an address, in plain digits; one too large for a row's id leads nowhere."""

    regex = "[0-9]{1,10}"

    def __init__(self, *given: Any, **options: Any) -> None:
        super().__init__(*given, **{"max": 2**31 - 1, **options})


class Fields(FormDataParser):
    """Reads a posted form; refuses one of more fields than any page of ours has."""

    def _parse_urlencoded(self, stream: IO[bytes], mimetype: str, content_length: int | None,
                          options: dict[str, str]) -> Any:  # fmt: skip
        try:
            body = stream.read()
        except (OSError, ParseException):  # what came is cut short or not in the pieces it says
            abort(400)
        if body.count(b"&") >= MOST_FIELDS:
            abort(413)
        pairs = parse_qsl(body.decode(), keep_blank_values=True, errors="werkzeug.url_quote")
        return stream, self.cls(pairs), self.cls()


class Incoming(Request):
    """A request to this service."""

    form_data_parser_class = Fields
    is_json = False  # no page of ours sends any, and a form read from it could hold other things than text

    def _get_file_stream(self, *given: Any, **named: Any) -> IO[bytes]:
        view = current_app.view_functions.get(self.endpoint or "")
        if not getattr(view, "takes_files", False):
            abort(400)
        return BytesIO()  # what is sent never lies on a disk


def init_app(app: Flask) -> None:
    """Read requests this way. Before any route is added."""
    app.request_class = Incoming
    app.url_map.converters["int"] = Number
