"""Batches with partial failures, and search with its walls."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from crm_ai_plugin.testing.world import World

if TYPE_CHECKING:
    from tests.integration.sandbox.conftest import Client

BASE = "/crm/objects/2026-09"


def search(client: Client, *filters: dict[str, Any], kind: str = "deals", **more: Any) -> dict[str, Any]:
    groups = [{"filters": list(filters)}] if filters else []
    answer = client.post(f"{BASE}/{kind}/search", {"filterGroups": groups, "limit": 200, **more})
    assert answer.status_code == 200, answer.text
    body: dict[str, Any] = answer.json()
    return body


def where(name: str, operator: str, value: str | None = None, **more: Any) -> dict[str, Any]:
    entry = {"propertyName": name, "operator": operator, **more}
    return entry if value is None else {**entry, "value": value}


def test_batch_read_answers_207_when_some_are_missing(client: Client, world: World) -> None:
    ids = [world.deals[0].id, "404", world.deals[1].id]
    body = {"inputs": [{"id": i} for i in ids], "properties": ["dealname"], "propertiesWithHistory": []}
    answer = client.post(f"{BASE}/deals/batch/read", body)
    assert answer.status_code == 207
    assert [entry["id"] for entry in answer.json()["results"]] == [ids[0], ids[2]]
    assert answer.json()["numErrors"] == 1
    assert answer.json()["errors"][0]["context"]["ids"] == ["404"]


def test_batch_read_with_history(client: Client, world: World) -> None:
    body = {
        "inputs": [{"id": world.showcase_deal_id}],
        "properties": [],
        "propertiesWithHistory": ["dealstage"],
    }
    entry = client.post(f"{BASE}/deals/batch/read", body).json()["results"][0]
    assert len(entry["propertiesWithHistory"]["dealstage"]) == 4


@pytest.mark.parametrize("action", ["read", "create", "update", "upsert", "archive"])
def test_batches_over_a_hundred_are_refused(client: Client, action: str) -> None:
    inputs = [{"id": str(k), "properties": {}} for k in range(101)]
    assert client.post(f"{BASE}/deals/batch/{action}", {"inputs": inputs}).status_code == 400


def test_batch_update_applies_what_is_sound(client: Client, world: World) -> None:
    good, bad = world.deals[0].id, world.deals[1].id
    answer = client.post(
        f"{BASE}/deals/batch/update",
        {
            "inputs": [
                {"id": good, "properties": {"hs_next_step": "one"}, "objectWriteTraceId": "a"},
                {"id": bad, "properties": {"nope": "two"}, "objectWriteTraceId": "b"},
            ]
        },
    )
    assert answer.status_code == 207
    assert answer.json()["results"][0]["objectWriteTraceId"] == "a"
    assert answer.json()["errors"][0]["context"]["objectWriteTraceId"] == ["b"]
    assert client.server.deal(good).properties["hs_next_step"] == "one"


def test_batch_create_upsert_and_archive(client: Client) -> None:
    inputs = [{"properties": {"email": f"new{k}@x.example"}, "associations": []} for k in range(3)]
    made = client.post(f"{BASE}/contacts/batch/create", {"inputs": inputs})
    assert made.status_code == 201
    entries = [
        {"idProperty": "email", "id": "new1@x.example", "properties": {"jobtitle": "Boss"}},
        {"idProperty": "email", "id": "new9@x.example", "properties": {"jobtitle": "Clerk"}},
    ]
    upserted = client.post(f"{BASE}/contacts/batch/upsert", {"inputs": entries}).json()["results"]
    assert [entry["new"] for entry in upserted] == [False, True]
    assert upserted[0]["id"] == made.json()["results"][1]["id"]
    ids = [{"id": entry["id"]} for entry in made.json()["results"]]
    assert client.post(f"{BASE}/contacts/batch/archive", {"inputs": ids}).status_code == 204
    assert client.post(f"{BASE}/contacts/batch/read", {"inputs": ids}).json()["numErrors"] == 3


def test_search_by_stage_matches_the_world(client: Client, world: World) -> None:
    expected = {deal.id for deal in world.deals if deal.outcome == "open"}
    for entry in (where("hs_is_closed", "EQ", "false"), where("hs_is_closed", "NEQ", "true")):
        body = search(client, entry)
        assert {hit["id"] for hit in body["results"]} == expected
        assert body["total"] == len(expected)


@pytest.mark.parametrize(
    ("operator", "count"), [("GT", 0), ("GTE", 1), ("LT", 29), ("LTE", 30), ("EQ", 1), ("NEQ", 29)]
)
def test_numbers_are_compared_as_numbers(client: Client, world: World, operator: str, count: int) -> None:
    top = max(deal.amount for deal in world.deals)
    assert (
        search(client, where("amount", operator, f"{top:g}0" if "." in f"{top:g}" else f"{top:.2f}"))["total"]
        == count
    )


def test_times_are_compared_in_millis_and_iso(client: Client, world: World) -> None:
    deal = sorted(world.deals, key=lambda row: row.created_at)[10]
    millis = str(int(deal.created_at.timestamp() * 1000))
    expected = sum(row.created_at >= deal.created_at for row in world.deals)
    for value in (millis, deal.created_at.isoformat()):
        assert search(client, where("createdate", "GTE", value))["total"] == expected
    between = where("createdate", "BETWEEN", millis, highValue=millis)
    assert search(client, between)["total"] == 1


def test_sets_tokens_presence_and_associations(client: Client, world: World) -> None:
    ids = [world.deals[0].id, world.deals[4].id]
    assert search(client, where("hs_object_id", "IN", values=ids))["total"] == 2
    assert search(client, where("hs_object_id", "NOT_IN", values=ids))["total"] == len(world.deals) - 2
    assert search(client, where("dealname", "CONTAINS_TOKEN", "harborline"))["results"][0]["id"] == ids[0]
    lost = sum(deal.outcome == "lost" for deal in world.deals)
    assert search(client, where("closed_lost_reason", "HAS_PROPERTY"))["total"] == lost
    linked = search(client, where("associations.deal", "EQ", ids[0]), kind="contacts")
    assert linked["total"] == 6


def test_groups_are_alternatives(client: Client, world: World) -> None:
    groups = [{"filters": [where("hs_object_id", "EQ", deal.id)]} for deal in world.deals[:3]]
    answer = client.post(f"{BASE}/deals/search", {"filterGroups": groups, "limit": 10})
    assert answer.json()["total"] == 3


def test_search_pages_and_sorts(client: Client, world: World) -> None:
    sort = [{"propertyName": "amount", "direction": "DESCENDING"}]
    seen: list[float] = []
    after = "0"
    while after:
        body = search(client, sorts=sort, limit=11, after=after, properties=["amount"])
        seen += [float(hit["properties"]["amount"]) for hit in body["results"]]
        after = body.get("paging", {}).get("next", {}).get("after", "")
    assert seen == sorted((deal.amount for deal in world.deals), reverse=True)


@pytest.mark.parametrize(
    "body",
    [
        {"limit": 201},
        {"limit": 200, "after": "9801"},
        {"filterGroups": [{"filters": [where("nope", "EQ", "1")]}]},
        {"filterGroups": [{"filters": [where("amount", "ALMOST", "1")]}]},
        {"filterGroups": [{"filters": [where("amount", "EQ")]}]},
        {"filterGroups": [{"filters": []}] * 7},
        {"filterGroups": [{"filters": [where("amount", "EQ", "1")] * 19}]},
        {"sorts": [{"propertyName": "nope"}]},
    ],
)
def test_search_beyond_its_limits_is_refused(client: Client, body: dict[str, Any]) -> None:
    answer = client.post(f"{BASE}/deals/search", body)
    assert answer.status_code == 400
    assert answer.json()["category"] == "VALIDATION_ERROR"
