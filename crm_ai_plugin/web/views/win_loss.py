"""``/api/ai/win-loss-analysis``: why deals are won and lost, for cohorts and single deals, down to the evidence."""

from __future__ import annotations

import math
from datetime import UTC, datetime

from flask import Blueprint, Response

from ...insights import Insight
from ...runtime.cohorts.drilling import Drilled
from ...runtime.cohorts.waiting import Asked
from ..auth import Principal
from ..models import JobOut
from ..operation import Answer, Operation, operation
from ..state import services
from ..win_loss_models import (
    CohortIn,
    DrilledDealOut,
    DrillIn,
    DrillOut,
    FieldsOut,
    LatestQuery,
    WaitQuery,
    WinLossHistoryOut,
    WinLossHistoryQuery,
    WinLossIn,
    WinLossInsight,
)
from . import jobs

KIND = "win_loss"
TAGS = ("win-loss explainer",)
JSON = "application/json"

blueprint = Blueprint("win_loss", __name__, url_prefix="/api/ai/win-loss-analysis")


@blueprint.post("")
@operation(
    Operation(
        "Explain a cohort, or one deal beside it",
        by_crm=True,
        tags=TAGS,
        query=WaitQuery,
        body=WinLossIn,
        answers={
            200: Answer("The answer; the stored one while its records are the same.", WinLossInsight),
            202: Answer("It takes longer; `Location` is the job. Ask again when it is done.", JobOut),
        },
        problems=(400, 401, 403, 404, 409, 413, 415, 422, 503),
    )
)
def ask(principal: Principal, query: WaitQuery, body: WinLossIn) -> Response:
    """Answer; the bearer of a link to a deal asks about that deal alone, beside all others."""
    if principal.scope is None or body.deal_id is None or body.cohort != CohortIn():
        principal.require_key()
        connection = principal.require_connection(body.connection)
    else:
        connection = principal.require(KIND, "deal", body.deal_id, body.connection)
    asked = Asked(body.cohort.cohort(), body.deal_id, connection)
    found = services().analyses.ask(principal.workspace, asked, query.wait)
    return _json(found.model_dump_json()) if isinstance(found, Insight) else jobs.respond(found, 202)


@blueprint.get("/fields")
@operation(
    Operation(
        "Names that filters may use",
        tags=TAGS,
        answers={200: Answer("Fields of deals and companies, custom ones and measured facts.", FieldsOut)},
        problems=(401, 403, 503),
    )
)
def fields(principal: Principal) -> Response:
    """Return the names."""
    principal.require_key()
    return _json(FieldsOut(items=services().win_loss.fields(principal.workspace)).model_dump_json())


@blueprint.post("/drill")
@operation(
    Operation(
        "From a factor to its deals and what their records say",
        tags=TAGS,
        body=DrillIn,
        body_required=True,
        answers={200: Answer("Those first in which it counts most.", DrillOut)},
        problems=(400, 401, 403, 413, 415, 422, 503),
    )
)
def drill(principal: Principal, body: DrillIn) -> Response:
    """Return deals with evidence."""
    principal.require_key()
    page = services().drilling.deals(
        principal.workspace,
        body.cohort.cohort(),
        body.factor,
        outcome=body.outcome,
        limit=body.limit,
        offset=body.offset,
    )
    return _json(DrillOut(items=[_drilled(one) for one in page.deals], total=page.total).model_dump_json())


@blueprint.get("/<any(cohort, deal):subject_type>/<subject_id>")
@operation(
    Operation(
        "The newest answer for a cohort or a deal",
        tags=TAGS,
        query=LatestQuery,
        answers={200: Answer("As it was given.", WinLossInsight)},
        problems=(401, 403, 404, 422, 503),
    )
)
def latest(subject_type: str, subject_id: str, principal: Principal, query: LatestQuery) -> Response:
    """Return the stored answer."""
    connection = principal.require(KIND, subject_type, subject_id, query.connection)
    found = services().win_loss.latest(principal.workspace, subject_type, subject_id, connection)
    return _json(found.model_dump_json())


@blueprint.get("/<any(cohort, deal):subject_type>/<subject_id>/history")
@operation(
    Operation(
        "Versions of an answer, newest first",
        tags=TAGS,
        query=WinLossHistoryQuery,
        answers={200: Answer("At most `limit` versions.", WinLossHistoryOut)},
        problems=(401, 403, 422, 503),
    )
)
def history(subject_type: str, subject_id: str, principal: Principal, query: WinLossHistoryQuery) -> Response:
    """Return the versions."""
    connection = principal.require(KIND, subject_type, subject_id, query.connection)
    versions = services().win_loss.history(
        principal.workspace, subject_type, subject_id, connection=connection, limit=query.limit
    )
    return _json('{"items":[' + ",".join(version.model_dump_json() for version in versions) + "]}")


def _drilled(one: Drilled) -> DrilledDealOut:
    deal = one.deal
    return DrilledDealOut(
        deal_id=deal.key[1],
        connection=deal.key[0],
        name=one.name,
        outcome=deal.outcome,
        value=deal.value,
        contribution=deal.contribution,
        closed_at=datetime.fromtimestamp(deal.closed_at * 86_400, tz=UTC)
        if math.isfinite(deal.closed_at)
        else None,
        evidence=list(one.evidence),
    )


def _json(text: str) -> Response:
    return Response(text, content_type=JSON)
