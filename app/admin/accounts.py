"""Accounts: found, invited, opened by a link, closed, unlocked, and the grants that need two administrators."""

import re
from collections.abc import Mapping, Sequence
from types import MappingProxyType

from flask import Blueprint, abort, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue

from app.admin.account_forms import ProposalForm, ReasonForm
from app.auth import actions, grants, proof, queries, sessions
from app.auth.models import Account, Identity, Proposal
from app.auth.second_factor import factors
from app.auth.work_account import identities
from app.database import db
from app.history.queries import events_of, timeline
from app.people.models import Person, Team
from app.web.clock import now, today
from app.web.guards import may, viewer
from app.web.page import page, searched

bp = Blueprint("accounts", __name__, url_prefix="/accounts")
NOTHING: Mapping[str, str] = MappingProxyType({})


@bp.get("/")
@may("manage accounts")
def index() -> ResponseReturnValue:
    """Find an account; see what waits for a second administrator."""
    return _index()


def _index(amiss: Mapping[str, str] = NOTHING, status: int = 200) -> ResponseReturnValue:
    text = searched()
    accounts = queries.search(text)
    return page(
        "admin/accounts.html",
        status=status,
        amiss=amiss,
        errors=list(amiss.items()),
        blocks=("account_rows",),
        text=text,
        accounts=accounts,
        linked=identities.linked(one.id for one in accounts),
        privileged=queries.privileged(),
        proposals=queries.proposals(),
        needs_proof=proof.needed(viewer(), now()),
    )


@bp.get("/<int:account_id>")
@may("manage accounts")
def show(account_id: int) -> ResponseReturnValue:
    """One account, what can be done to it, and what was."""
    return _show(_find(account_id))


@bp.post("/<int:account_id>/link")
@may("manage accounts")
def make_link(account_id: int) -> ResponseReturnValue:
    """Make a one-time link and show it this once."""
    account = _find(account_id)
    if amiss := _amiss("password"):
        return _show(account, amiss=amiss, status=422)
    token = actions.make_link(account, queries.actor(viewer()), now())
    db.session.commit()
    return _links([(account, token)])


@bp.post("/<int:account_id>/close")
@may("manage accounts")
def close(account_id: int) -> ResponseReturnValue:
    """Close an account from this minute on."""
    account, form = _find(account_id), ReasonForm()
    if not form.validate_on_submit():
        return _show(account, form, 422)
    actions.close(account.id, queries.actor(viewer()), now(), form.reason.data or "")
    return _done(account, f"The account of {account.name} is closed.")


@bp.post("/<int:account_id>/reopen")
@may("manage accounts")
def reopen(account_id: int) -> ResponseReturnValue:
    """Open a closed account again."""
    account, form = _find(account_id), ReasonForm()
    if not form.validate_on_submit():
        return _show(account, form, 422)
    actions.reopen(account, queries.actor(viewer()), now(), form.reason.data or "")
    return _done(account, f"The account of {account.name} is open again.")


@bp.post("/<int:account_id>/unlock")
@may("manage accounts")
def unlock(account_id: int) -> ResponseReturnValue:
    """Let someone try their password again."""
    account = _find(account_id)
    actions.unlock(account, queries.actor(viewer()), now())
    return _done(account, f"{account.name} can try their password again.")


@bp.post("/<int:account_id>/sign-out")
@may("manage accounts")
def sign_out_everywhere(account_id: int) -> ResponseReturnValue:
    """End every sign-in of an account."""
    account = _find(account_id)
    actions.sign_out_everywhere(account, queries.actor(viewer()), now())
    return _done(account, f"{account.name} is signed out everywhere.")


@bp.post("/<int:account_id>/second-factor/reset")
@may("manage accounts")
def reset_second_factor(account_id: int) -> ResponseReturnValue:
    """Take away somebody's second factor, who lost it."""
    account = _find(account_id)
    if amiss := _amiss("reset-password"):
        return _show(account, amiss=amiss, status=422)
    factors.reset(account, queries.actor(viewer()), now())
    return _done(account, f"The authenticator app of {account.name} is reset.")


@bp.post("/<int:account_id>/work-account/<int:identity_id>/unlink")
@may("manage accounts")
def unlink(account_id: int, identity_id: int) -> ResponseReturnValue:
    """Let a work account open this account no more."""
    account = _find(account_id)
    if amiss := _amiss(f"unlink-password-{identity_id}"):
        return _show(account, amiss=amiss, status=422)
    identity = db.session.get(Identity, identity_id, with_for_update=True)
    if identity is None or identity.account_id != account.id:
        abort(404)
    identities.unlink(account, identity, queries.actor(viewer()), now())
    return _done(account, f"The work account of {account.name} is unlinked.")


@bp.get("/invite")
@may("manage accounts")
def choose() -> ResponseReturnValue:
    """Choose staff without an account, one by one or a team at once."""
    return _choose()


@bp.post("/invite")
@may("manage accounts")
def invite() -> ResponseReturnValue:
    """Make the accounts of the people ticked."""
    ids = [int(text) for text in request.form.getlist("person") if re.fullmatch("[0-9]{1,9}", text)][:100]
    if not ids:
        return _choose("Tick at least one person", 422)
    return _invite(queries.chosen_without_account(ids, today()))


@bp.post("/invite/team/<int:team_id>")
@may("manage accounts")
def invite_team(team_id: int) -> ResponseReturnValue:
    """Make the accounts of everyone in a team who has none."""
    if db.session.get(Team, team_id) is None:
        abort(404)
    return _invite(queries.of_team_without_account(team_id, today()))


@bp.get("/propose")
@may("manage accounts")
def ask() -> ResponseReturnValue:
    """Ask for an administrator's or assurance reader's account."""
    return _ask(ProposalForm(formdata=None))


@bp.post("/propose")
@may("manage accounts")
def propose() -> ResponseReturnValue:
    """Put the proposal before a second administrator."""
    form = ProposalForm()
    if not (form.validate_on_submit() and _is_proved(form)):
        return _ask(form, 422)
    email, name, reason = form.email.data or "", form.name.data or "", form.reason.data or ""
    grants.propose(email, name, form.role.data, reason, queries.actor(viewer()), now())
    db.session.commit()
    flash("A second administrator can now decide.")
    return redirect(url_for(".index"), 303)


@bp.post("/proposals/<int:proposal_id>/approve")
@may("manage accounts")
def approve(proposal_id: int) -> ResponseReturnValue:
    """Approve what another administrator proposed."""
    if amiss := _amiss(f"password-{proposal_id}"):
        return _index(amiss, 422)
    proposal = db.session.get(Proposal, proposal_id, with_for_update=True) or abort(404)
    account, token = grants.approve(proposal, queries.actor(viewer()), now())
    if token:
        db.session.commit()
        return _links([(account, token)])
    return _done(account, f"The role of {account.name} is changed.")


@bp.post("/proposals/<int:proposal_id>/decline")
@may("manage accounts")
def decline(proposal_id: int) -> ResponseReturnValue:
    """Say no to a proposal, or take one's own back."""
    proposal = db.session.get(Proposal, proposal_id, with_for_update=True) or abort(404)
    grants.decline(proposal, queries.actor(viewer()), now())
    db.session.commit()
    flash("The proposal is closed.")
    return redirect(url_for(".index"), 303)


def _find(account_id: int) -> Account:
    return db.session.get(Account, account_id) or abort(404)


def _show(
    account: Account, form: ReasonForm | None = None, status: int = 200, amiss: Mapping[str, str] = NOTHING
) -> ResponseReturnValue:
    """`amiss` are the messages of boxes for a proof, by the id of the box."""
    held = identities.of(account.id)
    return page(
        "admin/account.html",
        status=status,
        account=account,
        identities=held,
        ways=_ways(account, held),
        form=form or ReasonForm(formdata=None),
        amiss=amiss,
        errors=list(amiss.items()),
        standing=sessions.standing(account.id, now(), today()),
        events=timeline(events_of(actions.THING, account.id)),
        needs_proof=proof.needed(viewer(), now()),
    )


def _ways(account: Account, held: Sequence[Identity]) -> list[str]:
    """What opens the account, in words."""
    by_password = "a password and a code" if factors.has(account) else "a password"
    return [*([by_password] if account.password_hash else []), *(["a work account"] if held else [])]


def _done(account: Account, words: str) -> ResponseReturnValue:
    db.session.commit()
    flash(words)
    return redirect(url_for(".show", account_id=account.id), 303)


def _amiss(box: str) -> dict[str, str]:
    """Why the administrator is not surely the one at the keyboard, at the box for their password; empty if they are."""
    problem = proof.problem(viewer(), request.form, now())
    return {box: problem} if problem else {}


def _is_proved(form: ProposalForm) -> bool:
    """The same for a form, which then says why not."""
    form.password.errors = list(_amiss("password").values())
    return not form.password.errors


def _choose(error: str = "", status: int = 200) -> ResponseReturnValue:
    text = searched()
    return page(
        "admin/accounts_invite.html",
        status=status,
        text=text,
        people=queries.without_account(text, today()),
        teams=queries.teams_without_account(text, today()),
        errors=[("person", error)] if error else [],
    )


def _invite(people: Sequence[Person]) -> ResponseReturnValue:
    made = [actions.invite(who, queries.actor(viewer()), now()) for who in people]
    db.session.commit()
    return _links(made)


def _links(made: list[tuple[Account, str]]) -> ResponseReturnValue:
    """Show the links, this once: only their hashes are kept."""
    links = [(account, url_for("auth.welcome", token=token, _external=True)) for account, token in made]
    return page("admin/accounts_links.html", links=links)


def _ask(form: ProposalForm, status: int = 200) -> ResponseReturnValue:
    return page("admin/accounts_propose.html", status=status, form=form, needs_proof=proof.needed(viewer(), now()))
