"""``/api/ai/effectiveness`` and ``/api/ai/calibration``: what came of advice."""

from __future__ import annotations

import json
from typing import Any

from flask import Blueprint, Response

from ...runtime.access.roles import may
from ...runtime.results import tables
from ...runtime.results.ratings import ENOUGH
from ...runtime.spreadsheet import csv_text
from ..auth import Principal
from ..operation import Answer, Operation, operation
from ..results_models import (
    CalibrationOut,
    CalibrationQuery,
    EffectivenessOut,
    FormatQuery,
    RatedInMonthOut,
    RatedOnHostOut,
    RatedOut,
    RatingReasonOut,
    RatingsOut,
)
from ..state import services

TAGS = ("results",)
FORMATS = ("application/json", "text/csv", "text/markdown")

blueprint = Blueprint("results", __name__, url_prefix="/api/ai")


@blueprint.get("/effectiveness")
@operation(
    Operation(
        "What following the advice did",
        tags=TAGS,
        query=FormatQuery,
        answers={
            200: Answer("Per action and in all, or that it can't be told yet.", EffectivenessOut, FORMATS)
        },
        problems=(401, 403, 422, 503),
    )
)
def effectiveness(principal: Principal, query: FormatQuery) -> Response:
    """Compare deals with and without."""
    principal.require_key()
    found = services().results.effectiveness(principal.workspace)
    if query.format == "csv":
        return _file(
            csv_text(tables.ACTION_COLUMNS, tables.effectiveness_rows(tables.effectiveness_payload(found))),
            "csv",
            "effectiveness.csv",
        )
    if query.format == "md":
        return _file(tables.effectiveness_markdown(found), "markdown", "effectiveness.md")
    return _json(tables.effectiveness_json(found))


@blueprint.get("/ratings")
@operation(
    Operation(
        "How often cards helped, as their readers said",
        tags=TAGS,
        answers={200: Answer("By kind of card and by host; reasons for managers and admins.", RatingsOut)},
        problems=(401, 403, 503),
    )
)
def ratings(principal: Principal) -> Response:
    """Count them."""
    principal.require_key()
    found = services().ratings.read(principal.workspace)
    out = RatingsOut(
        as_of=found.as_of,
        enough=ENOUGH,
        items=[
            RatedOut(
                kind=one.kind,
                hosts=[RatedOnHostOut(host=part.host, **vars(part.helped)) for part in one.hosts],
                **vars(one.helped),
            )
            for one in found.kinds
        ],
        months=[RatedInMonthOut(month=one.month, **vars(one.helped)) for one in found.months],
        # Colleagues' own words: for whoever sees to it that advice gets better.
        reasons=[RatingReasonOut(**vars(one)) for one in found.reasons]
        if may(principal.role, "manager")
        else None,
    )
    return _json(out.model_dump(mode="json"))


@blueprint.get("/calibration")
@operation(
    Operation(
        "How well the odds held",
        tags=TAGS,
        query=CalibrationQuery,
        answers={200: Answer("In all, by month of closing and by stage.", CalibrationOut, FORMATS)},
        problems=(401, 403, 422, 503),
    )
)
def calibration(principal: Principal, query: CalibrationQuery) -> Response:
    """Lay what was said beside what came."""
    principal.require_key()
    found = services().results.calibration(principal.workspace, query.since)
    if query.format == "csv":
        return _file(csv_text(tables.PART_COLUMNS, tables.calibration_rows(found)), "csv", "calibration.csv")
    if query.format == "md":
        return _file(tables.calibration_markdown(found), "markdown", "calibration.md")
    return _json(tables.calibration_json(found))


def _json(value: dict[str, Any]) -> Response:
    return Response(json.dumps(value), content_type="application/json")


def _file(text: str, kind: str, name: str) -> Response:
    response = Response(text, content_type=f"text/{kind}; charset=utf-8")
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response
