"""An identity provider of the tests' own, built on Authlib's server side: `python -m tests.auth.provider PORT`.

It asks who one is and believes it, remembers that until it is asked for a new proof (prompt=login, max_age), insists
on a proof key and a nonce, gives each code once, ends its sign-ins, and can be told to lie: `lies` of its form is a
JSON object that goes over the claims of the ID token, and "key" in it signs with a key that nobody published.
"""

import json
import os
import sys
import time
from dataclasses import dataclass
from typing import Any

import flask
from authlib.integrations.flask_oauth2 import AuthorizationServer
from authlib.oauth2.rfc6749 import AuthorizationCodeGrant, ClientMixin
from authlib.oauth2.rfc7636 import CodeChallenge
from authlib.oidc.core import AuthorizationCodeMixin, OpenIDCode
from joserfc.jwk import RSAKey

CLIENT, SECRET = "oversight", "a secret of the tests"
PAGE = """<!doctype html><html lang="en"><title>Work account</title><h1>Sign in to your work account</h1>
<form method="post"><label>Who are you? <input name="sub" autofocus></label><input type="hidden" name="lies" value="">
<button>Sign in</button> <button name="deny" value="1">Deny</button></form>"""

app = flask.Flask(__name__)
app.secret_key = "only a provider of tests"
server = AuthorizationServer()
keys = {"own": RSAKey.generate_key(2048, {"kid": "own"}), "other": RSAKey.generate_key(2048, {"kid": "own"})}
codes: dict[str, "Code"] = {}


class Client(ClientMixin):
    """The one service that may send people here."""

    def get_client_id(self):
        return CLIENT

    def get_default_redirect_uri(self):
        return None

    def get_allowed_scope(self, scope):
        return scope

    def check_redirect_uri(self, redirect_uri):
        return redirect_uri.endswith("/sign-in/work-account/back")

    def check_client_secret(self, client_secret):
        return client_secret == SECRET

    def check_endpoint_auth_method(self, method, endpoint):
        return method == "client_secret_basic"

    def check_response_type(self, response_type):
        return response_type == "code"

    def check_grant_type(self, grant_type):
        return grant_type == "authorization_code"


@dataclass
class User:
    """Who signed in, when, and what is to be said of them besides."""

    sub: str
    at: int
    lies: dict[str, Any]


@dataclass
class Code(AuthorizationCodeMixin):
    """A code that was given."""

    code: str
    user: User
    redirect_uri: str
    scope: str
    nonce: str
    code_challenge: str
    code_challenge_method: str

    def get_redirect_uri(self):
        return self.redirect_uri

    def get_scope(self):
        return self.scope

    def get_nonce(self):
        return self.nonce

    def get_auth_time(self):
        return self.user.at


class Grant(AuthorizationCodeGrant):
    """A code for a token, once."""

    TOKEN_ENDPOINT_AUTH_METHODS = ["client_secret_basic"]

    def save_authorization_code(self, code, request):
        asked = request.payload.data
        codes[code] = Code(code, request.user, asked["redirect_uri"], asked["scope"], asked["nonce"],
                           asked["code_challenge"], asked["code_challenge_method"])  # fmt: skip

    def query_authorization_code(self, code, client):
        return codes.get(code)

    def delete_authorization_code(self, authorization_code):
        del codes[authorization_code.code]

    def authenticate_user(self, authorization_code):
        return authorization_code.user


class Tokens(OpenIDCode):
    """What the ID token says."""

    def exists_nonce(self, nonce, request):
        return False

    def resolve_client_private_key(self, client):
        return keys["other" if flask.g.get("lies", {}).get("key") else "own"]

    def get_encode_header(self, client):
        return {"alg": "RS256", "kid": "own"}

    def get_client_claims(self, client):
        return {"iss": flask.request.host_url.rstrip("/"), "aud": [CLIENT]}

    def generate_user_info(self, user, scope):
        flask.g.lies = user.lies
        told = {"sub": user.sub, "email": f"{user.sub}@staff.example", **user.lies}
        return {name: value for name, value in told.items() if name != "key"}


@app.get("/.well-known/openid-configuration")
def about():
    """What this provider is."""
    here = flask.request.host_url.rstrip("/")
    return {"issuer": here, "authorization_endpoint": f"{here}/authorize", "token_endpoint": f"{here}/token",
            "jwks_uri": f"{here}/keys", "end_session_endpoint": f"{here}/leave"}  # fmt: skip


@app.get("/keys")
def published():
    """The key that ID tokens are signed with."""
    return {"keys": [keys["own"].as_dict(private=False)]}


@app.route("/authorize", methods=["GET", "POST"])
def authorize():
    """Ask who it is, unless that is known and no new proof is asked for."""
    asked, held = flask.request.args, flask.session
    assert asked["code_challenge_method"] == "S256"
    assert asked["nonce"]
    if flask.request.method == "GET":
        if "sub" not in held or asked.get("prompt") == "login" or "max_age" in asked:
            return PAGE
    elif "deny" in flask.request.form:
        return flask.redirect(f"{asked['redirect_uri']}?error=access_denied&state={asked['state']}")
    else:
        held.update(sub=flask.request.form["sub"], at=int(time.time()))  # noqa: TID251
    user = User(held["sub"], held["at"], json.loads(flask.request.form.get("lies") or "{}"))
    grant = server.get_consent_grant(end_user=user)
    return server.create_authorization_response(grant=grant, grant_user=user)


@app.post("/token")
def token():
    """An ID token for a code and its proof key."""
    return server.create_token_response()


@app.get("/leave")
def leave():
    """End the sign-in here."""
    flask.session.clear()
    return flask.redirect(flask.request.args["post_logout_redirect_uri"])


server.init_app(app, query_client=lambda name: Client() if name == CLIENT else None, save_token=lambda *_: None)
server.register_grant(Grant, [CodeChallenge(required=True), Tokens(require_nonce=True)])

if __name__ == "__main__":
    os.environ["AUTHLIB_INSECURE_TRANSPORT"] = "1"
    app.run("127.0.0.1", int(sys.argv[1]), threaded=True)
