"""``/api/ai/strategy`` and ``/api/ai/methodologies``: what admins decide about advice."""

from __future__ import annotations

import json
from typing import Any

from flask import Blueprint, Response

from ...runtime.advice.controls import MethodologyChoice, StrategyVersion
from ..auth import Principal
from ..operation import Answer, Operation, operation
from ..results_models import (
    CheckedOut,
    DocumentIn,
    MethodologiesOut,
    MethodologyIn,
    StrategiesOut,
    StrategyIn,
    StrategyOut,
)
from ..state import services

TAGS = ("strategy",)
_CHANGES = (400, 401, 403, 409, 413, 415, 422, 503)

blueprint = Blueprint("strategy", __name__, url_prefix="/api/ai")


@blueprint.get("/strategy")
@operation(
    Operation(
        "The strategy in force",
        tags=TAGS,
        answers={200: Answer("With its version.", StrategyOut)},
        problems=(401, 403, 503),
    )
)
def strategy(principal: Principal) -> Response:
    """Return the strategy."""
    principal.require_key()
    return _json(_strategy(services().advice_controls.strategy(principal.workspace)))


@blueprint.get("/strategy/versions")
@operation(
    Operation(
        "All versions of the strategy",
        tags=TAGS,
        answers={200: Answer("Newest first.", StrategiesOut)},
        problems=(401, 403, 503),
    )
)
def versions(principal: Principal) -> Response:
    """List the versions."""
    principal.require_key()
    found = services().advice_controls.strategies(principal.workspace)
    return _json({"items": [_strategy(one) for one in found]})


@blueprint.put("/strategy")
@operation(
    Operation(
        "Put a strategy in force",
        role="admin",
        tags=TAGS,
        body=StrategyIn,
        body_required=True,
        answers={200: Answer("It counts from the next look at a deal on.", StrategyOut)},
        problems=_CHANGES,
    )
)
def set_strategy(principal: Principal, body: StrategyIn) -> Response:
    """Check and store a strategy."""
    principal.require_key()
    found = services().advice_controls.set_strategy(
        principal.workspace, body.document, principal.actor, body.note
    )
    return _json(_strategy(found))


@blueprint.post("/strategy/check")
@operation(
    Operation(
        "Look at a strategy without storing it",
        tags=TAGS,
        body=DocumentIn,
        body_required=True,
        answers={200: Answer("It can be used.", CheckedOut)},
        problems=_CHANGES,
    )
)
def check_strategy(principal: Principal, body: DocumentIn) -> Response:
    """Check a strategy."""
    principal.require_key()
    found = services().advice_controls.check_strategy(body.document)
    return _json({"document": found.model_dump(mode="json", by_alias=True, exclude_defaults=True)})


@blueprint.get("/methodologies")
@operation(
    Operation(
        "Methodologies that can be used",
        tags=TAGS,
        answers={200: Answer("Ours and the workspace's own, by key.", MethodologiesOut)},
        problems=(401, 403, 503),
    )
)
def methodologies(principal: Principal) -> Response:
    """List the methodologies."""
    return _methodologies(principal)


@blueprint.put("/methodology")
@operation(
    Operation(
        "Use a methodology from now on",
        role="admin",
        tags=TAGS,
        body=MethodologyIn,
        body_required=True,
        answers={200: Answer("All that can be used; one is marked as used, or none.", MethodologiesOut)},
        problems=(404, *_CHANGES),
    )
)
def use_methodology(principal: Principal, body: MethodologyIn) -> Response:
    """Choose a methodology, or bring one."""
    principal.require_key()
    controls = services().advice_controls
    if body.definition is not None:
        controls.bring_methodology(principal.workspace, body.definition, principal.actor)
    else:
        controls.use_methodology(principal.workspace, body.key, principal.actor)
    return _methodologies(principal)


@blueprint.post("/methodologies/check")
@operation(
    Operation(
        "Look at a definition without storing it",
        tags=TAGS,
        body=DocumentIn,
        body_required=True,
        answers={200: Answer("It can be used.", CheckedOut)},
        problems=_CHANGES,
    )
)
def check_methodology(principal: Principal, body: DocumentIn) -> Response:
    """Check a definition."""
    principal.require_key()
    found = services().advice_controls.check_methodology(body.document)
    return _json({"document": found.model_dump(mode="json", exclude_defaults=True)})


def _methodologies(principal: Principal) -> Response:
    principal.require_key()
    found = services().advice_controls.methodologies(principal.workspace)
    return _json({"items": [_methodology(one) for one in found]})


def _strategy(found: StrategyVersion) -> dict[str, Any]:
    return {
        "version": found.number,
        "author": found.author,
        "note": found.note,
        "at": found.at.isoformat() if found.at else None,
        "document": found.document,
    }


def _methodology(found: MethodologyChoice) -> dict[str, Any]:
    return {
        "key": found.methodology.key,
        "own": found.own,
        "used": found.used,
        "definition": found.document,
    }


def _json(value: dict[str, Any]) -> Response:
    return Response(json.dumps(value), content_type="application/json")
