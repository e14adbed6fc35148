"""Settings from the environment, each with its default, unit and meaning."""

import os
import secrets
from contextlib import suppress
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

from sqlalchemy.engine import make_url

ROOT = Path(__file__).resolve().parent.parent
LOCAL = ("", "localhost", "127.0.0.1", "::1")  # hosts that no network lies before


@dataclass(frozen=True)
class Setting:
    """One environment variable: its name, default, and what it means."""

    name: str
    default: str
    meaning: str


ENVIRONMENT = (
    Setting("DATABASE_URL", "", "Database address; empty means SQLite in instance/oversight.db."),
    Setting("WEB_THREADS", "8", "Threads of each web process; it opens as many database connections, and two more."),
    Setting("SECRET_KEY", "", "At least 32 characters; empty means one is made in instance/secret_key on first start."),
    Setting(
        "SECRET_KEY_FALLBACKS",
        "",
        "Earlier secret keys, comma-separated: what they made still counts. None is used anew.",
    ),
    Setting("OVERSIGHT_ENV", "local", "local or production. Production refuses demo data and plain-http cookies."),
    Setting("TRUSTED_HOSTS", "", "Comma-separated host names this service answers to; empty means any."),
    Setting("PROXY_COUNT", "0", "How many reverse proxies stand in front and set X-Forwarded-* headers."),
    Setting("INSTANCE_DIR", "", "Directory of the embedded database, secret key and certificate; empty: instance/."),
    Setting("METRICS_TOKEN", "", "What a monitoring system shows to read /metrics; empty means there is no such page."),
    Setting(
        "HISTORY_ANCHORS",
        "",
        "File, outside the database, that heads of history are appended to; empty: the log alone.",
    ),
    Setting("SMTP_HOST", "", "Mail server; empty means no e-mail is sent and notices stay in the app."),
    Setting("SMTP_PORT", "587", "Port of the mail server."),
    Setting("SMTP_USER", "", "User name at the mail server; empty means it asks for none."),
    Setting("SMTP_PASSWORD", "", "Password at the mail server."),
    Setting("SMTP_TLS", "starttls", "starttls or none. none is for a mail server on the same machine."),
    Setting("MAIL_FROM", "", "Address that e-mails come from; needed with SMTP_HOST."),
    # Production needs either of these to sign packs; elsewhere the service makes a certificate of its own.
    Setting("SIGNING_PKCS12", "", "File (PKCS#12) with the key and certificate that packs are signed with."),
    Setting("SIGNING_KEY", "", "Instead, a file (PEM) with the key alone, RSA or elliptic curve."),
    Setting("SIGNING_CERTIFICATE", "", "File (PEM) with its certificate, then those behind it; with SIGNING_KEY."),
    Setting("SIGNING_PASSPHRASE", "", "What either file is locked with; empty means it is not."),
    Setting("SERVICE_ADDRESS", "", "Address of this service in e-mails, such as https://oversight.example; likewise."),
    # Sign-in with work accounts, at a provider that speaks OpenID Connect; none unless OIDC_ISSUER is given.
    Setting("OIDC_ISSUER", "", "Address of the identity provider, as its own settings page names it."),
    Setting("OIDC_CLIENT_ID", "", "What the provider calls this service."),
    Setting("OIDC_CLIENT_SECRET", "", "What this service proves itself with there."),
    Setting("OIDC_CLIENT_SECRET_FILE", "", "Instead, a file with it."),
    Setting("OIDC_NAME", "your work account", "What people call the provider: Sign in with ..."),
    Setting("OIDC_SUBJECT_CLAIMS", "sub", "Comma-separated claims that together name one person for good."),
    Setting("OIDC_SCOPES", "openid", "What is asked of the provider, space-separated."),
    Setting("OIDC_REQUIRED_ACR", "", "Comma-separated acr or amr values, one of which each sign-in there must have."),
    Setting("SIGN_IN_WITH", "both", "both, or provider: then staff have no passwords here."),
)


def from_environment(environment: dict[str, str] | None = None) -> dict[str, Any]:
    """Read the settings into a Flask configuration.

    Raises ValueError when a secret is too short, e-mail or signing is set up by half, or production would
    talk to its database over a network without proof of who answers (ASVS 12.3.1).
    """
    source = dict(os.environ) if environment is None else environment
    value = {setting.name: source.get(setting.name, setting.default) for setting in ENVIRONMENT}
    instance = Path(value["INSTANCE_DIR"] or ROOT / "instance")
    production = value["OVERSIGHT_ENV"] == "production"
    return {
        "PRODUCTION": production,
        "INSTANCE_DIR": instance,
        **_keys(_secret_key(value["SECRET_KEY"], instance), value["SECRET_KEY_FALLBACKS"]),
        "SQLALCHEMY_DATABASE_URI": _database(value["DATABASE_URL"], source, production=production)
        or f"sqlite:///{instance / 'oversight.db'}",
        "WEB_THREADS": _threads(value["WEB_THREADS"]),
        "METRICS_TOKEN": _metrics_token(value["METRICS_TOKEN"]),
        "TRUSTED_HOSTS": [host.strip() for host in value["TRUSTED_HOSTS"].split(",") if host.strip()] or None,
        "PROXY_COUNT": int(value["PROXY_COUNT"]),
        "HISTORY_ANCHORS": value["HISTORY_ANCHORS"],
        # Without https a browser drops a Secure cookie, so only production insists on it.
        "SESSION_COOKIE_NAME": "__Host-s" if production else "s",
        "SESSION_COOKIE_SECURE": production,
        "SESSION_COOKIE_HTTPONLY": True,
        "SESSION_COOKIE_SAMESITE": "Lax",
        # How long a cookie may name its session row. The row alone decides whether it still counts (30 minutes idle,
        # 12 hours in all); an older name only tells whom to ask back in when a draft was left open over a weekend.
        "PERMANENT_SESSION_LIFETIME": timedelta(days=7),
        "WTF_CSRF_TIME_LIMIT": None,
        "MAX_CONTENT_LENGTH": 1024 * 1024,
        "MAX_FORM_MEMORY_SIZE": 1024 * 1024,
        **_mail(value, production=production),
        **_signing(value),
        **_provider(value, production=production),
    }


def _keys(key: str, earlier: str) -> dict[str, Any]:
    """The key in use and those before it."""
    fallbacks = [text for each in earlier.split(",") if (text := each.strip())]
    if any(len(each) < 32 for each in fallbacks):
        raise ValueError("Each of SECRET_KEY_FALLBACKS must be at least 32 characters long.")
    return {"SECRET_KEY": key, "SECRET_KEY_FALLBACKS": fallbacks}


def _provider(value: dict[str, str], *, production: bool) -> dict[str, Any]:
    """How people sign in at an identity provider, if one is named."""
    if value["SIGN_IN_WITH"] not in ("both", "provider"):
        raise ValueError("SIGN_IN_WITH must be both or provider.")
    issuer, kept_in = value["OIDC_ISSUER"], value["OIDC_CLIENT_SECRET_FILE"]
    if not issuer and value["SIGN_IN_WITH"] == "provider":
        raise ValueError("SIGN_IN_WITH=provider needs OIDC_ISSUER.")
    if issuer and not value["OIDC_CLIENT_ID"]:
        raise ValueError("With OIDC_ISSUER, OIDC_CLIENT_ID is needed.")
    if issuer and not issuer.startswith("https://" if production else ("https://", "http://")):
        raise ValueError("OIDC_ISSUER must be an https address.")
    if kept_in and value["OIDC_CLIENT_SECRET"]:
        raise ValueError("Give OIDC_CLIENT_SECRET or OIDC_CLIENT_SECRET_FILE, not both.")
    secret = Path(kept_in).read_text("utf-8").strip() if kept_in else value["OIDC_CLIENT_SECRET"]
    claims = tuple(each.strip() for each in value["OIDC_SUBJECT_CLAIMS"].split(",") if each.strip())
    return {
        **{name: value[name] for name in ("OIDC_ISSUER", "OIDC_CLIENT_ID", "OIDC_NAME", "OIDC_SCOPES", "SIGN_IN_WITH")},
        "OIDC_CLIENT_SECRET": secret,
        "OIDC_SUBJECT_CLAIMS": claims or ("sub",),
        "OIDC_REQUIRED_ACR": frozenset(each.strip() for each in value["OIDC_REQUIRED_ACR"].split(",") if each.strip()),
    }


def _database(address: str, source: dict[str, str], *, production: bool) -> str:
    """The address as given, proved safe: over a network, only a server whose certificate names its host."""
    if not production or not address.startswith("postgres"):
        return address
    asked = make_url(address)

    def said(name: str, variable: str) -> str:
        given = asked.query.get(name, source.get(variable, ""))
        return given if isinstance(given, str) else ",".join(given)

    # As the driver takes them: a host after the question mark goes before the other, and an address before any name.
    hosts = [said("host", "") or asked.host or said("host", "PGHOST"), said("hostaddr", "PGHOSTADDR")]
    is_local = all(host in LOCAL or host.startswith(("/", "@")) for host in ",".join(hosts).split(","))
    if (not is_local or said("service", "PGSERVICE")) and said("sslmode", "PGSSLMODE") != "verify-full":
        raise ValueError("In production a DATABASE_URL over a network needs sslmode=verify-full.")
    return address


def _threads(given: str) -> int:
    if not given.isdecimal() or not 1 <= int(given) <= 64:
        raise ValueError("WEB_THREADS must be a number from 1 to 64.")
    return int(given)


def _metrics_token(given: str) -> str:
    if given and len(given) < 32:
        raise ValueError("METRICS_TOKEN must be at least 32 characters long.")
    return given


def _signing(value: dict[str, str]) -> dict[str, str]:
    """The files themselves are read when something is signed: only whoever signs needs them."""
    if bool(value["SIGNING_KEY"]) != bool(value["SIGNING_CERTIFICATE"]):
        raise ValueError("SIGNING_KEY and SIGNING_CERTIFICATE go together.")
    if value["SIGNING_KEY"] and value["SIGNING_PKCS12"]:
        raise ValueError("Give SIGNING_PKCS12, or SIGNING_KEY and SIGNING_CERTIFICATE, not both.")
    return {name: text for name, text in value.items() if name.startswith("SIGNING_")}


def _mail(value: dict[str, str], *, production: bool) -> dict[str, Any]:
    if value["SMTP_TLS"] not in ("starttls", "none"):
        raise ValueError("SMTP_TLS must be starttls or none.")
    if not value["SMTP_PORT"].isdecimal():
        raise ValueError("SMTP_PORT must be a number.")
    address = value["SERVICE_ADDRESS"].rstrip("/")
    if value["SMTP_HOST"]:
        if "@" not in value["MAIL_FROM"]:
            raise ValueError("With SMTP_HOST, MAIL_FROM must be an e-mail address.")
        if not address.startswith("https://" if production else ("https://", "http://")):
            raise ValueError("With SMTP_HOST, SERVICE_ADDRESS must be the https address of this service.")
    taken = ("SMTP_HOST", "SMTP_USER", "SMTP_PASSWORD", "SMTP_TLS", "MAIL_FROM")
    return {**{name: value[name] for name in taken}, "SMTP_PORT": int(value["SMTP_PORT"]), "SERVICE_ADDRESS": address}


def _secret_key(given: str, instance: Path) -> str:
    if given:
        if len(given) < 32:
            raise ValueError("SECRET_KEY must be at least 32 characters long.")
        return given
    instance.mkdir(parents=True, exist_ok=True)
    kept = instance / "secret_key"
    if not kept.exists():
        _make_key(kept)
    found = kept.read_text()
    if len(found.strip()) < 32:
        raise ValueError(f"{kept} must hold at least 32 characters. Take it away, and a new key is made.")
    return found


def _make_key(kept: Path) -> None:
    """A key in a file of its own, whole or not at all; of two processes that make one at once, both use the first."""
    draft = kept.with_name(f"{kept.name}.{secrets.token_hex(8)}")
    draft.touch(mode=0o600)
    try:
        with draft.open("w") as file:
            file.write(secrets.token_urlsafe(48))
            file.flush()
            os.fsync(file.fileno())
        with suppress(FileExistsError):
            os.link(draft, kept)
    finally:
        draft.unlink()
