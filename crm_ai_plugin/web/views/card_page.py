"""``/cards``: the card as a page for people, opened with a short-lived link, and the files it needs."""

from __future__ import annotations

from flask import Blueprint, Response, request
from pydantic import BaseModel, ConfigDict, Field
from werkzeug.exceptions import HTTPException, NotFound

from ...errors import CrmAiError
from .. import pages, problems
from ..assets import FOLDER, HOST
from ..auth import AccessError, from_link
from ..operation import Answer, Operation, operation
from ..services.plugins import HasPages
from ..state import services, state
from ..viewing import shown

blueprint = Blueprint("card_page", __name__)
TITLE = "Deal coach"


class PageQuery(BaseModel):
    """The link's token."""

    model_config = ConfigDict(extra="ignore")  # mail programs and CRMs add parameters of their own

    t: str = Field("", max_length=2000, description="Token of the link.")


@blueprint.get("/cards/<kind>/<record_type>/<record_id>")
@operation(
    Operation(
        "The card as a page",
        tags=("cards",),
        access="link",
        query=PageQuery,
        answers={
            200: Answer("The page.", media_types=("text/html",)),
            401: Answer("The link is over or not valid; a page says so.", media_types=("text/html",)),
            403: Answer("The link was made for another card.", media_types=("text/html",)),
            404: Answer("There is no advice yet.", media_types=("text/html",)),
        },
    )
)
def page(kind: str, record_type: str, record_id: str, query: PageQuery) -> Response:
    """Return the page."""
    if not query.t:
        raise AccessError("this page opens from the CRM: follow the link there")
    app, registry = state(), services().registry
    principal = from_link(query.t)
    connection = principal.require(kind, record_type, record_id, None)
    builder = registry.card_builder(kind)
    document = builder.build(shown(principal, kind, record_type, record_id, connection))
    host = registry.card_host(HOST)
    if not isinstance(host, HasPages):
        raise NotFound
    html = host.page(
        document,
        stylesheet=pages.asset("card.css"),
        script=pages.asset("card.js"),
        icon=pages.asset("card.svg"),
        api=app.path("api", "ai", getattr(builder, "route", kind.replace("_", "-")), record_id),
    )
    return Response(html, content_type=pages.HTML)


@blueprint.get(f"{FOLDER}/<name>")
@operation(
    Operation(
        "A file of the card page; its name changes with its content",
        tags=("cards",),
        access="open",
        answers={200: Answer("The file.", media_types=("text/css", "text/javascript", "image/svg+xml"))},
        problems=(404,),
    )
)
def asset(name: str) -> Response:
    """Return a static file."""
    found = state().assets.get(name)
    if found is None:
        raise NotFound
    response = Response(found.content, content_type=found.media_type)
    response.headers["Cache-Control"] = "public, max-age=31536000, immutable"
    response.add_etag()
    response.make_conditional(request)
    return response


@blueprint.errorhandler(CrmAiError)
def refused(error: CrmAiError) -> Response:
    """Say on a page what is wrong; people open it, not machines."""
    return pages.said(problems.from_error(error), TITLE, error.user_message)


@blueprint.errorhandler(HTTPException)
def not_there(error: HTTPException) -> Response | HTTPException:
    """Say on a page that there is nothing."""
    answer = problems.from_http(error)
    nothing = "there is nothing at this address"
    return pages.said(answer, TITLE, nothing) if isinstance(answer, Response) else answer
