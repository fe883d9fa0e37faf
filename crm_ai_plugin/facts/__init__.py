"""Measured facts about a deal.

A theme module declares its facts with :func:`~.model.fact`; every module of this package is found by itself.
"""

from __future__ import annotations

import sys
from collections.abc import Collection, Mapping
from functools import cache
from typing import Any

from ..discovery import import_modules
from ..records import DealSnapshot
from ..sentences import Say
from ..signals import PhraseLibrary
from .context import Context
from .evidence import EvidenceBook
from .model import REGISTRY, EvidenceDraft, Fact, FactSpec, Found, Odds, Unknown, Value

__all__ = [
    "EvidenceBook",
    "EvidenceDraft",
    "Fact",
    "FactSpec",
    "Found",
    "Odds",
    "Unknown",
    "Value",
    "fact_specs",
    "measure_all",
    "measure_in",
]


@cache
def fact_specs() -> tuple[FactSpec, ...]:
    """Return every declared fact, by key."""
    import_modules(sys.modules[__name__])
    return tuple(REGISTRY[key] for key in sorted(REGISTRY))


def measure_all(
    snapshot: DealSnapshot,
    benchmarks: Mapping[str, Any],
    library: PhraseLibrary | None = None,
    only: Collection[str] | None = None,
) -> dict[str, Fact]:
    """Measure every fact as of ``snapshot.as_of``; nothing later is looked at, save the calendar.

    Args:
        snapshot: The deal with what is around it.
        benchmarks: What :mod:`.usual` found; may be empty.
        library: Phrases to look for; the built-in ones if left out.
        only: Keys of the facts that are wanted; all if left out.
    """
    return measure_in(Context(snapshot, benchmarks, library), only)


def measure_in(context: Context, only: Collection[str] | None = None) -> dict[str, Fact]:
    """Measure every fact, or those that are wanted, in a context that others look at too."""
    return {spec.key: _measure(spec, context) for spec in fact_specs() if only is None or spec.key in only}


def _measure(spec: FactSpec, context: Context) -> Fact:
    if spec.needs and not context.sees(*spec.needs):
        return Fact(spec, "missing", reason=Say("reason.not_visible", {"types": spec.needs}))
    found = spec.measure(context)
    if isinstance(found, Unknown):
        return Fact(spec, "missing" if found.applies else "not_applicable", reason=found.reason)
    return Fact(spec, "measured", found.value, found.evidence[:MAX_EVIDENCE], found.detail, mark=found.mark)


MAX_EVIDENCE = 4
"""Evidence per fact; the newest say enough."""
