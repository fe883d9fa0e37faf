"""``/openapi.json``: what this app offers, for programs and for people with a viewer."""

from __future__ import annotations

import json

from flask import Blueprint, Response, current_app, request

from .. import openapi
from ..operation import Answer, Operation, operation
from ..state import services

blueprint = Blueprint("openapi", __name__)


@blueprint.get("/openapi.json")
@operation(
    Operation(
        "This document",
        tags=("operation",),
        access="open",
        answers={200: Answer("OpenAPI 3.1.", media_types=("application/json",))},
    )
)
def openapi_json() -> Response:
    """Return the OpenAPI document."""
    text = json.dumps(openapi.document(current_app, services().settings.public_url))
    response = Response(text, content_type="application/json")
    response.headers["Cache-Control"] = "no-cache"
    response.add_etag()
    response.make_conditional(request)
    return response
