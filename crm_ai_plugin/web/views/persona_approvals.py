"""``/api/ai/persona/{id}/approval``: which version of a persona a person let into the CRM."""

from __future__ import annotations

from flask import Blueprint, Response

from ...runtime.personas.approving import ApprovalView
from ..auth import Principal
from ..models import SubjectQuery
from ..operation import Answer, Operation, operation
from ..persona_settings_models import (
    PersonaApprovalIn,
    PersonaApprovalOut,
    PersonaWithdrawalIn,
    PersonaWriteOut,
    PersonaWritesOut,
)
from ..state import services
from ..viewing import require_part

TAGS = ("persona",)
JSON = "application/json"
PROBLEMS = (400, 401, 403, 404, 409, 413, 415, 422, 502, 503)

blueprint = Blueprint("persona_approvals", __name__, url_prefix="/api/ai/persona")


@blueprint.get("/<contact_id>/approval")
@operation(
    Operation(
        "Whether the newest version of a persona may be written into the CRM, and who said so",
        tags=TAGS,
        query=SubjectQuery,
        answers={200: Answer("Where it stands.", PersonaApprovalOut)},
        problems=(401, 403, 404, 409, 422, 503),
    )
)
def approval(contact_id: str, principal: Principal, query: SubjectQuery) -> Response:
    """Return where it stands."""
    principal.require_key()
    return _view(services().approving.state(principal.workspace, contact_id, query.connection))


@blueprint.get("/<contact_id>/approval/preview")
@operation(
    Operation(
        "What approving the newest version would write now, value by value; nothing is written",
        tags=TAGS,
        query=SubjectQuery,
        answers={200: Answer("The writes.", PersonaWritesOut)},
        problems=(401, 403, 404, 409, 422, 502, 503),
    )
)
def preview(contact_id: str, principal: Principal, query: SubjectQuery) -> Response:
    """Return the writes."""
    principal.require_key()
    found = services().approving.preview(principal.workspace, contact_id, query.connection)
    out = PersonaWritesOut(items=[PersonaWriteOut.model_validate(one) for one in found])
    return Response(out.model_dump_json(), content_type=JSON)


@blueprint.post("/<contact_id>/approval")
@operation(
    Operation(
        "Let the newest version into the CRM: its note and fields are written",
        role="manager",
        tags=TAGS,
        query=SubjectQuery,
        body=PersonaApprovalIn,
        body_required=True,
        answers={200: Answer("Where it stands now.", PersonaApprovalOut)},
        problems=PROBLEMS,
    )
)
def approve(contact_id: str, principal: Principal, query: SubjectQuery, body: PersonaApprovalIn) -> Response:
    """Approve."""
    principal.require_key()
    require_part(principal, contact_id, query.connection, "persona")
    found = services().approving.approve(
        principal.workspace,
        contact_id,
        body.version,
        by=principal.actor,
        note=body.note,
        connection=query.connection,
    )
    return _view(found)


@blueprint.delete("/<contact_id>/approval")
@operation(
    Operation(
        "Take an approval back; what waits is not written, and what was can be taken out of the CRM",
        role="manager",
        tags=TAGS,
        query=SubjectQuery,
        body=PersonaWithdrawalIn,
        answers={200: Answer("Where it stands now.", PersonaApprovalOut)},
        problems=PROBLEMS,
    )
)
def withdraw(
    contact_id: str, principal: Principal, query: SubjectQuery, body: PersonaWithdrawalIn
) -> Response:
    """Withdraw."""
    principal.require_key()
    found = services().approving.withdraw(
        principal.workspace,
        contact_id,
        by=principal.actor,
        note=body.note,
        take_back=body.take_back,
        connection=query.connection,
    )
    return _view(found)


def _view(found: ApprovalView) -> Response:
    return Response(PersonaApprovalOut.model_validate(found).model_dump_json(), content_type=JSON)
