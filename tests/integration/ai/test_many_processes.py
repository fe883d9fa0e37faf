"""Eight processes that share limits and a cap through Redis and the database, seen from the server's side."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from benchmarks.support.measure import busiest
from benchmarks.support.model_fleet import Fleet
from crm_ai_plugin.ai.pricing import NANO
from crm_ai_plugin.runtime.language_model.ledger import month_of
from crm_ai_plugin.store import Store
from crm_ai_plugin.testing.language_model import ModelServer

REQUESTS, TOKENS = 60, 90_000
MINUTE_S = 1.0
"""A short one; the real minute is a benchmark."""
PATIENCE_S = 110.0


@pytest.fixture
def server():
    with ModelServer() as running:
        yield running


def fleet(redis_url: str, database_url: str, server: ModelServer, **how: int | float) -> Fleet:
    return Fleet(
        redis_url=redis_url,
        database_url=database_url,
        model_url=server.url,
        processes=8,
        minute_s=MINUTE_S,
        **{"requests_per_minute": REQUESTS, "tokens_per_minute": TOKENS, **how},  # type: ignore[arg-type]
    )


def test_two_hundred_calls_never_pass_the_limits_in_any_window(redis_url, sqlite_url, server):
    ended = fleet(redis_url, sqlite_url, server, calls=200).sail(PATIENCE_S)
    assert ended["answered"] == len(server.calls) == 200
    assert ended["put_back"] > 0, "the limits were felt"
    requests, tokens = busiest([(call.at, call.tokens) for call in server.calls], MINUTE_S)
    assert requests <= REQUESTS
    assert tokens <= TOKENS


def test_the_cap_holds_over_processes(database_url, redis_url, server):
    cap = 0.002
    ended = fleet(redis_url, database_url, server, calls=64, tokens_per_minute=10**9, cap_usd=cap).sail(
        PATIENCE_S
    )
    assert ended["no_budget"] > 0
    assert ended["answered"] == len(server.calls) > 0, "what was refused was not sent"
    month = month_of(datetime.now(UTC))
    store = Store.open(database_url)
    with store.system() as system:
        rows = system.model_spend.month(month)
        taken = system.model_spend.taken(month)
    store.close()
    assert sum(row.cost for row in rows) == taken <= cap * NANO
    assert sum(row.calls for row in rows) == ended["answered"]
