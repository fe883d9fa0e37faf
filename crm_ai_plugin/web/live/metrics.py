"""What the live connections of this process do, for Prometheus."""

from __future__ import annotations

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram

_LAG_S = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30)


class LiveMetrics:
    """Counts without ids."""

    def __init__(self, registry: CollectorRegistry) -> None:
        self.open = Gauge("crm_ai_live_connections", "Live connections that are open.", registry=registry)
        self.events = Counter("crm_ai_live_events", "Events sent to pages.", registry=registry)
        self.resyncs = Counter(
            "crm_ai_live_resyncs", "Pages told that they may have missed something.", registry=registry
        )
        self.ended = Counter(
            "crm_ai_live_ended",
            "Connections that ended: slow (did not read), silent, not_let_in, too_much, not_understood, leaving, "
            "left (the page went).",
            ("why",),
            registry=registry,
        )
        self.lag = Histogram(
            "crm_ai_live_lag_seconds",
            "From an event until this process tells it, by the clocks of Redis and of this machine.",
            registry=registry,
            buckets=_LAG_S,
        )
