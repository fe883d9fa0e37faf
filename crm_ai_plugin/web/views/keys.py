"""``/api/keys``: the API keys of a workspace."""

from __future__ import annotations

from flask import Blueprint, Response

from ..access_models import KeyIn, KeyOut, KeysOut, NewKeyOut
from ..operation import Answer, Operation, operation
from ..principal import Principal
from ..state import services

TAGS = ("keys",)
JSON = "application/json"

blueprint = Blueprint("keys", __name__, url_prefix="/api/keys")


@blueprint.get("")
@operation(
    Operation(
        "The workspace's API keys, without what opens",
        tags=TAGS,
        role="admin",
        answers={200: Answer("Oldest first.", KeysOut)},
        problems=(401, 403, 503),
    )
)
def keys(principal: Principal) -> Response:
    """Return the keys."""
    principal.require_key()
    items = [
        KeyOut.model_validate(one, from_attributes=True)
        for one in services().api_keys.list(principal.workspace)
    ]
    return Response(KeysOut(items=items).model_dump_json(), content_type=JSON)


@blueprint.post("")
@operation(
    Operation(
        "Make an API key",
        tags=TAGS,
        role="admin",
        body=KeyIn,
        body_required=True,
        answers={201: Answer("The key; it is shown this once.", NewKeyOut)},
        problems=(400, 401, 403, 413, 415, 422, 503),
    )
)
def create(principal: Principal, body: KeyIn) -> Response:
    """Make a key."""
    principal.require_key()
    key_id, key = services().api_keys.create(
        principal.workspace, body.label, principal.actor, role=body.role, scopes=body.scopes
    )
    return Response(NewKeyOut(id=key_id, key=key).model_dump_json(), status=201, content_type=JSON)


@blueprint.delete("/<key_id>")
@operation(
    Operation(
        "Let a key open nothing from now on",
        tags=TAGS,
        role="admin",
        answers={204: Answer("It opens nothing any more.", media_types=())},
        problems=(401, 403, 404, 503),
    )
)
def revoke(key_id: str, principal: Principal) -> Response:
    """Revoke a key."""
    principal.require_key()
    services().api_keys.revoke(principal.workspace, key_id, principal.actor)
    return Response(status=204)
