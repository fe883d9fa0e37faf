"""``/api/embed``: tokens with which a page inside a CRM comes in, and the bearer it holds then."""

from __future__ import annotations

from flask import Blueprint, Response

from ...runtime.access.embeds import Grant, Held
from .. import auth
from ..access_models import EmbedExchangeIn, EmbedIn, EmbedSessionOut, EmbedTokenOut
from ..operation import Answer, Operation, operation
from ..principal import Principal
from ..state import services, state
from ..viewing import viewer

TAGS = ("embed",)
JSON = "application/json"

blueprint = Blueprint("embed", __name__, url_prefix="/api/embed")


@blueprint.post("/tokens")
@operation(
    Operation(
        "A token with which a page inside a CRM comes in, once",
        tags=TAGS,
        body=EmbedIn,
        body_required=True,
        scope="embed",
        by_crm=True,
        answers={201: Answer("The token and the page's address.", EmbedTokenOut)},
        problems=(400, 401, 403, 409, 413, 415, 422, 503),
    )
)
def token(principal: Principal, body: EmbedIn) -> Response:
    """Make a token; whoever asks gives no more than they have."""
    connection = principal.require(body.kind, body.record_type, body.record_id, body.connection)
    if body.purpose != "card":
        principal.require_key()
    grant = Grant(
        principal.workspace,
        connection,
        # What a page shows may hang on the CRM's user: only a program may say who that is.
        body.crm_user if principal.key is not None else viewer(principal).crm_user,
        body.kind,
        body.record_type,
        body.record_id,
        body.purpose,
        "rep",
    )
    made, expires_at = services().embeds.token(grant)
    app = state()
    frame = services().embeds.frame(principal.workspace, connection)
    out = EmbedTokenOut(
        token=made, url=app.url(f"{app.path('embed', frame)}#t={made}"), expires_at=expires_at
    )
    return Response(out.model_dump_json(), status=201, content_type=JSON)


@blueprint.post("/sessions")
@operation(
    Operation(
        "Use a page's token up for a bearer",
        tags=TAGS,
        access="token",
        body=EmbedExchangeIn,
        body_required=True,
        answers={200: Answer("For the page's memory; no cookie is set.", EmbedSessionOut)},
        problems=(400, 401, 403, 404, 413, 415, 422, 503),
    )
)
def exchange(body: EmbedExchangeIn) -> Response:
    """Return a bearer."""
    return _held(services().embeds.exchange(body.token.get_secret_value(), body.frame))


@blueprint.post("/sessions/renew")
@operation(
    Operation(
        "A bearer for ten minutes more, up to eight hours after the page was opened",
        tags=TAGS,
        answers={200: Answer("The one before counts until its own end.", EmbedSessionOut)},
        problems=(401, 403, 404, 503),
    )
)
def renew(principal: Principal) -> Response:
    """Return another bearer."""
    return _held(services().embeds.renew(auth.credential()))


def _held(held: Held) -> Response:
    grant = held.grant
    out = EmbedSessionOut(
        bearer=held.bearer,
        expires_at=held.expires_at,
        kind=grant.kind,
        record_type=grant.record_type,
        record_id=grant.record_id,
        connection=grant.connection,
        purpose=grant.purpose,
        role=grant.role,
    )
    return Response(out.model_dump_json(), content_type=JSON)
