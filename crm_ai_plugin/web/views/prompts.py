"""``/api/ai/prompts``: what the language model is told, by version, and comparing two versions."""

from __future__ import annotations

import json
from dataclasses import asdict
from typing import Any

from flask import Blueprint, Response

from ..auth import Principal
from ..operation import Answer, Operation, operation
from ..prompt_models import (
    DiffOut,
    DiffQuery,
    ExperimentIn,
    ExperimentOut,
    PromptIn,
    PromptOut,
    PromptPreviewIn,
    PromptPreviewOut,
    PromptsOut,
    PromptTextOut,
    PromptUseIn,
)
from ..state import services

TAGS = ("prompts",)

blueprint = Blueprint("prompts", __name__, url_prefix="/api/ai/prompts")


@blueprint.get("")
@operation(
    Operation(
        "Prompts and their versions",
        tags=TAGS,
        answers={200: Answer("By feature, newest first; the package's own last.", PromptsOut)},
        problems=(401, 403, 503),
    )
)
def prompts(principal: Principal) -> Response:
    """List all versions."""
    principal.require_key()
    found = services().prompts.list(principal.workspace)
    return _json({"items": [_version(one) for one in found]}, 200)


@blueprint.get("/<feature>/versions/<version>")
@operation(
    Operation(
        "One version of a prompt",
        tags=TAGS,
        answers={200: Answer("Its text; `shipped` names the package's.", PromptTextOut)},
        problems=(401, 403, 404, 503),
    )
)
def version(feature: str, version: str, principal: Principal) -> Response:
    """Return a version with its text."""
    principal.require_key()
    found = services().prompts.version(principal.workspace, feature, version)
    return _json({"feature": feature, "label": found.label, "text": found.text}, 200)


@blueprint.post("/<feature>/versions")
@operation(
    Operation(
        "Store a new version",
        role="admin",
        tags=TAGS,
        body=PromptIn,
        body_required=True,
        answers={201: Answer("It is stored and not in use yet.", PromptOut)},
        problems=(400, 401, 403, 404, 409, 413, 415, 422, 503),
    )
)
def save(feature: str, principal: Principal, body: PromptIn) -> Response:
    """Check and store a version."""
    principal.require_key()
    saved = services().prompts.save(principal.workspace, feature, body.text, principal.actor, body.note)
    return _json(_version(saved), 201)


@blueprint.post("/<feature>/use")
@operation(
    Operation(
        "Use a version from now on",
        role="admin",
        tags=TAGS,
        body=PromptUseIn,
        body_required=True,
        answers={200: Answer("It is in use.", PromptTextOut)},
        problems=(400, 401, 403, 404, 409, 413, 415, 422, 503),
    )
)
def use(feature: str, principal: Principal, body: PromptUseIn) -> Response:
    """Put a version to use."""
    principal.require_key()
    found = services().prompts.use(principal.workspace, feature, body.version, principal.actor)
    return _json({"feature": feature, "label": found.label, "text": found.text}, 200)


@blueprint.post("/<feature>/rollback")
@operation(
    Operation(
        "Use what was used before",
        role="admin",
        tags=TAGS,
        answers={200: Answer("It is in use again.", PromptTextOut)},
        problems=(401, 403, 404, 409, 503),
    )
)
def rollback(feature: str, principal: Principal) -> Response:
    """Go back one choice."""
    principal.require_key()
    found = services().prompts.roll_back(principal.workspace, feature, principal.actor)
    return _json({"feature": feature, "label": found.label, "text": found.text}, 200)


@blueprint.get("/<feature>/diff")
@operation(
    Operation(
        "How two versions differ",
        tags=TAGS,
        query=DiffQuery,
        answers={200: Answer("As patches show it; empty when they don't.", DiffOut)},
        problems=(401, 403, 404, 422, 503),
    )
)
def diff(feature: str, principal: Principal, query: DiffQuery) -> Response:
    """Compare the words of two versions."""
    principal.require_key()
    found = services().prompts.diff(principal.workspace, feature, query.a, query.b)
    return _json({"feature": feature, "a": query.a, "b": query.b, "diff": found}, 200)


@blueprint.post("/<feature>/preview")
@operation(
    Operation(
        "What would be sent about a deal",
        role="admin",
        tags=TAGS,
        body=PromptPreviewIn,
        body_required=True,
        answers={200: Answer("Redacted as it would be; nothing is sent and nothing kept.", PromptPreviewOut)},
        problems=(400, 401, 403, 404, 409, 413, 415, 422, 503),
    )
)
def preview(feature: str, principal: Principal, body: PromptPreviewIn) -> Response:
    """Show a version, or a text that is not stored yet, at work on a deal."""
    principal.require_key()
    prompts = services().prompts
    prompt = (
        prompts.draft(feature, body.text)
        if body.text is not None
        else prompts.version(principal.workspace, feature, body.version)
    )
    found = services().prompt_previews.preview(principal.workspace, prompt, body.deal_id, body.connection)
    messages = [{"role": role, "text": text} for role, text in found.messages]
    out = {"prompt": found.prompt, "messages": messages, "tokens": found.tokens, "withheld": found.withheld}
    return _json(out | {"engine": dict(found.engine)}, 200)


@blueprint.post("/<feature>/experiment")
@operation(
    Operation(
        "Compare two versions on real deals",
        role="admin",
        tags=TAGS,
        body=ExperimentIn,
        body_required=True,
        answers={201: Answer("It runs; each deal gets always the same version.", ExperimentOut)},
        problems=(400, 401, 403, 404, 409, 413, 415, 422, 503),
    )
)
def begin(feature: str, principal: Principal, body: ExperimentIn) -> Response:
    """Begin an experiment."""
    principal.require_key()
    services().prompts.begin(principal.workspace, feature, body.a, body.b, body.share_b, principal.actor)
    return _json(_standing(services().experiments.standing(principal.workspace, feature)), 201)


@blueprint.get("/<feature>/experiment")
@operation(
    Operation(
        "How the experiment stands",
        tags=TAGS,
        answers={200: Answer("The running one, or the last.", ExperimentOut)},
        problems=(401, 403, 404, 503),
    )
)
def standing(feature: str, principal: Principal) -> Response:
    """Show how the experiment stands."""
    principal.require_key()
    return _json(_standing(services().experiments.standing(principal.workspace, feature)), 200)


@blueprint.delete("/<feature>/experiment")
@operation(
    Operation(
        "End the experiment",
        role="admin",
        tags=TAGS,
        answers={
            200: Answer("How it stood in the end; the prompt in use is what it was before.", ExperimentOut)
        },
        problems=(401, 403, 404, 503),
    )
)
def end(feature: str, principal: Principal) -> Response:
    """End the experiment."""
    principal.require_key()
    return _json(_standing(services().experiments.end(principal.workspace, feature, principal.actor)), 200)


def _version(one: Any) -> dict[str, Any]:  # noqa: ANN401  # a version of whatever runtime this is
    return {
        "feature": one.feature,
        "version": one.name,
        "label": one.label,
        "active": one.active,
        "author": one.author,
        "note": one.note,
        "at": one.at,
    }


def _standing(found: Any) -> dict[str, Any]:  # noqa: ANN401  # the same
    row = found.experiment
    return {
        "id": row.id,
        "feature": row.feature,
        "a": "shipped" if row.a is None else str(row.a),
        "b": "shipped" if row.b is None else str(row.b),
        "share_b": row.share_b,
        "started_at": row.started_at,
        "ended_at": row.ended_at,
        "deals": found.units,
        "sound": found.sound,
        "acceptance": asdict(found.acceptance),
        "winning": asdict(found.winning),
        "verdict": found.verdict or row.verdict,
    }


def _json(data: Any, status: int) -> Response:  # noqa: ANN401
    return Response(json.dumps(data, default=str), status=status, content_type="application/json")
