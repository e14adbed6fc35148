"""The child process that says whether a PDF file is, to the last byte, one that this service signed.

Started as a file of its own (`python -I examine.py`): it reads a line of JSON with the certificates known and then the
file from standard input, and writes JSON to standard output. Nothing of a file is read as PDF before its bytes have
proved to be those we signed: what comes from elsewhere meets one search, one hash and one signature check. Only then a
second, independent check of the whole file follows, and its attachments are taken out.
"""

import hashlib
import io
import json
import re
import resource
import socket
import sys
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from asn1crypto import cms, x509
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509 import Certificate, load_pem_x509_certificates

MEMORY = 1024**3  # bytes
SECONDS = 20  # of processor time; the parent watches the clock on the wall
MOST_SEALS = 5  # that are looked at; we make one
MOST_ATTACHED = 64 * 1024 * 1024  # bytes of one attachment, unpacked

NOT_PDF, ENCRYPTED, UNSIGNED, OTHER, CHANGED, ADDED, UNTOUCHED = (
    "not a PDF", "encrypted", "unsigned", "other", "changed", "added", "untouched",
)  # fmt: skip

# As we write a signature: its bytes in hexadecimal, then where the two parts of the file lie that it covers.
SIGNATURE = re.compile(rb"/Contents <([0-9A-F]*)>\n/ByteRange \[0 ([0-9]{1,10}) ([0-9]{1,10}) ([0-9]{1,10})\] ")
ANY_SIGNATURE = re.compile(rb"/ByteRange\s*\[\s*([0-9]{1,10})\s+([0-9]{1,10})\s+([0-9]{1,10})\s+([0-9]{1,10})\s*\]")
SIGNED_AT = re.compile(rb"/M \(D\\072([0-9]{14})Z\)")
FORBIDDEN = ("socket.", "subprocess.", "os.exec", "os.fork", "os.posix_spawn", "os.system")


class Not(Exception):
    """The file is not as we made it; says which of the outcomes it is."""


@dataclass(frozen=True)
class Seal:
    """A signature as it stands in a file: its bytes, where they begin and are over, and where what it covers ends."""

    content: bytes
    before: int
    after: int
    end: int


def main() -> int:
    """Read the certificates and the file, examine it, write what was found."""
    known = json.loads(sys.stdin.buffer.readline())
    pdf = sys.stdin.buffer.read()
    import pyhanko.sign.validation  # noqa: F401  before the limits, so that they weigh the file alone

    limit()
    sys.addaudithook(refuse)
    try:
        found = examine(pdf, known)
    except MemoryError:
        return 3
    sys.stdout.write(json.dumps(found))
    return 0


def limit() -> None:
    """Bound memory, processor time and files written, where the system knows how."""
    for kind, most in ((resource.RLIMIT_AS, MEMORY), (resource.RLIMIT_CPU, SECONDS), (resource.RLIMIT_FSIZE, 0)):
        try:
            resource.setrlimit(kind, (most, most))
        except (ValueError, OSError):
            continue


def refuse(event: str, details: tuple[Any, ...]) -> None:
    """Keep a hostile file from reaching a network, another program or a file to write."""
    if event == "socket.__new__" and details[1] == socket.AF_UNIX:
        return  # a pair of these, connected to each other alone, is in every event loop
    if event.startswith(FORBIDDEN):
        raise PermissionError(event)
    if event == "open" and isinstance(details[1], str) and set(details[1]) & set("wax+"):
        raise PermissionError(event)


def examine(pdf: bytes, known: list[str]) -> dict[str, Any]:
    """What a file is: {"outcome"}, and for one that is UNTOUCHED "signed_at", "certificate" and "attachments" as text.

    `known` are certificates as PEM, each followed by those behind it.
    """
    try:
        own, at, end = first_proved(pdf, [load_pem_x509_certificates(one.encode()) for one in known])
        if end != len(pdf):
            raise Not(ADDED)
        attachments = second_opinion(pdf, own, at)
    except Not as found:
        return {"outcome": str(found)}
    fingerprint = own.fingerprint(hashes.SHA256()).hex()
    return {"outcome": UNTOUCHED, "signed_at": at.isoformat(), "certificate": fingerprint, "attachments": attachments}


def first_proved(pdf: bytes, known: list[list[Certificate]]) -> tuple[Certificate, datetime, int]:
    """The certificate of ours that the file is sealed with, when, and how many bytes of it that covers. Raises Not."""
    wrong = []
    for seal in seals(pdf):
        try:
            return *proved(pdf, seal, known), seal.end
        except Not as found:
            wrong.append(found)
    raise next((found for found in wrong if str(found) == CHANGED), wrong[0])


def seals(pdf: bytes) -> list[Seal]:
    """The signatures in the file that are written as we write them, at least one, the last first. Raises Not."""
    if not pdf.startswith(b"%PDF-"):
        raise Not(NOT_PDF)
    made = []
    for found in SIGNATURE.finditer(pdf):
        before, after, rest = (int(number) for number in found.groups()[1:])
        if (before, after) == (found.start(1) - 1, found.end(1) + 1) and len(found[1]) % 2 == 0:
            made.append(Seal(bytes.fromhex(found[1].decode()), before, after, after + rest))
    if made:
        return made[: -MOST_SEALS - 1 : -1]
    if b"/Encrypt " in pdf[-4096:]:
        raise Not(ENCRYPTED)
    raise Not(OTHER if ANY_SIGNATURE.search(pdf) else UNSIGNED)


def proved(pdf: bytes, seal: Seal, known: list[list[Certificate]]) -> tuple[Certificate, datetime]:
    """The certificate of ours that the seal was made with, and when it says it was made. Raises Not."""
    try:
        content = cms.ContentInfo.load(seal.content)
        signed = content["content"]
        own, behind = _of_ours(signed, known)
        signer = signed["signer_infos"][0]
        is_whole = is_filled_up(seal.content, _as_we_write_it(own, behind, signer))
        _verify(own, signer)
        told = {each["type"].native: each["values"].native for each in signer["signed_attrs"]}
    except Not:
        raise
    except (ValueError, TypeError, KeyError, IndexError, AttributeError, InvalidSignature) as problem:
        raise Not(CHANGED) from problem
    covered = hashlib.sha256(pdf[: seal.before] + pdf[seal.after : seal.end]).digest()
    when = SIGNED_AT.search(pdf, seal.after, seal.end)
    if not is_whole or told.get("message_digest") != [covered] or seal.end > len(pdf) or when is None:
        raise Not(CHANGED)
    return own, datetime.strptime(when[1].decode(), "%Y%m%d%H%M%S").replace(tzinfo=UTC)


def _of_ours(signed: Any, known: list[list[Certificate]]) -> tuple[x509.Certificate, list[x509.Certificate]]:
    """Which of the known certificates it is signed with, found by its number, and those behind it. Raises Not."""
    number = signed["signer_infos"][0]["sid"].chosen["serial_number"].native
    chain = next((chain for chain in known if chain and chain[0].serial_number == number), None)
    if chain is None:
        raise Not(OTHER)
    return chain[0], chain[1:]


def is_filled_up(written: bytes, anew: bytes) -> bool:
    """Whether what is written is this signature, which may itself end in zeros, and the rest of its place is empty."""
    return written.startswith(anew) and not written[len(anew) :].strip(b"\0")


def _as_we_write_it(own: Certificate, behind: list[Certificate], signer: Any) -> bytes:
    """The signature written anew from what is signed in it: any other byte was not ours."""
    is_rsa = isinstance(own.public_key(), rsa.RSAPublicKey)
    its = _plain(own)
    chain = {_plain(one) for one in behind if one.issuer != one.subject} | {its}
    anew = cms.SignedData({
        "version": "v1",
        "digest_algorithms": [{"algorithm": "sha256"}],
        "encap_content_info": {"content_type": "data"},
        "certificates": [cms.CertificateChoices("certificate", x509.Certificate.load(one)) for one in chain],
        "signer_infos": [{
            "version": "v1",
            "sid": cms.SignerIdentifier("issuer_and_serial_number", {
                "issuer": x509.Certificate.load(its).issuer, "serial_number": own.serial_number}),
            "digest_algorithm": {"algorithm": "sha256"},
            "signed_attrs": signer["signed_attrs"],
            "signature_algorithm": {"algorithm": "sha256_rsa" if is_rsa else "sha256_ecdsa"},
            "signature": signer["signature"].native,
        }],
    })  # fmt: skip
    return bytes(cms.ContentInfo({"content_type": "signed_data", "content": anew}).dump())


def _plain(certificate: Certificate) -> bytes:
    return certificate.public_bytes(Encoding.DER)


def _verify(own: Certificate, signer: Any) -> None:
    """Raises InvalidSignature unless the signed attributes are signed with the certificate's key."""
    key, signature = own.public_key(), signer["signature"].native
    signed = signer["signed_attrs"].untag().dump()
    if isinstance(key, rsa.RSAPublicKey):
        key.verify(signature, signed, padding.PKCS1v15(), hashes.SHA256())
    elif isinstance(key, ec.EllipticCurvePublicKey):
        key.verify(signature, signed, ec.ECDSA(hashes.SHA256()))
    else:
        raise Not(OTHER)


def second_opinion(pdf: bytes, own: Certificate, at: datetime) -> dict[str, str]:
    """Have the whole file checked by the library that readers of PDF rely on, and take out what is attached. Raises
    Not.
    """
    from pyhanko.pdf_utils.misc import PdfError
    from pyhanko.pdf_utils.reader import PdfFileReader
    from pyhanko.sign.diff_analysis import ModificationLevel
    from pyhanko.sign.general import SigningError
    from pyhanko.sign.validation import SignatureCoverageLevel, validate_pdf_signature
    from pyhanko_certvalidator import ValidationContext

    trust = ValidationContext(trust_roots=[x509.Certificate.load(_plain(own))], moment=at, allow_fetching=False)
    try:
        reader = PdfFileReader(io.BytesIO(pdf))
        (signature,) = reader.embedded_signatures
        # In a thread of its own, for it starts an event loop, of which a thread can have but one.
        with ThreadPoolExecutor(1) as thread:
            said = thread.submit(validate_pdf_signature, signature, trust).result()
        attached = dict(_attached(reader))
    except (PdfError, SigningError, ValueError, KeyError, UnicodeDecodeError) as problem:
        raise Not(CHANGED) from problem
    is_whole = said.coverage == SignatureCoverageLevel.ENTIRE_FILE
    if not (said.bottom_line and is_whole and said.modification_level == ModificationLevel.NONE):
        raise Not(CHANGED)
    return attached


def _attached(reader: Any) -> list[tuple[str, str]]:
    try:
        names = reader.root["/Names"]["/EmbeddedFiles"]["/Names"]
    except KeyError:
        return []
    # By number, for these lists follow references only so.
    found = [(str(names[place]), names[place + 1]["/EF"]["/F"].data) for place in range(0, len(names), 2)]
    if any(len(content) > MOST_ATTACHED for _, content in found):
        raise MemoryError
    return [(name, content.decode()) for name, content in found]


if __name__ == "__main__":
    sys.exit(main())
