"""``/api/channels``: where notices go outside of the CRM; ``/api/notices``: what was sent there."""

from __future__ import annotations

from flask import Blueprint, Response
from pydantic import BaseModel

from ...errors import UserInputError
from ..alert_models import (
    ChannelIn,
    ChannelOut,
    ChannelsOut,
    NewChannelOut,
    NoticeOut,
    NoticesOut,
    NoticesQuery,
)
from ..auth import Principal
from ..operation import Answer, Operation, operation
from ..state import services

TAGS = ("channels",)
READ, WRITE = (401, 403, 404, 422, 503), (400, 401, 403, 404, 409, 413, 415, 422, 503)

blueprint = Blueprint("channels", __name__, url_prefix="/api")


@blueprint.get("/channels")
@operation(
    Operation("Channels, oldest first", tags=TAGS, answers={200: Answer("All.", ChannelsOut)}, problems=READ)
)
def listed(principal: Principal) -> Response:
    """List."""
    principal.require_key()
    found = services().channels.list(principal.workspace)
    return _json(ChannelsOut(items=[ChannelOut.model_validate(one) for one in found]))


@blueprint.post("/channels")
@operation(
    Operation(
        "Make a channel",
        role="admin",
        tags=TAGS,
        body=ChannelIn,
        body_required=True,
        answers={201: Answer("Its id, and the secret that signs webhooks.", NewChannelOut)},
        problems=WRITE,
    )
)
def add(principal: Principal, body: ChannelIn) -> Response:
    """Make one."""
    principal.require_key()
    channels = services().channels
    if body.kind == "webhook":
        if body.url is None or body.to:
            raise UserInputError("body.url: a webhook has a url, and no `to`", code="request_invalid")
        made = channels.add_webhook(principal.workspace, body.name, body.url, principal.actor)
    else:
        if body.url is not None:
            raise UserInputError("body.url: e-mail has `to`, and no url", code="request_invalid")
        made = channels.add_email(principal.workspace, body.name, body.to, principal.actor)
    return _json(NewChannelOut.model_validate(made), 201)


@blueprint.delete("/channels/<channel_id>")
@operation(
    Operation(
        "Delete a channel",
        role="admin",
        tags=TAGS,
        answers={204: Answer("Nothing more is sent there.", media_types=())},
        problems=READ,
    )
)
def remove(channel_id: str, principal: Principal) -> Response:
    """Delete one."""
    principal.require_key()
    services().channels.remove(principal.workspace, channel_id, principal.actor)
    return Response(status=204)


@blueprint.post("/channels/<channel_id>/test")
@operation(
    Operation(
        "Send a notice that says nothing, at once",
        role="admin",
        tags=TAGS,
        answers={200: Answer("What came of it.", NoticeOut)},
        problems=READ,
    )
)
def try_out(channel_id: str, principal: Principal) -> Response:
    """Try one."""
    principal.require_key()
    return _json(NoticeOut.model_validate(services().channels.try_out(principal.workspace, channel_id)))


@blueprint.post("/channels/<channel_id>/enable")
@operation(
    Operation(
        "Switch a channel on again",
        role="admin",
        tags=TAGS,
        answers={204: Answer("It is in use.", media_types=())},
        problems=READ,
    )
)
def enable(channel_id: str, principal: Principal) -> Response:
    """Switch on."""
    principal.require_key()
    services().channels.enable(principal.workspace, channel_id, principal.actor)
    return Response(status=204)


@blueprint.get("/notices")
@operation(
    Operation(
        "What was and is to be sent to channels, newest first",
        tags=TAGS,
        query=NoticesQuery,
        answers={200: Answer("At most `limit` notices.", NoticesOut)},
        problems=READ,
    )
)
def notices(principal: Principal, query: NoticesQuery) -> Response:
    """List notices."""
    principal.require_key()
    found = services().channels.notices(principal.workspace, **query.model_dump())
    return _json(NoticesOut(items=[NoticeOut.model_validate(one) for one in found]))


@blueprint.post("/notices/<notice_id>/replay")
@operation(
    Operation(
        "Try a failed notice again",
        role="admin",
        tags=TAGS,
        answers={200: Answer("The notice, waiting again.", NoticeOut)},
        problems=(401, 403, 404, 409, 503),
    )
)
def again(notice_id: str, principal: Principal) -> Response:
    """Have it tried again."""
    principal.require_key()
    return _json(NoticeOut.model_validate(services().channels.again(principal.workspace, notice_id)))


def _json(out: BaseModel, status: int = 200) -> Response:
    return Response(out.model_dump_json(), status=status, content_type="application/json")
