"""``/webhooks``: raw deliveries of a CRM, verified and made durable, answered at once.

A delivery that can't be taken for a reason on our side is answered so that its sender keeps it and comes back.
"""

from __future__ import annotations

from collections.abc import Callable

from flask import Blueprint, Response
from werkzeug.exceptions import RequestEntityTooLarge

from ...errors import ConfigurationError, CrmAiError, RateLimitedError, RetryableError, WebhookRejected
from ...ports.receiver import Acknowledgement, RawDelivery
from .. import problems
from ..body import read_body
from ..operation import Answer, Operation, operation
from ..signed_calls import raw_delivery
from ..state import services, state

blueprint = Blueprint("webhooks", __name__, url_prefix="/webhooks")

EMPTY_JSON = Acknowledgement("application/json", "{}")


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


@blueprint.post("/salesforce/<token>")
@operation(
    Operation(
        "Outbound Messages of a Salesforce org",
        tags=("webhooks",),
        access="address",
        raw_body="text/xml",
        answers={200: Answer("Accepted and on disk: `Ack` is true.", media_types=("text/xml",))},
        problems=(400, 401, 404, 413, 429, 503),
    )
)
def salesforce(token: str) -> Response:
    """Accept a message of the org that is connected at this address."""
    return receive_at("salesforce", token)


@blueprint.post("/in/<connection_id>")
@operation(
    Operation(
        "Webhooks of any other connection",
        tags=("webhooks",),
        access="address",
        raw_body="application/json",
        answers={200: Answer("Accepted and on disk.", media_types=("application/json",))},
        problems=(400, 401, 404, 413, 429, 503),
    )
)
def incoming(connection_id: str) -> Response:
    """Accept a delivery for the connection at this address."""
    return receive_at("in", connection_id)


class _Taken:
    """What became of one delivery, for counting; the receiver shows in the course of it."""

    def __init__(self, receiver: str) -> None:
        self.receiver = receiver
        self.size = 0
        self.acknowledgement = EMPTY_JSON


def receive(receiver: str) -> Response:
    """Accept a delivery for a receiver of the whole installation."""

    def take(taken: _Taken) -> None:
        app = services()
        delivery = _delivery(app.registry.receiver(receiver).max_body_bytes)
        app.intake.accept(receiver, delivery, app.webhook_secrets(receiver))
        taken.size = len(delivery.body)

    return _answered(_Taken(receiver), take)


def receive_at(route: str, token: str) -> Response:
    """Accept a delivery for the connection behind an address."""

    def take(taken: _Taken) -> None:
        receiving = services().receiving
        bound = receiving.resolve(route, token)
        taken.receiver = bound.receiver.key
        delivery = _delivery(bound.receiver.max_body_bytes)
        taken.acknowledgement = receiving.accept(bound, delivery)
        taken.size = len(delivery.body)

    # Before the address is known to be one of ours, nothing of it may become a label.
    return _answered(_Taken("unknown"), take)


def _answered(taken: _Taken, take: Callable[[_Taken], None]) -> Response:
    """Have a delivery taken, count what became of it, and answer."""
    metrics = state().metrics
    try:
        take(taken)
    except RequestEntityTooLarge:
        metrics.deliveries.labels(taken.receiver, "body_too_large").inc()
        raise
    except (WebhookRejected, RateLimitedError) as error:
        metrics.deliveries.labels(taken.receiver, error.code).inc()
        raise
    except (RetryableError, ConfigurationError) as error:
        metrics.deliveries.labels(taken.receiver, "not_stored").inc()
        # Not the sender's fault: it has to keep the delivery and come back.
        return _come_back(error)
    metrics.deliveries.labels(taken.receiver, "accepted").inc()
    metrics.delivery_bytes.labels(taken.receiver).inc(taken.size)
    return Response(taken.acknowledgement.body, content_type=taken.acknowledgement.media_type)


def _delivery(limit: int) -> RawDelivery:
    """Return the present request as it came; its body is read up to `limit` bytes, announced or not."""
    return raw_delivery(read_body(min(limit, services().settings.max_body_bytes)))


def _come_back(error: CrmAiError) -> Response:
    answer = problems.from_error(error)
    if not isinstance(error, RetryableError):
        answer = problems.problem(
            503, error.code, error.user_message, hint=error.hint, headers={"Retry-After": "60"}
        )
    return answer
