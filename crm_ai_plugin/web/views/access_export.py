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
    content, media_type = _written(report, query.format)
    answer = Response(content, content_type=media_type)
    # To be saved and handed on, never shown as a page of this site.
    answer.headers["Content-Disposition"] = f'attachment; filename="{report.id}.{query.format}"'
    return answer


def _written(report: AccessReport, form: str) -> tuple[str | bytes, str]:
    if form == "html":
        return html(report), "text/html; charset=utf-8"
    if form == "md":
        return markdown(report), "text/markdown; charset=utf-8"
    if form == "zip":
        return zipped(report), "application/zip"
    return report.model_dump_json(), "application/json"
