"""What goes with winning: odds ratios, adjusted for everything else that was known, and what is only a proxy or a difference."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

import numpy as np

from .design import Design, Input
from .discoveries import q_values
from .effects import Normal, likelihood_of
from .interval import Z90, Interval
from .logistic import BayesianLogistic
from .suppression import strength, untie, without
from .table import Bools, Floats, Ints, Table

Q = 0.1
"""False discovery rate at which a factor counts as found."""

_WEAK_SD = 2.5
"""A prior that only keeps separated data finite (Gelman et al.: A weakly informative default prior, 2008)."""

_NUISANCE_SD = 1.0
_MIN_EACH = 8
"""A factor needs so many deals with and without it."""

_FEW_VALUES = 64
"""Different values up to which rows are counted instead of fitted one by one."""

_POWER = 0.8416212335729143
"""Normal quantile of 80 % power."""


@dataclass(frozen=True)
class Factor:
    """One property of deals and what goes with it.

    Attributes:
        column: Where it comes from.
        level: The value of a category; empty for a number. A number's unit is one standard deviation of its rank; of
            a number of two values it is the step between them.
        odds_ratio: Adjusted for all other columns, with its 90 % interval; not for one that matters
            `only_beside` it.
        raw: Not adjusted.
        p_value: Two-sided, of the adjusted odds ratio against 1.
        q_value: False discovery rate at which it would be reported.
        share: Share of deals that have it; 1 for a number of many values.
        n: Deals in which it is known.
        proxy_for: A column that explains it away: raw it seems to matter, beside that column it does not.
        detectable: Odds ratio (above 1) that would be found with 80 % power in these data.
        only_beside: A column that nearly says the same, beside which it seems to matter and without which it does not:
            what goes with the outcome is the difference of the two, so that it is no finding.
    """

    column: str
    level: str
    odds_ratio: Interval
    raw: Interval
    p_value: float
    q_value: float
    share: float
    n: int
    proxy_for: str | None
    detectable: float
    only_beside: str | None = None

    @property
    def found(self) -> bool:
        """Whether it counts as found."""
        return self.q_value <= Q and self.only_beside is None


def find_factors(
    table: Table, outcomes: Floats, *, confounders: Sequence[str] = (), weights: Floats | None = None
) -> list[Factor]:
    """Return every factor, the surest first; those with ``found`` False are what was looked at in vain.

    All columns stand in one logistic model, so each odds ratio is that of deals alike in the rest. Numbers enter by
    rank and categories by level, so that unit, currency and spelling don't matter.

    Args:
        table: One row per closed deal.
        outcomes: 0 or 1 per row.
        confounders: Columns to adjust for that are no findings themselves, such as company size.
        weights: How much each row counts.
    """
    y = np.asarray(outcomes, dtype=float)
    design = Design.of(table, bends=False, min_level=_MIN_EACH)
    x = design.matrix(table)
    kept = [place for place in range(len(design.inputs)) if _enough(x[:, place], design.inputs[place])]
    inputs = [design.inputs[place] for place in kept]
    x = x[:, kept]
    if not inputs or len(np.unique(y)) < 2:
        return []
    nuisance = np.array([one.column in confounders or one.kind == "unknown" for one in inputs])
    joint = _fit(inputs, x, y, nuisance, weights)
    shares = np.average(x, axis=0, weights=weights)
    tested = [
        place
        for place, one in enumerate(inputs)
        if one.column not in confounders and one.kind != "unknown" and not _mirrored(place, inputs, shares)
    ]
    estimates = [_adjusted(joint, place, inputs, shares) for place in tested]
    p = [_two_sided(one) for one in estimates]
    q = q_values(p)
    raw = [_alone(inputs[place], x[:, place], y, weights) for place in tested]
    raw_q = q_values([_two_sided(one) for one in raw])
    level = max(Q * max(1, int((q <= Q).sum())) / max(1, len(q)), 1e-6)
    threshold = _quantile(1 - level / 2)

    @cache
    def but(column: str) -> BayesianLogistic:
        return without(joint, [at for at, one in enumerate(inputs) if one.column == column])

    untied = untie(
        {i: (inputs[tested[i]].column, estimates[i]) for i in range(len(tested)) if q[i] <= Q},
        lambda i, column: _adjusted(but(column), tested[i], inputs, shares),
        threshold,
    )
    for i, alone in untied.alone.items():
        estimates[i], p[i] = alone, _two_sided(alone)
    q = q_values(p)
    beside: _Beside | None = None
    found = []
    for i, place in enumerate(tested):
        one, estimate = inputs[place], estimates[i]
        proxy = None
        if raw_q[i] <= Q < q[i]:
            beside = beside or _Beside.of(inputs, x, y, weights)
            proxy = beside.explains(place)
        found.append(
            Factor(
                column=one.column,
                level=one.level,
                odds_ratio=_ratio(estimate),
                raw=_ratio(raw[i]),
                p_value=p[i],
                q_value=float(q[i]),
                share=float(x[:, place].mean()) if one.kind in ("level", "upper") else 1.0,
                n=int(table.known(one.column).sum()),
                proxy_for=proxy,
                detectable=math.exp((threshold + _POWER) * estimate.sd),
                only_beside=untied.only_beside.get(i),
            )
        )
    return sorted(
        found, key=lambda f: (f.q_value, f.p_value, -abs(math.log(f.odds_ratio.value)), f.column, f.level)
    )


def _adjusted(joint: BayesianLogistic, place: int, inputs: Sequence[Input], shares: Floats) -> Normal:
    """What one input does beside all other columns.

    A value of a category is held against the other values together, weighted by how often they occur. All values
    stand in the model, so none of their weights means anything alone: the intercept could take up what they share.
    Source: weighted effect coding, te Grotenhuis et al., Int. J. Public Health 2017.
    """
    one = inputs[place]
    if one.kind != "level":
        return _seen(joint.weight(one.name), _WEAK_SD)
    levels = [i for i, other in enumerate(inputs) if other.column == one.column and other.kind == "level"]
    unknown = sum(
        float(shares[i])
        for i, other in enumerate(inputs)
        if other.column == one.column and other.kind == "unknown"
    )
    contrast = np.zeros(len(inputs))
    rest = max(1.0 - unknown - float(shares[place]), 1e-9)
    contrast[levels] = -shares[levels] / rest
    contrast[place] = 1.0
    variance = float(contrast @ joint.cov[1:, 1:] @ contrast)
    found = Normal(float(contrast @ joint.mean[1:]), math.sqrt(max(variance, 1e-12)))
    return _seen(found, _WEAK_SD * float(np.sqrt((contrast**2).sum())))


def _mirrored(place: int, inputs: Sequence[Input], shares: Floats) -> bool:
    """Whether it is the more frequent of a category's only two values: what it says, the other says already."""
    one = inputs[place]
    if one.kind != "level":
        return False
    twins = [i for i, other in enumerate(inputs) if other.column == one.column and other.kind == "level"]
    unknown = [i for i, other in enumerate(inputs) if other.column == one.column and other.kind == "unknown"]
    whole = float(shares[twins].sum() + shares[unknown].sum())
    return len(twins) == 2 and whole > 1.0 - 1e-9 and place == min(twins)


def odds_ratio_of(has: Bools, outcomes: Floats, weights: Floats | None = None) -> Interval:
    """Return the odds ratio of winning with against without something, not adjusted, with its 90 % interval.

    Args:
        has: Per deal.
        outcomes: 0 or 1.
        weights: How much each row counts.
    """
    column = np.asarray(has, dtype=float)
    return _ratio(_alone(Input("it", "upper", at=0.5), column, np.asarray(outcomes, dtype=float), weights))


def _enough(column: Floats, one: Input) -> bool:
    if one.kind == "score":
        return float(np.ptp(column)) > 0.0
    return _MIN_EACH <= int(column.sum()) <= len(column) - _MIN_EACH


def _fit(
    inputs: Sequence[Input], x: Floats, y: Floats, nuisance: Bools, weights: Floats | None
) -> BayesianLogistic:
    return BayesianLogistic.fit(
        [one.name for one in inputs],
        x,
        y,
        prior_mean=[0.0] * len(inputs),
        prior_sd=np.where(nuisance, _NUISANCE_SD, _WEAK_SD).tolist(),
        intercept=Normal(0.0, 3.0),
        center=x.mean(axis=0).tolist(),
        variance=[0.0] * len(inputs),
        weights=weights,
    )


def _alone(one: Input, column: Floats, y: Floats, weights: Floats | None) -> Normal:
    values, codes = np.unique(column, return_inverse=True)
    w = np.ones(len(y)) if weights is None else np.asarray(weights, dtype=float)
    if len(values) <= _FEW_VALUES:
        # A row per value and outcome holds all that such a column can say.
        counts = _totals(2 * codes + (y == 1.0), w, 2 * len(values))
        column, y, w = np.repeat(values, 2), np.tile([0.0, 1.0], len(values)), counts
    center = float((column * w).sum() / max(float(w.sum()), 1e-9))
    return _seen(_one(one, column, y, w, center), _WEAK_SD)


def _totals(codes: Ints, weights: Floats, n: int) -> Floats:
    """Return the weights summed by code, whatever the rows' order: equal weights are counted, and counts are exact."""
    kinds = np.unique(weights)
    if len(kinds) > _FEW_VALUES:
        order = np.lexsort((weights, codes))
        return np.bincount(codes[order], weights=weights[order], minlength=n).astype(float)
    total = np.zeros(n)
    for kind in kinds:
        total += kind * np.bincount(codes[weights == kind], minlength=n)
    return total


def _one(one: Input, column: Floats, y: Floats, weights: Floats | None, center: float) -> Normal:
    model = BayesianLogistic.fit(
        [one.name],
        column[:, None],
        y,
        prior_mean=[0.0],
        prior_sd=[_WEAK_SD],
        intercept=Normal(0.0, 3.0),
        center=[center],
        variance=[0.0],
        weights=weights,
    )
    return model.weight(one.name)


def _seen(posterior: Normal, prior_sd: float) -> Normal:
    """What the data alone said: the prior is there for stability, not to make a finding."""
    return likelihood_of(posterior, Normal(0.0, prior_sd)) or posterior


@dataclass(frozen=True)
class _Beside:
    """What an input keeps of its effect beside each other column.

    Every pair of columns would need a fit of its own; one Newton step from "nothing matters" says nearly the same,
    and all of them need one pass over the rows.
    """

    inputs: Sequence[Input]
    gram: Floats
    slope: Floats

    @classmethod
    def of(cls, inputs: Sequence[Input], x: Floats, y: Floats, weights: Floats | None) -> _Beside:
        w = np.ones(len(y)) if weights is None else np.asarray(weights, dtype=float)
        rate = float((w * y).sum() / w.sum())
        middle = x - (w @ x) / w.sum()
        gram = (middle * (w * rate * (1 - rate))[:, None]).T @ middle
        return cls(inputs, gram + np.eye(len(inputs)) / _WEAK_SD**2, middle.T @ (w * (y - rate)))

    def explains(self, place: int) -> str | None:
        """Return the column beside which this input loses most of what it seemed to have."""
        alone = abs(float(self.slope[place] / self.gram[place, place]))
        best, left = None, alone * 0.5
        for column in dict.fromkeys(one.column for one in self.inputs):
            if column == self.inputs[place].column:
                continue
            both = [place, *(i for i, one in enumerate(self.inputs) if one.column == column)]
            remains = abs(float(np.linalg.solve(self.gram[np.ix_(both, both)], self.slope[both])[0]))
            if remains < left:
                best, left = column, remains
        return best


def _ratio(estimate: Normal) -> Interval:
    value = math.exp(max(-20.0, min(20.0, estimate.mean)))
    low = math.exp(max(-20.0, estimate.mean - Z90 * estimate.sd))
    high = math.exp(min(20.0, estimate.mean + Z90 * estimate.sd))
    return Interval(value, min(low, value), max(high, value))


def _two_sided(estimate: Normal) -> float:
    return math.erfc(strength(estimate) / math.sqrt(2.0))


def _quantile(p: float) -> float:
    from scipy.special import ndtri  # type: ignore[import-untyped]  # noqa: PLC0415  # slow to import, scipy ships no types

    return float(ndtri(p))
