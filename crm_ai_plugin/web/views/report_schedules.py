"""``/api/ai/report-schedules``: reports made regularly; ``/api/ai/report-files``: their files."""

from __future__ import annotations

from flask import Blueprint, Response
from pydantic import BaseModel

from ..alert_models import (
    ReportFileOut,
    ReportFilesOut,
    ReportFilesQuery,
    ReportScheduleIn,
    ReportScheduleOut,
    ReportSchedulesOut,
)
from ..auth import Principal
from ..operation import Answer, Operation, operation
from ..state import services
from .reports import download

TAGS = ("reports",)

blueprint = Blueprint("report_schedules", __name__, url_prefix="/api/ai")


@blueprint.get("/report-schedules")
@operation(
    Operation(
        "Reports that are made regularly",
        tags=TAGS,
        answers={200: Answer("All, oldest first.", ReportSchedulesOut)},
        problems=(401, 403, 503),
    )
)
def listed(principal: Principal) -> Response:
    """List."""
    principal.require_key()
    found = services().scheduling.list(principal.workspace)
    return _json(ReportSchedulesOut(items=[ReportScheduleOut.model_validate(one) for one in found]))


@blueprint.post("/report-schedules")
@operation(
    Operation(
        "Have a report made regularly",
        role="manager",
        tags=TAGS,
        body=ReportScheduleIn,
        body_required=True,
        answers={201: Answer("The schedule.", ReportScheduleOut)},
        problems=(400, 401, 403, 404, 413, 415, 422, 503),
    )
)
def add(principal: Principal, body: ReportScheduleIn) -> Response:
    """Make one."""
    principal.require_key()
    made = services().scheduling.add(principal.workspace, body.model_dump(mode="json"), principal.actor)
    return _json(ReportScheduleOut.model_validate(made), 201)


@blueprint.delete("/report-schedules/<schedule_id>")
@operation(
    Operation(
        "Have a report made no longer; its files are deleted",
        role="manager",
        tags=TAGS,
        answers={204: Answer("It is gone.", media_types=())},
        problems=(401, 403, 404, 503),
    )
)
def remove(schedule_id: str, principal: Principal) -> Response:
    """Delete one."""
    principal.require_key()
    services().scheduling.remove(principal.workspace, schedule_id, principal.actor)
    return Response(status=204)


@blueprint.get("/report-files")
@operation(
    Operation(
        "Files of regular reports, newest first",
        tags=TAGS,
        query=ReportFilesQuery,
        answers={200: Answer("At most `limit` files.", ReportFilesOut)},
        problems=(401, 403, 422, 503),
    )
)
def files(principal: Principal, query: ReportFilesQuery) -> Response:
    """List files."""
    principal.require_key()
    found = services().scheduling.files(principal.workspace, query.schedule, query.limit)
    return _json(ReportFilesOut(items=[ReportFileOut.model_validate(one) for one in found]))


@blueprint.get("/report-files/<file_id>")
@operation(
    Operation(
        "A file of a regular report",
        tags=TAGS,
        answers={200: Answer("The file.", media_types=("application/pdf", "text/html", "text/csv"))},
        problems=(401, 403, 404, 503),
    )
)
def file(file_id: str, principal: Principal) -> Response:
    """Return one."""
    principal.require_key()
    return download(services().scheduling.file(principal.workspace, file_id))


def _json(out: BaseModel, status: int = 200) -> Response:
    return Response(out.model_dump_json(), status=status, content_type="application/json")
