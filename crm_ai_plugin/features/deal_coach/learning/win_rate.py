"""The win rate of all deals: what every model is pooled with, by how both foretold the deals that closed."""

from __future__ import annotations

import numpy as np

from ....facts.usual import PRIOR_WIN_RATE
from ....stats import Normal, expit
from ....stats.judging import Deals, Predicts
from ....stats.table import Table
from ....stats.win import win_fits

NO_DEALS = Deals(Table({}, 0), np.empty(0), np.empty(0), [])


def rate_model(deals: Deals) -> Predicts:
    """Return what says the win rate of every deal."""
    return win_fits(PRIOR_WIN_RATE, additive=False)["linear"](without_columns(deals))


def rate_of(deals: Deals) -> Normal:
    """Return the win rate in log-odds, and how unsure it is for a single deal."""
    said = rate_model(deals).predict(Table({}, 1))
    return Normal(float(said.eta[0]), float(said.sd[0]))


def without_columns(deals: Deals) -> Deals:
    """Return deals of which nothing is known but how they ended."""
    return Deals(Table({}, deals.table.n), deals.outcomes, deals.times, deals.groups)


def weight_after(lead: float) -> float:
    """Return how much a model counts against the win rate, once it foretold deals better by `lead` (log loss, summed).

    Both are held to be equally likely beforehand, so with no deal it is a half.
    """
    return expit(lead)
