"""Settings from the environment, each with its default, unit and meaning."""

import os
import secrets
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent


@dataclass(frozen=True)
class Setting:
    """One environment variable: its name, default, and what it means."""

    name: str
    default: str
    meaning: str


ENVIRONMENT = (
    Setting("DATABASE_URL", "", "Database address; empty means SQLite in instance/oversight.db."),
    Setting("SECRET_KEY", "", "At least 32 characters; empty means one is made in instance/secret_key on first start."),
    Setting("OVERSIGHT_ENV", "local", "local or production. Production refuses demo data and plain-http cookies."),
    Setting("TRUSTED_HOSTS", "", "Comma-separated host names this service answers to; empty means any."),
    Setting("PROXY_COUNT", "0", "How many reverse proxies stand in front and set X-Forwarded-* headers."),
    Setting("INSTANCE_DIR", "", "Directory of the embedded database, secret key and certificate; empty: instance/."),
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
)


def from_environment(environment: dict[str, str] | None = None) -> dict[str, Any]:
    """Read the settings into a Flask configuration.

    Raises ValueError when SECRET_KEY is given but shorter than 32 characters, or e-mail or signing is set up by half.
    """
    source = dict(os.environ) if environment is None else environment
    value = {setting.name: source.get(setting.name, setting.default) for setting in ENVIRONMENT}
    instance = Path(value["INSTANCE_DIR"] or ROOT / "instance")
    production = value["OVERSIGHT_ENV"] == "production"
    return {
        "PRODUCTION": production,
        "INSTANCE_DIR": instance,
        "SECRET_KEY": _secret_key(value["SECRET_KEY"], instance),
        "SQLALCHEMY_DATABASE_URI": value["DATABASE_URL"] or f"sqlite:///{instance / 'oversight.db'}",
        "TRUSTED_HOSTS": [host.strip() for host in value["TRUSTED_HOSTS"].split(",") if host.strip()] or None,
        "PROXY_COUNT": int(value["PROXY_COUNT"]),
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
    }


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
        kept.touch(mode=0o600)
        kept.write_text(secrets.token_urlsafe(48))
    return kept.read_text()
