"""``/api/deliveries``: what was written into CRMs, what waits or failed, asking again, and taking back."""

from __future__ import annotations

from flask import Blueprint, Response

from ..auth import Principal
from ..delivery_models import DeliveriesOut, DeliveriesQuery, DeliveryOut, DryRunIn, PreviewOut
from ..operation import Answer, Operation, operation
from ..state import services

TAGS = ("deliveries",)

blueprint = Blueprint("deliveries", __name__, url_prefix="/api/deliveries")


@blueprint.get("")
@operation(
    Operation(
        "What was written into CRMs, newest first",
        tags=TAGS,
        query=DeliveriesQuery,
        answers={200: Answer("At most `limit` deliveries.", DeliveriesOut)},
        problems=(401, 403, 422, 503),
    )
)
def listed(principal: Principal, query: DeliveriesQuery) -> Response:
    """List."""
    principal.require_key()
    found = services().deliveries.list(principal.workspace, **query.model_dump())
    out = DeliveriesOut(items=[DeliveryOut.model_validate(one) for one in found])
    return _json(out.model_dump_json())


@blueprint.get("/<delivery_id>")
@operation(
    Operation(
        "One delivery",
        tags=TAGS,
        answers={200: Answer("The delivery.", DeliveryOut)},
        problems=(401, 403, 404, 503),
    )
)
def single(delivery_id: str, principal: Principal) -> Response:
    """Return one."""
    principal.require_key()
    return _one(principal, delivery_id)


@blueprint.post("/<delivery_id>/replay")
@operation(
    Operation(
        "Try a failed delivery again",
        role="manager",
        tags=TAGS,
        answers={200: Answer("The delivery, waiting again.", DeliveryOut)},
        problems=(401, 403, 404, 409, 503),
    )
)
def replay(delivery_id: str, principal: Principal) -> Response:
    """Have it tried again."""
    principal.require_key()
    services().deliveries.again(principal.workspace, delivery_id, principal.actor)
    return _one(principal, delivery_id)


@blueprint.post("/<delivery_id>/undo")
@operation(
    Operation(
        "Take back what a delivery wrote",
        role="manager",
        tags=TAGS,
        answers={
            200: Answer("The delivery; `reason` says what stayed because a person changed it.", DeliveryOut)
        },
        problems=(401, 403, 404, 409, 502, 503),
    )
)
def undo(delivery_id: str, principal: Principal) -> Response:
    """Take it back; twice is the same as once."""
    principal.require_key()
    services().undoing.one(principal.workspace, delivery_id, principal.actor)
    return _one(principal, delivery_id)


@blueprint.post("/dry-run")
@operation(
    Operation(
        "Say what would be written on a deal, without writing",
        role="manager",
        tags=TAGS,
        body=DryRunIn,
        body_required=True,
        answers={200: Answer("Each write, with what it finds and what it leaves.", PreviewOut)},
        problems=(400, 401, 403, 404, 409, 413, 415, 422, 502, 503),
    )
)
def dry_run(principal: Principal, body: DryRunIn) -> Response:
    """Preview."""
    principal.require_key()
    found = services().previewing.of_deal(principal.workspace, body.connection, body.deal_id)
    return _json(PreviewOut.model_validate(found).model_dump_json())


def _one(principal: Principal, delivery_id: str) -> Response:
    found = services().deliveries.get(principal.workspace, delivery_id)
    return _json(DeliveryOut.model_validate(found).model_dump_json())


def _json(text: str) -> Response:
    return Response(text, content_type="application/json")
