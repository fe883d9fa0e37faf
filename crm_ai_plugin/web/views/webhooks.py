"""``/webhooks``: raw deliveries of a CRM, verified and made durable, answered at once."""

from __future__ import annotations

from flask import Blueprint, Response, request
from werkzeug.exceptions import RequestEntityTooLarge

from ...errors import ConfigurationError, CrmAiError, RetryableError, WebhookRejected
from ...ports.receiver import RawDelivery
from .. import problems
from ..body import read_body
from ..operation import Answer, Operation, operation
from ..state import services, state

blueprint = Blueprint("webhooks", __name__, url_prefix="/webhooks")


@blueprint.post("/hubspot")
@operation(
    Operation(
        "Events of HubSpot",
        tags=("webhooks",),
        access="signature",
        raw_body="application/json",
        answers={200: Answer("Accepted and on disk.", media_types=("application/json",))},
        problems=(401, 413, 503),
    )
)
def hubspot() -> Response:
    """Accept a delivery of HubSpot."""
    return receive("hubspot")


def receive(receiver: str) -> Response:
    """Accept a delivery for a receiver and count what became of it.

    The body is read only up to the receiver's limit, whether or not its length was announced.
    """
    counted = state().metrics.deliveries
    try:
        size = _accept(receiver)
    except RequestEntityTooLarge:
        counted.labels(receiver, "body_too_large").inc()
        raise
    except WebhookRejected as error:
        counted.labels(receiver, error.code).inc()
        raise
    except (RetryableError, ConfigurationError) as error:
        counted.labels(receiver, "not_stored").inc()
        # Not the sender's fault: it has to keep the delivery and come back.
        return _come_back(error)
    counted.labels(receiver, "accepted").inc()
    state().metrics.delivery_bytes.labels(receiver).inc(size)
    return Response("{}", content_type="application/json")


def _accept(receiver: str) -> int:
    app = services()
    body = read_body(min(app.registry.receiver(receiver).max_body_bytes, app.settings.max_body_bytes))
    delivery = RawDelivery(
        method=request.method,
        url=_public_url(),
        headers={name.lower(): value for name, value in request.headers.items()},
        body=body,
        received_at=app.clock(),
    )
    app.intake.accept(receiver, delivery, app.webhook_secrets(receiver))
    return len(body)


def _public_url() -> str:
    """Return the address the sender used and signed: a proxy in between may have changed host and scheme."""
    query = request.query_string.decode("latin-1")
    base = services().settings.public_url.rstrip("/")
    return f"{base}{request.path}{'?' + query if query else ''}"


def _come_back(error: CrmAiError) -> Response:
    answer = problems.from_error(error)
    if not isinstance(error, RetryableError):
        answer = problems.problem(
            503, error.code, error.user_message, hint=error.hint, headers={"Retry-After": "60"}
        )
    return answer
