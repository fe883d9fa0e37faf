"""``/api/cards``: the card of an insight as data or text, and links that open its page."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import timedelta

from flask import Blueprint, Response, request
from werkzeug.exceptions import NotAcceptable

from ...ports.card import SpeaksLanguages
from ..auth import CardScope, Principal, make_link_token
from ..models import CardFeedbackIn, CardLinkIn, CardLinkOut, CardOut, CardQuery, SubjectQuery
from ..operation import Answer, Operation, operation
from ..rating import rater
from ..state import services, state
from ..viewing import shown

JSON = "application/json"
HOSTS: Mapping[str, str] = {"text/html": "web", "text/markdown": "markdown", "text/plain": "plain"}
"""Card host by media type."""
NAMES: Mapping[str, str] = {"html": "web", "text": "plain"}
"""Short names of hosts in ``?format=``; a host's own key works as well."""

blueprint = Blueprint("cards", __name__, url_prefix="/api/cards")


@blueprint.get("/<kind>/<record_type>/<record_id>")
@operation(
    Operation(
        "The card of an insight",
        by_crm=True,
        tags=("cards",),
        query=CardQuery,
        answers={200: Answer("The card, by `format` or `Accept`.", CardOut, (JSON, *HOSTS))},
        problems=(401, 403, 404, 406, 409, 422, 503),
    )
)
def card(kind: str, record_type: str, record_id: str, principal: Principal, query: CardQuery) -> Response:
    """Return the card."""
    connection = principal.require(kind, record_type, record_id, query.connection)
    registry = services().registry
    builder = registry.card_builder(kind)
    key = _host(query.format)
    host = registry.card_host(key) if key else None
    insight = shown(principal, kind, record_type, record_id, connection)
    if query.template is not None:
        insight = services().persona_templates.arrange(principal.workspace, insight, query.template)
    document = builder.build(insight)
    if query.language is not None and isinstance(document, SpeaksLanguages):
        document = document.labelled(query.language)
    if host is None:
        response = Response(json.dumps(document.to_json(), ensure_ascii=False), content_type=JSON)
    else:
        charset = "" if host.media_type == JSON else "; charset=utf-8"
        response = Response(host.render(document), content_type=f"{host.media_type}{charset}")
    response.headers["Cache-Control"] = "private, no-cache"
    response.headers["Vary"] = "Accept, Authorization"
    response.add_etag()
    response.make_conditional(request)
    return response


@blueprint.post("/<kind>/<record_type>/<record_id>/link")
@operation(
    Operation(
        "Make a link that opens the card's page for a short time",
        tags=("cards",),
        query=SubjectQuery,
        body=CardLinkIn,
        answers={201: Answer("The link.", CardLinkOut)},
        problems=(401, 403, 404, 409, 422, 503),
    )
)
def link(
    *,
    kind: str,
    record_type: str,
    record_id: str,
    principal: Principal,
    query: SubjectQuery,
    body: CardLinkIn,
) -> Response:
    """Make a link; there has to be something behind it."""
    principal.require_key()
    app = state()
    insight = shown(principal, kind, record_type, record_id, query.connection)
    scope = CardScope(kind, record_type, record_id, insight.connection)
    # What a link shows may hang on the person it is for; who is signed in can't be another.
    by = body.by if principal.user is None else principal.actor
    token = make_link_token(app.services, principal.workspace, scope, by)
    address = app.url(f"{app.path('cards', kind, record_type, record_id)}?t={token}")
    expires = app.services.clock() + timedelta(seconds=app.options.card_link_ttl_s)
    out = CardLinkOut(url=address, expires_at=expires)
    return Response(out.model_dump_json(), status=201, content_type=JSON)


@blueprint.post("/<kind>/<record_type>/<record_id>/feedback")
@operation(
    Operation(
        "Say whether a card, or one claim in it, helped",
        by_crm=True,
        tags=("cards",),
        query=SubjectQuery,
        body=CardFeedbackIn,
        body_required=True,
        answers={204: Answer("It is kept; of each person the last word counts.", media_types=())},
        problems=(400, 401, 403, 404, 409, 413, 415, 422, 503),
    )
)
def feedback(
    *,
    kind: str,
    record_type: str,
    record_id: str,
    principal: Principal,
    query: SubjectQuery,
    body: CardFeedbackIn,
) -> Response:
    """Keep it for the version that whoever says it sees."""
    connection = principal.require(kind, record_type, record_id, query.connection)
    insight = shown(principal, kind, record_type, record_id, connection)
    services().ratings.rate(
        principal.workspace,
        insight,
        rater(principal),
        helpful=body.helpful,
        note=body.note,
        claim=body.claim,
    )
    return Response(status=204)


def _host(wanted: str | None) -> str | None:
    """Return the key of the card host to use, None for JSON."""
    if wanted is not None:
        return None if wanted == "json" else NAMES.get(wanted, wanted)
    if not request.accept_mimetypes:
        return None
    best = request.accept_mimetypes.best_match([JSON, *HOSTS])
    if best is None:
        raise NotAcceptable
    return HOSTS.get(best)
