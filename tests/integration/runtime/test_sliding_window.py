"""Never more than allowed in any window, whoever asks and whenever."""

from __future__ import annotations

import threading
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from redis import Redis

from crm_ai_plugin.runtime.sliding_window import SlidingWindow

START = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)
WINDOW_S = 60.0


class SetClock:
    def __init__(self) -> None:
        self.now = START

    def __call__(self) -> datetime:
        return self.now


@pytest.fixture
def redis(redis_url):
    with Redis.from_url(redis_url) as client:
        yield client


def window(redis, clock=None, requests=5, cost=100) -> SlidingWindow:
    return SlidingWindow(redis, "test", seconds=WINDOW_S, requests=requests, cost=cost, clock=clock)


steps = st.lists(
    st.tuples(
        st.floats(0, 40),  # seconds that pass before it
        st.integers(0, 120),  # what it is thought to cost
        st.floats(0, 1),  # how much of that it does
    ),
    max_size=40,
)


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=steps)
def test_no_window_holds_too_many_or_too_much(redis, steps):
    redis.flushall()
    clock = SetClock()
    limit = window(redis, clock)
    let_in: list[tuple[float, int]] = []
    for number, (pause, cost, share) in enumerate(steps):
        clock.now += timedelta(seconds=pause)
        at = (clock.now - START).total_seconds()
        room = limit.take("acme", str(number), cost)
        recent = [(when, took) for when, took in let_in if when > at - WINDOW_S]
        fits = len(recent) < 5 and sum(took for _, took in recent) + cost <= 100
        assert room.taken == fits, "neither too many nor too few"
        if room.taken:
            limit.settle("acme", str(number), int(cost * share))
            let_in.append((at, int(cost * share)))
        elif cost <= 100:
            assert 0 < room.wait_s <= WINDOW_S
            clock.now += timedelta(seconds=room.wait_s + 0.000_01)
            at = (clock.now - START).total_seconds()
            assert limit.take("acme", f"{number} again", cost).taken, "it comes back when it was told to"
            let_in.append((at, cost))
    for start, _ in let_in:
        inside = [took for when, took in let_in if start <= when < start + WINDOW_S]
        assert len(inside) <= 5
        assert sum(inside) <= 100


def test_what_is_given_back_is_free_at_once(redis):
    limit = window(redis, requests=1)
    assert limit.take("acme", "a", 10).taken
    refused = limit.take("acme", "b", 10)
    assert not refused.taken
    assert refused.requests_left == 0
    limit.cancel("acme", "a")
    assert limit.take("acme", "b", 10).taken
    assert limit.take("other", "c", 10).taken, "everybody has a window of their own"


def test_a_late_settlement_changes_nothing(redis):
    limit = window(redis)
    limit.settle("acme", "never let in", 50)
    room = limit.take("acme", "a", 100)
    assert (room.taken, room.requests_left, room.cost_left) == (True, 4, 0)


def test_threads_take_exactly_what_there_is(redis, redis_url):
    taken: list[bool] = []
    start = threading.Barrier(8)

    def ask(name: int) -> None:
        with Redis.from_url(redis_url) as own:
            limit = window(own, requests=60, cost=0)
            start.wait()
            taken.extend(limit.take("acme", f"{name}-{n}").taken for n in range(25))

    threads = [threading.Thread(target=ask, args=(name,)) for name in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert (len(taken), sum(taken)) == (200, 60)


def test_nothing_is_left_behind(redis):
    limit = SlidingWindow(redis, "test", seconds=0.05, requests=5, cost=100)
    limit.take("acme", "a", 10)
    names = redis.keys("crm-ai:window:*")
    assert names
    assert all(0 < redis.pttl(name) <= 50 for name in names if redis.exists(name))
