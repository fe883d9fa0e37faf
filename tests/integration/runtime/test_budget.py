from __future__ import annotations

import multiprocessing
import time

import pytest
from redis import Redis

from crm_ai_plugin.errors import RateLimitedError, RetryableError
from crm_ai_plugin.runtime.budget import redis_budget

LIMIT, WINDOW_S = 12, 1


def take_many(url: str, go, out, stop_at: float) -> None:
    with Redis.from_url(url) as redis:
        budget = redis_budget(redis, "hubspot:77", {"crm": (LIMIT, WINDOW_S)}, max_wait_s=0.05)
        go.wait()
        taken: list[float] = []
        while time.time() < stop_at or not taken:
            try:
                budget.take("crm")
            except RateLimitedError as error:
                time.sleep(min(error.retry_after or 0.01, 0.05))
                continue
            taken.append(time.time())
            if time.time() > stop_at:
                break
        out.put(taken)


def test_five_processes_never_exceed_the_window(redis_url):
    context = multiprocessing.get_context("spawn")
    go, out = context.Event(), context.Queue()
    stop_at = time.time() + 6
    processes = [context.Process(target=take_many, args=(redis_url, go, out, stop_at)) for _ in range(5)]
    for process in processes:
        process.start()
    go.set()
    # Each notes the time after its call was granted; that is at most later than the grant.
    taken = sorted(t for _ in processes for t in out.get(timeout=60))
    for process in processes:
        process.join(60)
    assert len(taken) > LIMIT
    # LIMIT + 1 grants in a row span a whole window, but for the time a process took to note one.
    spans = [b - a for a, b in zip(taken, taken[LIMIT:], strict=False)]
    assert min(spans) > WINDOW_S * 0.5


@pytest.fixture
def redis(redis_url):
    with Redis.from_url(redis_url) as client:
        yield client


def budget(redis, account="hubspot:77", wait=0.0, **limits):
    return redis_budget(redis, account, limits or {"crm": (3, 10)}, max_wait_s=wait)


def test_a_used_up_budget_says_when_to_come_back(redis):
    mine = budget(redis)
    for _ in range(3):
        mine.take("crm")
    with pytest.raises(RateLimitedError) as caught:
        mine.take("crm")
    assert caught.value.code == "budget"
    assert 0 < (caught.value.retry_after or 0) <= 10


def test_groups_and_accounts_are_counted_apart(redis):
    mine = budget(redis, crm=(1, 10), search=(1, 10))
    mine.take("crm")
    mine.take("search")
    budget(redis, "hubspot:88", crm=(1, 10)).take("crm")
    with pytest.raises(RateLimitedError):
        mine.take("search")


def test_a_short_wait_is_waited_for(redis):
    mine = budget(redis, wait=20.0, crm=(1, 1))
    mine.take("crm")
    mine.take("crm")


def test_what_one_is_told_pauses_all(redis, redis_url):
    budget(redis).punish(30.0)
    with Redis.from_url(redis_url) as other, pytest.raises(RateLimitedError) as caught:
        budget(other, search=(99, 1)).take("search")
    assert 25 < (caught.value.retry_after or 0) <= 30
    budget(redis, "hubspot:88").take("crm")


def test_the_pause_ends_by_itself(redis):
    mine = budget(redis, wait=20.0)
    mine.punish(0.05)
    mine.take("crm")


def test_without_redis_the_call_is_put_off_and_nothing_else_breaks(tmp_path):
    with Redis.from_url(f"unix://{tmp_path}/nobody") as nobody:
        mine = budget(nobody)
        with pytest.raises(RetryableError) as caught:
            mine.take("crm")
        assert caught.value.code == "budget_unreachable"
        mine.punish(10.0)
