"""``/api/hosts``: what a CRM's workflows ask for."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping

from flask import Blueprint, Response
from werkzeug.exceptions import NotFound

from ...errors import NotFoundError
from ...insights import DealCoachPayload, Insight
from ...ports.host import RunsWorkflows
from .. import limits, signed_calls
from ..body import read_body
from ..operation import Answer, Operation, operation
from ..state import services

KIND = "deal_coach"

blueprint = Blueprint("hosts", __name__, url_prefix="/api/hosts")


@blueprint.post("/<host>/next-step")
@operation(
    Operation(
        "The next step of a record, for a workflow of the CRM",
        tags=("hosts",),
        access="signature",
        raw_body="application/json",
        answers={200: Answer("The step, in the CRM's own form; the same for the same request.")},
        problems=(401, 403, 404, 409, 413, 429, 503),
    )
)
def next_step(host: str) -> Response:
    """Return the next step.

    A CRM that hears nothing asks again with the same id, and is told the same: a workflow must not go on with
    another step than the one it may have acted on already.
    """
    found = services().registry.signed_host(host)
    if not isinstance(found, RunsWorkflows):
        raise NotFound
    request = signed_calls.raw_delivery(read_body(signed_calls.MOST_BYTES))
    caller, asked = found.workflow(request, services().webhook_secrets(found.key), services().clock())
    principal = signed_calls.of(found, caller)
    limits.count(principal.whose)
    name = hashlib.sha256(json.dumps([found.key, caller.account, asked.id]).encode()).hexdigest()
    step = services().workflow_answers.once(
        principal.workspace,
        name,
        lambda: _step(principal.workspace, asked.record_type, asked.record_id, principal.connection),
    )
    body = json.dumps(found.workflow_answer(step), ensure_ascii=False)
    return Response(body, content_type="application/json")


def _step(
    workspace: str, record_type: str, record_id: str, connection: str | None
) -> Mapping[str, str] | None:
    try:
        insight = services().coach.latest(workspace, KIND, record_type, record_id, connection)
    except NotFoundError as error:
        if error.code != "no_insight":
            raise
        # Nobody has looked at it yet: somebody does now, and a later run of the workflow finds it.
        services().coach.refresh_now(workspace, KIND, record_type, record_id, wait_s=0, connection=connection)
        return None
    return _outputs(insight)


def _outputs(insight: Insight) -> Mapping[str, str] | None:
    payload = DealCoachPayload.model_validate(insight.payload)
    step = next((action for action in payload.actions if action.state.state == "open"), None)
    if step is None:
        return None
    chance = payload.score.p_win
    return {
        "next_step": step.title,
        "next_step_why": step.why,
        "next_step_how": step.how,
        "next_step_due": step.due.isoformat(),
        "next_step_id": step.id,
        "p_win": f"{chance.value:.4f}",
        "p_win_low": f"{chance.low:.4f}",
        "p_win_high": f"{chance.high:.4f}",
        "insight_id": insight.id,
        "insight_version": str(insight.version),
    }
