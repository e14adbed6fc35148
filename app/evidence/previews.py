"""The pages of a finished file as pictures, to leaf through before it is downloaded."""

import json
from collections.abc import Callable
from datetime import date
from io import BytesIO
from threading import Lock
from typing import Any, TypeVar

import pypdfium2
from PIL import Image

from app.language import day, plural

DOTS_PER_INCH = 96
COLOURS = 64  # enough for black, one teal and their edges; a quarter of the bytes of all colours
_POINTS_PER_INCH = 72
_alone = Lock()  # PDFium may be in one thread at a time
Found = TypeVar("Found")


def picture(content: bytes, number: int) -> bytes | None:
    """The page of this number, from 1, of a PDF file as a PNG; None if there is no such page."""
    drawn = _read(content, lambda file: _draw(file, number) if 0 < number <= len(file) else None)
    if drawn is None:
        return None
    written = BytesIO()
    drawn.quantize(COLOURS, method=Image.Quantize.FASTOCTREE).save(written, "PNG")
    return written.getvalue()


def outline(content: bytes) -> list[str]:
    """What each page of a PDF file of ours shows, in words, by its manifest: "", where it says nothing of it."""
    return _read(content, lambda file: _outline(len(file), _manifest(file)))


def _read(content: bytes, use: Callable[[Any], Found]) -> Found:
    with _alone:
        file = pypdfium2.PdfDocument(content)
        try:
            return use(file)
        finally:
            file.close()


def _draw(file: Any, number: int) -> Image.Image:
    bitmap = file[number - 1].render(scale=DOTS_PER_INCH / _POINTS_PER_INCH, rev_byteorder=True)
    try:
        image: Image.Image = bitmap.to_pil()
        return image.copy()  # the original ends with the bitmap
    finally:
        bitmap.close()


def _manifest(file: Any) -> dict[str, Any]:
    for place in range(file.count_attachments()):
        attached = file.get_attachment(place)
        if attached.get_name() == "manifest.json":
            found: dict[str, Any] = json.loads(bytes(attached.get_data()))
            return found
    return {}


def _outline(pages: int, manifest: dict[str, Any]) -> list[str]:
    begins: dict[int, list[str]] = {}
    for one in manifest.get("records", []):
        words = f"record {one['number']}, {one['kind']} of {day(date.fromisoformat(one['happened_on']))}"
        begins.setdefault(one["page"], []).append(words)
    if not manifest:
        return [""] * pages
    said, before = ["The cover"], "Before the records: contents, standards and years"
    for number in range(2, pages + 1):
        if here := begins.get(number, []):
            more = f", and {plural(len(here) - 1, 'more record')}" if len(here) > 1 else ""
            said.append(f"Begins {here[0]}{more}")
            before = f"Continues {here[-1].partition(',')[0]}"
        else:
            said.append(before)
    return said
