"""The breaker, shared by processes: two of them here on one Redis."""

from __future__ import annotations

import pytest
from redis import Redis

from crm_ai_plugin.errors import RateLimitedError, RetryableError
from crm_ai_plugin.runtime.language_model.breaker import BreakerTimes, RedisBreaker

MODEL = "gpt-6.1-terra"


@pytest.fixture
def redis(redis_url):
    with Redis.from_url(redis_url) as client:
        yield client


@pytest.fixture
def two(redis, redis_url):
    with Redis.from_url(redis_url) as other:
        yield RedisBreaker(redis), RedisBreaker(other)


def fail(breaker: RedisBreaker, times: int) -> None:
    for _ in range(times):
        breaker.allow(MODEL)
        breaker.failed(MODEL)


def refused(breaker: RedisBreaker) -> RetryableError:
    with pytest.raises(RetryableError) as caught:
        breaker.allow(MODEL)
    assert caught.value.code == "breaker_open"
    return caught.value


def end_pause(redis: Redis) -> None:
    """Let the time of an open breaker pass."""
    for name in redis.scan_iter("crm-ai:breaker:*:open"):
        redis.delete(name)


def test_five_failures_in_a_row_open_it_for_everybody(two):
    one, other = two
    fail(one, 4)
    other.allow(MODEL)
    other.failed(MODEL)
    wait = refused(one).retry_after
    assert wait is not None
    assert 0 < wait <= 30
    refused(other)
    assert other.state(MODEL) == "open"
    other.allow("gpt-6-luna")


def test_an_answer_in_between_keeps_it_closed(two):
    one, other = two
    fail(one, 4)
    other.answered(MODEL)
    fail(one, 4)
    one.allow(MODEL)
    assert one.state(MODEL) == "closed"


def test_then_one_call_tries_and_decides(two, redis):
    one, other = two
    fail(one, 5)
    end_pause(redis)
    assert one.state(MODEL) == "half_open"
    one.allow(MODEL)
    refused(other)
    one.failed(MODEL)
    refused(other)
    end_pause(redis)
    other.allow(MODEL)
    refused(one)
    other.answered(MODEL)
    for breaker in two:
        breaker.allow(MODEL)
        assert breaker.state(MODEL) == "closed"


def test_a_try_that_was_not_made_is_anothers(two, redis):
    one, other = two
    fail(one, 5)
    end_pause(redis)
    one.allow(MODEL)
    one.skipped(MODEL)
    other.allow(MODEL)


def test_a_try_that_died_is_tried_again(redis):
    breaker = RedisBreaker(redis, BreakerTimes(failures=1, probe_s=0.02))
    fail(breaker, 1)
    end_pause(redis)
    breaker.allow(MODEL)
    while redis.keys("crm-ai:breaker:*:probe"):
        pass
    breaker.allow(MODEL)


def test_a_pause_is_kept_by_all(two):
    one, other = two
    one.pause(MODEL, 20)
    with pytest.raises(RateLimitedError) as caught:
        other.allow(MODEL)
    assert caught.value.code == "model_rate_limited"
    assert caught.value.retry_after is not None
    assert 15 < caught.value.retry_after <= 20
    assert other.state(MODEL) == "paused"


def test_without_redis_every_call_decides_for_itself():
    with Redis.from_url("unix:///nowhere/redis.sock") as gone:
        breaker = RedisBreaker(gone)
        breaker.allow(MODEL)
        breaker.failed(MODEL)
        breaker.answered(MODEL)
        breaker.pause(MODEL, 5)
        assert breaker.state(MODEL) == "unknown"
