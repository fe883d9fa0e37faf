"""``/api/ai/deal-coach``: the latest advice for a deal, recomputing it, its history, and what was done with it."""

from __future__ import annotations

from flask import Blueprint, Response

from ...insights import Insight
from ...runtime.advice.versions import COLUMNS, version_rows
from ...runtime.spreadsheet import csv_text, markdown_table
from ..auth import Principal
from ..models import (
    ActionStateIn,
    DealCoachInsight,
    HistoryOut,
    HistoryQuery,
    JobOut,
    RefreshQuery,
    SubjectQuery,
)
from ..operation import Answer, Operation, operation
from ..state import services, state
from . import jobs

KIND, SUBJECT = "deal_coach", "deal"
TAGS = ("deal coach",)
JSON = "application/json"

blueprint = Blueprint("deal_coach", __name__, url_prefix="/api")


@blueprint.get("/ai/deal-coach/<deal_id>")
@operation(
    Operation(
        "Latest insight for a deal",
        by_crm=True,
        tags=TAGS,
        query=SubjectQuery,
        answers={
            200: Answer("The newest version, with the present states of its actions.", DealCoachInsight)
        },
        problems=(401, 403, 404, 409, 422, 503),
    )
)
def latest(deal_id: str, principal: Principal, query: SubjectQuery) -> Response:
    """Return the newest version."""
    connection = principal.require(KIND, SUBJECT, deal_id, query.connection)
    return _insight(services().coach.latest(principal.workspace, KIND, SUBJECT, deal_id, connection))


@blueprint.post("/ai/deal-coach/<deal_id>")
@operation(
    Operation(
        "Recompute the insight for a deal",
        by_crm=True,
        tags=TAGS,
        query=RefreshQuery,
        answers={
            200: Answer("It was there within `wait` seconds.", DealCoachInsight),
            202: Answer("It is being computed; `Location` is the job.", JobOut),
        },
        problems=(401, 403, 404, 409, 422, 502, 503),
    )
)
def refresh(deal_id: str, principal: Principal, query: RefreshQuery) -> Response:
    """Recompute."""
    principal.require_key()
    result = services().coach.refresh_now(
        principal.workspace,
        KIND,
        SUBJECT,
        deal_id,
        wait_s=query.wait,
        connection=principal.require_connection(query.connection),
    )
    return _insight(result) if isinstance(result, Insight) else jobs.respond(result, 202)


@blueprint.get("/ai/deal-coach/<deal_id>/history")
@operation(
    Operation(
        "Versions of the insight for a deal, newest first",
        by_crm=True,
        tags=TAGS,
        query=HistoryQuery,
        answers={200: Answer("At most `limit` versions.", HistoryOut, (JSON, "text/csv", "text/markdown"))},
        problems=(401, 403, 404, 409, 422, 503),
    )
)
def history(deal_id: str, principal: Principal, query: HistoryQuery) -> Response:
    """Return the versions."""
    connection = principal.require(KIND, SUBJECT, deal_id, query.connection)
    versions = services().coach.history(
        principal.workspace, KIND, SUBJECT, deal_id, connection=connection, limit=query.limit
    )
    if query.format == "csv":
        return _file(csv_text(COLUMNS, version_rows(versions)), "csv")
    if query.format == "md":
        return _file(markdown_table(COLUMNS, version_rows(versions)), "markdown")
    return _json('{"items":[' + ",".join(version.model_dump_json() for version in versions) + "]}")


@blueprint.post("/ai/deal-coach/<deal_id>/actions/<action_id>")
@operation(
    Operation(
        "Say what was done with an action",
        by_crm=True,
        tags=TAGS,
        query=SubjectQuery,
        body=ActionStateIn,
        body_required=True,
        answers={200: Answer("The insight with the new state.", DealCoachInsight)},
        problems=(400, 401, 403, 404, 409, 413, 415, 422, 503),
    )
)
def set_action(
    deal_id: str, action_id: str, principal: Principal, query: SubjectQuery, body: ActionStateIn
) -> Response:
    """Store the state of an action."""
    connection = principal.require(KIND, SUBJECT, deal_id, query.connection)
    insight = services().coach.set_action_state(
        principal.workspace,
        KIND,
        SUBJECT,
        deal_id,
        action_id=action_id,
        state=body.state,
        reason=body.reason,
        until=body.until,
        by=principal.actor,
        connection=connection,
    )
    state().metrics.actions.labels(body.state).inc()
    return _insight(insight)


def _insight(insight: Insight) -> Response:
    return _json(insight.model_dump_json())


def _file(text: str, kind: str) -> Response:
    response = Response(text, content_type=f"text/{kind}; charset=utf-8")
    ending = "md" if kind == "markdown" else kind
    response.headers["Content-Disposition"] = f'attachment; filename="history.{ending}"'
    return response


def _json(text: str) -> Response:
    return Response(text, content_type="application/json")
