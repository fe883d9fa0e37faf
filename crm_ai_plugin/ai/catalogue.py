"""What is known of models: prices, bounds, last days. A list as data, with its date and sources."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from fnmatch import fnmatchcase
from functools import cache
from importlib.resources import files
from typing import Any

import structlog
import yaml

log = structlog.get_logger(__name__)

SMALLEST_OUTPUT = 4096
"""Bound of the answer that is asked of a model nobody knows."""


@dataclass(frozen=True)
class ModelFacts:
    """What is known of one model.

    Attributes:
        name: As it is called.
        known: Whether the list has it: then it is the vendor's own, which takes the vendor's own parameters.
        reasons: Whether it thinks before it answers; such a model takes no temperature.
        max_output_tokens: Longest answer, thinking included.
        input_usd: Price of a million input tokens, None when unknown.
        output_usd: Price of a million output tokens.
        dimensions: Longest vector of a model that embeds and lets the length be chosen; None for every other.
        last_day: The day from which it is gone.
        replacement: What to use then.
    """

    name: str
    known: bool = False
    reasons: bool = False
    max_output_tokens: int = SMALLEST_OUTPUT
    input_usd: float | None = None
    output_usd: float | None = None
    dimensions: int | None = None
    last_day: date | None = None
    replacement: str | None = None

    def is_gone(self, today: date) -> bool:
        """Whether its last day is over."""
        return self.last_day is not None and today >= self.last_day


@dataclass(frozen=True)
class Catalogue:
    """The list of models, most specific names first."""

    as_of: date
    cache_write_factor: float
    entries: Sequence[ModelFacts]

    def facts(self, name: str) -> ModelFacts:
        """Return what is known of a model; `known` is False for one that is not in the list."""
        for entry in self.entries:
            if fnmatchcase(name, entry.name):
                return ModelFacts(**{**entry.__dict__, "name": name})
        return ModelFacts(name)

    def present(self, name: str, today: date) -> str:
        """Return the model to call for `name`: its replacement when it is gone, with a warning in the log."""
        facts = self.facts(name)
        if not facts.is_gone(today) or facts.replacement is None:
            return name
        log.warning("model_retired", model=name, used_instead=facts.replacement)
        return facts.replacement

    def dearest(self) -> tuple[float, float]:
        """Return the highest prices of the list, for models without one: (input, output) per million tokens."""
        return (
            max(entry.input_usd or 0.0 for entry in self.entries),
            max(entry.output_usd or 0.0 for entry in self.entries),
        )


@cache
def catalogue() -> Catalogue:
    """Return the list that comes with this version."""
    text = files("crm_ai_plugin.ai").joinpath("data/models.yaml").read_text("utf-8")
    document: dict[str, Any] = yaml.safe_load(text)
    return Catalogue(
        as_of=document["as_of"],
        cache_write_factor=document["cache_write_factor"],
        entries=tuple(ModelFacts(known=True, **entry) for entry in document["models"]),
    )
