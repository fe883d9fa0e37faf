from __future__ import annotations

import threading

import pytest

from crm_ai_plugin.errors import RetryableError
from crm_ai_plugin.runtime.lease import kept


class Renewals:
    """Answers in turn and says when the last answer was asked for."""

    def __init__(self, *answers: bool | Exception) -> None:
        self.answers = list(answers)
        self.all_asked = threading.Event()
        self.count = 0

    def __call__(self) -> bool:
        self.count += 1
        answer = self.answers.pop(0)
        if not self.answers:
            self.all_asked.set()
        if isinstance(answer, Exception):
            raise answer
        return answer


def test_it_is_renewed_as_long_as_it_is_held():
    renew = Renewals(True, True, False)
    with kept(renew, 0.03):
        assert renew.all_asked.wait(20)


def test_what_is_lost_is_not_renewed_any_more():
    renew = Renewals(False)
    with kept(renew, 0.01):
        assert renew.all_asked.wait(20)
    # The thread has ended by now; another call would have failed on the empty list.
    assert renew.count == 1


def test_a_database_that_is_away_is_asked_again():
    renew = Renewals(RetryableError("away"), RetryableError("away"), False)
    with kept(renew, 0.01):
        assert renew.all_asked.wait(20)
    assert renew.count == 3


def test_it_ends_with_the_block_and_lets_errors_pass():
    before = threading.active_count()

    def fail() -> None:
        with kept(lambda: True, 60.0):
            raise KeyError

    with pytest.raises(KeyError):
        fail()
    assert threading.active_count() == before
