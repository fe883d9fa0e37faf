"""``/api/ai/personas``: what admins decide for all personas: who sees what, and how they get into the CRM."""

from __future__ import annotations

from flask import Blueprint, Response

from ...runtime.personas.visibility import VisibilityPolicy
from ...runtime.personas.write_policy import WritePolicy
from ..auth import Principal
from ..operation import Answer, Operation, operation
from ..persona_settings_models import VisibilityOut, WritePolicyOut
from ..state import services

TAGS = ("persona",)
JSON = "application/json"
PROBLEMS = (400, 401, 403, 409, 413, 415, 422, 503)

blueprint = Blueprint("persona_settings", __name__, url_prefix="/api/ai/personas")


@blueprint.get("/visibility")
@operation(
    Operation(
        "Who sees which part of a persona",
        tags=TAGS,
        answers={200: Answer("Audience by part.", VisibilityOut)},
        problems=(401, 403, 503),
    )
)
def visibility(principal: Principal) -> Response:
    """Return the policy."""
    principal.require_key()
    found = services().visibility.policy(principal.workspace)
    return Response(VisibilityOut.model_validate(found).model_dump_json(), content_type=JSON)


@blueprint.put("/visibility")
@operation(
    Operation(
        "Decide who sees which part of a persona; it holds at once and is kept with its author",
        tags=TAGS,
        role="admin",
        body=VisibilityPolicy,
        body_required=True,
        answers={200: Answer("The policy in force.", VisibilityOut)},
        problems=PROBLEMS,
    )
)
def set_visibility(principal: Principal, body: VisibilityPolicy) -> Response:
    """Set the policy."""
    document = body.model_dump(mode="json")
    found = services().visibility.set_policy(principal.workspace, document, principal.actor)
    return Response(VisibilityOut.model_validate(found).model_dump_json(), content_type=JSON)


@blueprint.get("/write-back")
@operation(
    Operation(
        "How personas get into the CRM",
        tags=TAGS,
        answers={200: Answer("The policy in force.", WritePolicyOut)},
        problems=(401, 403, 503),
    )
)
def write_back(principal: Principal) -> Response:
    """Return the policy."""
    principal.require_key()
    found = services().write_policies.get(principal.workspace)
    return Response(WritePolicyOut.model_validate(found).model_dump_json(), content_type=JSON)


@blueprint.put("/write-back")
@operation(
    Operation(
        "Decide how personas get into the CRM: approved by a person, which is the default, or by themselves",
        tags=TAGS,
        role="admin",
        body=WritePolicy,
        body_required=True,
        answers={200: Answer("The policy in force.", WritePolicyOut)},
        problems=PROBLEMS,
    )
)
def set_write_back(principal: Principal, body: WritePolicy) -> Response:
    """Set the policy."""
    document = body.model_dump(mode="json")
    found = services().write_policies.set(principal.workspace, document, principal.actor)
    return Response(WritePolicyOut.model_validate(found).model_dump_json(), content_type=JSON)
