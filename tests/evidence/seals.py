"""Keys and certificates of tests, and files sealed with them."""

from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import pkcs12
from cryptography.x509.oid import NameOID

from app.evidence.certificates import Signer
from app.evidence.printing import print_pack
from tests.evidence import build

NOW = datetime(2026, 11, 19, 9, 32, tzinfo=UTC)
PASSPHRASE = "correct horse"
PEM, DER = serialization.Encoding.PEM, serialization.Encoding.DER


@cache
def key(kind: str, number: int = 0) -> Any:
    """A key, "rsa" or "ec"; the same for the same number."""
    return rsa.generate_private_key(65537, 2048) if kind == "rsa" else ec.generate_private_key(ec.SECP256R1())


def certificate(name: str, own: Any, by: tuple[str, Any], ends: datetime, serial: int = 0) -> x509.Certificate:
    """A certificate of `own` key, vouched for by a name with its key."""
    called = {each: x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, each)]) for each in (name, by[0])}
    usage = dict.fromkeys(("key_encipherment", "data_encipherment", "key_agreement", "key_cert_sign", "crl_sign",
                           "encipher_only", "decipher_only"), False)  # fmt: skip
    return (
        x509.CertificateBuilder(called[by[0]], called[name], own.public_key(), serial or x509.random_serial_number())
        .not_valid_before(min(NOW, ends) - timedelta(days=400))
        .not_valid_after(ends)
        .add_extension(x509.KeyUsage(digital_signature=True, content_commitment=True, **usage), critical=True)
        .sign(by[1], hashes.SHA256())
    )


@cache
def signer(kind: str = "rsa", number: int = 1, days: int = 400, serial: int = 0) -> Signer:
    """Somebody with a certificate of their own; for "ec" with two behind it, up to an authority."""
    own, ends = key(kind, number), NOW + timedelta(days=days)
    if kind == "rsa":
        return Signer(own, (certificate("Seal", own, ("Seal", own), ends, serial),))
    root, between = key("ec", 90), key("ec", 91)
    return Signer(own, (
        certificate("Seal", own, ("Between", between), ends),
        certificate("Between", between, ("Authority", root), ends),
        certificate("Authority", root, ("Authority", root), ends),
    ))  # fmt: skip


def given(folder: Path, how: str, number: int = 1, days: int = 400) -> dict[str, str]:
    """The settings that hand a certificate over in files, locked with PASSPHRASE: "pkcs12" or "pem"."""
    lock = serialization.BestAvailableEncryption(PASSPHRASE.encode())
    holder = signer("rsa" if how == "pkcs12" else "ec", number, days)
    files = {name: folder / name for name in ("both.p12", "key.pem", "certificate.pem")}
    own, *behind = holder.chain
    files["both.p12"].write_bytes(pkcs12.serialize_key_and_certificates(b"seal", holder.key, own, behind, lock))
    files["key.pem"].write_bytes(holder.key.private_bytes(PEM, serialization.PrivateFormat.PKCS8, lock))
    files["certificate.pem"].write_text(holder.pem)
    if how == "pkcs12":
        return {"SIGNING_PKCS12": str(files["both.p12"]), "SIGNING_PASSPHRASE": PASSPHRASE}
    return {"SIGNING_KEY": str(files["key.pem"]), "SIGNING_CERTIFICATE": str(files["certificate.pem"]),
            "SIGNING_PASSPHRASE": PASSPHRASE}  # fmt: skip


@cache
def printed(number: int = 1) -> bytes:
    """A pack of one record, not sealed yet. Inside the app's context."""
    return print_pack(build.pack(build.entry(number))).content
