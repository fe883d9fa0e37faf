"""Which of several models serves: each is judged on deals newer than those it learned from, all on the same ones."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Literal, Protocol

import numpy as np

from .calibration import expected_calibration_error, log_loss
from .checks import auc, brier
from .folds import forward_splits, prequential_splits
from .probabilities import Probabilities
from .table import Bools, Floats, Table

RATE: Literal["rate"] = "rate"
"""The rival of all: saying the older deals' win rate of every deal."""

MIN_QUALITY = 20
"""Judged deals from which a quality is stated."""


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
class Deals:
    """Closed deals, as they stood while they were open.

    Attributes:
        table: One row per deal.
        outcomes: 0 or 1.
        times: When each closed, in days.
        groups: What belongs together.
    """

    table: Table
    outcomes: Floats
    times: Floats
    groups: Sequence[str]

    def take(self, rows: Bools) -> Deals:
        """Return some of them."""
        own = [group for group, used in zip(self.groups, rows, strict=True) if used]
        return replace(
            self,
            table=self.table.take(rows),
            outcomes=self.outcomes[rows],
            times=self.times[rows],
            groups=own,
        )


class Predicts(Protocol):
    """A fitted model."""

    def predict(self, table: Table) -> Probabilities:
        """Return each row's probability of winning."""


Fit = Callable[[Deals], Predicts]


@dataclass(frozen=True)
class Judged:
    """What each kind of model said of deals newer than those it learned from, and what came."""

    said: Mapping[str, Floats]
    losses: Mapping[str, Floats]
    came: Floats

    @property
    def n(self) -> int:
        """Deals judged."""
        return len(self.came)

    @property
    def rivals(self) -> dict[str, float]:
        """Mean log loss by kind; empty where nothing was judged."""
        return {name: float(losses.mean()) for name, losses in self.losses.items()} if self.n else {}

    def better(self, kind: str, than: str) -> bool:
        """Whether a kind's loss is lower by more than a standard error."""
        if not self.n or kind not in self.losses or than not in self.losses:
            return False
        gain = self.losses[than] - self.losses[kind]
        return float(gain.mean()) > float(gain.std()) / math.sqrt(len(gain))

    def best(self, kinds: Sequence[str]) -> str:
        """Return the kind that serves: the first, unless a later one is better by more than a standard error."""
        serves = kinds[0]
        for kind in kinds[1:]:
            if self.better(kind, serves):
                serves = kind
        return serves

    def quality(self, kind: str) -> Quality | None:
        """Return how good a kind was; None with too few deals to say."""
        if self.n < MIN_QUALITY:
            return None
        outcomes = self.came.astype(int).tolist()
        p = self.said[kind]
        return Quality(
            split="time",
            n=self.n,
            auc=auc(p.tolist(), outcomes),
            brier=brier(p.tolist(), outcomes),
            brier_base=brier(self.said[RATE].tolist(), outcomes),
            ece=expected_calibration_error(p, self.came),
        )


def lead_of(deals: Deals, fit: Fit, rival: Fit) -> float:
    """Return by how much (log loss, summed) a kind of model foretold the deals better than a rival, from the first on."""
    lead = 0.0
    for older, newer in prequential_splits(deals.times, deals.groups):
        before, after, came = deals.take(older), deals.table.take(newer), deals.outcomes[newer]
        ours, theirs = (log_loss(fitted(before).predict(after).value, came) for fitted in (fit, rival))
        lead += float((theirs - ours).sum())
    return lead


def judge(
    deals: Deals,
    fits: Mapping[str, Fit],
    *,
    expected_rate: float,
    first_share: float = 0.5,
    blocks: int = 3,
    at_least: int = 0,
) -> Judged:
    """Return what each kind said out of time.

    Args:
        deals: The history.
        fits: How each kind is fitted.
        expected_rate: Win rate expected before the first deal.
        first_share: Share of deals before the first block.
        blocks: How many blocks follow, each judged by models of all before it.
        at_least: Deals below which nothing is judged.
    """
    said: dict[str, list[Floats]] = {kind: [] for kind in (RATE, *fits)}
    came: list[Floats] = []
    if deals.table.n >= at_least:
        splits = forward_splits(deals.times, deals.groups, first_share=first_share, blocks=blocks)
        for older, newer in splits:
            before, after = deals.take(older), deals.table.take(newer)
            came.append(deals.outcomes[newer])
            rate = (before.outcomes.sum() + expected_rate) / (before.table.n + 1)
            said[RATE].append(np.full(after.n, rate))
            for kind, fit in fits.items():
                said[kind].append(fit(before).predict(after).value)
    joined = {kind: np.concatenate(parts) if parts else np.empty(0) for kind, parts in said.items()}
    outcome = np.concatenate(came) if came else np.empty(0)
    return Judged(joined, {kind: log_loss(p, outcome) for kind, p in joined.items()}, outcome)
