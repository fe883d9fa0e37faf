"""Which of several variants to show first, learned from few answers without giving any of them up too early.

Hierarchical Thompson sampling: each variant's rate is drawn around a rate that is drawn around its group's, so
that a variant nobody has tried yet starts from what its siblings achieved (Thompson 1933; Russo et al., "A Tutorial
on Thompson Sampling", 2018; Hong et al., "Hierarchical Bayesian Bandits", 2022). A small uniform share keeps every
variant's chance of being first away from zero, without which no later estimate of its worth would be possible.
Chance comes in as a generator, so that the same seed gives the same ranking.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from .interval import Interval

Floats = NDArray[np.float64]

DRAWS = 400
FLOOR = 0.06
"""Share of the choices that is spread evenly over all variants."""
SHRINKAGE = (30.0, 10.0, 40.0)
"""How many observations a level is worth to the one below: the prior to the group, the group to a variant, a
variant to what it does in one segment. Variants differ more than segments do."""
_MOST_FROM_GROUP = 60.0
"""A group's observations count no more than this: its members differ, however many there are."""


@dataclass(frozen=True, slots=True)
class Tally:
    """Observations and the sum of their rewards, each between 0 and 1."""

    n: float = 0.0
    reward: float = 0.0

    def __post_init__(self) -> None:
        """Refuse what can't have been observed."""
        if not 0.0 <= self.reward <= self.n + 1e-9:
            raise ValueError("the sum of rewards lies between 0 and the number of observations")

    def __sub__(self, other: Tally) -> Tally:
        """Return what is left without `other`."""
        n = max(0.0, self.n - other.n)
        return Tally(n, min(n, max(0.0, self.reward - other.reward)))


@dataclass(frozen=True, slots=True)
class Arm:
    """One variant: what its siblings, it elsewhere, and it here achieved; the three don't overlap.

    `prior` is the rate expected before anything was seen.
    """

    key: str
    siblings: Tally = Tally()
    elsewhere: Tally = Tally()
    here: Tally = Tally()
    prior: float = 0.3


@dataclass(frozen=True, slots=True)
class Ranked:
    """A variant in its place. `first` is the chance it had of standing first, `rate` its reward here with a 90 % interval."""

    key: str
    first: float
    rate: Interval


def rank(
    arms: Sequence[Arm], rng: np.random.Generator, *, floor: float = FLOOR, draws: int = DRAWS
) -> list[Ranked]:
    """Return all arms in the order to show them in.

    The first is drawn with exactly the probabilities that are returned; the others follow one more draw.

    Args:
        arms: At least one.
        rng: Chance.
        floor: Share spread evenly.
        draws: Posterior samples behind the probabilities.

    Raises:
        ValueError: no arms, or two of one key.
    """
    if not arms or len({arm.key for arm in arms}) != len(arms):
        raise ValueError("a ranking needs arms, each with its own key")
    sampled = _sample(arms, rng, draws)
    best = np.bincount(sampled.argmax(axis=1), minlength=len(arms)) / draws
    first = (1.0 - floor) * best + floor / len(arms)
    first /= first.sum()
    leader = int(rng.choice(len(arms), p=first))
    rest = sampled[int(rng.integers(draws))].copy()
    rest[leader] = np.inf
    return [
        Ranked(arms[i].key, float(first[i]), _interval(sampled[:, i]))
        for i in np.argsort(-rest, kind="stable")
    ]


def _interval(draws: Floats) -> Interval:
    mean = float(draws.mean())
    low, high = (float(x) for x in np.quantile(draws, (0.05, 0.95)))
    return Interval(mean, min(low, mean), max(high, mean))


def _sample(arms: Sequence[Arm], rng: np.random.Generator, draws: int) -> Floats:
    """Posterior draws (draws × arms) of each arm's rate here."""
    prior = np.array([arm.prior for arm in arms])
    group = np.array([_capped(arm.siblings) for arm in arms])
    own = np.array([(arm.elsewhere.n, arm.elsewhere.reward) for arm in arms])
    here = np.array([(arm.here.n, arm.here.reward) for arm in arms])
    # All share one mean; what was guessed about each beforehand stays as its distance from that.
    shared = _drawn(rng, np.broadcast_to(prior.mean(), (draws, len(arms))), SHRINKAGE[0], group)
    guessed = np.clip(shared + prior - prior.mean(), 0.01, 0.99)
    return _drawn(rng, _drawn(rng, guessed, SHRINKAGE[1], own), SHRINKAGE[2], here)


def _drawn(rng: np.random.Generator, mean: Floats, worth: float, seen: Floats) -> Floats:
    n, reward = seen[:, 0], seen[:, 1]
    found: Floats = rng.beta(worth * mean + reward + 1e-3, worth * (1.0 - mean) + n - reward + 1e-3)
    return found


def _capped(tally: Tally) -> tuple[float, float]:
    share = min(1.0, _MOST_FROM_GROUP / tally.n) if tally.n else 0.0
    return tally.n * share, tally.reward * share
