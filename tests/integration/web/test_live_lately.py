"""What happened just before a page began to listen: it had asked already for what it shows."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from crm_ai_plugin.runtime.live.feed import client as live_client
from crm_ai_plugin.store import new_id
from tests.integration.web.live_world import LiveWorld, Page
from tests.unit.cards.card_examples import insight


@pytest.fixture
def world(tmp_path: Path, sqlite_url: str, redis_url: str) -> Iterator[LiveWorld]:
    made = LiveWorld(tmp_path, sqlite_url, redis_url)
    yield made
    made.close()


def keep(world: LiveWorld, version: int, deal: str = "7") -> None:
    """Store another version, as a worker does."""
    with world.services.store.workspace("ws_a") as session:
        subject = {"type": "deal", "id": deal}
        session.insights.add(insight(version=version, id=new_id("ins"), subject=subject))


def listen(page: Page, *topics: str, ago: float) -> None:
    page.say(type="subscribe", topics=list(topics), ago=ago)
    page.settle()


def test_a_page_is_told_what_happened_since_it_asked(world: LiveWorld) -> None:
    keep(world, 2)
    keep(world, 2, "8")
    with world.page() as page:
        page.greet(world.keys["ws_a"])
        listen(page, "insight/deal_coach/deal/8", ago=60)
        assert page.get()["topic"] == "insight/deal_coach/deal/8"
        keep(world, 3, "8")
        assert page.get()["data"]["version"] == 3, "and then the rest, once each"


def test_what_happened_before_that_is_not_told(world: LiveWorld) -> None:
    keep(world, 2)
    with world.page() as page:
        page.greet(world.keys["ws_a"])
        listen(page, "insight", ago=0)
        keep(world, 3)
        assert page.get()["data"]["version"] == 3


def test_where_nothing_happened_for_long_nothing_was_missed(world: LiveWorld) -> None:
    world.services.redis.flushall()
    with world.page() as page:
        page.greet(world.keys["ws_a"])
        listen(page, "insight", ago=60)
        keep(world, 2)
        assert page.get()["data"]["version"] == 2, "no need to fetch everything"


def test_without_redis_the_database_tells_of_insights(world: LiveWorld) -> None:
    world.services.live.redis = live_client("unix:///nowhere/redis.sock")
    world.now = datetime.now(UTC)
    keep(world, 2)
    told = world.services.live.lately("ws_a", 30)
    assert 2 in [one.data["version"] for one in told.events]
    assert not told.resync


@pytest.mark.parametrize("ago", [-1, 61, "now"])
def test_an_ago_that_is_none_ends_it(world: LiveWorld, ago: object) -> None:
    with world.page() as page:
        page.greet(world.keys["ws_a"])
        page.say(type="subscribe", topics=["insight"], ago=ago)
        assert page.ended() == 4400
