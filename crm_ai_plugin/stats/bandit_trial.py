"""A made-up world with known truth, in which rankings are tried: regret, and how often intervals hold."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from .bandit import Arm, Tally, rank
from .off_policy import snips

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class World:
    """True rates (segments × variants) and the best guess about the variants made beforehand."""

    rates: Floats
    guess: Floats

    @classmethod
    def drawn(
        cls, rng: np.random.Generator, *, segments: int = 3, variants: int = 6, insight: float = 0.25
    ) -> World:
        """Return a world: variants differ, segments differ a little, and the guess knows `insight` of it."""
        base = rng.beta(3.0, 7.0, size=variants)
        rates = np.clip(base + rng.normal(0.0, 0.06, size=(segments, variants)), 0.02, 0.98)
        guess = np.clip(insight * base + (1.0 - insight) * rng.beta(3.0, 7.0, size=variants), 0.02, 0.98)
        return cls(rates, guess)


@dataclass(frozen=True)
class Trial:
    """Regret of the learned and the fixed ranking, and how many of the variants' intervals held the truth."""

    learned: float
    fixed: float
    held: int
    intervals: int


def play(world: World, rounds: int, rng: np.random.Generator, *, draws: int = 200) -> Trial:
    """Answer `rounds` objections, learning from each, beside a ranking that stays as it was guessed.

    A variant's worth is estimated over all segments, which come evenly, so that its truth is their mean.
    """
    segments, variants = world.rates.shape
    n, won = np.zeros((segments, variants)), np.zeros((segments, variants))
    fixed = int(world.guess.argmax())
    first = np.zeros((rounds, variants))
    chosen, rewards = np.zeros(rounds, dtype=int), np.zeros(rounds)
    lost = {"learned": 0.0, "fixed": 0.0}
    for at in range(rounds):
        segment = int(rng.integers(segments))
        ranked = rank(_arms(n, won, segment, world.guess), rng, draws=draws)
        best = float(world.rates[segment].max())
        picked = int(ranked[0].key)
        for one in ranked:
            first[at, int(one.key)] = one.first
        reward = float(rng.random() < world.rates[segment, picked])
        n[segment, picked] += 1
        won[segment, picked] += reward
        chosen[at], rewards[at] = picked, reward
        lost["learned"] += best - float(world.rates[segment, picked])
        lost["fixed"] += best - float(world.rates[segment, fixed])
    held = [
        worth.low <= float(world.rates[:, v].mean()) <= worth.high
        for v in range(variants)
        if (worth := snips((chosen == v).tolist(), first[:, v].tolist(), rewards.tolist())) is not None
    ]
    return Trial(lost["learned"], lost["fixed"], sum(held), len(held))


def play_many(
    worlds: int, rounds: int, seed: int, progress: Callable[[int], None] = lambda _: None
) -> Sequence[Trial]:
    """Play in several worlds, each with its own chance."""
    trials = []
    for at in range(worlds):
        rng = np.random.default_rng([seed, at])
        trials.append(play(World.drawn(rng), rounds, rng))
        progress(at + 1)
    return trials


def _arms(n: Floats, won: Floats, segment: int, guess: Floats) -> list[Arm]:
    everywhere = Tally(float(n.sum()), float(won.sum()))
    arms = []
    for variant in range(n.shape[1]):
        own = Tally(float(n[:, variant].sum()), float(won[:, variant].sum()))
        here = Tally(float(n[segment, variant]), float(won[segment, variant]))
        arms.append(Arm(str(variant), everywhere - own, own - here, here, float(guess[variant])))
    return arms
