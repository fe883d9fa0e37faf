"""What became of the model's words, summed over all processes, read when Prometheus asks."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import structlog
from prometheus_client import CollectorRegistry
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily
from prometheus_client.metrics_core import Metric
from prometheus_client.registry import Collector
from redis.exceptions import RedisError

from .services import Services

log = structlog.get_logger(__name__)

MEANING: Mapping[str, tuple[str, tuple[str, ...]]] = {
    "crm_ai_wordings": ("Answers by who worded them.", ("feature", "by")),
    "crm_ai_wording_failures": ("Why a model did not word an answer.", ("feature", "reason")),
    "crm_ai_gate_texts": (
        "Texts of a model that passed the gate, or why they did not.",
        ("feature", "result"),
    ),
    "crm_ai_wording_cache": (
        "Texts that were found among the kept wordings, or not.",
        ("feature", "result"),
    ),
    "crm_ai_wording_saved_usd": ("What kept wordings saved.", ("feature",)),
    "crm_ai_wording_tokens": (
        "Tokens of worded answers; evidence is part of input, estimated.",
        ("feature", "part"),
    ),
    "crm_ai_wording_withheld": ("Texts kept back for people who must not be profiled.", ("feature",)),
    "crm_ai_redacted": ("Personal data replaced by tokens before anything left.", ("kind",)),
}


@dataclass(frozen=True)
class _WordingCollector(Collector):
    services: Services

    def collect(self) -> Iterator[Metric]:
        try:
            found = list(self.services.counts())
        except RedisError as error:
            # The other metrics are worth having all the same.
            log.warning("wording_metrics_left_out", error=type(error).__name__)
            return
        for name, (means, labels) in MEANING.items():
            family = CounterMetricFamily(name, means, labels=labels)
            for its_name, its_labels, value in found:
                if its_name == name and set(its_labels) == set(labels):
                    family.add_metric([its_labels[label] for label in labels], value)
            yield family
        yield _hit_ratio(found)

    def describe(self) -> Iterator[Metric]:
        """Name nothing in advance: that would ask Redis when the app is made."""
        return iter(())


def _hit_ratio(found: list[tuple[str, Mapping[str, str], float]]) -> Metric:
    family = GaugeMetricFamily(
        "crm_ai_wording_cache_hit_ratio",
        "Part of the requests answered from kept wordings.",
        labels=("feature",),
    )
    asked: dict[str, float] = {}
    hits: dict[str, float] = {}
    for name, labels, value in found:
        if name == "crm_ai_wording_cache" and "feature" in labels:
            feature = labels["feature"]
            asked[feature] = asked.get(feature, 0.0) + value
            hits[feature] = hits.get(feature, 0.0) + (value if labels.get("result") == "hit" else 0.0)
    for feature, total in asked.items():
        if total:
            family.add_metric((feature,), hits[feature] / total)
    return family


def install(registry: CollectorRegistry, services: Services) -> None:
    """Add the metrics to `registry`."""
    registry.register(_WordingCollector(services))
