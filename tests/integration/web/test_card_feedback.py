"""Whether a card helped: kept for the version that was read, one opinion a person, counted by kind."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.integration.web.live_world import LiveWorld
from tests.unit.cards.card_examples import insight

URL = "/api/cards/deal_coach/deal/7/feedback"


@pytest.fixture
def world(tmp_path: Path, database_url: str, redis_url: str) -> Iterator[LiveWorld]:
    made = LiveWorld(tmp_path, database_url, redis_url)
    yield made
    made.close()


def say(world: LiveWorld, of: str = "ws_a", **body: Any) -> Any:
    return world.client().post(URL, json=body, headers=key(world, of))


def key(world: LiveWorld, of: str = "ws_a") -> dict[str, str]:
    return {"Authorization": f"Bearer {world.keys[of]}"}


def counted(world: LiveWorld, of: str = "ws_a") -> Any:
    return world.client().get("/api/ai/ratings", headers=key(world, of)).get_json()["items"]


def test_the_last_word_of_a_person_counts(world: LiveWorld) -> None:
    assert say(world, helpful=True).status_code == 204
    assert say(world, helpful=False, note="the CFO left").status_code == 204
    assert counted(world) == [{"kind": "deal_coach", "helpful": 0, "not_helpful": 1}]


def test_another_version_and_a_claim_are_rated_by_themselves(world: LiveWorld) -> None:
    action = insight().payload["actions"][0]["id"]
    assert say(world, helpful=True).status_code == 204
    assert say(world, helpful=False, claim=action).status_code == 204
    with world.services.store.workspace("ws_a") as session:
        session.insights.add(insight(version=2, id="ins_2", subject={"type": "deal", "id": "7"}))
    assert say(world, helpful=True).status_code == 204
    assert counted(world) == [{"kind": "deal_coach", "helpful": 2, "not_helpful": 1}]


def test_what_is_not_there_can_t_be_rated(world: LiveWorld) -> None:
    unknown = say(world, helpful=True, claim="no such claim")
    assert (unknown.status_code, unknown.get_json()["code"]) == (404, "claim_unknown")
    assert say(world, helpful="perhaps").status_code == 422
    assert say(world, helpful=True, note="x" * 501).status_code == 422
    assert counted(world) == []


def test_another_workspace_hears_nothing_of_it(world: LiveWorld) -> None:
    assert say(world, helpful=True).status_code == 204
    assert counted(world, "ws_b") == []


def test_a_frame_rates_its_own_record_and_no_other(world: LiveWorld) -> None:
    asked = {"kind": "deal_coach", "record_type": "deal", "record_id": "7", "connection": "hubspot-1"}
    token = world.client().post("/api/embed/tokens", json=asked, headers=key(world)).get_json()["token"]
    bearer = world.client().post("/api/embed/sessions", json={"token": token}).get_json()["bearer"]
    frame = {"Authorization": f"Bearer {bearer}"}
    assert world.client().post(URL, json={"helpful": True}, headers=frame).status_code == 204
    other = URL.replace("/7/", "/8/")
    assert world.client().post(other, json={"helpful": True}, headers=frame).status_code in (403, 404)
    assert counted(world) == [{"kind": "deal_coach", "helpful": 1, "not_helpful": 0}]
