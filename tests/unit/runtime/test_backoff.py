from __future__ import annotations

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crm_ai_plugin.runtime.backoff import CAP_S, MOST_ASKED_S, retry_at

NOW = datetime(2026, 3, 2, tzinfo=UTC)


def wait(attempt, retry_after=None):
    return (retry_at(NOW, attempt, retry_after) - NOW).total_seconds()


@pytest.mark.parametrize(("attempt", "seconds"), [(0, 1), (1, 1), (2, 2), (5, 16), (10, 512), (11, CAP_S)])
def test_the_wait_doubles_with_a_quarter_of_jitter(attempt, seconds):
    assert seconds <= wait(attempt) <= seconds * 1.25


@given(st.integers(11, 10**9))
def test_after_weeks_of_failure_it_is_still_tried(attempt):
    assert CAP_S <= wait(attempt) <= CAP_S * 1.25


@given(st.integers(1, 50), st.floats(0, MOST_ASKED_S))
def test_what_the_other_side_asks_for_is_never_undercut(attempt, asked):
    # Times have microseconds.
    assert wait(attempt, asked) >= asked - 1e-6


@given(st.floats(allow_nan=False))
def test_nonsense_is_bounded(asked):
    assert 0 <= wait(1, asked) <= MOST_ASKED_S * 1.25
