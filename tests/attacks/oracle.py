"""What must hold of every answer to a hostile request: no failure, nothing unescaped, nothing that acts."""

import re
from html.parser import HTMLParser
from urllib.parse import urlsplit

from werkzeug.test import TestResponse

# A pack that is being made looks again by itself where there are no scripts.
OURS = '<noscript><meta http-equiv="refresh" content="4"></noscript>'
# No page of ours has any of these, but for that.
NEVER = {
    "base", "iframe", "object", "embed", "frame", "frameset", "applet", "style", "math", "marquee", "video", "audio",
    "portal", "isindex", "keygen", "plaintext", "xmp", "listing", "noembed", "noscript", "template", "dialog",
    "hx-partial", "custom-x", "xss",
}  # fmt: skip
# What no page says unless it was typed there and not escaped.
TELLING = re.compile(r"<[a-zA-Z/!?].*(alert|evil|hx-|=|\(|\[)", re.DOTALL)
LEADS = ("href", "src", "action", "formaction", "hx-get", "hx-post", "hx-put", "hx-delete", "hx-patch", "data",
         "xlink:href", "poster", "background", "srcset", "srcdoc", "hx-push-url")  # fmt: skip


class Parts(HTMLParser):
    """Reads a page and notes whatever on it would act or lead elsewhere."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.faults: list[str] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Look at an element."""
        given = {name: value or "" for name, value in attrs}
        if tag in NEVER or (tag == "script" and not given.get("src", "").startswith("/static/")):
            self.faults.append(tag)
        if tag == "meta" and "http-equiv" in given:
            self.faults.append("meta")
        for name, value in given.items():
            if name.startswith(("on", "hx-on", "data-hx", "style")) or value.strip().startswith("js:"):
                self.faults.append(name)
            if name in LEADS and not leads_inside(value):
                self.faults.append(f"{name}={value[:60]}")


def leads_inside(address: str) -> bool:
    """Whether an address on a page stays in this service (or writes an e-mail)."""
    if address.startswith("mailto:"):
        return True
    try:
        parts = urlsplit(address.strip())
    except ValueError:
        return False
    return not parts.scheme and not parts.netloc and not address.strip().startswith(("//", "/\\", "\\"))


def faults(answer: TestResponse, *texts: str) -> list[str]:
    """What is wrong with an answer to a request that carried these texts; nothing, if all is well."""
    if answer.status_code >= 500:
        return [str(answer.status_code)]
    location = answer.headers.get("Location", "/")
    found = [] if location.startswith("/") and not location.startswith(("//", "/\\")) else [f"Location {location}"]
    if answer.mimetype != "text/html" or not answer.data:
        return found
    page = answer.text
    found += [f"unescaped {text[:60]}" for text in texts if TELLING.search(text) and text in page]
    return found + Parts(page.replace(OURS, "", 1)).faults
