"""The identity provider: where it is, how people are sent there, and what it says of who came back (OpenID Connect).

An authorization code with a proof key (RFC 7636, S256), bound to this browser by `state` and to this trip by `nonce`.
Nothing of what the provider says is kept but who it was: no tokens, no name, no address.
"""

import logging
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import urlencode

from authlib.integrations.base_client import OAuthError
from authlib.integrations.requests_client import OAuth2Session
from authlib.oidc.core import CodeIDToken
from flask import current_app
from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import KeySet
from requests import RequestException

from app.auth import tokens

log = logging.getLogger("oversight.accounts")

PATIENCE = 5  # seconds until a provider that does not answer counts as down
KEPT_FOR = timedelta(hours=1)
SKEW = 60  # seconds by which its clock and ours may differ
ALGORITHMS = ("RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512")  # never one shared key
NEEDED = ("authorization_endpoint", "token_endpoint", "jwks_uri")
LONGEST_SUBJECT = 300


class Unreachable(Exception):
    """The provider does not answer, or not with what it should."""


class NotBelieved(Exception):
    """What came back proves nothing. Carries why, for history, and the words for the person if there are any."""

    def __init__(self, why: str, words: str = "") -> None:
        super().__init__(why)
        self.why, self.words = why, words


@dataclass(frozen=True)
class Said:
    """Who the provider says it was, and when it made sure; None if it does not tell."""

    issuer: str
    subject: str
    proved_at: datetime | None


def is_set() -> bool:
    """Whether people can sign in at a provider."""
    return bool(current_app.config.get("OIDC_ISSUER"))


def name() -> str:
    """What people call it."""
    return str(current_app.config.get("OIDC_NAME", ""))


def issuer() -> str:
    """Its name in tables and tokens."""
    return str(current_app.config.get("OIDC_ISSUER", ""))


def address(state: str, back: str, now: datetime, *, fresh: bool) -> str:
    """Where to send a browser that comes back to `back`; `fresh` asks for a new proof and not a standing sign-in.

    Raises Unreachable.
    """
    more: dict[str, Any] = {"nonce": _nonce(state)}
    if fresh:
        more |= {"prompt": "login", "max_age": 0}
    if required := current_app.config.get("OIDC_REQUIRED_ACR"):
        more["acr_values"] = " ".join(sorted(required))
    endpoint = _about(now)["authorization_endpoint"]
    with _session(back) as session:
        return str(session.create_authorization_url(endpoint, state=state, code_verifier=_verifier(state), **more)[0])


def hear(answer: Mapping[str, str], state: str, back: str, now: datetime) -> Said:
    """Who came back with this answer in the address. Raises NotBelieved or Unreachable; asks the provider twice."""
    about = _about(now)
    if answer.get("iss", issuer()) != issuer():
        raise NotBelieved("an answer of another provider")
    if "error" in answer or not answer.get("code"):
        denied = answer.get("error") == "access_denied"
        why = "denied at the provider" if denied else "the provider answered with an error"
        raise NotBelieved(why, f"You did not sign in with {name()}." if denied else "")
    claims = _claims(_exchange(about, answer["code"], state, back), about, state, now)
    required = current_app.config.get("OIDC_REQUIRED_ACR") or frozenset()
    if required and not required & {str(claims.get("acr")), *map(str, claims.get("amr") or ())}:
        raise NotBelieved("not proved strongly enough", f"{name().capitalize()} did not ask you for a second proof.")
    proved = claims.get("auth_time")
    proved_at = datetime.fromtimestamp(int(proved), UTC) if proved else None
    return Said(issuer(), _subject(claims), proved_at)


def farewell(back: str, now: datetime) -> str | None:
    """Where signing out of the provider itself begins; None if it cannot be done from here."""
    try:
        endpoint = _about(now).get("end_session_endpoint") if is_set() else None
    except Unreachable:
        return None
    with _session(back) as session:
        more = {"client_id": session.client_id, "post_logout_redirect_uri": back}
    return f"{endpoint}{'&' if '?' in endpoint else '?'}{urlencode(more)}" if endpoint else None


def _exchange(about: dict[str, Any], code: str, state: str, back: str) -> str:
    """The ID token the code stands for."""
    methods = about.get("token_endpoint_auth_methods_supported") or ["client_secret_basic"]
    how = None if "client_secret_basic" in methods else "client_secret_post"
    try:
        with _session(back, token_endpoint_auth_method=how) as session:
            token = session.fetch_token(about["token_endpoint"], code=code, code_verifier=_verifier(state))
    except OAuthError as error:
        raise NotBelieved("the provider did not know the code") from error
    except (RequestException, ValueError) as error:
        raise _down("the token", error) from error
    if not isinstance(token.get("id_token"), str):
        raise NotBelieved("no ID token")
    return str(token["id_token"])


def _claims(token: str, about: dict[str, Any], state: str, now: datetime) -> dict[str, Any]:
    """What the ID token says, once its signature, issuer, audience, times and nonce are right."""
    try:
        read = _decoded(token, about, now)
        client = current_app.config["OIDC_CLIENT_ID"]
        options = {"iss": {"essential": True, "value": issuer()}, "aud": {"essential": True, "value": client}}
        params = {"nonce": _nonce(state), "client_id": client}
        claims = CodeIDToken(read.claims, read.header, options, params)
        claims.validate(now=int(now.timestamp()), leeway=SKEW)
    except (JoseError, ValueError) as error:
        raise NotBelieved(f"an ID token that is not right ({type(error).__name__})") from error
    return dict(claims)


def _decoded(token: str, about: dict[str, Any], now: datetime) -> jwt.Token:
    """The token by the provider's keys; they are asked for once more if it is signed with one that is new."""
    try:
        return jwt.decode(token, _keys(about, now), algorithms=ALGORITHMS)
    except (JoseError, ValueError):
        _kept().pop("keys", None)
        return jwt.decode(token, _keys(about, now), algorithms=ALGORITHMS)


def _subject(claims: dict[str, Any]) -> str:
    """Who it is, by the claims that name one person for good; never the e-mail address."""
    parts = [claims.get(each) for each in current_app.config["OIDC_SUBJECT_CLAIMS"]]
    if not all(isinstance(part, str) and part for part in parts):
        raise NotBelieved("a claim that names the person is missing")
    subject = ",".join(str(part) for part in parts)
    if len(subject) > LONGEST_SUBJECT or not subject.isprintable():
        raise NotBelieved("a subject that cannot be kept")
    return subject


def _about(now: datetime) -> dict[str, Any]:
    """What the provider says of itself, an hour old at most."""
    found: dict[str, Any] = _remembered("about", f"{issuer().rstrip('/')}/.well-known/openid-configuration", now)
    missing = [each for each in NEEDED if not isinstance(found.get(each), str)]
    is_safe = all(found[each].startswith(issuer().partition("://")[0]) for each in NEEDED if each not in missing)
    if missing or not is_safe or found.get("issuer") != issuer():
        _kept().pop("about", None)
        raise _down("its description", ValueError("incomplete"))
    return found


def _keys(about: dict[str, Any], now: datetime) -> KeySet:
    return KeySet.import_key_set(_remembered("keys", about["jwks_uri"], now))


def _remembered(what: str, where: str, now: datetime) -> Any:
    """A document of the provider's, fetched if the one at hand is older than an hour; that one if it is down."""
    known = _kept().get(what)
    if known and known[0] == where and abs(now - known[1]) < KEPT_FOR:
        return known[2]
    try:
        with _session("") as session:
            answer = session.get(where, withhold_token=True)
        answer.raise_for_status()
        found = answer.json()
        if not isinstance(found, dict):
            raise ValueError(what)
    except (RequestException, ValueError) as error:
        if known and known[0] == where:
            return known[2]
        raise _down(what, error) from error
    _kept()[what] = (where, now, found)
    return found


def _kept() -> dict[str, tuple[str, datetime, Any]]:
    kept: dict[str, tuple[str, datetime, Any]] = current_app.extensions.setdefault("identity_provider", {})
    return kept


def _session(back: str, **more: Any) -> OAuth2Session:
    config = current_app.config
    return OAuth2Session(
        config["OIDC_CLIENT_ID"], config["OIDC_CLIENT_SECRET"] or None, scope=config["OIDC_SCOPES"], redirect_uri=back,
        code_challenge_method="S256", default_timeout=PATIENCE, **more,
    )  # fmt: skip


def _down(what: str, error: Exception) -> Unreachable:
    log.warning("the identity provider did not give %s: %s", what, type(error).__name__)
    return Unreachable(what)


# Both follow from the state, which the browser's own cookie holds: only this service can work them out.


def _nonce(state: str) -> str:
    return tokens.keyed(f"nonce of {state}")


def _verifier(state: str) -> str:
    return tokens.keyed(f"verifier of {state}")
