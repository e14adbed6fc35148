"""The administrator's pages: accounts, and what else hangs on this blueprint."""

from flask import Blueprint

from app.admin import accounts

bp = Blueprint("admin", __name__, url_prefix="/admin")
bp.register_blueprint(accounts.bp)
