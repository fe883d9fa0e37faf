"""``/healthz``, ``/readyz``, ``/metrics``: for machines that watch."""

from __future__ import annotations

from collections.abc import Callable

from flask import Blueprint, Response
from prometheus_client import CONTENT_TYPE_LATEST, generate_latest
from redis.exceptions import RedisError

from ...errors import CrmAiError
from ..models import CheckOut, HealthOut, ReadyOut
from ..operation import Answer, Operation, operation
from ..state import services, state

blueprint = Blueprint("health", __name__)
TAGS = ("operation",)


@blueprint.get("/healthz")
@operation(
    Operation(
        "Whether the process answers", tags=TAGS, access="open", answers={200: Answer("It does.", HealthOut)}
    )
)
def healthz() -> Response:
    """Answer, and touch nothing else: a database that is away is no reason to restart this process."""
    return Response('{"status":"ok"}', content_type="application/json")


@blueprint.get("/readyz")
@operation(
    Operation(
        "Whether requests can be served",
        tags=TAGS,
        access="open",
        answers={
            200: Answer("They can.", ReadyOut),
            503: Answer("`checks` names what is missing.", ReadyOut),
        },
    )
)
def readyz() -> Response:
    """Look at everything requests need."""
    database, migrations = _database()
    checks = {"database": database, "redis": _try(_ping), "migrations": migrations}
    ready = all(check.ok for check in checks.values())
    out = ReadyOut(status="ready" if ready else "not ready", checks=checks)
    return Response(out.model_dump_json(), status=200 if ready else 503, content_type="application/json")


@blueprint.get("/metrics")
@operation(
    Operation(
        "Metrics for Prometheus",
        tags=TAGS,
        access="open",
        answers={200: Answer("Counts and times, nothing personal.", media_types=("text/plain",))},
    )
)
def metrics() -> Response:
    """Return the metrics of this process."""
    return Response(generate_latest(state().metrics.registry), content_type=CONTENT_TYPE_LATEST)


def _database() -> tuple[CheckOut, CheckOut]:
    found: list[tuple[str | None, str | None]] = []

    def look() -> str:
        found.append(services().store.revision())
        return "answers"

    database = _try(look)
    if not found:
        return database, CheckOut(ok=False, detail="unknown while the database is away")
    current, head = found[0]
    if current == head:
        return database, CheckOut(ok=True, detail=f"at {head}")
    return database, CheckOut(
        ok=False, detail=f"at {current or 'nothing'}, needs {head}: run crm-ai db upgrade"
    )


def _ping() -> str:
    services().redis.ping()
    return "answers"


def _try(look: Callable[[], str]) -> CheckOut:
    try:
        return CheckOut(ok=True, detail=look())
    except CrmAiError as error:
        # The message may name hosts and paths, which this open page keeps to itself.
        return CheckOut(ok=False, detail=error.code)
    except (RedisError, OSError) as error:
        return CheckOut(ok=False, detail=type(error).__name__)
