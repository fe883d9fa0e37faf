"""What the language model costs and how it stands, read when Prometheus asks: all processes share the numbers."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import structlog
from prometheus_client import CollectorRegistry
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily
from prometheus_client.metrics_core import Metric
from prometheus_client.registry import Collector

from ..errors import CrmAiError
from .services import Services
from .services.language_model import ModelReadings

log = structlog.get_logger(__name__)

USD = 1e9
STATES = ("closed", "half_open", "open", "paused", "unknown")


@dataclass(frozen=True)
class _ModelCollector(Collector):
    services: Services

    def collect(self) -> Iterator[Metric]:
        try:
            readings = self.services.model_readings()
        except CrmAiError as error:
            # The other metrics are worth having all the same.
            log.warning("model_metrics_left_out", code=error.code)
            return
        yield from _use(readings)
        yield from _standing(readings)

    def describe(self) -> Iterator[Metric]:
        """Name nothing in advance: that would read the database when the app is made."""
        return iter(())


def install(registry: CollectorRegistry, services: Services) -> None:
    """Add the metrics to `registry`."""
    registry.register(_ModelCollector(services))


def _use(readings: ModelReadings) -> Iterator[Metric]:
    # Sums over workspaces: the page is open, and their names are nobody's business.
    labels = ("feature", "model")
    spend = CounterMetricFamily("crm_ai_model_spend_usd", "This month's spend.", labels=labels)
    calls = CounterMetricFamily("crm_ai_model_calls", "This month's calls.", labels=(*labels, "result"))
    tokens = CounterMetricFamily("crm_ai_model_tokens", "This month's tokens.", labels=(*labels, "kind"))
    sums: dict[tuple[str, str], list[int]] = {}
    for row in readings.spent:
        numbers = (row.cost, row.calls - row.failed, row.failed, row.input_tokens, row.output_tokens)
        before = sums.get((row.feature, row.model), [0] * len(numbers))
        sums[row.feature, row.model] = [a + b for a, b in zip(before, numbers, strict=True)]
    for key, (cost, answered, failed, told, said) in sorted(sums.items()):
        spend.add_metric(key, cost / USD)
        calls.add_metric((*key, "answered"), answered)
        calls.add_metric((*key, "failed"), failed)
        tokens.add_metric((*key, "input"), told)
        tokens.add_metric((*key, "output"), said)
    yield from (spend, calls, tokens)


def _standing(readings: ModelReadings) -> Iterator[Metric]:
    taken = GaugeMetricFamily("crm_ai_model_budget_taken_usd", "Spent or reserved this month.")
    taken.add_metric((), readings.taken / USD)
    yield taken
    if readings.cap_usd is not None:
        cap = GaugeMetricFamily("crm_ai_model_budget_usd", "The month's cap.")
        cap.add_metric((), readings.cap_usd)
        yield cap
    breaker = GaugeMetricFamily(
        "crm_ai_model_breaker", "1 for the state the breaker is in.", labels=("model", "state")
    )
    for model, present in sorted(readings.breakers.items()):
        for state in STATES:
            breaker.add_metric((model, state), float(state == present))
    yield breaker
