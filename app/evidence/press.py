"""The child process that turns one page of HTML into a PDF file, with limits and without a network.

Started as a file of its own (`python -I press.py`), never imported by the service: it reads a job as JSON from
standard input and writes the file to standard output. Exit code 3 means that the job is more than the limits allow.
WeasyPrint 70 writes PDF/A-3a; `finish` makes the same file PDF/UA-1 as well.
"""

import gc
import html
import json
import logging
import re
import resource
import sys
import unicodedata
import zlib
from datetime import datetime
from functools import partial
from typing import Any

MEMORY = 1024**3  # bytes
SECONDS = 120  # of processor time; the parent watches the clock on the wall

# ISO 14289-1's identification, and the description of it that ISO 19005 asks for.
ACCESSIBLE = b"""<rdf:Description xmlns:pdfuaid="http://www.aiim.org/pdfua/ns/id/" rdf:about="" pdfuaid:part="1" />
<rdf:Description xmlns:pdfaExtension="http://www.aiim.org/pdfa/ns/extension/"
 xmlns:pdfaSchema="http://www.aiim.org/pdfa/ns/schema#" xmlns:pdfaProperty="http://www.aiim.org/pdfa/ns/property#"
 rdf:about=""><pdfaExtension:schemas><rdf:Bag><rdf:li rdf:parseType="Resource">
<pdfaSchema:schema>PDF/UA identification schema</pdfaSchema:schema>
<pdfaSchema:namespaceURI>http://www.aiim.org/pdfua/ns/id/</pdfaSchema:namespaceURI>
<pdfaSchema:prefix>pdfuaid</pdfaSchema:prefix>
<pdfaSchema:property><rdf:Seq><rdf:li rdf:parseType="Resource"><pdfaProperty:name>part</pdfaProperty:name>
<pdfaProperty:valueType>Integer</pdfaProperty:valueType><pdfaProperty:category>internal</pdfaProperty:category>
<pdfaProperty:description>Part of ISO 14289 followed by this file</pdfaProperty:description></rdf:li></rdf:Seq>
</pdfaSchema:property></rdf:li></rdf:Bag></pdfaExtension:schemas></rdf:Description>
</rdf:RDF>"""

# Read by some as a stream one byte shorter than it says: the end of line before the word may be two bytes long.
AMBIGUOUS = b"\r\nendstream"

FORBIDDEN = ("socket.", "subprocess.", "os.exec", "os.fork", "os.posix_spawn", "os.system")


def main() -> int:
    """Read a job, print it, write the file."""
    job = json.load(sys.stdin.buffer)
    import weasyprint  # before the limits, so that they weigh the job alone

    fonts = weasyprint.text.fonts.FontConfiguration()
    style = weasyprint.CSS(string=job["css"], url_fetcher=only_data(weasyprint), font_config=fonts)
    # Layout makes millions of objects that live to the end: looking for garbage among them is a tenth of the time.
    gc.freeze()
    gc.set_threshold(200_000, 50, 100)
    limit()
    sys.addaudithook(refuse)
    try:
        pages, file = press(weasyprint, job, style, fonts)
    except MemoryError:
        sys.stderr.write("The file would need more memory than one file may take.")
        return 3
    sys.stdout.buffer.write(json.dumps({"pages": pages}).encode() + b"\n" + file)
    return 0


def only_data(weasyprint: Any) -> Any:
    """A fetcher that reads nothing but what stands in the page itself."""
    return weasyprint.urls.URLFetcher(allowed_protocols=("data",))


def limit() -> None:
    """Bound memory and processor time, where the system knows how."""
    for kind, most in ((resource.RLIMIT_AS, MEMORY), (resource.RLIMIT_CPU, SECONDS)):
        try:
            resource.setrlimit(kind, (most, most))
        except (ValueError, OSError):
            continue


def refuse(event: str, details: tuple[Any, ...]) -> None:
    """Keep a hostile text from reaching a network, another program or a file to write."""
    if event.startswith(FORBIDDEN):
        raise PermissionError(event)
    if event == "open" and isinstance(details[1], str) and set(details[1]) & set("wax+"):
        raise PermissionError(f"{event} {details[1]}")


class Complaints(logging.Handler):
    """What WeasyPrint complains of: characters no font can draw are kept apart, the rest are errors."""

    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self.missing: set[str] = set()
        self.errors: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        """Sort one complaint."""
        if isinstance(record.msg, str) and record.msg.startswith(".notdef glyph") and isinstance(record.args, tuple):
            self.missing.add(str(record.args[0]))
        elif record.levelno >= logging.ERROR:
            self.errors.append(record.getMessage())


def press(weasyprint: Any, job: dict[str, Any], *style: Any) -> tuple[int, bytes]:
    """Print; where the fonts lack characters, print again with their names in words."""
    logger = logging.getLogger("weasyprint")
    logger.handlers[:] = [complaints := Complaints()]
    logger.propagate = False
    pages, file = write(weasyprint, job, *style)
    if complaints.missing:
        pages, file = write(weasyprint, {**job, "html": in_words(job["html"], complaints.missing)}, *style)
    if complaints.errors:
        raise RuntimeError("; ".join(complaints.errors))
    return pages, file


def in_words(text: str, missing: set[str]) -> str:
    """Write out each missing character: an emoji as its name, anything nameless as its number."""
    named = {
        character: html.escape(f"[{unicodedata.name(character, f'U+{ord(character):04X}').lower()}]")
        for character in missing
    }
    # Joiners and variation selectors mean nothing once the signs round them are words.
    return re.sub(
        "|".join(map(re.escape, named)), lambda found: named[found[0]], re.sub("[\u200d\ufe0e\ufe0f]", "", text)
    )


def write(weasyprint: Any, job: dict[str, Any], style: Any, fonts: Any) -> tuple[int, bytes]:
    """Lay out and write one file, and count its pages; the same job gives the same bytes."""
    page = weasyprint.HTML(string=job["html"], base_url="about:blank", url_fetcher=only_data(weasyprint))
    document = page.render(stylesheets=[style], font_config=fonts, pdf_variant="pdf/a-3a")
    identifier = bytes.fromhex(job["identifier"])[:16].hex().encode()
    for attempt in range(5):
        document.metadata.attachments = attachments(weasyprint, job, document)
        file: bytes = document.write_pdf(
            finisher=partial(finish, attempt=attempt), pdf_variant="pdf/a-3a", pdf_identifier=identifier
        )
        if AMBIGUOUS not in file:
            break
    return len(document.pages), file


def attachments(weasyprint: Any, job: dict[str, Any], document: Any) -> list[Any]:
    """What travels inside the file. Each can be written once only."""
    made_at = datetime.fromisoformat(job["made_at"])
    return [
        weasyprint.Attachment(
            string=numbered(one["content"], document) if one["name"] == "manifest.json" else one["content"],
            url_fetcher=only_data(weasyprint), name=one["name"], description=one["description"],
            relationship="Source", created=made_at, modified=made_at,
        )
        for one in job["attachments"]
    ]  # fmt: skip


def numbered(content: str, document: Any) -> str:
    """The manifest, with the page each record begins on, known only once it is laid out."""
    told = json.loads(content)
    begins = {anchor: number for number, page in enumerate(document.pages, 1) for anchor in page.anchors}
    for one in told["records"]:
        one["page"] = begins[f"record-{one['number']}"]
    return json.dumps(told, ensure_ascii=False, sort_keys=True, indent=1)


def finish(_document: Any, pdf: Any, attempt: int = 0) -> None:
    """Make the file PDF/UA-1 too: say so, mark running lines as artifacts, let no stream end in doubt."""
    if attempt:
        pdf.catalog["Attempt"] = attempt
    metadata = _at(pdf, pdf.catalog["Metadata"])
    metadata.compress = False
    metadata.stream = [b"\n".join(metadata.stream).replace(b"</rdf:RDF>", ACCESSIBLE)]
    root = _at(pdf, pdf.catalog["StructTreeRoot"])
    parents = _at(pdf, root["ParentTree"])["Nums"]
    told = _told(pdf, root)
    pages = [thing for thing in pdf.objects if isinstance(thing, dict) and thing.get("Type") == "/Page"]
    for number, content in zip(parents[::2], parents[1::2], strict=True):
        if isinstance(content, list):
            page = next(page for page in pages if page["StructParents"] == number)
            _silence(pdf, page, content, told)
    for thing in pdf.objects:
        if getattr(thing, "compress", False) and _ends_in_doubt(thing):
            thing.compress = False


def _ends_in_doubt(stream: Any) -> bool:
    """Whether the stream, compressed, would end in a carriage return: its last byte is the checksum's last."""
    stream.compress = False
    content = stream.data.partition(b"\nstream\n")[2].removesuffix(b"\nendstream")
    stream.compress = True
    return zlib.adler32(content) & 0xFF == ord("\r")


def _at(pdf: Any, reference: bytes) -> Any:
    return pdf.objects[int(reference.split()[0])]


def _told(pdf: Any, root: Any) -> set[bytes]:
    """The structure a screen reader is led through, by reference."""
    told: set[bytes] = set()
    waiting = [reference for reference in root["K"] if isinstance(reference, bytes)]
    while waiting:
        reference = waiting.pop()
        told.add(reference)
        waiting += [kid for kid in _at(pdf, reference).get("K", ()) if isinstance(kid, bytes)]
    return told


def _silence(pdf: Any, page: Any, content: list[Any], told: set[bytes]) -> None:
    """Running headers and feet hang on no branch of the structure: on the page they become artifacts."""
    running = {place for place, reference in enumerate(content) if reference not in told}
    if not running:
        return
    stream = _at(pdf, page["Contents"]).stream
    for place, item in enumerate(stream):
        if isinstance(item, dict) and item.get("MCID") in running:
            stream[place - 1 : place + 2] = ["/Artifact", b"BMC", b""]
    for place in running:
        _at(pdf, content[place]).clear()
        content[place] = "null"


if __name__ == "__main__":
    sys.exit(main())
