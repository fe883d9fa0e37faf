"""``/api/ai/deals/{id}/committee``: who takes part in the buyer's decision, and who is missing."""

from __future__ import annotations

from flask import Blueprint, Response

from ..auth import Principal
from ..committee_models import CommitteeInsight
from ..models import SubjectQuery
from ..operation import Answer, Operation, operation
from ..report_models import SharedOut, ShareIn
from ..viewing import shown
from .shares import shared

KIND, SUBJECT = "committee", "deal"
TAGS = ("persona",)

blueprint = Blueprint("committees", __name__, url_prefix="/api/ai/deals")


@blueprint.get("/<deal_id>/committee")
@operation(
    Operation(
        "The buying committee of a deal as of now; nothing is kept",
        tags=TAGS,
        query=SubjectQuery,
        answers={200: Answer("Members, ties and gaps.", CommitteeInsight)},
        problems=(401, 403, 404, 409, 422, 503),
    )
)
def committee(deal_id: str, principal: Principal, query: SubjectQuery) -> Response:
    """Return the committee."""
    connection = principal.require(KIND, SUBJECT, deal_id, query.connection)
    found = shown(principal, KIND, SUBJECT, deal_id, connection)
    return Response(found.model_dump_json(), content_type="application/json")


@blueprint.post("/<deal_id>/committee/share")
@operation(
    Operation(
        "Share what the committee's card shows now, by a link that expires",
        tags=TAGS,
        query=SubjectQuery,
        body=ShareIn,
        answers={201: Answer("The link; it is shown this once.", SharedOut)},
        problems=(400, 401, 403, 404, 409, 413, 415, 422, 503),
    )
)
def share(deal_id: str, principal: Principal, query: SubjectQuery, body: ShareIn) -> Response:
    """Share the committee."""
    principal.require_key()
    found = shown(principal, KIND, SUBJECT, deal_id, query.connection)
    return shared(principal, found, body)
