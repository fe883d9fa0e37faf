"""Traits of a contact, each measured on what they did.

A theme module declares its traits with :func:`~.model.trait`; every module of this package is found by itself.
"""

from __future__ import annotations

import sys
from collections.abc import Mapping
from functools import cache
from typing import Any

from ....discovery import import_modules
from ..touchpoints import Touchpoints
from .model import REGISTRY, NotEnough, Seen, Trait, TraitSpec, Usual

__all__ = ["NotEnough", "Seen", "Trait", "TraitSpec", "Usual", "measure_traits", "trait_specs"]


@cache
def trait_specs() -> tuple[TraitSpec, ...]:
    """Return every declared trait, by group and key."""
    import_modules(sys.modules[__name__])
    return tuple(sorted(REGISTRY.values(), key=lambda spec: (spec.group, spec.key)))


def measure_traits(points: Touchpoints, learned: Mapping[str, Any] | None = None) -> dict[str, Trait]:
    """Measure every trait as of the snapshot.

    Args:
        points: What happened with the contact.
        learned: How people in similar roles behave here; see :mod:`..learning`. May be empty.
    """
    usual = Usual(learned or {}, points.snapshot.contact)
    return {spec.key: _measure(spec, points, usual) for spec in trait_specs()}


def _measure(spec: TraitSpec, points: Touchpoints, usual: Usual) -> Trait:
    # A contact who must not be profiled has no traits, whoever asks.
    if points.snapshot.contact.do_not_profile or points.n < spec.needs_touchpoints:
        return Trait(spec, NotEnough(points.n, spec.needs_touchpoints))
    return Trait(spec, spec.measure(points, usual))
