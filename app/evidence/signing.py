"""Seals a finished PDF file with the service's certificate: a PAdES B-B signature after which nothing may change."""

import hashlib
import io
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import datetime
from typing import Any

from asn1crypto import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa
from cryptography.hazmat.primitives.serialization import Encoding
from pyhanko.pdf_utils.generic import ArrayObject, ByteStringObject
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.sign.fields import InvisSigSettings, MDPPerm, SigFieldSpec, SigSeedSubFilter
from pyhanko.sign.signers import PdfSignatureMetadata, PdfSigner
from pyhanko.sign.signers import Signer as PdfKeyHolder
from pyhanko_certvalidator.registry import SimpleCertificateStore

from app.evidence.certificates import Key, Signer
from app.evidence.printing import Printed

FIELD, READ_AS = "Seal", "Seal of this service"


class Writer(IncrementalPdfFileWriter):
    """Adds to a file what a signature needs and nothing else."""

    def __init__(self, pdf: bytes) -> None:
        super().__init__(io.BytesIO(pdf))
        # The second half names this state of the file; a random one would make each signing another file.
        self._document_id = ArrayObject([self._document_id[0], ByteStringObject(hashlib.sha256(pdf).digest()[:16])])

    def _update_meta(self) -> None:
        """Leave the metadata alone: written anew they would no longer declare PDF/UA as PDF/A asks."""


class Holding(PdfKeyHolder):
    """Signs with a key that is at hand: handing it over in letters to be read again is most of the time it takes."""

    key: Key

    async def async_sign_raw(self, data: bytes, digest_algorithm: str, dry_run: bool = False) -> bytes:
        """The signature of `data`; SHA-256 is the only algorithm we ask for."""
        if isinstance(self.key, rsa.RSAPrivateKey):
            return self.key.sign(data, padding.PKCS1v15(), hashes.SHA256())
        return self.key.sign(data, ec.ECDSA(hashes.SHA256()))


class AtTime(PdfSigner):
    """Signs as of a given instant."""

    at: datetime

    def init_signing_session(self, *given: Any, **options: Any) -> Any:
        """As usual, but with our clock."""
        session = super().init_signing_session(*given, **options)
        session.system_time = self.at
        return session


def signed(printed: Printed, signer: Signer, at: datetime) -> Printed:
    """A printed file, signed as of `at`."""
    return replace(printed, content=sign(printed.content, signer, at))


def sign(pdf: bytes, signer: Signer, at: datetime) -> bytes:
    """The file with the service's seal behind it; `pdf` is the beginning of it, untouched.

    `at` is what the signature gives as its time: when the records were read, as the pack itself says, so that one file
    tells one time, and a pack made again from the same reading is the same file.
    """
    meta = PdfSignatureMetadata(
        field_name=FIELD, md_algorithm="sha256", certify=True, docmdp_permissions=MDPPerm.NO_CHANGES,
        subfilter=SigSeedSubFilter.PADES,
        # An RSA signature has one length, so that no byte is left over that nobody signed.
        tight_size_estimates=isinstance(signer.key, rsa.RSAPrivateKey),
    )  # fmt: skip
    # Nowhere on the page: neither standard has a place for a signature that is not to be seen.
    field = SigFieldSpec(
        FIELD, readable_field_name=READ_AS, invis_sig_settings=InvisSigSettings(box_out_of_bounds=True)
    )
    sealer = AtTime(meta, holding(signer), new_field_spec=field)
    sealer.at = at
    output = io.BytesIO()
    # In a thread of its own, for it starts an event loop, of which a thread can have but one.
    with ThreadPoolExecutor(1) as thread:
        thread.submit(sealer.sign_pdf, Writer(pdf), output=output).result()
    return output.getvalue()


def holding(signer: Signer) -> Holding:
    """Whoever holds the key, as pyHanko asks for signatures."""
    own, *behind = (x509.Certificate.load(one.public_bytes(Encoding.DER)) for one in signer.chain)
    store = SimpleCertificateStore()  # type: ignore[no-untyped-call]
    store.register_multiple(behind)
    held = Holding(signing_cert=own, cert_registry=store, embed_roots=False)
    held.key = signer.key
    return held
