"""The job that makes a pack or a print."""

from datetime import datetime

from app import jobs
from app.database import db
from app.evidence import actions, certificates, printing, queries, signing
from app.evidence.choosing import plans
from app.evidence.contents import gather
from app.evidence.contents.pack import entry_digest
from app.evidence.models import READY, PackFile
from app.people.models import Person
from app.records.models import Record
from app.web.clock import now

GIVEN_UP = "The pack could not be made. Try again, and tell an administrator if it fails once more."


def build(file_id: int) -> None:
    """Make what was asked for. Reads and writes in short transactions of their own; prints outside any."""
    file = db.session.get(PackFile, file_id)
    if file is None or file.state == READY:
        return
    began = now()
    actions.begin(file, began)
    owner = db.session.get_one(Person, file.owner_id)
    try:
        if file.record_id:
            _build_print(file, owner, began)
        else:
            _build_pack(file, owner, began)
    except (printing.NotPrinted, certificates.NotSigned) as problem:
        raise jobs.JobFailed(str(problem)) from problem


def _build_pack(file: PackFile, owner: Person, began: datetime) -> None:
    made_by = f"the service, for {owner.name}" if file.is_standing else owner.name
    pack = gather.pack_of(owner, file.starts_on, file.ends_on, began, made_by, plans.thaw(file.chosen))
    db.session.commit()
    earlier = _the_same(file, pack.digest)
    db.session.commit()  # what was read may not hold up those who write while the pack is printed
    if earlier is not None:
        actions.finish(file, pack.digest, earlier, len(pack.entries), now())
        file.check_code = pack.check_code
    else:
        signer = certificates.current(began)
        printed = signing.signed(printing.print_pack(pack), signer, began)
        certificates.keep(signer, now())
        actions.finish(file, pack.digest, printed, len(pack.entries), now())
        actions.remember(file, pack, began)
    db.session.commit()


def _build_print(file: PackFile, owner: Person, began: datetime) -> None:
    (entry,) = gather.entries([db.session.get_one(Record, file.record_id)])
    db.session.commit()
    signer = certificates.current(began)
    printed = signing.signed(printing.print_record(entry, began, owner.name), signer, began)
    certificates.keep(signer, now())
    actions.finish(file, entry_digest(entry), printed, 1, now())
    db.session.commit()


def _the_same(file: PackFile, digest: str) -> printing.Printed | None:
    """The file made before of the same content: the same content always gives the same file."""
    for one in queries.finished(file.owner_id, file.starts_on, file.ends_on, None, file.chosen):
        if one.digest == digest and one.content:
            return printing.Printed(one.content, one.pages)
    return None


def given_up(problem: str, file_id: int) -> None:
    """Tell the person who asked."""
    file = db.session.get(PackFile, file_id)
    if file is not None and file.state != READY:
        actions.fail(file, problem or GIVEN_UP)
    db.session.commit()
