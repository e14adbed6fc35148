"""Signing in with a work account: the way to the identity provider, and what follows when somebody comes back."""

from collections.abc import Callable
from datetime import UTC, datetime

from flask import Blueprint, abort, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from app.auth import actions, cookies, proof, queries, tokens
from app.auth.entry import asking, door, entering
from app.auth.models import PROVIDER, Account
from app.auth.work_account import identities, providers, trips
from app.auth.work_account.providers import NotBelieved, Said
from app.auth.work_account.trips import Trip
from app.database import db
from app.web.clock import now
from app.web.guards import WHOLE_DRAFT, may, open_to_all, takes, viewer, writes
from app.web.page import page

bp = Blueprint("work_account", __name__)
NOBODY_KNOWS_WHEN = datetime(1970, 1, 1, tzinfo=UTC)  # a standing sign-in there may be of any age
STALE = "This answer was used before, took too long, or belongs to another browser."


@bp.get("/sign-in/work-account")
@open_to_all
def start() -> ResponseReturnValue:
    """To the identity provider, to sign in."""
    return _away(trips.ENTER, to=tokens.local_path(request.args.get("next")))


@bp.get("/prove")
@may("use own account")
def prove() -> ResponseReturnValue:
    """Prove again who one is, as the sign-in was proved, and go back where it was asked."""
    to = tokens.local_path(request.args.get("next"))
    if viewer().proved_by == PROVIDER:  # type: ignore[attr-defined]
        return _away(trips.PROVE, who=viewer().account_id, to=to, fresh=True)
    return page("auth/prove.html", asked=proof.needed(viewer(), now()), next=to)


@bp.post("/prove")
@may("use own account")
def give_proof() -> ResponseReturnValue:
    """Take the password, and the code where there is one."""
    to = tokens.local_path(request.form.get("next"))
    if problem := proof.problem(viewer(), request.form, now()):
        return page("auth/prove.html", status=422, asked=proof.needed(viewer(), now()), next=to, problem=problem)
    return redirect(to, 303)


@bp.post("/account/work-account")
@may("use own account")
def link_own() -> ResponseReturnValue:
    """To the identity provider, to link a work account to one's own account."""
    if proof.needed(viewer(), now()):
        return redirect(url_for(".prove", next=url_for("auth.account")), 303)
    return _away(trips.LINK, who=viewer().account_id, to=url_for("auth.account"), fresh=True, posted=True)


@bp.post("/welcome/<token>/work-account")
@open_to_all
def link_welcome(token: str) -> ResponseReturnValue:
    """To the identity provider, with a one-time link."""
    found = queries.link(token, now())
    if found is None:
        return page("auth/link_over.html", status=410)
    return _away(trips.WELCOME, who=found[0].id, fresh=True, posted=True)


@bp.get("/sign-in/work-account/back")
@open_to_all
@writes
def back() -> ResponseReturnValue:
    """Somebody comes back from the identity provider: whoever they are, it counts as an attempt."""
    trip = _awaited()
    try:
        attempt = door.count_arrival(cookies.origin(), now())
        if trip is None:
            raise NotBelieved("an answer nobody waits for", STALE)
        said = providers.hear(request.args, trip.state, url_for(".back", _external=True), now())
        answer = ARRIVE[trip.purpose](trip, said)
        attempt.is_right = True
        db.session.commit()
    except NotBelieved as wrong:
        return _turned_away(wrong)
    except door.NotLetIn as refused:
        return page("auth/work_account_refused.html", status=refused.status, words=refused.words)
    except providers.Unreachable:
        return _down()
    return answer


@bp.post("/sign-in/carried")
@open_to_all
@takes(WHOLE_DRAFT)
@cookies.in_place_of_token(bp)
def carried() -> ResponseReturnValue:
    """After a sign-in in another tab: show what this page carried on to whoever wrote it."""
    writer = tokens.account_in(request.form.get("account", ""))
    if writer is None or not cookies.is_own_page():
        abort(400)
    if not current_user.is_authenticated or viewer().account_id != writer:
        return asking.sign_in_page(401, is_over=True, not_yet=True, **asking.carried_on())
    to = tokens.local_path(request.form.get("carry_to"))
    return page("auth/carried.html", carried=asking.carried(), carry_to=to)


@bp.get("/sign-in/done")
@may("use own account")
def done() -> ResponseReturnValue:
    """Where another tab ends: back to the page one came from."""
    return page("auth/done.html")


@bp.get("/sign-out/work-account")
@open_to_all
def sign_out() -> ResponseReturnValue:
    """Sign out of the identity provider too, where it lets us."""
    home = url_for("auth.sign_in", signed_out=1, _external=True)
    return redirect(providers.farewell(home, now()) or home, 303)


def _away(purpose: str, *, who: int = 0, to: str = "/", fresh: bool = False, posted: bool = False
          ) -> ResponseReturnValue:  # fmt: skip
    """Send the browser to the provider. After a form by a page, for a form may lead nowhere but to this service."""
    if not providers.is_set():
        abort(404)
    db.session.rollback()  # hold nothing while the provider is asked
    state = trips.begin(purpose, now(), who=who, to=to)
    try:
        address = providers.address(state, url_for(".back", _external=True), now(), fresh=fresh)
    except providers.Unreachable:
        return _down()
    if not posted:
        return redirect(address, 303)
    answer = page("auth/onward.html", address=address)
    answer.headers["Refresh"] = f"0; url={address}"
    return answer


def _enter(trip: Trip, said: Said) -> ResponseReturnValue:
    account = identities.account_of(said.issuer, said.subject)
    if account is None:
        note_failure(None, "unknown work account")
        return page("auth/work_account_unknown.html", status=403, subject=said.subject)
    _insist_on_welcome(account)
    entering.begin(account, PROVIDER, said.proved_at or NOBODY_KNOWS_WHEN)
    return redirect(tokens.local_path(trip.to), 303)


def _prove(trip: Trip, said: Said) -> ResponseReturnValue:
    account = _mine(trip)
    found = identities.account_of(said.issuer, said.subject)
    if found is None or found.id != account.id:
        raise NotBelieved("proved by somebody else’s work account", "That was not your work account.")
    _insist_on_fresh(trip, said)
    _insist_on_welcome(account)
    proof.renew(viewer(), now(), PROVIDER)
    flash("You have proved who you are. Nothing is signed by that: you can sign now.")
    return redirect(tokens.local_path(trip.to), 303)


def _link(trip: Trip, said: Said) -> ResponseReturnValue:
    account = _mine(trip)
    _insist_on_fresh(trip, said)
    identities.link(account, said.issuer, said.subject, queries.actor(viewer()), now())
    db.session.commit()
    flash(f"You can sign in with {providers.name()} from now on.")
    return redirect(url_for("auth.account"), 303)


def _welcome(trip: Trip, said: Said) -> ResponseReturnValue:
    found = queries.link_by_id(trip.who, now())
    if found is None:
        return page("auth/link_over.html", status=410)
    link, account = found
    by = queries.actor_of(account)
    identities.link(account, said.issuer, said.subject, by, now(), with_link=True)
    actions.use_link_up(link, account, by, now())
    entering.begin(account, PROVIDER, said.proved_at or NOBODY_KNOWS_WHEN)
    flash(f"You are signed in, and can sign in with {providers.name()} from now on.")
    return redirect("/", 303)


ARRIVE: dict[str, Callable[[Trip, Said], ResponseReturnValue]] = {
    trips.ENTER: _enter, trips.PROVE: _prove, trips.LINK: _link, trips.WELCOME: _welcome,
}  # fmt: skip


def _awaited() -> Trip | None:
    """The trip this answer belongs to. What another site's page loads as its picture is no answer, and not counted:
    anybody could use up the attempts of a whole office from there.
    """
    if not cookies.is_whole_page():
        abort(400)
    return trips.take(request.args.get("state", ""), now())


def _mine(trip: Trip) -> Account:
    """The account that set out, if it is still the one signed in."""
    if not current_user.is_authenticated or viewer().account_id != trip.who:
        raise NotBelieved("the sign-in that asked is over", "You were signed out meanwhile.")
    return db.session.get_one(Account, trip.who)


def _insist_on_fresh(trip: Trip, said: Said) -> None:
    """Only a proof made on this trip counts; a provider that does not say when it was made proves nothing anew."""
    if said.proved_at is None or (trip.began_at - said.proved_at).total_seconds() > providers.SKEW:
        words = f"{providers.name().capitalize()} did not ask you to sign in again."
        raise NotBelieved("an old proof", words)


def _insist_on_welcome(account: Account) -> None:
    if not door.is_welcome(account):
        note_failure(account, "closed or locked")
        raise door.NotLetIn("Your account here is closed or locked. Ask an administrator of this service.", 403)


def _turned_away(wrong: NotBelieved) -> ResponseReturnValue:
    db.session.rollback()
    account = db.session.get(Account, viewer().account_id) if current_user.is_authenticated else None
    note_failure(account, f"work account: {wrong.why}")
    return page("auth/work_account_refused.html", status=403, words=wrong.words)


def note_failure(account: Account | None, why: str) -> None:
    """Note that somebody was not let in by a work account. Commits."""
    door.turn_away(account, None, cookies.origin(), now(), why)


def _down() -> ResponseReturnValue:
    db.session.rollback()
    return page("auth/work_account_down.html", status=503)
