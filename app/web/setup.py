"""Hang the web's furniture on the app: transactions, headers, errors, static files, filters, the request log."""

import hashlib
import logging
import time
import uuid
from collections.abc import Callable
from pathlib import Path
from typing import Any

from flask import Flask, Response, current_app, g, request, url_for
from werkzeug.middleware.proxy_fix import ProxyFix
from whitenoise import WhiteNoise

from app.config import ROOT
from app.database import writing
from app.web import errors, filters, guards, requests
from app.web import log as request_log

log = logging.getLogger("oversight.requests")

POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; font-src 'self'; connect-src 'self';"
    " form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
HEADERS = {
    "Content-Security-Policy": POLICY,
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}


class StaticFiles:
    """Files under static/, sent by WhiteNoise with a fingerprint in the query so that browsers may keep them."""

    def __init__(self, app: Flask, folder: Path) -> None:
        self.folder = folder
        self.known: dict[str, str] = {}
        app.wsgi_app = WhiteNoise(  # type: ignore[method-assign]
            app.wsgi_app,
            root=str(folder),
            prefix="static",
            max_age=31_536_000,
            autorefresh=bool(app.config.get("TESTING")) or app.debug,
            allow_all_origins=False,
            add_headers_function=_static_headers,
        )

    def url(self, name: str) -> str:
        """Where the browser finds the file. FileNotFoundError for a name that is not there."""
        if name not in self.known:
            self.known[name] = hashlib.sha256((self.folder / name).read_bytes()).hexdigest()[:12]
        return f"/static/{name}?v={self.known[name]}"


class Probes:
    """Answers probes at any host name: they ask by number, carry no cookie and are given no address."""

    def __init__(self, app: Callable[..., Any], hosts: list[str] | None) -> None:
        self.app, self.host = app, hosts[0].lstrip(".") if hosts else ""

    def __call__(self, environ: dict[str, Any], start: Any) -> Any:
        """Pass the request on, under a name the service answers to."""
        if self.host and environ.get("PATH_INFO") in guards.PROBES:
            environ["HTTP_HOST"] = self.host
        return self.app(environ, start)


def _static_headers(headers: Any, _path: str, _url: str) -> None:
    for name, value in HEADERS.items():
        headers[name] = value


def init_app(app: Flask) -> None:
    """Join everything of this package to the app."""
    if not app.testing:
        request_log.start()
    app.extensions["static_files"] = StaticFiles(app, ROOT / "static")
    app.extensions.setdefault("ask_to_sign_in", guards.to_sign_in)
    app.wsgi_app = Probes(app.wsgi_app, app.config["TRUSTED_HOSTS"])  # type: ignore[assignment,method-assign]
    if app.config["PROXY_COUNT"]:
        count = app.config["PROXY_COUNT"]
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=count, x_proto=count, x_host=count)  # type: ignore[method-assign]
    requests.init_app(app)
    app.before_request(_begin)
    app.after_request(_finish)
    app.jinja_env.globals.update(static=app.extensions["static_files"].url, here=_here)
    filters.init_app(app)
    errors.init_app(app)


def _begin() -> None:
    g.started = time.perf_counter()
    g.reference = uuid.uuid4().hex[:12]
    view = current_app.view_functions.get(request.endpoint or "")
    if most_bytes := getattr(view, "most_bytes", 0):
        request.max_content_length = request.max_form_memory_size = most_bytes
    writing.set(request.method not in ("GET", "HEAD", "OPTIONS") or bool(getattr(view, "writes", False)))


def _here(endpoint: str, **values: Any) -> bool:
    """Whether the page being shown is this one."""
    return request.path == url_for(endpoint, **values)


def _finish(response: Response) -> Response:
    for name, value in HEADERS.items():
        response.headers.setdefault(name, value)
    if current_app.config["PRODUCTION"]:
        response.headers.setdefault("Strict-Transport-Security", "max-age=31536000; includeSubDomains")
    response.headers.setdefault("Cache-Control", "no-store")
    reference = g.get("reference", "")
    response.headers["X-Request-Id"] = reference
    if getattr(current_app.view_functions.get(request.endpoint or ""), "is_probe", False):
        return response
    log.info({
        "reference": reference,
        "method": request.method,
        # The rule, not the address: an address may one day hold something personal.
        "route": request.url_rule.rule if request.url_rule else "",
        "status": response.status_code,
        "ms": round((time.perf_counter() - g.get("started", time.perf_counter())) * 1000, 1),
        "account": g.get("account_id"),
    })  # fmt: skip
    return response
