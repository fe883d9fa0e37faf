"""``/api/ai/persona/{contact}/access``: everything that is held about a person, for that person."""

from __future__ import annotations

from typing import Literal

from flask import Blueprint, Response
from pydantic import Field

from ...runtime.privacy.access import AccessReport
from ...runtime.privacy.access.pages import html, markdown
from ...runtime.privacy.access.writing import zipped
from ..auth import Principal
from ..models import SubjectQuery
from ..operation import Answer, Operation, operation
from ..state import services

TYPES = ("application/json", "application/zip", "text/html", "text/markdown")

blueprint = Blueprint("access_export", __name__, url_prefix="/api/ai/persona/<contact_id>/access")


class AccessQuery(SubjectQuery):
    """Which record is meant, and how it is written."""

    format: Literal["json", "zip", "html", "md"] = Field(
        "json", description="`zip` holds all, with the schema."
    )


@blueprint.get("")
@operation(
    Operation(
        "Everything that is held about a contact, with its origin, other people masked",
        # It shows more of a person than a rep may see of a persona.
        role="admin",
        tags=("privacy",),
        query=AccessQuery,
        answers={200: Answer("The report.", AccessReport, media_types=TYPES)},
        problems=(401, 403, 404, 409, 422, 503),
    )
)
def show(contact_id: str, principal: Principal, query: AccessQuery) -> Response:
    """Return the report."""
    principal.require_key()
    report = services().accessing.report(
        principal.workspace, contact_id, query.connection, by=principal.actor, where="downloaded"
    )
    if query.format == "json":
        return Response(report.model_dump_json(), content_type="application/json")
    if query.format == "html":
        return Response(html(report), content_type="text/html; charset=utf-8")
    if query.format == "md":
        return Response(markdown(report), content_type="text/markdown; charset=utf-8")
    answer = Response(zipped(report), content_type="application/zip")
    answer.headers["Content-Disposition"] = f'attachment; filename="{report.id}.zip"'
    return answer
