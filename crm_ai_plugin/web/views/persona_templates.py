"""``/api/ai/personas/templates``: which traits of a persona, in which sections and order."""

from __future__ import annotations

from flask import Blueprint, Response

from ...errors import UserInputError
from ...runtime.personas.templates import PersonaTemplate
from ..auth import Principal
from ..operation import Answer, Operation, operation
from ..persona_settings_models import PersonaTemplateOut, PersonaTemplatesOut
from ..state import services

TAGS = ("persona",)
JSON = "application/json"

blueprint = Blueprint("persona_templates", __name__, url_prefix="/api/ai/personas/templates")


@blueprint.get("")
@operation(
    Operation(
        "Templates of personas: ours and the workspace's own",
        tags=TAGS,
        answers={200: Answer("The newest version of each, by key.", PersonaTemplatesOut)},
        problems=(401, 403, 503),
    )
)
def templates(principal: Principal) -> Response:
    """List them."""
    principal.require_key()
    found = services().persona_templates.list(principal.workspace)
    out = PersonaTemplatesOut(items=[PersonaTemplateOut.model_validate(one) for one in found])
    return Response(out.model_dump_json(), content_type=JSON)


@blueprint.get("/<key>/versions")
@operation(
    Operation(
        "Versions of one of the workspace's own templates, newest first",
        tags=TAGS,
        answers={200: Answer("Its versions.", PersonaTemplatesOut)},
        problems=(401, 403, 503),
    )
)
def versions(key: str, principal: Principal) -> Response:
    """List its versions."""
    principal.require_key()
    found = services().persona_templates.versions(principal.workspace, key)
    out = PersonaTemplatesOut(items=[PersonaTemplateOut.model_validate(one) for one in found])
    return Response(out.model_dump_json(), content_type=JSON)


@blueprint.put("/<key>")
@operation(
    Operation(
        "Store a template as a new version; with a key of ours it stands in its place",
        tags=TAGS,
        role="admin",
        body=PersonaTemplate,
        body_required=True,
        answers={200: Answer("As it counts from now on.", PersonaTemplateOut)},
        problems=(400, 401, 403, 409, 413, 415, 422, 503),
    )
)
def put(key: str, principal: Principal, body: PersonaTemplate) -> Response:
    """Store it."""
    principal.require_key()
    if body.key != key:
        raise UserInputError("the template's key is not the one of the address", code="template_invalid")
    document = body.model_dump(mode="json")
    found = services().persona_templates.set(principal.workspace, document, principal.actor)
    return Response(PersonaTemplateOut.model_validate(found).model_dump_json(), content_type=JSON)


@blueprint.delete("/<key>")
@operation(
    Operation(
        "Take one of the workspace's own templates off; ours of that key holds again",
        tags=TAGS,
        role="admin",
        answers={204: Answer("It is gone; its versions stay on record.", media_types=())},
        problems=(401, 403, 404, 503),
    )
)
def remove(key: str, principal: Principal) -> Response:
    """Take it off."""
    principal.require_key()
    services().persona_templates.remove(principal.workspace, key, principal.actor)
    return Response(status=204)
