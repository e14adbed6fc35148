"""The page of one's own account, with what is amiss in one of its forms."""

from collections.abc import Mapping
from types import MappingProxyType

from flask.typing import ResponseReturnValue

from app.auth import proof, queries, sessions
from app.auth.forms import ChangePasswordForm
from app.auth.second_factor import factors
from app.auth.work_account import identities
from app.web.clock import now, today
from app.web.guards import viewer
from app.web.page import page

NOTHING: Mapping[str, str] = MappingProxyType({})


def show(
    form: ChangePasswordForm | None = None, amiss: Mapping[str, str] = NOTHING, status: int = 200
) -> ResponseReturnValue:
    """The page. `amiss` are the messages of boxes outside the form for a new password, by the id of the box."""
    mine, form = queries.own(viewer()), form or ChangePasswordForm(formdata=None)
    errors = [*amiss.items(), *((field.id, str(field.errors[0])) for field in form if field.errors)]
    return page(
        "auth/account.html",
        status=status,
        form=form,
        amiss=amiss,
        errors=errors,
        account=mine,
        standing=sessions.standing(mine.id, now(), today()),
        identities=identities.of(mine.id),
        asked=proof.needed(viewer(), now()),
        spare_left=factors.left(mine),
        must_have=factors.must_have(mine),
    )
