from __future__ import annotations

import multiprocessing
import time

import pytest
from redis import Redis

from crm_ai_plugin.errors import RateLimitedError, RetryableError
from crm_ai_plugin.runtime.budget import redis_budget

LIMIT, WINDOW_S = 12, 1


def take_many(url: str, go, out, seconds: float) -> None:
    with Redis.from_url(url) as redis:
        budget = redis_budget(redis, "hubspot:77", {"crm": (LIMIT, WINDOW_S)}, max_wait_s=0.0)
        go.wait()
        granted: list[tuple[float, float]] = []
        end = time.time() + seconds
        while time.time() < end or not granted:
            before = time.time()
            try:
                budget.take("crm")
            except RateLimitedError:
                time.sleep(0.005)
                continue
            granted.append((before, time.time()))
        out.put(granted)


def test_five_processes_never_exceed_the_window(redis_url):
    context = multiprocessing.get_context("spawn")
    go, out = context.Event(), context.Queue()
    processes = [context.Process(target=take_many, args=(redis_url, go, out, 2.5)) for _ in range(5)]
    for process in processes:
        process.start()
    go.set()
    granted = [grant for _ in processes for grant in out.get(timeout=60)]
    for process in processes:
        process.join(60)
    assert len(granted) > LIMIT
    for start, _ in granted:
        # A process may be held up before it notes the time: only what surely lies in the window counts.
        surely = [1 for before, after in granted if before >= start and after < start + WINDOW_S]
        assert len(surely) <= LIMIT


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


def load(url: str, ready, over, out) -> None:
    """Backfill without a pause until told that it is over."""
    with Redis.from_url(url) as redis:
        budget = redis_budget(redis, "hubspot:77", {"crm": SHARED}, max_wait_s=30.0, backfill=True)
        ready.wait()
        granted: list[tuple[float, float]] = []
        while not over.is_set():
            before = time.time()
            budget.take("crm")
            granted.append((before, time.time()))
        out.put(("backfill", granted))


def serve(url: str, ready, over, out) -> None:
    """Ask for a call now and then, as a person's card does, ready to wait no longer than that is good for."""
    with Redis.from_url(url) as redis:
        budget = redis_budget(redis, "hubspot:77", {"crm": SHARED}, max_wait_s=2.0)
        ready.wait()
        granted: list[tuple[float, float]] = []
        while not over.is_set():
            over.wait(0.15)
            before = time.time()
            budget.take("crm")
            granted.append((before, time.time()))
        out.put(("people", granted))


SHARED = (20, 1)


def test_people_are_served_while_four_processes_load_near_the_limit(redis_url):
    context = multiprocessing.get_context("spawn")
    ready, over, out = context.Barrier(6), context.Event(), context.Queue()
    processes = [context.Process(target=load, args=(redis_url, ready, over, out)) for _ in range(4)]
    processes.append(context.Process(target=serve, args=(redis_url, ready, over, out)))
    for process in processes:
        process.start()
    ready.wait(60)
    over.wait(4.0)
    over.set()
    found = [out.get(timeout=60) for _ in processes]
    for process in processes:
        process.join(60)
    calls, seconds = SHARED
    granted = sorted(grant for _, grants in found for grant in grants)
    fullest = 0
    for start, _ in granted:
        # A process may be held up before it notes the time: only what surely lies in the window counts.
        surely = [1 for before, after in granted if before >= start and after < start + seconds]
        fullest = max(fullest, len(surely))
    assert fullest <= calls
    served = [grant for who, grants in found for grant in grants if who == "people"]
    assert len(served) >= 5, "`take` would have raised for who had to wait"
    assert fullest >= 0.7 * calls, "the load does not run near the limit"


def test_a_backfill_leaves_a_share_to_people(redis):
    mine, theirs = budget(redis, crm=(10, 60)), backfill(redis, crm=(10, 60))
    theirs.take("crm", 8)
    with pytest.raises(RateLimitedError):
        theirs.take("crm")
    mine.take("crm")
    mine.take("crm")
    with pytest.raises(RateLimitedError):
        mine.take("crm")


def test_a_backfill_stands_back_while_somebody_waits(redis):
    mine, theirs = budget(redis, crm=(2, 1)), backfill(redis, crm=(2, 1))
    mine.take("crm")
    mine.take("crm")
    with pytest.raises(RateLimitedError):
        mine.take("crm")
    with pytest.raises(RateLimitedError):
        theirs.take("crm")
    budget(redis, wait=20.0, crm=(2, 1)).take("crm")


def test_what_is_small_still_lets_a_backfill_on(redis):
    backfill(redis, crm=(1, 60)).take("crm")
    backfill(redis, search=(4, 60)).take("search", 99)


def backfill(redis, **limits):
    # A second is more than the slots of these windows that are not waited for.
    return redis_budget(redis, "hubspot:77", limits, max_wait_s=0.0, backfill=True)
