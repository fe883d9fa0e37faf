"""Metrics and the request log: routes, counts and times; no ids, no addresses, nothing personal."""

from __future__ import annotations

import time

import structlog
from flask import Flask, Response, g, request
from prometheus_client import CollectorRegistry, Counter, Histogram

log = structlog.get_logger(__name__)

_BUCKETS = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30)


class Metrics:
    """The app's metrics, in a registry of its own so that two apps in one process don't mix."""

    def __init__(self) -> None:
        self.registry = CollectorRegistry()
        self.latency = Histogram(
            "crm_ai_http_request_seconds",
            "Time to answer, by route template.",
            ("method", "route", "status"),
            registry=self.registry,
            buckets=_BUCKETS,
        )
        self.deliveries = Counter(
            "crm_ai_webhook_deliveries",
            "Webhook deliveries by receiver and what became of them.",
            ("receiver", "result"),
            registry=self.registry,
        )
        self.delivery_bytes = Counter(
            "crm_ai_webhook_bytes", "Bytes of accepted webhook bodies.", ("receiver",), registry=self.registry
        )
        self.actions = Counter(
            "crm_ai_action_states",
            "What people did with recommended actions.",
            ("state",),
            registry=self.registry,
        )


def install(app: Flask, metrics: Metrics) -> None:
    """Time and log every request of `app`."""

    @app.before_request
    def start() -> None:
        g.started = time.perf_counter()

    @app.after_request
    def finish(response: Response) -> Response:
        seconds = time.perf_counter() - g.get("started", time.perf_counter())
        method = (
            request.method
            if request.method in {"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"}
            else "other"
        )
        metrics.latency.labels(method, route(), str(response.status_code)).observe(seconds)
        log.debug(
            "request", method=method, route=route(), status=response.status_code, ms=round(seconds * 1000, 1)
        )
        return response


def route() -> str:
    """Return the template of the present route, never the path: paths hold ids and secrets, queries tokens."""
    return request.url_rule.rule if request.url_rule else "unmatched"
