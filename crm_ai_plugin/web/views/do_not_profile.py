"""``/api/ai/persona/{contact}/do-not-profile``: people who must not be profiled."""

from __future__ import annotations

from flask import Blueprint, Response

from ...runtime.privacy.opting_out import Wish
from ..auth import Principal
from ..models import SubjectQuery
from ..operation import Answer, Operation, operation
from ..rights_models import WishOut
from ..state import services

TAGS = ("privacy",)

blueprint = Blueprint("do_not_profile", __name__, url_prefix="/api/ai/persona/<contact_id>/do-not-profile")


@blueprint.get("")
@operation(
    Operation(
        "Whether a contact must not be profiled, and who says so",
        tags=TAGS,
        query=SubjectQuery,
        answers={200: Answer("The wish.", WishOut)},
        problems=(401, 403, 404, 409, 422, 503),
    )
)
def show(contact_id: str, principal: Principal, query: SubjectQuery) -> Response:
    """Return the wish."""
    principal.require_key()
    return _out(services().opting_out.get(principal.workspace, contact_id, query.connection))


@blueprint.put("")
@operation(
    Operation(
        "Let a contact not be profiled: what was derived is erased, and nothing more of them is stored",
        role="manager",
        tags=TAGS,
        query=SubjectQuery,
        answers={200: Answer("The wish; with `connection` also of somebody not delivered yet.", WishOut)},
        problems=(401, 403, 404, 409, 422, 503),
    )
)
def put(contact_id: str, principal: Principal, query: SubjectQuery) -> Response:
    """Note the wish and erase."""
    principal.require_key()
    wish = services().opting_out.opt_out(
        principal.workspace, contact_id, by=principal.actor, connection=query.connection
    )
    return _out(wish)


@blueprint.delete("")
@operation(
    Operation(
        "Take that back; a wish in the CRM's record stays",
        role="manager",
        tags=TAGS,
        query=SubjectQuery,
        answers={200: Answer("The wish that is left; what was erased the next sync brings anew.", WishOut)},
        problems=(401, 403, 404, 409, 422, 503),
    )
)
def delete(contact_id: str, principal: Principal, query: SubjectQuery) -> Response:
    """Take the wish back."""
    principal.require_key()
    wish = services().opting_out.lift(
        principal.workspace, contact_id, by=principal.actor, connection=query.connection
    )
    return _out(wish)


def _out(wish: Wish) -> Response:
    return Response(WishOut.model_validate(wish).model_dump_json(), content_type="application/json")
