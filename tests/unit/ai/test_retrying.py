"""When it is tried again, and when not."""

from __future__ import annotations

import pytest

from crm_ai_plugin.ai.deadline import Deadline
from crm_ai_plugin.ai.retrying import Patience, Retrying
from crm_ai_plugin.errors import CrmAiError, PermanentError, RateLimitedError, RetryableError

LONG = 1000.0


class Script:
    """Fails in order, then answers; knows what it was given and how long was slept."""

    def __init__(self, *failures: CrmAiError) -> None:
        self.failures = list(failures)
        self.seconds: list[float] = []
        self.slept: list[float] = []

    def __call__(self, seconds: float) -> str:
        self.seconds.append(seconds)
        if self.failures:
            raise self.failures.pop(0)
        return "answer"

    def run(self, *, retries: int = 3, deadline: float = LONG, timeout: float = 30.0) -> str:
        retrying = Retrying(retries, Patience(sleep=self.slept.append))
        return retrying.run(self, Deadline.after(deadline), timeout)


def passing(wait: float | None = None, code: str = "model_unavailable") -> RetryableError:
    return RetryableError("later", code=code, retry_after=wait)


def test_waits_double_with_jitter_and_are_never_long():
    script = Script(*(passing() for _ in range(5)))
    assert script.run(retries=5) == "answer"
    for wait, most in zip(script.slept, (0.5, 1.0, 2.0, 2.0, 2.0), strict=True):
        assert 0.75 * most <= wait <= most


def test_what_stays_is_not_tried_again():
    script = Script(PermanentError("no", code="quota_exhausted"))
    with pytest.raises(PermanentError):
        script.run()
    assert len(script.seconds) == 1


@pytest.mark.parametrize("code", ["breaker_open", "limits_unreachable"])
def test_what_the_next_attempt_would_meet_again_ends_it(code):
    script = Script(passing(0.1, code))
    with pytest.raises(RetryableError):
        script.run()
    assert script.slept == []


def test_an_attempt_gets_its_time_or_what_is_left():
    script = Script()
    script.run(timeout=5.0)
    assert script.seconds == [5.0]
    late = Script()
    late.run(deadline=1.0)
    assert 0.5 < late.seconds[0] <= 1.0


def test_with_no_time_left_nothing_is_tried():
    script = Script()
    with pytest.raises(RetryableError) as caught:
        script.run(deadline=0.1)
    assert caught.value.code == "deadline_exceeded"
    assert script.seconds == []


def test_a_wait_past_the_deadline_ends_it_with_the_failure_itself():
    script = Script(passing(1.5))
    with pytest.raises(RetryableError) as caught:
        script.run(deadline=1.0)
    assert caught.value.code == "model_unavailable"
    assert script.slept == []


def test_rate_limited_work_always_knows_when_to_come_back():
    script = Script(*(RateLimitedError("later") for _ in range(4)))
    with pytest.raises(RateLimitedError) as caught:
        script.run()
    assert caught.value.retry_after is not None
    assert caught.value.retry_after > 0
