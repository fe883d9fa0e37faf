"""The chance to win: which of the candidates the data can carry, and how good it was out of time."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from .additive import AdditiveModel, Boosting
from .calibration import expected_calibration_error
from .checks import auc, brier
from .effects import Normal
from .folds import group_folds, recency_weights
from .interval import logit
from .judging import Deals, Fit, Judged, Quality, judge
from .linear import LinearModel
from .probabilities import Probabilities
from .table import Floats, Table

MIN_ADDITIVE = 400
"""Closed deals below which boosted trees are not even tried."""

MOST_LEARNED = 20_000
"""The newest closed deals teach a model: older ones would cost time and memory and count for little."""

MIN_GROUPS = 50
MIN_JUDGED = 60
HALF_LIFE = 500.0
"""Days after which a closed deal counts half in calibration."""

_BASE_SD = 0.8
"""How unsure the expected win rate is, in log-odds: worth about six deals."""


@dataclass(frozen=True)
class WinModel:
    """One fitted candidate behind one face.

    Attributes:
        kind: ``linear`` or ``additive``.
        model: The candidate itself; its parts add up to the log-odds.
        quality: Out-of-time quality of that kind of model on these data; None with too few deals to judge.
        rivals: The others' mean log loss on the same deals, by kind, ``rate`` (the win rate alone) among them.
    """

    kind: str
    model: LinearModel | AdditiveModel
    n: int
    quality: Quality | None
    rivals: Mapping[str, float]

    @property
    def base(self) -> float:
        """Log-odds before anything about a deal counts."""
        return self.model.base if isinstance(self.model, LinearModel) else self.model.terms.base

    @property
    def columns(self) -> tuple[str, ...]:
        """The columns in the order of :meth:`contributions`."""
        if isinstance(self.model, LinearModel):
            return self.model.columns
        return tuple(axis.name for axis in self.model.axes)

    def predict(self, table: Table) -> Probabilities:
        """Return each row's probability of winning with its 90 % interval."""
        return self.model.predict(table)

    def contributions(self, table: Table) -> Floats:
        """Return rows × columns; with `base` they add up to the log-odds, exactly."""
        if isinstance(self.model, LinearModel):
            return self.model.contributions(table)
        return self.model.by_column(table)

    def to_json(self) -> dict[str, Any]:
        """Return it as plain JSON."""
        return {
            "kind": self.kind,
            "model": self.model.to_json(),
            "n": self.n,
            "quality": self.quality.to_json() if self.quality else None,
            "rivals": dict(self.rivals),
        }

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> WinModel:
        """Read what :meth:`to_json` wrote."""
        kind = data["kind"]
        made = (
            LinearModel.from_json(data["model"])
            if kind == "linear"
            else AdditiveModel.from_json(data["model"])
        )
        quality = Quality(**data["quality"]) if data["quality"] else None
        return cls(kind, made, int(data["n"]), quality, dict(data["rivals"]))


def fit_win_model(  # a workspace's history has this many parts
    table: Table,
    outcomes: Floats,
    times: Floats,
    *,
    groups: Sequence[str],
    expected_rate: float = 0.3,
    how: Boosting | None = None,
) -> WinModel:
    """Return the candidate that was best on deals newer than those it learned from.

    The richer model has to be better by more than a standard error; with few deals it is not tried. With none, the
    model is the prior, and its interval says so.

    Args:
        table: One row per closed deal, as it stood while it was open.
        outcomes: 0 or 1.
        times: When each closed, in days.
        groups: What belongs together.
        expected_rate: Win rate expected before the first deal.
        how: How trees are grown.
    """
    y = np.asarray(outcomes, dtype=float)
    deals = Deals(table, y, np.asarray(times, dtype=float), groups)
    fits = win_fits(expected_rate, how, additive=carries_trees(deals))
    judged = judge_kinds(deals, fits, expected_rate)
    kind = judged.best([kind for kind in KINDS if kind in fits])
    return WinModel(kind, fits[kind](deals), table.n, judged.quality(kind), judged.rivals)


KINDS = ("linear", "additive")
"""The simpler first."""

WinFit = Callable[[Deals], LinearModel | AdditiveModel]


def carries_trees(deals: Deals) -> bool:
    """Whether there are enough deals for boosted trees to be tried."""
    both = len(np.unique(deals.outcomes)) == 2
    return deals.table.n >= MIN_ADDITIVE and len(set(deals.groups)) >= MIN_GROUPS and both


def win_fits(expected_rate: float, how: Boosting | None = None, *, additive: bool) -> dict[str, WinFit]:
    """Return how each kind is fitted, recent deals counting more.

    Args:
        expected_rate: Win rate expected before the first deal.
        how: How trees are grown.
        additive: Whether boosted trees are among them.
    """

    def linear(deals: Deals) -> LinearModel:
        base = Normal(logit(expected_rate), _BASE_SD)
        weights = recency_weights(deals.times, HALF_LIFE)
        return LinearModel.fit(deals.table, deals.outcomes, base=base, weights=weights)

    def trees(deals: Deals) -> LinearModel | AdditiveModel:
        if len(np.unique(deals.outcomes)) < 2:
            return linear(deals)
        fresh = recency_weights(deals.times, HALF_LIFE)
        return AdditiveModel.fit(deals.table, deals.outcomes, groups=deals.groups, recency=fresh, how=how)

    return {"linear": linear, "additive": trees} if additive else {"linear": linear}


def judge_kinds(
    deals: Deals, fits: Mapping[str, Fit], expected_rate: float, at_least: int = MIN_JUDGED
) -> Judged:
    """Return what each kind said of newer deals: one long step where trees are among them, for they are dear."""
    share, blocks = (0.8, 1) if "additive" in fits else (0.5, 3)
    return judge(
        deals, fits, expected_rate=expected_rate, first_share=share, blocks=blocks, at_least=at_least
    )


def cross_validated(
    table: Table, outcomes: Floats, *, groups: Sequence[str], folds: int = 5, how: Boosting | None = None
) -> tuple[Quality, Floats]:
    """Return the additive model's quality on folds that keep groups together, and what it said of each row."""
    y = np.asarray(outcomes, dtype=float)
    fold = group_folds(groups, folds)
    said, base = np.empty(len(y)), np.empty(len(y))
    for k in range(folds):
        rows = fold != k
        own = [group for group, used in zip(groups, rows, strict=True) if used]
        model = AdditiveModel.fit(table.take(rows), y[rows], groups=own, how=how)
        said[~rows] = model.predict(table.take(~rows)).value
        base[~rows] = y[rows].mean()
    outcomes_ = y.astype(int).tolist()
    quality = Quality(
        "groups",
        len(y),
        auc(said.tolist(), outcomes_),
        brier(said.tolist(), outcomes_),
        brier(base.tolist(), outcomes_),
        expected_calibration_error(said, y),
    )
    return quality, said
