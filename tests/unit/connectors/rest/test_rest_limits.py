"""G, H: when to come back, what is left, hooks that judge, and answers that are empty."""

from __future__ import annotations

from typing import Any

import pytest

from crm_ai_plugin.errors import NotFoundError, RateLimitedError, RetryableError
from tests.fixtures.json_server import JsonServer, Reply
from tests.fixtures.planted_secrets import PLANTED
from tests.fixtures.rest_connecting import Counting, connected, context
from tests.fixtures.rest_small import definition


@pytest.mark.parametrize(
    ("reply", "wait", "daily"),
    [
        (Reply(status=429, headers={"Retry-After": "7"}), 7.0, False),
        (Reply(status=429, headers={"Retry-After": "Tue, 24 Nov 2026 10:00:30 GMT"}), 30.0, False),
        (Reply(status=429, headers={"Retry-After": "2026-11-24T10:00:30Z"}), 30.0, False),
        (Reply(status=429, headers={"Retry-After": "1795514430"}), 30.0, False),
        (Reply(status=429, headers={"Retry-After": "soon"}), 10.0, False),
        (Reply(status=429, headers={"X-Rate": "limit=10, remaining=0, reset=4"}), 4.0, False),
        (Reply({"error": {"wait": 5}}, 429), 5.0, False),
        (Reply({"error": {"wait": "2026-11-24T10:00:05Z"}}, 429), 5.0, False),
        (Reply({"error": {"wait": -5}}, 429), 10.0, False),
        (Reply({"error": {"code": "DAY"}}, 429), 3600.0, True),
    ],
)
def test_when_to_come_back(reply: Reply, wait: float, daily: bool) -> None:
    budget = Counting()
    rate = {"headers": {"combined": "X-Rate"}, "groups": {"read": {"calls": 5, "seconds": 1}}}
    errors = [
        {"when": {"status": [429], "body": {"error.code": "DAY"}}, "as": "daily_quota"},
        {"when": {"status": [429]}, "as": "rate_limited", "retry_after": "error.wait"},
    ]
    with JsonServer(lambda _: reply) as server:
        made = connected(
            definition(rate=rate, errors=errors), context({"api_key": PLANTED["token"]}, budget),
            variables={"host": server.host}, base_url=server.url, patience_s=60.0, deadline_s=0.5,
        )  # fmt: skip
        with pytest.raises(RateLimitedError) as caught:
            made.check()
        made.close()
    assert caught.value.retry_after == wait
    assert (caught.value.code == "rate_limited_daily") is daily
    assert budget.punished == [wait]
    assert budget.taken == {"read": 1}


@pytest.mark.parametrize(
    ("headers", "names", "left"),
    [
        ({"L": "100", "R": "7", "S": "30"}, {"limit": "L", "remaining": "R", "reset": "S"}, (100, 7, 30.0)),
        ({"R": "7", "S": "1795514460"}, {"remaining": "R", "reset": "S", "reset_as": "epoch_s"}, (7, 7, 60.0)),
        ({"R": "7", "S": "1795514460000"}, {"remaining": "R", "reset": "S", "reset_as": "epoch_ms"}, (7, 7, 60.0)),
        ({"R": "7", "S": "2026-11-24T10:01:00"}, {"remaining": "R", "reset": "S", "reset_as": "iso"}, (7, 7, 60.0)),
        ({"R": "7", "S": "Tue, 24 Nov 2026 10:01:00 GMT"}, {"remaining": "R", "reset": "S", "reset_as": "http_date"}, (7, 7, 60.0)),
        ({"R": "-3"}, {"remaining": "R", "window_s": 9}, (0, 0, 9.0)),
        ({"X": "limit=100, remaining=50, reset=2"}, {"combined": "X"}, (100, 50, 2.0)),
        ({"R": "many"}, {"remaining": "R"}, None),
        ({}, {"remaining": "R"}, None),
    ],
)  # fmt: skip
def test_what_is_left(
    headers: dict[str, str], names: dict[str, Any], left: tuple[int, int, float] | None
) -> None:
    with JsonServer(lambda _: Reply({}, headers=headers)) as server:
        made: Any = connected(
            definition(rate={"headers": names}),
            context({"api_key": PLANTED["token"]}),
            variables={"host": server.host},
            base_url=server.url,
        )
        made.check()
        found = made.quota()
        made.close()
    assert (None if found is None else (found.limit, found.remaining, found.resets_in_s)) == left


def test_a_day_that_is_used_up_stops_all_calls() -> None:
    budget = Counting()
    with JsonServer(lambda _: Reply({}, headers={"X-Left": "10"})) as server:
        made = connected(
            definition(rate={"daily": {"remaining": "X-Left", "reserve": 10, "retry_after_s": 900}}),
            context({"api_key": PLANTED["token"]}, budget), variables={"host": server.host}, base_url=server.url,
        )  # fmt: skip
        made.check()
        made.close()
    assert budget.punished == [900.0]


def test_hooks_change_records_and_judge_answers(monkeypatch: pytest.MonkeyPatch) -> None:
    import json as module

    def record(_: str, one: dict[str, Any]) -> dict[str, Any] | None:
        return None if one["id"] == 2 else {**one, "name": 1 / one["n"]}

    monkeypatch.setattr(module, "a_record", record, raising=False)
    monkeypatch.setattr(
        module, "an_answer", lambda status, *_: "transient" if status == 299 else None, raising=False
    )
    rows = [{"id": 1, "n": 2}, {"id": 2, "n": 1}, {"id": 3, "n": 0}]
    status = [200]
    allowed = ["json:a_record", "json:an_answer"]
    with JsonServer(lambda _: Reply({"items": rows}, status[0])) as server:
        made = connected(
            definition({"paging": {"type": "none"}}, hooks={"record": allowed[0], "answer": allowed[1]}), context({"api_key": PLANTED["token"]}),
            variables={"host": server.host}, base_url=server.url, allow_hooks=allowed,
        )  # fmt: skip
        found = [one for page in made.parts.bulk.changes("deal", None) for one in page.records]
        assert [(one.id, one.name) for one in found] == [("1", "0.5")]  # type: ignore[attr-defined]
        status[0] = 299
        with pytest.raises(RetryableError):
            made.check()
        made.close()


def test_an_empty_answer_may_be_no_error() -> None:
    errors = [{"when": {"status": [404], "body": {"code": "none"}}, "as": "empty"}]
    with JsonServer(lambda _: Reply({"code": "none"}, 404)) as server:
        made = connected(
            definition(errors=errors),
            context({"api_key": PLANTED["token"]}),
            variables={"host": server.host},
            base_url=server.url,
        )
        assert [one for page in made.parts.bulk.changes("deal", None) for one in page.records] == []
        with pytest.raises(NotFoundError):
            made.parts.reader.snapshot("1")
        made.close()
