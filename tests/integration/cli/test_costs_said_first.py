"""Whatever somebody starts that costs money says so first, and stops where the month has no room for it."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
import redis as redis_client
from rq import Queue
from rq.serializers import JSONSerializer

from crm_ai_plugin.runtime.dispatch import LOW
from crm_ai_plugin.testing.language_model import ModelServer
from tests.fixtures.planted_secrets import PLANTED
from tests.integration.cli.test_live_crm import crm

__all__ = ["crm"]

TEXT = "# Guide\n\n" + "Data is encrypted with AES-256. " * 20


@pytest.fixture
def server(monkeypatch: pytest.MonkeyPatch, redis_url: str) -> Iterator[ModelServer]:
    with ModelServer() as running:
        monkeypatch.setenv("OPENAI_API_KEY", PLANTED["model key"])
        monkeypatch.setenv("OPENAI_BASE_URL", running.url)
        monkeypatch.setenv("CRM_AI_REDIS_URL", redis_url)
        yield running


@pytest.fixture
def guide(home, tmp_path):
    path = tmp_path / "guide.md"
    path.write_text(TEXT)
    return str(path)


def _queued(redis_url: str) -> int:
    with redis_client.Redis.from_url(redis_url) as redis:
        return Queue(LOW, connection=redis, serializer=JSONSerializer).count


def test_vectors_are_priced_by_the_length_of_the_texts(cli, guide, server, redis_url):
    added = cli("knowledge", "add", guide)
    assert added.status == 0
    assert "at most 1 calls of text-embedding-3-small, about 0.0000 USD (by their length)" in added.err
    assert _queued(redis_url) == 1, "a worker is sent for them"
    done = cli("knowledge", "embed", "--json")
    assert (done.status, done.json[0]["left"]) == (0, 0)
    assert "at most 1 calls of text-embedding-3-small" in done.err
    assert len(server.models_called()) == 1
    assert "calls of" not in cli("knowledge", "embed").err, "nothing is left to pay for"


def test_vectors_that_would_pass_the_cap_are_not_begun(cli, guide, server, redis_url, monkeypatch):
    monkeypatch.setenv("CRM_AI_AI__WORKSPACE_MONTHLY_BUDGET_USD", "0.0000001")
    added = cli("knowledge", "add", guide)
    assert added.status == 0, "the document itself costs nothing"
    assert "the workspace's cap of 0.00 USD this month" in added.err
    assert "found by the local index" in added.err
    assert _queued(redis_url) == 0
    done = cli("knowledge", "embed")
    assert done.status == 1
    assert "the workspace's cap of 0.00 USD this month" in done.err
    called = server.models_called()
    assert called == []


def test_a_sync_says_what_words_may_cost_and_reads_all_the_same(cli, crm, server, monkeypatch):
    first = cli("sync", "hubspot-1")
    assert first.status == 0
    assert "USD" not in first.err, "what is read first leads to no advice"
    again = cli("sync", "hubspot-1", "--full")
    assert again.status == 0
    assert "words for open deals that changed" in again.err
    assert "calls of gpt-6.1-terra, about 0." in again.err
    monkeypatch.setenv("CRM_AI_AI__MONTHLY_BUDGET_USD", "0.0001")
    capped = cli("sync", "hubspot-1", "--full")
    assert capped.status == 0, "reading costs nothing"
    assert "what does not fit gets the engine's words" in capped.err
    called = server.models_called()
    assert called == []
