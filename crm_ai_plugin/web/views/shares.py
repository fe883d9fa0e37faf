"""``/api/shares``: links to what cards and reports show; making, listing and taking back."""

from __future__ import annotations

from datetime import timedelta

from flask import Blueprint, Response

from ...insights import Insight
from ..auth import Principal
from ..models import SubjectQuery
from ..operation import Answer, Operation, operation
from ..report_models import SharedOut, ShareIn, ShareOut, ShareReportIn, SharesOut
from ..state import services
from ..viewing import seen, shown, viewer

TAGS = ("sharing",)
JSON = "application/json"

blueprint = Blueprint("shares", __name__)


@blueprint.post("/api/cards/<kind>/<record_type>/<record_id>/share")
@operation(
    Operation(
        "Share what a card shows now, by a link that expires",
        tags=TAGS,
        query=SubjectQuery,
        body=ShareIn,
        answers={201: Answer("The link; it is shown this once.", SharedOut)},
        problems=(400, 401, 403, 404, 409, 413, 415, 422, 503),
    )
)
def share_card(
    *, kind: str, record_type: str, record_id: str, principal: Principal, query: SubjectQuery, body: ShareIn
) -> Response:
    """Share a card."""
    principal.require_key()
    found = shown(principal, kind, record_type, record_id, query.connection)
    return shared(principal, found, body)


@blueprint.post("/api/shares")
@operation(
    Operation(
        "Make a report and share it by a link that expires",
        tags=TAGS,
        body=ShareReportIn,
        body_required=True,
        answers={201: Answer("The link; it is shown this once.", SharedOut)},
        problems=(400, 401, 403, 404, 409, 413, 415, 422, 503),
    )
)
def share_report(principal: Principal, body: ShareReportIn) -> Response:
    """Share a report."""
    principal.require_key()
    found = services().reporting.gather(principal.workspace, body.report, body.options, viewer(principal))
    return shared(principal, found, body)


@blueprint.get("/api/shares")
@operation(
    Operation(
        "What is and was shared, newest first",
        tags=TAGS,
        answers={200: Answer("At most a hundred.", SharesOut)},
        problems=(401, 403, 503),
    )
)
def listed(principal: Principal) -> Response:
    """List."""
    principal.require_key()
    found = services().sharing.list(principal.workspace)
    out = SharesOut(items=[ShareOut.model_validate(one) for one in found])
    return Response(out.model_dump_json(), content_type=JSON)


@blueprint.delete("/api/shares/<share_id>")
@operation(
    Operation(
        "Take a link back; what it showed is deleted",
        tags=TAGS,
        answers={204: Answer("It leads nowhere.", media_types=())},
        problems=(401, 403, 404, 503),
    )
)
def revoke(share_id: str, principal: Principal) -> Response:
    """Take back; twice is the same as once."""
    principal.require_key()
    services().sharing.revoke(principal.workspace, share_id, principal.actor)
    return Response(status=204)


def shared(principal: Principal, insight: Insight, body: ShareIn) -> Response:
    """Answer with a new link to what an insight's card shows now: what both the sharer and a stranger may see."""
    made = services().sharing.share(
        principal.workspace,
        seen(principal, insight),
        by=principal.speaking_for(body.by),
        lasts=timedelta(days=body.days),
        passcode=body.passcode,
    )
    out = SharedOut(id=made.id, url=made.url, expires_at=made.expires_at)
    return Response(out.model_dump_json(), status=201, content_type=JSON)
