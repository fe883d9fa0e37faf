"""What doing something changed, estimated from history in which nobody drew lots."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np

from .effects import Normal, combine
from .folds import group_folds
from .interval import Z90, Interval, logit
from .linear import LinearModel
from .table import Bools, Floats, Table

_FLOOR = 0.05
"""Cases that were treated with a chance below this, or above its complement, have no like to be compared with."""

_MIN_ARM = 30
_MIN_OVERLAP = 0.5

Verdict = Literal["estimated", "too_few", "no_overlap"]


@dataclass(frozen=True)
class Effect:
    """What doing it changed among comparable cases.

    Attributes:
        verdict: Whether it could be estimated.
        difference: Change of the chance to win, in probability, with its 90 % interval; None if it could not.
        log_odds: The same as log-odds, for models that add.
        raw: The bare difference of win rates: what a naive reading would say.
        treated: Cases that were treated.
        untreated: Cases that were not.
        overlap: Share of cases that have their like in the other group.
    """

    verdict: Verdict
    difference: Interval | None
    log_odds: Normal | None
    raw: float | None
    treated: int
    untreated: int
    overlap: float


def effect_of(
    confounders: Table,
    treated: Bools,
    outcomes: Floats,
    *,
    groups: Sequence[str],
    prior: Normal | None = None,
    folds: int = 5,
) -> Effect:
    """Return what the treatment changed, adjusted for `confounders` as they stood before it.

    Doubly robust: right if either the model of who is treated or that of who wins is right. Both are learned on other
    folds than they are used on. Only cases with a like in the other group count.

    Source: Robins, Rotnitzky, Zhao, JASA 1994 (the estimator); Chernozhukov et al.: Double/debiased machine learning,
    Econometrics J. 2018 (cross-fitting); Crump et al., Biometrika 2009 (leaving out cases without their like).

    Args:
        confounders: What was known when it was decided.
        treated: Whether it was done.
        outcomes: 0 or 1.
        groups: What belongs together, such as the looks at one deal.
        prior: What is believed about the effect beforehand, in log-odds; the estimate is shrunk towards it.
        folds: For cross-fitting.
    """
    t, y = np.asarray(treated, dtype=bool), np.asarray(outcomes, dtype=float)
    arms = (int(t.sum()), int((~t).sum()))
    raw = float(y[t].mean() - y[~t].mean()) if min(arms) else None
    if min(arms) < _MIN_ARM or len(set(groups)) < folds or len(np.unique(y)) < 2:
        return Effect("too_few", None, None, raw, *arms, overlap=0.0)
    chance, if_done, if_not = _nuisances(confounders, t, y, group_folds(groups, folds))
    comparable = (chance >= _FLOOR) & (chance <= 1 - _FLOOR)
    overlap = float(comparable.mean())
    if overlap < _MIN_OVERLAP or min(int((comparable & t).sum()), int((comparable & ~t).sum())) < _MIN_ARM:
        return Effect("no_overlap", None, None, raw, *arms, overlap=overlap)
    e, m1, m0 = chance[comparable], if_done[comparable], if_not[comparable]
    d, outcome = t[comparable].astype(float), y[comparable]
    one = m1 + d * (outcome - m1) / e
    zero = m0 + (1 - d) * (outcome - m0) / (1 - e)
    own = np.asarray(groups, dtype=str)[comparable]
    difference, error = float(np.mean(one - zero)), _clustered_error(one - zero, own)
    p1, p0 = _inside(float(np.mean(one))), _inside(float(np.mean(zero)))
    # Delta method: the log-odds ratio of the two average chances.
    influence = (one - np.mean(one)) / (p1 * (1 - p1)) - (zero - np.mean(zero)) / (p0 * (1 - p0))
    seen = Normal(logit(p1) - logit(p0), max(_clustered_error(influence, own), 1e-6))
    return Effect(
        "estimated",
        Interval(difference, difference - Z90 * error, difference + Z90 * error),
        combine(prior, seen) if prior is not None else seen,
        raw,
        *arms,
        overlap=overlap,
    )


def _nuisances(table: Table, t: Bools, y: Floats, fold: np.ndarray) -> tuple[Floats, Floats, Floats]:
    """Each row's chance of being treated, and of winning with and without, by models that have not seen it."""
    chance, if_done, if_not = (np.empty(len(y)) for _ in range(3))
    for k in np.unique(fold):
        out = fold == k
        for target, rows, into in (
            (t.astype(float), ~out, chance),
            (y, ~out & t, if_done),
            (y, ~out & ~t, if_not),
        ):
            seen = target[rows]
            rate = (seen.sum() + 0.5) / (len(seen) + 1)
            model = LinearModel.fit(table.take(rows), seen, base=Normal(logit(float(rate)), 1.0))
            into[out] = model.predict(table.take(out)).value
    return chance, if_done, if_not


def _clustered_error(influence: Floats, groups: np.ndarray) -> float:
    """Standard error of a mean whose rows hang together in groups."""
    centred = influence - influence.mean()
    _, codes = np.unique(groups, return_inverse=True)
    sums = np.bincount(codes, weights=centred)
    return float(math.sqrt(float(np.sum(sums**2))) / len(influence))


def _inside(p: float) -> float:
    return min(max(p, 0.005), 0.995)
