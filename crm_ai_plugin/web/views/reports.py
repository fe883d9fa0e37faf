"""``/api/ai/reports``: reports as files."""

from __future__ import annotations

from flask import Blueprint, Response

from ...runtime.reports.reporting import MEDIA_TYPES, ReportFile
from ..auth import Principal
from ..operation import Answer, Operation, operation
from ..report_models import ReportKindOut, ReportKindsOut, ReportQuery
from ..state import services
from ..viewing import viewer

TAGS = ("reports",)

blueprint = Blueprint("reports", __name__, url_prefix="/api/ai/reports")


@blueprint.get("")
@operation(
    Operation(
        "Kinds of report, their options and formats",
        tags=TAGS,
        answers={200: Answer("Every kind.", ReportKindsOut)},
        problems=(401, 403),
    )
)
def kinds(principal: Principal) -> Response:
    """List them."""
    principal.require_key()
    reporting = services().reporting
    found = [
        ReportKindOut(key=one.key, label=one.label, options=one.options.model_json_schema())
        for one in reporting.kinds().values()
    ]
    out = ReportKindsOut(items=found, formats=list(reporting.formats()))
    return Response(out.model_dump_json(), content_type="application/json")


@blueprint.get("/<kind>")
@operation(
    Operation(
        "A report as a file; its options are parameters of the query",
        tags=TAGS,
        query=ReportQuery,
        answers={
            200: Answer(
                "The file.",
                media_types=(*(one.partition(";")[0] for one in MEDIA_TYPES.values()), "application/pdf"),
            )
        },
        problems=(401, 403, 404, 409, 422, 503),
    )
)
def report(kind: str, principal: Principal, query: ReportQuery) -> Response:
    """Make it."""
    principal.require_key()
    reporting = services().reporting
    insight = reporting.gather(principal.workspace, kind, query.model_extra or {}, viewer(principal))
    return download(reporting.file(kind, insight, query.format))


def download(file: ReportFile) -> Response:
    """Return a file to be saved, never shown as a page of this site."""
    response = Response(file.content, content_type=file.media_type)
    response.headers["Content-Disposition"] = f'attachment; filename="{file.name}"'
    return response
