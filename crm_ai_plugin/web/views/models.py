"""``/api/ai/models``: which model says the chances, how good it was, and what it may learn from."""

from __future__ import annotations

import json
from typing import Any, Literal

from flask import Blueprint, Response
from pydantic import BaseModel, ConfigDict, Field

from ..auth import Principal
from ..operation import Answer, Operation, operation
from ..state import services

TAGS = ("models",)
COACH = "deal_coach"
_CHANGES = (400, 401, 403, 404, 413, 415, 422, 503)

blueprint = Blueprint("models", __name__, url_prefix="/api/ai/models")


class ModelOut(BaseModel):
    """One line about a model; `auc`, `brier` and `base` are of deals it had not seen."""

    id: str
    at: str
    state: Literal["serving", "pinned", "replaced", "kept_back", "waiting", "rolled_back"]
    kind: str | None
    deals: int | None
    auc: float | None
    brier: float | None
    base: float | None
    verdict: str | None


class ModelsOut(BaseModel):
    """Models, newest first."""

    items: list[ModelOut]


class ModelDetailsOut(ModelOut):
    """All there is to know about a model beside its parameters."""

    version: str | None
    check: dict[str, Any] | None
    rivals: dict[str, float]
    alarms: list[dict[str, Any]]
    effects: dict[str, dict[str, Any]]
    refused: list[dict[str, Any]]
    comparison: dict[str, Any] | None
    overruled: list[str]


class UseIn(BaseModel):
    """Which model is to serve."""

    model_config = ConfigDict(extra="forbid")

    id: str | None = Field(
        None, max_length=64, description="The one before if pinned, else the newest, if left out."
    )
    pin: bool = Field(default=False, description="It stays, whatever is learned later.")


class AllowedOut(BaseModel):
    """Whether a column is let through, and whether that is new."""

    column: str
    allowed: bool
    changed: bool


@blueprint.get("")
@operation(
    Operation(
        "Models of the deal coach",
        tags=TAGS,
        answers={200: Answer("Newest first.", ModelsOut)},
        problems=(401, 403, 503),
    )
)
def versions(principal: Principal) -> Response:
    """List the models."""
    principal.require_key()
    return _json({"items": services().models.versions(principal.workspace, COACH)})


@blueprint.get("/<model_id>")
@operation(
    Operation(
        "One model",
        tags=TAGS,
        answers={200: Answer("`serving` names the one that serves.", ModelDetailsOut)},
        problems=(401, 403, 404, 503),
    )
)
def show(principal: Principal, model_id: str) -> Response:
    """Show a model."""
    principal.require_key()
    wanted = None if model_id == "serving" else model_id
    return _json(services().models.show(principal.workspace, COACH, wanted))


@blueprint.post("/use")
@operation(
    Operation(
        "Let a model serve",
        role="admin",
        tags=TAGS,
        body=UseIn,
        body_required=True,
        answers={200: Answer("It serves from now on.", ModelOut)},
        problems=_CHANGES,
    )
)
def use(principal: Principal, body: UseIn) -> Response:
    """Switch models."""
    principal.require_key()
    found = services().models.use(principal.workspace, COACH, body.id, principal.actor, pin=body.pin)
    return _json(found)


@blueprint.put("/columns/<column>")
@operation(
    Operation(
        "Let a column be learned from although it was refused",
        role="admin",
        tags=TAGS,
        answers={200: Answer("It counts from the next learning on, and every score says so.", AllowedOut)},
        problems=(401, 403, 503),
    )
)
def allow(principal: Principal, column: str) -> Response:
    """Overrule the leak guard."""
    principal.require_key()
    changed = services().models.allow(principal.workspace, column, principal.actor)
    return _json({"column": column, "allowed": True, "changed": changed})


@blueprint.delete("/columns/<column>")
@operation(
    Operation(
        "Leave a column to the leak guard again",
        role="admin",
        tags=TAGS,
        answers={200: Answer("It counts from the next learning on.", AllowedOut)},
        problems=(401, 403, 503),
    )
)
def refuse(principal: Principal, column: str) -> Response:
    """Take an overrule back."""
    principal.require_key()
    changed = services().models.refuse(principal.workspace, column, principal.actor)
    return _json({"column": column, "allowed": False, "changed": changed})


def _json(value: dict[str, Any]) -> Response:
    return Response(json.dumps(value), content_type="application/json")
