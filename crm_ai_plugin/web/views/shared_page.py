"""``/shared``: what a link shows, to whoever has it; frozen, and with no way to anything else."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from urllib.parse import parse_qs

from flask import Blueprint, Response, request
from markupsafe import Markup
from pydantic import BaseModel, ConfigDict, Field
from werkzeug.exceptions import NotFound

from ...errors import CrmAiError
from ...runtime.reports.reporting import ReportFile
from ...runtime.sharing.sharing import PasscodeError
from .. import pages
from ..assets import HOST
from ..body import read_body
from ..headers import policy
from ..operation import Answer, Operation, operation
from ..services.plugins import HasPages
from ..state import services
from .reports import download

TITLE = "Shared with you"
MAX_FORM = 4_000
HIDDEN = {"X-Robots-Tag": "noindex, nofollow, noarchive, nosnippet", "Cache-Control": "no-store, private"}
PAGE = {
    200: Answer("What was shared.", media_types=("text/html", "application/pdf")),
    401: Answer("The link asks for a passcode.", media_types=("text/html",)),
    404: Answer("The link leads nowhere, or no longer.", media_types=("text/html",)),
}

blueprint = Blueprint("shared_page", __name__, url_prefix="/shared")


class SharedQuery(BaseModel):
    """In which form."""

    model_config = ConfigDict(extra="ignore")  # mail programs add parameters of their own

    format: str = Field("html", pattern=r"^(html|pdf)$", description="`html` or `pdf`.")


@blueprint.get("/<token>")
@operation(
    Operation("What a link shows", tags=("sharing",), access="address", query=SharedQuery, answers=PAGE)
)
def show(token: str, query: SharedQuery) -> Response:
    """Return the page."""
    # Programs that look whether an address is alive are no readers.
    document = services().sharing.open(token, count=request.method == "GET")
    return _shown(document, query.format)


@blueprint.post("/<token>")
@operation(
    Operation(
        "What a link with a passcode shows",
        tags=("sharing",),
        access="address",
        raw_body="application/x-www-form-urlencoded",
        answers=PAGE,
        problems=(413,),
    )
)
def unlock(token: str) -> Response:
    """Return the page, if the passcode is right."""
    form = parse_qs(read_body(MAX_FORM).decode(errors="replace"), max_num_fields=10)
    given = {name: values[0] for name, values in form.items()}
    document = services().sharing.open(token, given.get("passcode", ""))
    return _shown(document, given.get("format", "html"))


def _shown(document: Mapping[str, Any], form: str) -> Response:
    registry = services().registry
    host = registry.card_host(HOST)
    model = getattr(registry.card_builder(str(document["kind"])), "document_model", None)
    if model is None or not isinstance(host, HasPages):
        raise NotFound
    card = model.from_json(document)
    if form == "pdf":
        writer = registry.card_file("pdf")
        response = download(ReportFile(writer.file(card), writer.media_type, f"shared.{writer.ending}"))
    else:
        html = host.page(card, stylesheet=pages.asset("card.css"), icon=pages.asset("card.svg"))
        response = Response(html, content_type=pages.HTML)
    return response


@blueprint.errorhandler(PasscodeError)
def locked(error: PasscodeError) -> Response:
    """Ask for the passcode."""
    form = Markup(
        '<form method="post" class="crm-form"><label class="crm-field"><span>Passcode</span>'
        '<input type="password" name="passcode" required maxlength="100" autocomplete="off"></label>'
        '<p><button class="crm-button crm-primary" name="format" value="html">Open</button> '
        '<button class="crm-button" name="format" value="pdf">Download PDF</button></p></form>'
    )
    said = pages.sentence(error.user_message)
    return Response(pages.page(TITLE, form, heading=said), status=401, content_type=pages.HTML)


@blueprint.errorhandler(CrmAiError)
def refused(error: CrmAiError) -> Response:
    """Say on a page that there is nothing."""
    return pages.refused(TITLE, error)


@blueprint.after_request
def hide(response: Response) -> Response:
    """Keep it out of search engines, caches and frames."""
    for name, value in HIDDEN.items():
        response.headers[name] = value
    response.headers["Content-Security-Policy"] = policy((), forms="'self'")
    return response
