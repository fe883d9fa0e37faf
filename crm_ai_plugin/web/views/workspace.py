"""``/app``: the workspace as a page, and the files it and the embedded cards are made of."""

from __future__ import annotations

from dataclasses import replace

from flask import Blueprint, Response, request
from werkzeug.exceptions import NotFound

from .. import pages
from ..headers import framed_by
from ..operation import Answer, Operation, operation
from ..state import state
from ..workspace import FOLDER, Entry, bundle

blueprint = Blueprint("workspace", __name__)


def shell(entry: Entry) -> Response:
    """Return the page that loads the workspace or an embedded card."""
    app = state()
    html = bundle().shell(entry, app.path().rstrip("/"), app.path(FOLDER))
    response = Response(html, content_type=pages.HTML)
    # It names the files of this release, so it is asked for each time.
    response.headers["Cache-Control"] = "no-cache"
    return response


_PAGE = Operation(
    "The workspace",
    tags=("pages",),
    access="open",
    answers={200: Answer("The page.", media_types=("text/html",))},
    problems=(503,),
)


@blueprint.get("/app")
@operation(_PAGE)
def start() -> Response:
    """Return the workspace's page."""
    return framed_by(shell("app"), ())


@blueprint.get("/app/<path:place>")
@operation(replace(_PAGE, summary="The workspace; the page itself reads what stands after /app"))
def page(place: str) -> Response:
    """Return the same page: it finds `place` by itself."""
    del place
    return framed_by(shell("app"), ())


@blueprint.get(f"/{FOLDER}/<name>")
@operation(
    Operation(
        "A file of the workspace; its name changes with its content",
        tags=("pages",),
        access="open",
        answers={200: Answer("The file.", media_types=("text/css", "text/javascript", "image/svg+xml"))},
        problems=(404,),
    )
)
def built(name: str) -> Response:
    """Return a built file, compressed as the browser likes it best."""
    found = bundle().get(name)
    if found is None:
        raise NotFound
    content, encoding = found.encoded(dict(request.accept_encodings))
    response = Response(content, content_type=found.media_type)
    response.headers["Cache-Control"] = "public, max-age=31536000, immutable"
    response.headers["Vary"] = "Accept-Encoding"
    if encoding:
        response.headers["Content-Encoding"] = encoding
    response.set_etag(name if encoding is None else f"{name}.{encoding}")
    response.make_conditional(request)
    return response
