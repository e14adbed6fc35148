"""Signing in and out, the link that opens an account, and one's own account."""

from flask import Blueprint, abort, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from app.auth import actions, cookies, own_account, passwords, proof, queries, sessions, tokens
from app.auth.entry import asking, door, entering
from app.auth.forms import ChangePasswordForm, NewPasswordForm, SignInForm
from app.auth.models import PROVIDER, Account, OneTimeLink
from app.auth.second_factor import factors
from app.database import db
from app.history.actions import note
from app.web.clock import now
from app.web.guards import WHOLE_DRAFT, may, open_to_all, takes, viewer
from app.web.page import page

bp = Blueprint("auth", __name__)


@bp.get("/sign-in")
@open_to_all
def sign_in() -> ResponseReturnValue:
    """Ask who it is."""
    following = tokens.local_path(request.args.get("next"))
    if current_user.is_authenticated:
        return redirect("/", 303)
    return page("auth/sign_in.html", form=SignInForm(formdata=None), next=following)


@bp.post("/sign-in")
@open_to_all
@takes(WHOLE_DRAFT)
def enter() -> ResponseReturnValue:
    """Let someone in who proves who they are, and go on where they were going."""
    form = SignInForm()
    status = 422
    if form.validate_on_submit():
        try:
            account = door.knock(form.email.data or "", form.password.data or "", cookies.origin(), now())
        except door.NotLetIn as refused:
            form.form_errors.append(refused.words)
            status = refused.status
        else:
            return entering.go_on(account) if entering.enter(account) else entering.ask_more(account)
    following = tokens.local_path(request.form.get("next"))
    return page("auth/sign_in.html", status=status, form=form, next=following, **asking.carried_on())


@bp.post("/sign-in/in-place")
@open_to_all
@cookies.in_place_of_token(bp)
def sign_in_in_place() -> ResponseReturnValue:
    """Let the same person back in from the page they were writing on; called by its script."""
    if not cookies.is_own_page():
        return {"message": "Sign in on the sign-in page."}, 400
    expected = tokens.account_in(request.form.get("account", ""))
    account = db.session.get(Account, expected) if expected is not None else None
    if account is None or factors.has(account) or factors.must_have(account):
        return {"message": "Sign in on the sign-in page."}, 400
    try:
        entered = door.knock(account.email, request.form.get("password", ""), cookies.origin(), now())
    except door.NotLetIn as refused:
        return {"message": door.WRONG if refused.status == 422 else refused.words}, refused.status
    entering.enter(entered)
    return {"csrf_token": cookies.csrf_token()}


@bp.get("/sign-in/token")
@may("use own account", in_place=True)
def token() -> ResponseReturnValue:
    """The present form token and whose it is, for a page whose own is from before a sign-in in another tab."""
    mine = viewer().account_id
    return {"csrf_token": cookies.csrf_token(), "account": tokens.signed(mine), "account_id": mine}


@bp.post("/sign-out")
@open_to_all
def sign_out() -> ResponseReturnValue:
    """End the sign-in and leave nothing of it in the browser."""
    at_provider = current_user.is_authenticated and current_user.proved_by == PROVIDER
    if current_user.is_authenticated:
        sessions.end(viewer().session_id, now(), "signed out")
        note("signed out", actions.THING, viewer().account_id, queries.actor(viewer()), now())
        db.session.commit()
    cookies.end()
    response = redirect(url_for(".sign_in", signed_out="there" if at_provider else 1), 303)
    response.headers["Clear-Site-Data"] = '"cache", "storage"'
    return response


@bp.get("/welcome/<token>")
@open_to_all
def welcome(token: str) -> ResponseReturnValue:
    """Ask for a password, if the link still holds. Looking does not use it up."""
    found = queries.link(token, now())
    if found is None:
        return page("auth/link_over.html", status=410)
    return _welcome(NewPasswordForm(formdata=None), *found)


@bp.post("/welcome/<token>")
@open_to_all
def set_password(token: str) -> ResponseReturnValue:
    """Set the password a link was made for, once, and sign in."""
    found = queries.link(token, now())
    if found is None:
        return page("auth/link_over.html", status=410)
    link, account = found
    if door.is_without_passwords(account):
        abort(403)
    form = NewPasswordForm()
    if not _is_good(form, account):
        return _welcome(form, link, account, status=422)
    actions.use_link(link, account, form.new_password.data or "", queries.actor_of(account), now())
    if not entering.enter(account):
        return entering.ask_more(account)
    flash("Your password is set and you are signed in.")
    return redirect("/", 303)


@bp.get("/account")
@may("use own account")
def account() -> ResponseReturnValue:
    """One's own account: where it is signed in, and its password."""
    return own_account.show()


@bp.post("/account/password")
@may("use own account")
def change_password() -> ResponseReturnValue:
    """Change the password, with the current one, and sign out everywhere else."""
    form = ChangePasswordForm()
    mine = queries.own(viewer())
    if not _is_good(form, mine):
        return own_account.show(form, status=422)
    try:
        proof.give(viewer(), form.current_password.data or "", now(), request.form.get("code", ""))
    except proof.NotProved as refused:
        amiss = {"code": refused.message} if refused.is_of_code else {}
        form.current_password.errors = [] if amiss else [refused.message]
        return own_account.show(form, amiss, refused.status)
    actions.change_password(mine, form.new_password.data or "", queries.actor(viewer()), now())
    db.session.commit()
    flash("Your password is changed. You are signed out everywhere else.")
    return redirect(url_for(".account"), 303)


@bp.post("/account/sign-out-elsewhere")
@may("use own account")
def sign_out_elsewhere() -> ResponseReturnValue:
    """End every other sign-in of one's own account."""
    mine = queries.own(viewer())
    actions.sign_out_everywhere(mine, queries.actor(viewer()), now(), but=viewer().session_id)
    db.session.commit()
    flash("You are signed out everywhere else.")
    return redirect(url_for(".account"), 303)


def _welcome(form: NewPasswordForm, link: OneTimeLink, account: Account, *, status: int = 200) -> ResponseReturnValue:
    takes_password = not door.is_without_passwords(account)
    return page(
        "auth/welcome.html", status=status, form=form, account=account, link=link, takes_password=takes_password
    )


def _is_good(form: NewPasswordForm, account: Account) -> bool:
    """Whether the new password can be used; says on the form why not."""
    if not form.validate_on_submit():
        return False
    chosen = form.new_password.data or ""
    fault = passwords.fault(chosen, account.name, account.email)
    if fault:
        form.new_password.errors = [fault]
    elif chosen != form.again.data:
        form.again.errors = ["Enter the same password again"]
    return not fault and chosen == form.again.data
