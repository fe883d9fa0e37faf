"""Every fault of a model's server, over real sockets and both APIs: a typed failure in time, what it took booked."""

from __future__ import annotations

import socket
import threading
from collections import Counter
from dataclasses import dataclass

import pytest

from crm_ai_plugin.errors import CrmAiError, PermanentError, RateLimitedError, RetryableError
from crm_ai_plugin.testing.language_model import FAULTS, ModelServer
from tests.fixtures.json_server import JsonServer, Reply
from tests.integration.ai.model_world import FALLBACK, KEY, PRIMARY, ModelWorld, model_world

MODES = ("responses", "chat")
TIMEOUT_S, DEADLINE_S = 0.5, 1.5
SLOW = ("timeout", "trickle", "trickle_headers")
"""Faults that end at the deadline; the others are answered at once and get all the time a busy machine needs."""
WELL_OVER_S = 60.0
"""Stands for "it hangs": far above any deadline here, and no measure of speed."""


@pytest.fixture(params=MODES)
def world(request):
    with model_world(request.param) as made:
        yield made


@dataclass(frozen=True)
class Expected:
    """How a fault that stays ends: the error, calls by model, and whether each call is booked with tokens."""

    error: type[CrmAiError]
    code: str
    primary: int | None
    fallback: int | None
    charged: bool


ONCE = {"primary": 1, "fallback": 1}
MATRIX = {
    "rate_limit": Expected(RateLimitedError, "model_rate_limited", None, None, charged=False),
    "quota": Expected(PermanentError, "quota_exhausted", **ONCE, charged=False),
    "server_error": Expected(RetryableError, "model_unavailable", None, None, charged=False),
    "timeout": Expected(RetryableError, "model_timeout", None, None, charged=True),
    "trickle": Expected(RetryableError, "model_timeout", None, None, charged=True),
    "trickle_headers": Expected(RetryableError, "model_timeout", None, None, charged=True),
    "refusal": Expected(PermanentError, "refused", 1, 0, charged=True),
    "content_filter": Expected(PermanentError, "refused", 1, 0, charged=True),
    "truncated": Expected(PermanentError, "truncated", 1, 0, charged=True),
    "bad_json": Expected(PermanentError, "bad_output", **ONCE, charged=True),
    "bad_output": Expected(PermanentError, "bad_output", **ONCE, charged=True),
    "empty": Expected(PermanentError, "bad_output", **ONCE, charged=True),
    "empty_body": Expected(PermanentError, "bad_output", **ONCE, charged=True),
    "huge": Expected(PermanentError, "bad_output", **ONCE, charged=True),
    "huge_error": Expected(PermanentError, "bad_output", **ONCE, charged=True),
    "wrong_model": Expected(PermanentError, "model_not_found", **ONCE, charged=False),
    "wrong_key": Expected(PermanentError, "wrong_key", 1, 0, charged=False),
    "bad_request": Expected(PermanentError, "request_rejected", 1, 0, charged=False),
    "drop": Expected(RetryableError, "model_unavailable", None, None, charged=True),
}


def test_the_matrix_has_every_fault():
    assert set(MATRIX) == set(FAULTS)


@pytest.mark.parametrize("mode", MODES)
@pytest.mark.parametrize("fault", FAULTS)
def test_a_fault_that_stays_is_a_typed_failure_in_time_and_booked(mode, fault):
    timeout_s, deadline_s = (TIMEOUT_S, DEADLINE_S) if fault in SLOW else (30.0, 45.0)
    with model_world(mode, timeout_s=timeout_s, deadline_s=deadline_s) as world:
        world.server.fault(fault)
        _meets(world, MATRIX[fault])


def _meets(world: ModelWorld, expected: Expected) -> None:
    failures: list[CrmAiError] = []

    def ask() -> None:
        try:
            world.ask()
        except CrmAiError as error:
            failures.append(error)

    asking = threading.Thread(target=ask, daemon=True)
    asking.start()
    asking.join(WELL_OVER_S)
    assert not asking.is_alive(), "it outlived every deadline"
    (error,) = failures
    assert type(error) is expected.error, repr(error)
    assert error.code == expected.code
    assert KEY not in repr(error.__dict__)
    assert "Ann Buyer" not in repr(error.__dict__)
    assert error.__cause__ is None

    booked = world.guards.ledger.booked
    assert world.server.heard(len(booked), WELL_OVER_S), "each call that was booked went out"
    calls = Counter(world.server.models_called())
    if expected.primary is not None:
        assert (calls[PRIMARY], calls[FALLBACK]) == (expected.primary, expected.fallback)
    else:
        assert 1 <= calls[PRIMARY] <= 4
        assert calls[FALLBACK] <= 4
    assert len(booked) == len(world.server.calls), "one booking for each call that went out"
    assert all(one.failed and one.cost is not None and one.cost <= one.reserved for one in booked)
    assert all(bool(one.cost) == expected.charged for one in booked)
    assert [grant.settled is not None for grant in world.guards.limits.granted] == [True] * len(booked)


@pytest.mark.parametrize("fault", ["rate_limit", "server_error", "drop"])
def test_what_passes_is_tried_again_and_succeeds(world: ModelWorld, fault):
    world.server.fault(fault, times=2)
    completion = world.ask()
    assert completion.via == "primary"
    assert world.server.models_called() == [PRIMARY] * 3
    first, second = world.slept
    assert 0.375 <= first <= 0.5
    assert 0.75 <= second <= 1.0
    assert [one.failed for one in world.guards.ledger.booked] == [True, True, False]


def test_three_retries_and_no_more():
    with model_world("responses", fallback_model=None, deadline_s=60.0) as world:
        world.server.fault("server_error")
        with pytest.raises(RetryableError):
            world.ask()
        assert len(world.server.calls) == 4


def test_the_fallback_answers_and_says_so(world: ModelWorld):
    world.server.fault("quota", model=PRIMARY)
    completion = world.ask()
    assert (completion.model, completion.via) == (FALLBACK, "fallback")
    assert completion.usage.cost_usd > 0


def test_a_short_wish_to_wait_is_kept_and_a_long_one_does_not_hold_the_worker():
    with model_world("responses", fallback_model=None, deadline_s=60.0) as world:
        world.server.fault("rate_limit", times=1, retry_after_s=1.5)
        assert world.ask().via == "primary"
        assert world.slept == [1.5]
        world.server.fault("rate_limit", retry_after_s=20)
        with pytest.raises(RateLimitedError) as caught:
            world.ask()
        assert caught.value.retry_after == 20
        assert world.slept == [1.5], "it did not wait"
        assert world.guards.breaker.pauses == {PRIMARY: 20}, "and tells the other processes"


def test_a_wait_that_would_pass_the_deadline_is_not_begun():
    with model_world("responses", fallback_model=None, deadline_s=1.0) as world:
        world.server.fault("rate_limit", retry_after_s=1.5)
        with pytest.raises(RateLimitedError):
            world.ask()
        assert world.slept == []


def test_the_callers_deadline_counts():
    with model_world("responses", timeout_s=30.0, deadline_s=600.0) as world:
        world.server.fault("trickle")
        with pytest.raises(RetryableError) as caught:
            world.ask(deadline_s=0.5)
        assert caught.value.code == "model_timeout"


def test_nobody_there_is_booked_at_nothing():
    with ModelServer() as gone:
        url = gone.url
    with model_world("responses", url=url, deadline_s=1.0) as world:
        with pytest.raises(RetryableError) as caught:
            world.ask()
        assert caught.value.code == "model_unavailable"
        assert {one.cost for one in world.guards.ledger.booked} == {0}


def test_a_handshake_that_never_ends_is_ended_and_costs_nothing():
    with socket.create_server(("127.0.0.1", 0)) as silent:
        url = f"https://127.0.0.1:{silent.getsockname()[1]}/v1"
        with model_world("responses", url=url, timeout_s=TIMEOUT_S, deadline_s=DEADLINE_S) as world:
            with pytest.raises(RetryableError) as caught:
                world.ask()
            assert caught.value.code == "model_timeout"
            assert {one.cost for one in world.guards.ledger.booked} == {0}


def test_a_compressed_answer_is_refused_unread():
    packed = Reply(b"\x1f\x8b\x08 a bomb", headers={"Content-Encoding": "gzip"})
    with (
        JsonServer(lambda _: packed) as server,
        model_world("responses", url=f"{server.url}/v1") as world,
        pytest.raises(PermanentError) as caught,
    ):
        world.ask()
    assert caught.value.code == "bad_output"
