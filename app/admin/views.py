"""The pages of administrators: accounts, imports, delegations, the named list, settings, and what leads to them."""

from flask import Blueprint
from flask.typing import ResponseReturnValue

from app.admin import accounts, delegations, experienced, imports, list_loading, past, register, settings
from app.evidence import certificates
from app.web.clock import now
from app.web.guards import may
from app.web.page import page

bp = Blueprint("admin", __name__, url_prefix="/admin")
for part in (accounts, delegations, experienced, imports, list_loading, past, register, settings):
    bp.register_blueprint(part.bp)


@bp.get("/")
@may("import people")
def index() -> ResponseReturnValue:
    """What an administrator comes to do."""
    return page("admin/index.html", signing=certificates.attention(now()))
