"""Comparing two versions while the results come in, with error bounds that hold however often one looks.

A fixed-sample test that is looked at every day finds a difference that is not there far more often than it says. What
is here may be looked at after every result and stopped at any time. Results are taken in the order in which they came,
so, unlike elsewhere in this room, order counts.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

Arm = Literal["a", "b"]

ALPHA = 0.05
"""Chance of ever declaring a winner between two equal versions."""
MISMATCH_ALPHA = 0.001
"""Chance of ever calling a sound assignment unsound."""
_PRIOR = 0.18
"""Weight of the prior of each rate; the value recommended for small samples by Turner and others."""
_CONCENTRATION = 100.0
"""How far a wrong ratio is expected from the right one: a few points in a hundred."""


@dataclass(frozen=True, slots=True)
class Difference:
    """How much more often b succeeds than a: a point, and bounds that hold at all times together with 95 %.

    `evidence` is the evidence against "no difference" as an e-value: 20 is worth a p-value of 0.05, at any time.
    `pairs` counts the results of both arms that could be laid side by side.
    """

    value: float
    low: float
    high: float
    evidence: float
    pairs: int

    @property
    def winner(self) -> Arm | None:
        """The better version, when that can be said."""
        if self.evidence < 1.0 / ALPHA:
            return None
        return "b" if self.value > 0 else "a"


def compare(results: Sequence[tuple[Arm, bool]]) -> Difference:
    """Compare the success of two arms.

    Results are paired in the order of their coming: the first of a with the first of b and so on; what is over waits.
    The e-value is the product over pairs of Turner, Ly and Grünwald, "Generic E-variables for exact sequential k-sample
    tests that allow for optional stopping" (J. Stat. Plan. Inference 230, 2024). The bounds are the predictable plug-in
    empirical-Bernstein confidence sequence of Waudby-Smith and Ramdas, "Estimating means of bounded random variables by
    betting" (J. R. Stat. Soc. B 86, 2024), Theorem 2, on the differences of pairs.

    Args:
        results: Arm and success, in the order in which they came; one for each unit that was assigned.
    """
    of_a = [float(success) for arm, success in results if arm == "a"]
    of_b = [float(success) for arm, success in results if arm == "b"]
    pairs = list(zip(of_a, of_b, strict=False))
    low, value, high = _bounds([(b - a + 1.0) / 2.0 for a, b in pairs], ALPHA)
    return Difference(2 * value - 1, 2 * low - 1, 2 * high - 1, _e_value(pairs), len(pairs))


def mismatch(n_a: int, n_b: int, share_b: float) -> float:
    """Return the evidence, as an e-value, that units were not assigned in the ratio they should be.

    A winner found on unsound assignment is none: something loses the units of one arm. The test is that of Lindon and
    Malek, "Anytime-valid inference for multinomial count data" (NeurIPS 2022): the Bayes factor of a Dirichlet prior
    around the ratio against the ratio.

    Args:
        n_a: Units that turned up in a.
        n_b: Units that turned up in b.
        share_b: The part of the units that b should have, between 0 and 1.

    Raises:
        ValueError: no ratio, or counts below zero.
    """
    if not 0.0 < share_b < 1.0 or n_a < 0 or n_b < 0:
        raise ValueError("a share lies between 0 and 1, and counts are not negative")
    prior_a, prior_b = _CONCENTRATION * (1 - share_b), _CONCENTRATION * share_b
    log_factor = _log_beta(prior_a + n_a, prior_b + n_b) - _log_beta(prior_a, prior_b)
    log_factor -= n_a * math.log(1 - share_b) + n_b * math.log(share_b)
    return math.exp(min(log_factor, 700.0))


def is_mismatch(n_a: int, n_b: int, share_b: float) -> bool:
    """Whether the assignment is unsound beyond reasonable doubt."""
    return mismatch(n_a, n_b, share_b) >= 1.0 / MISMATCH_ALPHA


def _e_value(pairs: Sequence[tuple[float, float]]) -> float:
    log_e, n, hits_a, hits_b = 0.0, 0, 0.0, 0.0
    for a, b in pairs:
        # Each factor is fixed before its pair is seen; that is what makes stopping free.
        rate_a = (hits_a + _PRIOR) / (n + 2 * _PRIOR)
        rate_b = (hits_b + _PRIOR) / (n + 2 * _PRIOR)
        both = (rate_a + rate_b) / 2.0
        log_e += (
            math.log(_p(rate_a, a)) + math.log(_p(rate_b, b)) - math.log(_p(both, a)) - math.log(_p(both, b))
        )
        n, hits_a, hits_b = n + 1, hits_a + a, hits_b + b
    return math.exp(min(log_e, 700.0))


def _p(rate: float, result: float) -> float:
    return rate if result else 1.0 - rate


def _bounds(values: Sequence[float], alpha: float) -> tuple[float, float, float]:
    """Return (low, mean, high) for values in [0, 1]; the bounds of all lengths hold together."""
    if not values:
        return 0.0, 0.5, 1.0
    log_term = math.log(2.0 / alpha)
    mean, variance = 0.5, 0.25
    total, squares = 0.5, 0.25
    bets = weighted = penalty = 0.0
    for t, x in enumerate(values, start=1):
        bet = min(math.sqrt(2 * log_term / (variance * t * math.log(t + 1))), 0.5)
        bets += bet
        weighted += bet * x
        penalty += 4 * (x - mean) ** 2 * (-math.log1p(-bet) - bet) / 4
        total += x
        mean = total / (t + 1)
        squares += (x - mean) ** 2
        variance = squares / (t + 1)
    centre, width = weighted / bets, (log_term + penalty) / bets
    plain = sum(values) / len(values)
    low, high = max(0.0, centre - width), min(1.0, centre + width)
    return min(low, plain), plain, max(high, plain)


def _log_beta(a: float, b: float) -> float:
    return math.lgamma(a) + math.lgamma(b) - math.lgamma(a + b)
