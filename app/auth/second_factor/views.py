"""The second factor: asked at the door, set up before anything else where it must be, or switched on for oneself."""

from flask import Blueprint, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue

from app.auth import cookies, own_account, proof, queries, sessions, tokens
from app.auth.entry import asking, door, entering
from app.auth.forms import CodeForm
from app.auth.models import CODE, Account
from app.auth.second_factor import factors, keys
from app.web.clock import now
from app.web.guards import WHOLE_DRAFT, may, open_to_all, takes, viewer
from app.web.page import page

bp = Blueprint("second_factor", __name__)
WRONG = "The code is not right. Check that the time on your phone is right, and enter the code it shows now"
ASKED = {"password": "your password", "code": "the code"}


@bp.get("/sign-in/code")
@open_to_all
def code() -> ResponseReturnValue:
    """Ask for the code that goes with the password."""
    account = entering.half()
    if account is None or not factors.has(account):
        return redirect(url_for("auth.sign_in"), 303)
    return page("auth/code.html", form=CodeForm(formdata=None), next=tokens.local_path(request.args.get("next")))


@bp.post("/sign-in/code")
@open_to_all
@takes(WHOLE_DRAFT)
def enter() -> ResponseReturnValue:
    """Let someone in who gave the password before and now the code."""
    account, form, status = entering.half(), CodeForm(), 422
    if account is None or not factors.has(account):
        return redirect(url_for("auth.sign_in"), 303)
    if form.validate_on_submit():
        try:
            door.knock_again(account, form.code.data or "", cookies.origin(), now())
        except door.NotLetIn as refused:
            form.code.errors, status = [refused.words], refused.status
        else:
            entering.begin(account, CODE)
            return entering.go_on(account)
    following = tokens.local_path(request.form.get("next"))
    return page("auth/code.html", status=status, form=form, next=following, **asking.carried_on())


@bp.get("/sign-in/second-factor")
@open_to_all
def set_up() -> ResponseReturnValue:
    """Show the key of the second factor that must be set up, and ask for a first code."""
    account = entering.half()
    if account is None or factors.has(account) or not keys.held(account):
        return redirect(url_for("auth.sign_in"), 303)
    return _key(account, CodeForm(formdata=None))


@bp.post("/sign-in/second-factor")
@open_to_all
def confirm() -> ResponseReturnValue:
    """Take the first code, sign in, and show the spare codes this once."""
    account, form = entering.half(), CodeForm()
    if account is None or factors.has(account) or not keys.held(account):
        return redirect(url_for("auth.sign_in"), 303)
    spare = _confirmed(account, form)
    if not spare:
        return _key(account, form, status=422)
    entering.begin(account, CODE)
    return page("auth/spare_codes.html", codes=spare)


@bp.post("/account/second-factor/start")
@may("use own account")
def start() -> ResponseReturnValue:
    """Make a key to set up a second factor with."""
    if problem := proof.problem(viewer(), request.form, now()):
        return own_account.show(amiss={"start-password": problem}, status=422)
    if not factors.has(mine := _mine()):
        keys.hold(mine)
    return redirect(url_for(".own"), 303)


@bp.get("/account/second-factor")
@may("use own account")
def own() -> ResponseReturnValue:
    """Show the key and ask for a first code."""
    mine = _mine()
    if not _may_set_up(mine):
        return redirect(url_for("auth.account"), 303)
    return _key(mine, CodeForm(formdata=None), own=True)


@bp.post("/account/second-factor")
@may("use own account")
def confirm_own() -> ResponseReturnValue:
    """Take the first code, and show the spare codes this once."""
    mine, form = _mine(), CodeForm()
    if not _may_set_up(mine):
        return redirect(url_for("auth.account"), 303)
    spare = _confirmed(mine, form)
    if not spare:
        return _key(mine, form, own=True, status=422)
    sessions.end_all(mine.id, now(), "second factor set up", but=viewer().session_id)
    proof.renew(viewer(), now(), CODE)
    keys.forget()
    return page("auth/spare_codes.html", codes=spare)


@bp.post("/account/second-factor/off")
@may("use own account")
def switch_off() -> ResponseReturnValue:
    """Stop asking for codes, once both are proved. A box left empty is no attempt."""
    given = {name: request.form.get(name, "") for name in ("password", "code")}
    missing = {f"off-{name}": f"Enter {words}" for name, words in ASKED.items() if not given[name]}
    if missing:
        return own_account.show(amiss=missing, status=422)
    try:
        proof.give(viewer(), given["password"], now(), given["code"])
    except proof.NotProved as refused:
        box = "off-code" if refused.is_of_code else "off-password"
        return own_account.show(amiss={box: refused.message}, status=refused.status)
    factors.switch_off(_mine(), queries.actor(viewer()), now())
    proof.renew(viewer(), now(), "password")
    flash("You sign in with your password alone from now on.")
    return redirect(url_for("auth.account"), 303)


def _may_set_up(mine: Account) -> bool:
    """Whether what was begun may go on: the proof it began with must not be too old by now."""
    is_begun = bool(keys.held(mine)) and proof.needed(viewer(), now()) is None
    return is_begun and not factors.has(mine) and mine.password_hash is not None


def _mine() -> Account:
    return queries.own(viewer())


def _confirmed(account: Account, form: CodeForm) -> list[str]:
    """The spare codes, if the first code is right; says on the form why not. The caller commits."""
    if not form.validate_on_submit():
        return []
    given, by = (form.code.data or "").replace(" ", ""), queries.actor_of(account)
    spare = factors.confirm(account, keys.held(account), given, by, now())
    if not spare:
        form.code.errors = [WRONG]
    return spare


def _key(account: Account, form: CodeForm, *, own: bool = False, status: int = 200) -> ResponseReturnValue:
    key, _ = keys.opened(keys.held(account))
    size, outline = keys.picture(account, key)
    to = url_for(".confirm_own" if own else ".confirm")
    return page("auth/second_factor.html", status=status, form=form, size=size, outline=outline, to=to,
                key=[key[at : at + 4] for at in range(0, len(key), 4)], own=own)  # fmt: skip
