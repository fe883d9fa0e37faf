"""``/api/ai/connectors``: the CRMs that can be connected in the browser, and what each will be asked to allow."""

from __future__ import annotations

from flask import Blueprint, Response

from ..auth import Principal
from ..connection_models import OfferOut, OffersOut
from ..operation import Answer, Operation, operation
from ..state import services

blueprint = Blueprint("connectors", __name__, url_prefix="/api/ai/connectors")


@blueprint.get("")
@operation(
    Operation(
        "CRMs that can be connected in the browser, with what will be read and written and why",
        role="admin",
        tags=("install",),
        answers={200: Answer("By key.", OffersOut)},
        problems=(401, 403, 503),
    )
)
def offers(principal: Principal) -> Response:
    """List what can be connected; `POST /install/<connector>/link` makes the link."""
    principal.require_key()
    items = [OfferOut.model_validate(one) for one in services().installing.offers()]
    return Response(OffersOut(items=items).model_dump_json(), content_type="application/json")
