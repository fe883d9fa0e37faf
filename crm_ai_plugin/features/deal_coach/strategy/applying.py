"""What a strategy does to candidates."""

from __future__ import annotations

import math
from datetime import date

from ....records import DealSnapshot
from ..candidates import CandidateSpec
from .document import Segment, Strategy

_LEAST, _MOST = 0.25, 4.0


def excluded_by(strategy: Strategy, snapshot: DealSnapshot) -> Segment | None:
    """Return the segment because of which a deal gets no recommendations."""
    return next((segment for segment in strategy.exclude if segment.where.holds(snapshot)), None)


def factor_of(strategy: Strategy, spec: CandidateSpec, today: date) -> float:
    """Return by how much a candidate weighs more or less today; weights multiply, between a quarter and four."""
    parts = [strategy.themes.get(spec.theme, 1.0)]
    for weights in strategy.weights:
        if weights.holds_on(today):
            parts += [weights.themes.get(spec.theme, 1.0), weights.actions.get(spec.key, 1.0)]
    return min(max(math.prod(parts), _LEAST), _MOST)
