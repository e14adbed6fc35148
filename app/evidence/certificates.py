"""The certificate this service signs packs with, and every one it ever signed with.

In production it is given by files (`app/config.py`). Otherwise the service makes one of its own when it first signs, in
INSTANCE_DIR: `signing.pem` holds the key with the certificate, `certificates/` the public part of each one made.
"""

import os
import tempfile
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import lru_cache
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import pkcs12
from cryptography.x509.oid import NameOID
from flask import current_app
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from app.database import db
from app.evidence.models import FAILED, READY, PackFile, SigningCertificate
from app.language import day

Key = rsa.RSAPrivateKey | ec.EllipticCurvePrivateKey

NAME = "Management Oversight evidence packs"
LASTS = timedelta(days=3 * 365)
KEY_SIZE = 3072  # bits; with this padding the same file signed twice at the same instant is the same to the last byte
WARNED = timedelta(days=60)
CANNOT = "Packs cannot be signed at the moment: "


class NotSigned(Exception):
    """Nothing can be signed. Says why, in words for the person who asked and for administrators."""

    def __init__(self, why: str) -> None:
        super().__init__(f"{CANNOT}{why}. Administrators are told as well.")


@dataclass(frozen=True)
class Signer:
    """A key and its certificate, with those that vouch for it behind it."""

    key: Key
    chain: tuple[x509.Certificate, ...]

    @property
    def certificate(self) -> x509.Certificate:
        """The certificate of the key itself."""
        return self.chain[0]

    @property
    def fingerprint(self) -> str:
        """SHA-256 of the certificate, in hex."""
        return self.certificate.fingerprint(hashes.SHA256()).hex()

    @property
    def pem(self) -> str:
        """The public part: the certificate first, then those behind it."""
        return "".join(one.public_bytes(serialization.Encoding.PEM).decode() for one in self.chain)


def current(now: datetime) -> Signer:
    """The key and certificate to sign with; makes the service's own at first use. Raises NotSigned. No query."""
    try:
        signer = _given() or _own(now)
    except (OSError, ValueError, TypeError) as problem:
        current_app.logger.error("the signing certificate cannot be read: %s", type(problem).__name__)
        raise NotSigned("the signing certificate cannot be read") from problem
    if signer is None:
        raise NotSigned("no signing certificate is set up")
    _insist(signer, now)
    return signer


def renew(now: datetime) -> Signer:
    """Make a new certificate of the service's own and sign with it from now on. Raises NotSigned if one is given."""
    if _is_given() or current_app.config["PRODUCTION"]:
        raise NotSigned("the signing certificate is given by the settings, and is renewed there")
    made = _made(now)
    _place(_own_file(), made, over=True)
    return made


def keep(signer: Signer, now: datetime) -> None:
    """Note for ever that packs are signed with it. Any number of workers may do so at once."""
    known = select(SigningCertificate.id).where(SigningCertificate.fingerprint == signer.fingerprint)
    if db.session.scalar(known) is not None:
        return
    its = signer.certificate
    row = SigningCertificate(
        fingerprint=signer.fingerprint, pem=signer.pem, subject=its.subject.rfc4514_string()[:300],
        not_before=its.not_valid_before_utc, not_after=its.not_valid_after_utc, first_used_at=now,
    )  # fmt: skip
    with suppress(IntegrityError), db.session.begin_nested():
        db.session.add(row)


def kept() -> list[str]:
    """Every certificate ever used, as PEM with those behind it, the latest first. One query."""
    return list(db.session.scalars(select(SigningCertificate.pem).order_by(SigningCertificate.id.desc())))


def at_hand() -> list[str]:
    """The certificates of its own that the service made in INSTANCE_DIR, as PEM. No query."""
    return [path.read_text() for path in sorted(_own_file().parent.glob("certificates/*.pem"))]


def attention(now: datetime) -> list[str]:
    """What administrators are told: that packs cannot be signed, or the certificate last used ends. Two queries."""
    done = select(PackFile.problem).where(PackFile.state.in_((READY, FAILED))).order_by(PackFile.id.desc()).limit(1)
    problem = db.session.scalar(done) or ""
    if problem.startswith(CANNOT):
        return [problem]
    ends = db.session.scalar(select(SigningCertificate.not_after).order_by(SigningCertificate.id.desc()).limit(1))
    if ends is None or ends - now > WARNED:
        return []
    return [f"The certificate that packs are signed with {'ended' if ends <= now else 'ends'} on {day(ends)}."]


def _insist(signer: Signer, now: datetime) -> None:
    its = signer.certificate
    if its.public_key() != signer.key.public_key():
        raise NotSigned("the signing certificate does not belong to the key")
    if its.not_valid_after_utc <= now:
        raise NotSigned(f"the signing certificate ended on {day(its.not_valid_after_utc)}")
    if its.not_valid_before_utc > now:
        raise NotSigned(f"the signing certificate is valid only from {day(its.not_valid_before_utc)}")


def _is_given() -> bool:
    return bool(current_app.config["SIGNING_PKCS12"] or current_app.config["SIGNING_KEY"])


def _given() -> Signer | None:
    """What the settings give; None if they give nothing. ValueError or OSError if it cannot be read."""
    passphrase = current_app.config["SIGNING_PASSPHRASE"].encode() or None
    if bundle := current_app.config["SIGNING_PKCS12"]:
        return _unpacked(Path(bundle).read_bytes(), passphrase)
    if file := current_app.config["SIGNING_KEY"]:
        chain = Path(current_app.config["SIGNING_CERTIFICATE"]).read_bytes()
        return _read(Path(file).read_bytes(), chain, passphrase)
    return None


@lru_cache(maxsize=1)  # files are read afresh each time, and unlocked and proved only when they changed
def _unpacked(bundle: bytes, passphrase: bytes | None) -> Signer:
    key, certificate, others = pkcs12.load_key_and_certificates(bundle, passphrase)
    return _signer(key, [*([certificate] if certificate else []), *others])


@lru_cache(maxsize=1)
def _read(key: bytes, chain: bytes, passphrase: bytes | None = None) -> Signer:
    return _signer(serialization.load_pem_private_key(key, passphrase), x509.load_pem_x509_certificates(chain))


def _signer(key: object, chain: list[x509.Certificate]) -> Signer:
    if not isinstance(key, rsa.RSAPrivateKey | ec.EllipticCurvePrivateKey) or not chain:
        raise ValueError("no RSA or elliptic curve key, or no certificate")
    return Signer(key, tuple(chain))


def _own_file() -> Path:
    return Path(current_app.config["INSTANCE_DIR"]) / "signing.pem"


def _own(now: datetime) -> Signer | None:
    """The service's own, made if there is none yet; None in production, which is to be given one."""
    if current_app.config["PRODUCTION"]:
        return None
    file = _own_file()
    if not file.exists():
        _place(file, _made(now), over=False)
    content = file.read_bytes()
    return _read(content, content)


def _made(now: datetime) -> Signer:
    """A fresh key, and a certificate that says nothing but that it is this service's, good from yesterday."""
    key = rsa.generate_private_key(65537, KEY_SIZE)
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, NAME)])
    signs_only = x509.KeyUsage(
        digital_signature=True, content_commitment=True, key_encipherment=False, data_encipherment=False,
        key_agreement=False, key_cert_sign=False, crl_sign=False, encipher_only=False, decipher_only=False,
    )  # fmt: skip
    certificate = (
        x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + LASTS)
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(signs_only, critical=True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
        .sign(key, hashes.SHA256())
    )
    return Signer(key, (certificate,))


def _place(file: Path, made: Signer, *, over: bool) -> None:
    """Write the key and the certificate at once. Without `over`, whoever came first stays."""
    (file.parent / "certificates").mkdir(parents=True, exist_ok=True)
    key = made.key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    with tempfile.NamedTemporaryFile(dir=file.parent, prefix=".signing-") as half:  # readable by its owner alone
        half.write(key + made.pem.encode())
        half.flush()
        os.fsync(half.fileno())
        if over:
            file.unlink(missing_ok=True)
        try:
            os.link(half.name, file)
        except FileExistsError:
            return
    (file.parent / "certificates" / f"{made.fingerprint[:16]}.pem").write_text(made.pem)
