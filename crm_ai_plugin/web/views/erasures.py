"""``/api/privacy/erasures``: forgetting people, and receipts of what was removed where."""

from __future__ import annotations

from datetime import datetime
from typing import Literal

from flask import Blueprint, Response
from pydantic import BaseModel, ConfigDict, Field

from ..auth import Principal
from ..operation import Answer, Operation, operation
from ..state import services

TAGS = ("privacy",)

blueprint = Blueprint("erasures", __name__, url_prefix="/api/privacy/erasures")


class ErasureIn(BaseModel):
    """Who is to be forgotten."""

    model_config = ConfigDict(extra="forbid")

    contact_id: str = Field(min_length=1, max_length=128, description="The contact's id in the CRM.")
    connection: str | None = Field(
        None, max_length=128, description="Needed when two connections share the id, or nobody has it."
    )


class ErasurePartOut(BaseModel):
    """What became of one place."""

    model_config = ConfigDict(from_attributes=True)

    place: str
    state: Literal["done", "pending", "failed"]
    removed: int
    kept: int
    code: str | None


class ErasureOut(BaseModel):
    """A receipt: counts and codes by place, nothing of the person."""

    model_config = ConfigDict(from_attributes=True)

    id: str
    state: Literal["running", "pending", "done"]
    connection: str
    made_by: str
    at: datetime
    finished_at: datetime | None
    lifted_at: datetime | None
    lifted_by: str | None
    parts: list[ErasurePartOut]


class ErasuresOut(BaseModel):
    """Receipts, newest first."""

    items: list[ErasureOut]


@blueprint.post("")
@operation(
    Operation(
        "Forget a person everywhere",
        role="admin",
        tags=TAGS,
        body=ErasureIn,
        body_required=True,
        answers={
            200: Answer("The receipt; everything is done.", ErasureOut),
            202: Answer("The receipt; what is `pending` is gone on with until it is done.", ErasureOut),
        },
        problems=(400, 401, 403, 404, 409, 413, 415, 422, 503),
    )
)
def forget(principal: Principal, body: ErasureIn) -> Response:
    """Forget; twice is the same as once."""
    principal.require_key()
    found = services().forgetting.forget(
        principal.workspace, body.contact_id, body.connection, by=principal.actor
    )
    out = ErasureOut.model_validate(found)
    return _json(out.model_dump_json(), 200 if out.state == "done" else 202)


@blueprint.get("")
@operation(
    Operation(
        "Receipts of erasures",
        role="admin",
        tags=TAGS,
        answers={200: Answer("Newest first.", ErasuresOut)},
        problems=(401, 403, 503),
    )
)
def listed(principal: Principal) -> Response:
    """List."""
    principal.require_key()
    found = services().forgetting.receipts(principal.workspace)
    return _json(ErasuresOut(items=[ErasureOut.model_validate(one) for one in found]).model_dump_json())


@blueprint.get("/<erasure_id>")
@operation(
    Operation(
        "One receipt",
        role="admin",
        tags=TAGS,
        answers={200: Answer("The receipt.", ErasureOut)},
        problems=(401, 403, 404, 503),
    )
)
def single(erasure_id: str, principal: Principal) -> Response:
    """Return one."""
    principal.require_key()
    found = services().forgetting.receipt(principal.workspace, erasure_id)
    return _json(ErasureOut.model_validate(found).model_dump_json())


@blueprint.post("/<erasure_id>/retry")
@operation(
    Operation(
        "Go on with an erasure now",
        role="admin",
        tags=TAGS,
        answers={200: Answer("The receipt as it is now.", ErasureOut)},
        problems=(401, 403, 404, 409, 503),
    )
)
def retry(erasure_id: str, principal: Principal) -> Response:
    """Try again what is pending."""
    principal.require_key()
    found = services().forgetting.again(principal.workspace, erasure_id)
    return _json(ErasureOut.model_validate(found).model_dump_json())


@blueprint.post("/<erasure_id>/lift")
@operation(
    Operation(
        "Let somebody come back who has agreed again",
        role="admin",
        tags=TAGS,
        answers={
            200: Answer("The receipt; from now on the CRM's records of them are taken again.", ErasureOut)
        },
        problems=(401, 403, 404, 409, 503),
    )
)
def lift(erasure_id: str, principal: Principal) -> Response:
    """Take the marks away; who did it is in the audit log."""
    principal.require_key()
    found = services().forgetting.lift(principal.workspace, erasure_id, principal.actor)
    return _json(ErasureOut.model_validate(found).model_dump_json())


def _json(text: str, status: int = 200) -> Response:
    return Response(text, status, content_type="application/json")
