"""Work accounts and codes in the database: linked by a file, one account each, used once; no provider is asked."""

from datetime import UTC, datetime

import pyotp
import pytest
from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError

from app.auth.models import Account, Identity
from app.auth.second_factor import factors
from app.auth.work_account import identities
from app.database import db
from app.history.actions import SERVICE
from app.policy.rules import Refused
from tests import make
from tests.auth import practitioner

NOW = datetime(2026, 11, 19, 9, 32, tzinfo=UTC)
ISSUER, SUBJECT = "https://provider.example", "ada-0001"


@pytest.fixture
def ada(app):
    app.config["OIDC_ISSUER"] = ISSUER
    account = make.account_of(practitioner("Ada Bell"))
    identities.link(account, ISSUER, SUBJECT, SERVICE, NOW)
    db.session.commit()
    return account


def count():
    return db.session.scalar(select(func.count()).select_from(Identity))


def run(app, path):
    return app.test_cli_runner().invoke(args=["user", "link-identities", str(path)])


def test_a_file_links_many_and_twice_is_once(app, ada, tmp_path):
    bo, cy = (make.account_of(practitioner(name)) for name in ("Bo Quiet", "Cy Lark"))
    db.session.commit()
    file = tmp_path / "linked.csv"
    file.write_text(f"email,subject\n{bo.email.upper()},bo-1\n{cy.email}, cy-1 \n{ada.email},{SUBJECT}\n")
    assert run(app, file).output.startswith("2 linked")
    assert run(app, file).output.startswith("0 linked")
    assert identities.account_of(ISSUER, "cy-1").id == cy.id
    assert identities.account_of("https://another.example", "cy-1") is None
    assert identities.linked([ada.id, bo.id, 999]) == {ada.id, bo.id}
    assert count() == 3


def test_a_file_with_a_mistake_changes_nothing_and_names_every_one(app, ada, tmp_path):
    bo = make.account_of(practitioner("Bo Quiet"))
    closed = make.account("Cy Lark", closed_at=NOW)
    db.session.commit()
    file = tmp_path / "linked.csv"
    rows = (f"{bo.email},{SUBJECT}", "nobody@example.gov.uk,x", f"{ada.email},new", f"{bo.email},", f"{bo.email},b",
            f"{closed.email},c")  # fmt: skip
    file.write_text("\n".join(["email,subject", *rows]))
    done = run(app, file)
    assert done.exit_code == 1
    for words in ("Line 2", "another account", "Line 3", "no account", "Line 4", "another subject", "Line 5",
                  "printable", "more than once", "Line 7", "is closed", "Nothing was changed"):  # fmt: skip
        assert words in done.output, words
    assert count() == 1
    for text in (b"address,subject\n", b"email,subject\na@b.c\n", b"\xff\xfe", b""):
        file.write_bytes(text)
        assert run(app, file).exit_code == 1


def test_an_account_has_one_work_account_and_that_one_account(app, ada):
    bo = make.account_of(practitioner("Bo Quiet"))
    for account, subject in ((bo, SUBJECT), (ada, "another")):
        with pytest.raises(Refused):
            identities.link(account, ISSUER, subject, SERVICE, NOW)
    identities.link(ada, ISSUER, SUBJECT, SERVICE, NOW)
    assert count() == 1
    db.session.commit()
    with pytest.raises(IntegrityError):
        make.add(Identity(account_id=bo.id, issuer=ISSUER, subject=SUBJECT, linked_at=NOW, linked_by="A race"))


def test_of_two_who_link_one_work_account_at_once_the_second_is_told(app, ada, monkeypatch):
    bo, cy = (make.account_of(practitioner(name)) for name in ("Bo Quiet", "Cy Lark"))
    db.session.commit()
    kept = identities.insist

    def first_another_is_faster(rules, facts):
        monkeypatch.setattr(identities, "insist", kept)
        make.add(Identity(account_id=cy.id, issuer=ISSUER, subject="new", linked_at=NOW, linked_by="A race"))

    monkeypatch.setattr(identities, "insist", first_another_is_faster)
    with pytest.raises(Refused, match="opens another"):
        identities.link(bo, ISSUER, "new", SERVICE, NOW)
    assert identities.of(bo.id) == []
    assert len(identities.of(cy.id)) == 1, "and nothing else is lost"


def test_of_two_who_give_one_code_one_is_let_in(app):
    fergus = make.account("Fergus MacGillivray", role="admin")
    spare = factors._make_spare_codes(fergus)[0]
    db.session.commit()
    for code in (pyotp.TOTP(make.TOTP_SECRET).at(NOW), spare):
        assert factors.accept(fergus, code, NOW)
        db.session.commit()
        late = db.session.get_one(Account, fergus.id)
        assert not factors.accept(late, code, NOW)
    assert factors.left(fergus) == 9
