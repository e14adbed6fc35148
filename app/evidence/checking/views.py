"""Check a pack: whether a file is as this service made it, for anybody who was given one. Nothing sent is kept."""

from flask import Blueprint, request
from flask.typing import ResponseReturnValue

from app.auth import tokens
from app.auth.cookies import origin
from app.database import db
from app.evidence import certificates
from app.evidence.checking import attempts as checks
from app.evidence.checking import file as checking
from app.evidence.checking import presently
from app.web.clock import now, today
from app.web.guards import open_to_all, takes
from app.web.page import page

bp = Blueprint("check", __name__, url_prefix="/check")

TOO_MANY = "There have been too many checks from where you are. Wait a while, then try again"
BUSY = "Other packs are being checked. Wait a moment, then try again"
NO_FILE = "Choose the pack, a PDF file"
TOO_LARGE = "The file is larger than 10 MB. No pack is: choose the pack as it was downloaded"
NO_CODE = "Enter the check code as it is printed at the foot of each page: 12 letters and figures"


@bp.get("")
@open_to_all
def index() -> ResponseReturnValue:
    """Ask for the file or the code."""
    return page("evidence/verify.html", error={}, errors=[], typed="")


@bp.post("/file")
@open_to_all
@takes(checking.MOST_BYTES + 64 * 1024, files=True)
def file() -> ResponseReturnValue:
    """Say what a file is."""
    sent = request.files.get("file")
    pdf = sent.read() if sent else b""
    if not pdf or len(pdf) > checking.MOST_BYTES:
        return _again("file", TOO_LARGE if pdf else NO_FILE, 422)
    if not _admitted():
        return _again("file", TOO_MANY, 429)
    known = certificates.kept()
    db.session.commit()  # the file may take a while, and nobody waits for it
    try:
        verdict = checking.check(pdf, known)
    except checking.Busy:
        return _again("file", BUSY, 503)
    return page("evidence/verified.html", found=presently.stand(verdict, pdf))


@bp.post("/code")
@open_to_all
def code() -> ResponseReturnValue:
    """Say whether a pack with this code was made here, and on which day; nothing else."""
    typed = request.form.get("code", "")[:40]
    wanted = checks.read_code(typed)
    if wanted is None:
        return _again("code", NO_CODE, 422, typed)
    if not _admitted():
        return _again("code", TOO_MANY, 429, typed)
    return page("evidence/verified_code.html", code=wanted, made_on=presently.made_on(wanted))


def _admitted() -> bool:
    is_admitted = checks.admit(tokens.keyed(origin()), now(), today())
    db.session.commit()
    return is_admitted


def _again(field: str, words: str, status: int, typed: str = "") -> ResponseReturnValue:
    return page("evidence/verify.html", status=status, error={field: words}, errors=[(field, words)], typed=typed)
