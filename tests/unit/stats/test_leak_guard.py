"""Every planted leak is refused for a reason that can be said; honest columns are kept."""

from __future__ import annotations

import numpy as np
import pytest

from crm_ai_plugin.stats.leaks import find_leaks
from crm_ai_plugin.stats.table import Table
from crm_ai_plugin.testing.planted import plant_leaks

WORLDS = 12


@pytest.fixture(scope="module")
def verdicts():
    found = []
    for seed in range(WORLDS):
        world = plant_leaks(300, 150, seed)
        leaks = find_leaks(
            Table.of(world.closed),
            world.outcomes,
            Table.of(world.open_),
            changed_at_close=world.changed_at_close,
        )
        found.append((world, {leak.column: leak for leak in leaks}))
    return found


def test_all_leaks_are_refused_with_their_reason(verdicts):
    for world, refused in verdicts:
        assert {name: refused[name].why for name in world.leaks if name in refused} == dict(world.leaks)


def test_honest_columns_are_kept(verdicts):
    kept = [name not in refused for world, refused in verdicts for name in world.honest]
    assert np.mean(kept) >= 0.98


def test_numbers_behind_a_reason_are_shares(verdicts):
    for _, refused in verdicts:
        for leak in refused.values():
            assert leak.numbers
            assert all(0.0 <= value <= 1.0 for value in leak.numbers.values())


def test_a_few_deals_accuse_nobody():
    closed = Table.of({"close_value": [100.0, 0.0, 0.0, 250.0]})
    assert find_leaks(closed, np.array([1.0, 0.0, 0.0, 1.0]), Table.of({"close_value": [None, None]})) == []


@pytest.mark.parametrize(
    ("closed", "open_", "why"), [(0.9, 0.1, "filled_at_close"), (0.5, 1.0, "emptied_at_close")]
)
def test_it_says_where_a_column_is_the_fuller_one(closed, open_, why):
    def filled(share):
        return Table.of({"a": [1.0 if n < share * 100 else None for n in range(100)]})

    outcomes = np.array([float(n % 2) for n in range(100)])
    (leak,) = find_leaks(filled(closed), outcomes, filled(open_))
    assert (leak.why, leak.numbers) == (why, {"closed": closed, "open": open_})


def test_a_rare_category_is_no_perfect_column():
    """Thirty regions of ten deals each: each alone would look decisive if it judged itself."""
    rng = np.random.default_rng(2)
    region = [f"r{i}" for i in range(100) for _ in range(3)]
    outcomes = (rng.random(300) < 0.4).astype(float)
    table = Table.of({"region": region})
    assert find_leaks(table, outcomes, table) == []
