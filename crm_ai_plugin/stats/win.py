"""The chance to win: which of the candidates the data can carry, and how good it was out of time."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from .additive import AdditiveModel, Boosting
from .calibration import expected_calibration_error, log_loss
from .checks import auc, brier
from .effects import Normal
from .folds import forward_splits, group_folds, recency_weights
from .interval import logit
from .linear import LinearModel
from .probabilities import Probabilities
from .table import Bools, Floats, Table

MIN_ADDITIVE = 400
"""Closed deals below which boosted trees are not even tried."""

MIN_JUDGED = 60
HALF_LIFE = 500.0
"""Days after which a closed deal counts half in calibration."""

_BASE_SD = 0.8
"""How unsure the expected win rate is, in log-odds: worth about six deals."""


@dataclass(frozen=True)
class Quality:
    """How good probabilities were on deals that the model had not seen.

    Attributes:
        split: ``time`` (learned from older, judged on newer) or ``groups`` (cross-validated).
        n: Deals judged.
        auc: How often a won deal had the higher chance; None with one outcome only.
        brier: Mean squared error.
        brier_base: That of saying the older deals' win rate every time.
        ece: Expected calibration error.
    """

    split: str
    n: int
    auc: float | None
    brier: float
    brier_base: float
    ece: float

    def to_json(self) -> dict[str, Any]:
        """Return it as plain JSON."""
        return dict(self.__dict__)


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
    history = _History(table, y, np.asarray(times, dtype=float), groups, expected_rate, how)
    enough = table.n >= MIN_ADDITIVE and len(set(groups)) >= 50 and len(np.unique(y)) == 2
    kinds = ("linear", "additive") if enough else ("linear",)
    judged = _judge(history, kinds)
    kind = _best(judged)
    quality = _quality(judged, kind)
    model = history.fit(kind)
    rivals = {name: float(losses.mean()) for name, losses in judged.losses.items()} if judged.n else {}
    return WinModel(kind, model, table.n, quality, rivals)


@dataclass(frozen=True)
class _History:
    """Closed deals, and how to learn from them."""

    table: Table
    y: Floats
    times: Floats
    groups: Sequence[str]
    expected_rate: float
    how: Boosting | None

    def take(self, rows: Bools) -> _History:
        own = [group for group, used in zip(self.groups, rows, strict=True) if used]
        return replace(self, table=self.table.take(rows), y=self.y[rows], times=self.times[rows], groups=own)

    def fit(self, kind: str) -> LinearModel | AdditiveModel:
        fresh = recency_weights(self.times, HALF_LIFE)
        if kind == "additive" and len(np.unique(self.y)) == 2:
            return AdditiveModel.fit(self.table, self.y, groups=self.groups, recency=fresh, how=self.how)
        base = Normal(logit(self.expected_rate), _BASE_SD)
        return LinearModel.fit(self.table, self.y, base=base, weights=fresh)


@dataclass(frozen=True)
class _Judged:
    """What each kind of model said of deals newer than those it learned from, and what came."""

    said: Mapping[str, Floats]
    losses: Mapping[str, Floats]
    came: Floats

    @property
    def n(self) -> int:
        return len(self.came)


def _judge(history: _History, kinds: Sequence[str]) -> _Judged:
    said: dict[str, list[Floats]] = {kind: [] for kind in ("rate", *kinds)}
    came: list[Floats] = []
    if history.table.n >= MIN_JUDGED:
        # One long step for boosted trees, which are dear; more steps for the others.
        share, blocks = (0.8, 1) if "additive" in kinds else (0.5, 3)
        for older, newer in forward_splits(history.times, history.groups, first_share=share, blocks=blocks):
            before, after = history.take(older), history.table.take(newer)
            came.append(history.y[newer])
            rate = (before.y.sum() + history.expected_rate) / (before.table.n + 1)
            said["rate"].append(np.full(after.n, rate))
            for kind in kinds:
                said[kind].append(before.fit(kind).predict(after).value)
    joined = {kind: np.concatenate(parts) if parts else np.empty(0) for kind, parts in said.items()}
    outcome = np.concatenate(came) if came else np.empty(0)
    return _Judged(joined, {kind: log_loss(p, outcome) for kind, p in joined.items()}, outcome)


def _best(judged: _Judged) -> str:
    if "additive" not in judged.losses or not judged.n:
        return "linear"
    gain = judged.losses["linear"] - judged.losses["additive"]
    error = float(gain.std()) / math.sqrt(len(gain))
    return "additive" if float(gain.mean()) > error else "linear"


def _quality(judged: _Judged, kind: str) -> Quality | None:
    if judged.n < MIN_JUDGED // 3:
        return None
    p, y = judged.said[kind], judged.came
    outcomes = y.astype(int).tolist()
    return Quality(
        split="time",
        n=len(y),
        auc=auc(p.tolist(), outcomes),
        brier=brier(p.tolist(), outcomes),
        brier_base=brier(judged.said["rate"].tolist(), outcomes),
        ece=expected_calibration_error(p, y),
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
