"""``/cards``: the card as a page for people, opened with a short-lived link, and the files it needs."""

from __future__ import annotations

from flask import Blueprint, Response, request
from markupsafe import escape
from pydantic import BaseModel, ConfigDict, Field
from werkzeug.exceptions import HTTPException, NotFound

from ...errors import CrmAiError
from .. import problems
from ..assets import FOLDER, HOST
from ..auth import AccessError, from_link
from ..operation import Answer, Operation, operation
from ..services import HasPages
from ..state import services, state

blueprint = Blueprint("card_page", __name__)
HTML = "text/html; charset=utf-8"


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
    document = registry.card_builder(kind).build(
        services().coach.latest(principal.workspace, kind, record_type, record_id, connection)
    )
    host = registry.card_host(HOST)
    if not isinstance(host, HasPages):
        raise NotFound
    html = host.page(
        document,
        stylesheet=_asset("card.css"),
        script=_asset("card.js"),
        icon=_asset("card.svg"),
        api=app.path("api", "ai", kind.replace("_", "-"), record_id),
    )
    return Response(html, content_type=HTML)


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
    answer = problems.from_error(error)
    return _message(answer, error.user_message)


@blueprint.errorhandler(HTTPException)
def not_there(error: HTTPException) -> Response | HTTPException:
    """Say on a page that there is nothing."""
    answer = problems.from_http(error)
    return _message(answer, "there is nothing at this address") if isinstance(answer, Response) else answer


def _asset(name: str) -> str | None:
    found = state().assets.find(name)
    return state().path(FOLDER.strip("/"), found) if found else None


def _message(answer: Response, text: str) -> Response:
    sentence = escape(f"{text[:1].upper()}{text[1:]}.")
    style = _asset("card.css")
    link = f'<link rel="stylesheet" href="{escape(style)}">' if style else ""
    answer.set_data(
        '<!doctype html>\n<html lang="en"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f'<meta name="color-scheme" content="light dark"><title>Deal coach</title>{link}</head>'
        f'<body class="crm-page"><main class="crm-message"><h1>{sentence}</h1></main></body></html>\n'
    )
    answer.content_type = HTML
    return answer
