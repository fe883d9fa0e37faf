"""Columns that seem to matter only beside each other, so that neither can be read as it stands.

Two columns that nearly say the same can both look decisive in one model, one for and one against, though neither does
much by itself: what the model found is their difference. Source: Conger, A revised definition for suppressor variables,
Educational and Psychological Measurement 1974; the two-way case is there called mutual suppression.

A confounder is another thing: what it hid gains by adjusting for it, and it keeps its own effect without what it hid.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from .effects import Normal
from .logistic import BayesianLogistic

_LEFT = 0.25
"""Share of an effect that may be left without the other column; with less the effect is one of the difference."""


@dataclass(frozen=True)
class Untied:
    """What remains of findings that need each other.

    Attributes:
        only_beside: Those that say nothing by themselves, each with the column that it needs.
        alone: Those that are found without the other as well, with what they do then.
    """

    only_beside: Mapping[int, str]
    alone: Mapping[int, Normal]


def untie(
    found: Mapping[int, tuple[str, Normal]], beside_less: Callable[[int, str], Normal], threshold: float
) -> Untied:
    """Tell which findings need each other, and what either of them says by itself.

    Args:
        found: Findings, each with its column and its effect beside all others.
        beside_less: Returns the effect of a finding when one column is not adjusted for.
        threshold: How many of its standard deviations an effect has to be away from 0 to count.
    """
    only_beside: dict[int, str] = {}
    alone: dict[int, Normal] = {}
    needs = {
        place: {
            other: left
            for other in dict.fromkeys(column for column, _ in found.values())
            if other != own and _mostly_lost(effect, left := beside_less(place, other))
        }
        for place, (own, effect) in found.items()
    }
    # The surer one first: what it leaves is what the other one is measured by.
    order = sorted(found, key=lambda place: (-max(map(strength, needs[place].values()), default=0.0), place))
    for place in order:
        own, _ = found[place]
        partners = [one for one in order if found[one][0] in needs[place] and own in needs[one]]
        if place in only_beside or not partners:
            continue
        other, _ = found[partners[0]]
        if strength(needs[place][other]) >= threshold:
            alone[place] = needs[place][other]
        else:
            only_beside[place] = other
        only_beside |= {one: own for one in partners if one not in alone and one not in only_beside}
    return Untied(only_beside, alone)


def _mostly_lost(effect: Normal, left: Normal) -> bool:
    return left.mean * effect.mean <= 0.0 or abs(left.mean) <= _LEFT * abs(effect.mean)


def strength(effect: Normal) -> float:
    """Return how many of its standard deviations an effect lies away from 0."""
    return abs(effect.mean / effect.sd)


def without(model: BayesianLogistic, places: Sequence[int]) -> BayesianLogistic:
    """Return a model as if some of its inputs were not in it: their weights are known to be 0.

    Exact for a Gaussian posterior, and so as near as the posterior's own approximation.

    Args:
        model: The fitted one.
        places: Of the inputs to leave out.
    """
    out = np.asarray(places, dtype=int) + 1
    gain = np.linalg.solve(model.cov[np.ix_(out, out)], model.cov[out]).T
    mean = model.mean - gain @ model.mean[out]
    cov = model.cov - gain @ model.cov[out]
    mean[out] = 0.0
    cov[out, :] = cov[:, out] = 0.0
    return replace(model, mean=mean, cov=(cov + cov.T) / 2)
