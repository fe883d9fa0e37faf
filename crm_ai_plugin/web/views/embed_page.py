"""``/embed``: the page that a CRM shows in a frame.

It is the same for everybody and holds nothing: who may see what stands in the token behind ``#``, which the page
takes out of its address at once. The address says only whose frames it may be shown in.
"""

from __future__ import annotations

from flask import Blueprint, Response

from .. import framing
from ..headers import framed_by
from ..operation import Answer, Operation, operation
from ..state import services
from .workspace import shell

blueprint = Blueprint("embed_page", __name__)


@blueprint.get("/embed/<frame>")
@operation(
    Operation(
        "The page that a CRM shows in a frame",
        tags=("pages",),
        access="open",
        answers={200: Answer("The page.", media_types=("text/html",))},
        problems=(404, 503),
    )
)
def page(frame: str) -> Response:
    """Return the page."""
    workspace, connection = services().embeds.framed(frame)
    answer = framed_by(shell("embed"), framing.ancestors(workspace, connection))
    answer.headers["X-Robots-Tag"] = "noindex, nofollow"
    return answer
