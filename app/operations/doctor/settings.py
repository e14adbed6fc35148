"""What the environment says: each setting, and which of them go together."""

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from urllib.parse import urlsplit

from flask import current_app
from sqlalchemy import make_url

from app.config import LOCAL
from app.evidence import certificates
from app.language import day, plural
from app.operations.doctor import LOOK, WRONG, Finding, judge, ok

SHORTEST, FEWEST = 32, 12  # characters of a secret key, and how many of them differ
EXAMPLES = ("example", "changeme", "change-me", "secret", "password", "for the tests", "oversight")
MOST_PROXIES = 3


def look(at: datetime) -> Iterator[Finding]:
    """Findings about the settings on this day."""
    config = current_app.config
    production = bool(config["PRODUCTION"])
    yield judge("environment", production, "production" if production else "local: demo data may be made, cookies go"
                " over plain http", "Set OVERSIGHT_ENV=production where real people work.", LOOK)  # fmt: skip
    yield _secret_key(str(config["SECRET_KEY"]))
    yield from _address(config["SERVICE_ADDRESS"], config["TRUSTED_HOSTS"] or [], production=production)
    yield _proxies(config["PROXY_COUNT"], production=production)
    yield _database(config["SQLALCHEMY_DATABASE_URI"], production=production)
    yield _mail(production=production)
    yield _signing(at, production=production)
    yield _signing_in(production=production)
    has_token = bool(config["METRICS_TOKEN"])
    words = "/metrics has its token" if has_token else "no /metrics page"
    do = "Set METRICS_TOKEN to at least 32 characters, and have /metrics read."
    yield judge("monitoring", has_token or not production, words, do, LOOK)


def _secret_key(key: str) -> Finding:
    """Long, with many different characters, and none of the words that examples are made of."""
    is_poor = len(key) < SHORTEST or len(set(key)) < FEWEST or any(word in key.lower() for word in EXAMPLES)
    words = "can be guessed" if is_poor else f"{len(key)} characters"
    return judge("secret key", not is_poor, words, "Set SECRET_KEY to what `openssl rand -base64 48` prints, and the"
                 " old one as SECRET_KEY_FALLBACKS.")  # fmt: skip


def _address(address: str, hosts: list[str], *, production: bool) -> Iterator[Finding]:
    wrong = WRONG if production else LOOK
    do = "Set SERVICE_ADDRESS to the https address that people use."
    yield judge("address", address.startswith("https://"), address or "not given", do, wrong)
    host = urlsplit(address).hostname or ""
    fits = bool(hosts) and (not host or host in hosts)
    words = ", ".join(hosts) or "any host name is answered"
    yield judge("hosts", fits, words, f"Set TRUSTED_HOSTS={host or 'the name that people use'}.", wrong)


def _proxies(count: int, *, production: bool) -> Finding:
    if count > MOST_PROXIES:
        return Finding("proxies", WRONG, f"{count}, so addresses that anybody sends may be believed",
                       "Set PROXY_COUNT to the number of reverse proxies that stand in front.")  # fmt: skip
    words = plural(count, "reverse proxy", "reverse proxies") if count else "none"
    return judge("proxies", bool(count) or not production, words,
                 "Something must end TLS in front of the service: set PROXY_COUNT=1.")  # fmt: skip


def _database(address: str, *, production: bool) -> Finding:
    url = make_url(address)
    if url.get_backend_name() == "sqlite":
        return judge("database", not production, "SQLite in a file",
                     "That is enough for one office or delivery unit; take PostgreSQL for more.", LOOK)  # fmt: skip
    return ok("database", f"PostgreSQL on {url.host or 'this machine'}")


def _mail(*, production: bool) -> Finding:
    config = current_app.config
    if not (host := config["SMTP_HOST"]):
        return judge("mail", not production, "no e-mail is sent", "Set SMTP_HOST, or tell people that notices stay in"
                     " the service.", LOOK)  # fmt: skip
    is_safe = config["SMTP_TLS"] == "starttls" or host in LOCAL
    return judge("mail", is_safe, f"{host}, {config['SMTP_TLS']}", "Set SMTP_TLS=starttls.")


def _signing(at: datetime, *, production: bool) -> Finding:
    """The certificate that packs are signed with. Nothing is made here: without one there is nothing to look at."""
    config = current_app.config
    is_given = bool(config["SIGNING_PKCS12"] or config["SIGNING_KEY"])
    if not is_given and not production and not (Path(config["INSTANCE_DIR"]) / "signing.pem").exists():
        return ok("signing", "a certificate will be made when the first pack is signed")
    do = "Renew it: see The signing certificate in the README."
    try:
        ends = certificates.current(at).certificate.not_valid_after_utc
    except certificates.NotSigned as problem:
        return Finding("signing", WRONG, str(problem).split(". ")[0], do)
    left = (ends - at).days
    return judge("signing", ends - at > certificates.WARNED, f"certificate until {day(ends)}, {plural(left, 'day')}",
                 do, LOOK)  # fmt: skip


def _signing_in(*, production: bool) -> Finding:
    provider = current_app.config["OIDC_ISSUER"]
    words = f"at {provider}" if provider else "by password, administrators with a second factor"
    return judge("signing in", bool(provider) or not production, words,
                 "Set OIDC_ISSUER where staff have work accounts.", LOOK)  # fmt: skip
