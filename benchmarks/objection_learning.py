"""The ranking of answers in made-up worlds with known truth: regret, and how often its intervals hold.

Beside it stands a ranking that stays as it was guessed. The guess knows a quarter of the truth, then half of it.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from crm_ai_plugin.stats.bandit_trial import Trial, World, play

SEED = 20261126


@dataclass(frozen=True)
class Size:
    """Worlds and objections in each."""

    worlds: int
    rounds: int


FULL = Size(worlds=60, rounds=1_500)
TINY = Size(worlds=2, rounds=40)


def run(size: Size) -> None:
    """Play and print."""
    print(f"{size.worlds} worlds, {size.rounds} objections each; 6 answers, 3 kinds of customer")
    print(
        f"{'guess knows':14}{'regret learned':>16}{'fixed':>10}{'less by':>10}{'intervals hold':>16}   target"
    )
    for insight, target in ((0.25, "30 % less, 92 % hold"), (0.5, "none: a good guess is hard to beat")):
        trials: list[Trial] = []
        for at in range(size.worlds):
            rng = np.random.default_rng([SEED, at])
            trials.append(play(World.drawn(rng, insight=insight), size.rounds, rng, draws=200))
        learned, fixed = sum(t.learned for t in trials), sum(t.fixed for t in trials)
        held = sum(t.held for t in trials) / sum(t.intervals for t in trials)
        per = size.worlds * size.rounds
        print(
            f"{insight:<14.0%}{learned / per:>16.4f}{fixed / per:>10.4f}{1 - learned / fixed:>10.0%}{held:>16.1%}   {target}"
        )
