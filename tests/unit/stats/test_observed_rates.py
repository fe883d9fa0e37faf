"""A counted share with Wilson's interval."""

from __future__ import annotations

import math

import pytest

from crm_ai_plugin.stats.interval import Z90
from crm_ai_plugin.stats.rates import observed_rate


@pytest.mark.parametrize(("hits", "n"), [(1, 2), (6, 9), (3, 40), (799, 1000)])
def test_the_bounds_are_the_shares_from_which_the_counted_one_is_as_far_as_chance_brings_it(
    hits: int, n: int
) -> None:
    found = observed_rate(hits, n).interval
    assert found.value == hits / n
    for bound in (found.low, found.high):
        off = abs(found.value - bound) / math.sqrt(bound * (1 - bound) / n)
        assert off == pytest.approx(Z90)


@pytest.mark.parametrize("n", [1, 5, 30, 5000])
def test_all_or_none_is_no_certainty(n: int) -> None:
    none, all_ = observed_rate(0, n).interval, observed_rate(n, n).interval
    assert (none.low, all_.high) == (0.0, 1.0)
    assert none.high == pytest.approx(Z90**2 / (n + Z90**2))
    assert all_.low == pytest.approx(1 - none.high)


@pytest.mark.parametrize(("hits", "n"), [(0, 0), (3, 2), (-1, 2)])
def test_what_is_no_share_is_refused(hits: int, n: int) -> None:
    with pytest.raises(ValueError, match="between 0 and n"):
        observed_rate(hits, n)
