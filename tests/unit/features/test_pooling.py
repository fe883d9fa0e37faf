"""Beliefs that don't fit a workspace lose their say with the first deals that say so."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from benchmarks.coach_error import error
from benchmarks.support.planted_moments import World
from crm_ai_plugin.features.deal_coach.learning.served import Served, unlearned
from crm_ai_plugin.features.deal_coach.learning.win_rate import NO_DEALS, rate_of
from crm_ai_plugin.stats.folds import prequential_splits
from crm_ai_plugin.stats.judging import Deals, lead_of
from crm_ai_plugin.stats.probabilities import Probabilities
from crm_ai_plugin.stats.table import Floats, Table

WORLDS = range(300, 308)


@pytest.mark.parametrize(
    ("world", "closed", "at_most"),
    [("contrary", 0, 0.035), ("contrary", 10, 0.02), ("nothing", 0, 0.015), ("as_believed", 0, -0.01)],
)
def test_the_error_stays_near_the_win_rates_where_beliefs_are_wrong(
    world: World, closed: int, at_most: float
) -> None:
    found = np.array([error(world, closed, seed, 60)[:3] for seed in WORLDS])
    ours, rate, holds = found.mean(axis=0).tolist()
    assert ours - rate < at_most
    assert holds > 0.85


def test_before_any_deal_beliefs_and_the_win_rate_count_the_same() -> None:
    prior = unlearned()
    assert prior.weight == 0.5
    assert prior.rate == rate_of(NO_DEALS)
    assert Served.from_json(prior.to_json()).weight == 0.5


class Says:
    """Says one chance of every deal."""

    def __init__(self, p: float) -> None:
        self.p = p

    def predict(self, table: Table) -> Probabilities:
        p = np.full(table.n, self.p)
        return Probabilities(p, p, p, np.log(p / (1 - p)), np.zeros(table.n))


def deals(outcomes: Floats, groups: list[str]) -> Deals:
    return Deals(Table({}, len(outcomes)), outcomes, np.arange(len(outcomes), dtype=float), groups)


def test_the_lead_is_the_difference_of_losses_over_all_deals() -> None:
    came = np.array([1.0, 0.0, 0.0, 1.0, 0.0])
    lead = lead_of(deals(came, list("abcde")), lambda _: Says(0.4), lambda _: Says(0.5))
    assert lead == pytest.approx(2 * np.log(0.4 / 0.5) + 3 * np.log(0.6 / 0.5))


@given(st.lists(st.integers(0, 9), min_size=1, max_size=60))
def test_each_deal_is_foretold_once_from_what_came_before_and_never_from_its_copy(names: list[int]) -> None:
    groups = [str(name) for name in names]
    seen = np.zeros(len(names), dtype=int)
    for older, newer in prequential_splits(np.arange(len(names), dtype=float), groups):
        assert not (older & newer).any()
        assert not older.any() or np.flatnonzero(older).max() < np.flatnonzero(newer).min()
        assert not {groups[i] for i in np.flatnonzero(older)} & {groups[i] for i in np.flatnonzero(newer)}
        seen += newer
    assert seen.max() == 1
    assert seen[0] == 1  # of the very first deal nothing is known before
