"""Associations with roles; properties, owners and pipelines."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from crm_ai_plugin.testing.world import PIPELINES, World

if TYPE_CHECKING:
    from tests.integration.sandbox.conftest import Client

OBJECTS = "/crm/objects/2026-09"
ASSOCIATIONS = "/crm/associations/2026-09"
PROPERTIES = "/crm/properties/2026-09/deals"


def labels_of(entry: dict[str, Any]) -> set[str]:
    return {kind["label"] for kind in entry["associationTypes"] if kind["label"]}


def test_labels_carry_the_roles_of_people(client: Client, world: World) -> None:
    deal_id = world.showcase_deal_id
    roles = {part.contact_id: part.role for part in world.deal_contacts if part.deal_id == deal_id}
    found = client.get(f"{OBJECTS}/deals/{deal_id}/associations/contacts").json()["results"]
    shown = {str(entry["toObjectId"]): labels_of(entry) for entry in found}
    assert shown == {contact: {role.replace("_", " ").capitalize()} for contact, role in roles.items()}


def test_batch_read_tells_who_has_none(client: Client, world: World) -> None:
    inputs = [{"id": world.showcase_deal_id}, {"id": "5"}]
    answer = client.post(f"{ASSOCIATIONS}/deals/contacts/batch/read", {"inputs": inputs})
    body = answer.json()
    assert answer.status_code == 207
    assert body["results"][0]["from"]["id"] == world.showcase_deal_id
    assert len(body["results"][0]["to"]) == 6
    assert body["errors"][0]["subCategory"] == "crm.associations.NO_ASSOCIATIONS_FOUND"
    assert body["errors"][0]["context"]["fromObjectId"] == ["5"]


def test_links_are_seen_from_both_ends_and_removed(client: Client, world: World) -> None:
    deal, contact = world.showcase_deal_id, world.contacts[-1].id
    path = f"{OBJECTS}/deals/{deal}/associations"
    assert client.call("PUT", f"{path}/default/contacts/{contact}").status_code == 200
    back = client.get(f"{OBJECTS}/contacts/{contact}/associations/deals").json()["results"]
    assert deal in {str(entry["toObjectId"]) for entry in back}
    body = [{"associationCategory": "USER_DEFINED", "associationTypeId": 103}]
    assert client.call("PUT", f"{path}/contacts/{contact}", json=body).status_code == 201
    found = client.get(f"{path}/contacts").json()["results"]
    assert labels_of(next(e for e in found if str(e["toObjectId"]) == contact)) == {"Economic buyer"}
    assert client.call("DELETE", f"{path}/contacts/{contact}").status_code == 204
    assert client.get(f"{OBJECTS}/contacts/{contact}/associations/deals").json()["results"] == [
        entry for entry in back if str(entry["toObjectId"]) != deal
    ]


def test_batch_create_and_archive(client: Client, world: World) -> None:
    deal, contact = world.showcase_deal_id, world.contacts[-1].id
    pair: dict[str, Any] = {"from": {"id": deal}, "to": {"id": contact}}
    types = [{"associationCategory": "HUBSPOT_DEFINED", "associationTypeId": 3}]
    made = client.post(f"{ASSOCIATIONS}/deals/contacts/batch/create", {"inputs": [{**pair, "types": types}]})
    assert made.status_code == 201
    mixed = [pair, {"from": {"id": deal}, "to": {"id": "9"}}]
    default = client.post(f"{ASSOCIATIONS}/deals/contacts/batch/associate/default", {"inputs": mixed})
    assert default.status_code == 207
    gone = {"inputs": [{"from": {"id": deal}, "to": [{"id": contact}]}]}
    assert client.post(f"{ASSOCIATIONS}/deals/contacts/batch/archive", gone).status_code == 204
    left = client.get(f"{OBJECTS}/deals/{deal}/associations/contacts", limit=500).json()["results"]
    assert len(left) == 6


def test_impossible_associations_are_refused(client: Client, world: World) -> None:
    deal = world.showcase_deal_id
    assert client.get(f"{OBJECTS}/emails/1/associations/tasks").status_code == 400
    body = [{"associationCategory": "USER_DEFINED", "associationTypeId": 999}]
    path = f"{OBJECTS}/deals/{deal}/associations/contacts/{world.contacts[-1].id}"
    assert client.call("PUT", path, json=body).status_code == 400
    assert client.get(f"{OBJECTS}/deals/404/associations/contacts").status_code == 404


def test_association_labels_are_listed(client: Client) -> None:
    labels = client.get(f"{ASSOCIATIONS}/deals/contacts/labels").json()["results"]
    assert {"Champion", "Economic buyer"} <= {label["label"] for label in labels}


def test_a_property_is_made_once_and_then_written(client: Client, world: World) -> None:
    group = {"name": "crm_ai", "label": "AI insights"}
    new = {"name": "crm_ai_score", "label": "Win chance", "type": "number", "fieldType": "number"}
    assert client.post(PROPERTIES, {**new, "groupName": "crm_ai"}).status_code == 400
    assert client.post(f"{PROPERTIES}/groups", group).status_code == 201
    assert client.post(f"{PROPERTIES}/groups", group).status_code == 409
    assert client.post(PROPERTIES, {**new, "groupName": "crm_ai"}).status_code == 201
    again = client.post(PROPERTIES, {**new, "groupName": "crm_ai"})
    assert again.status_code == 409
    assert again.json()["category"] == "OBJECT_ALREADY_EXISTS"
    assert client.get(f"{PROPERTIES}/crm_ai_score").json()["type"] == "number"
    path = f"{OBJECTS}/deals/{world.showcase_deal_id}"
    assert client.patch(path, {"properties": {"crm_ai_score": "0.61"}}).status_code == 200
    assert client.get(path, properties="crm_ai_score").json()["properties"]["crm_ai_score"] == "0.61"
    assert client.call("DELETE", f"{PROPERTIES}/crm_ai_score").status_code == 204
    assert client.get(f"{PROPERTIES}/crm_ai_score").status_code == 404


@pytest.mark.parametrize(
    "change", [{"name": "Bad Name"}, {"type": "json"}, {"label": ""}, {"groupName": "nowhere"}]
)
def test_unsound_property_definitions_are_refused(client: Client, change: dict[str, str]) -> None:
    sound = {
        "name": "crm_ai_x",
        "label": "X",
        "type": "string",
        "fieldType": "text",
        "groupName": "dealinformation",
    }
    assert client.post(PROPERTIES, {**sound, **change}).status_code == 400
    assert client.get(f"{PROPERTIES}/crm_ai_x").status_code == 404


def test_standard_properties_are_listed_and_stay(client: Client) -> None:
    found = {entry["name"]: entry for entry in client.get(PROPERTIES).json()["results"]}
    assert {"dealname", "dealstage", "pipeline", "amount", "closedate", "closed_lost_reason"} <= set(found)
    assert found["hs_is_closed_won"]["modificationMetadata"]["readOnlyValue"] is True
    assert client.call("DELETE", f"{PROPERTIES}/dealname").status_code == 400
    contacts = client.get("/crm/properties/2026-09/contacts/do_not_profile").json()
    assert contacts["hubspotDefined"] is False


def test_owners_page(client: Client, world: World) -> None:
    found: list[str] = []
    after = "0"
    while after:
        body = client.get("/crm/owners/2026-09", limit=3, after=after).json()
        found += [entry["id"] for entry in body["results"]]
        after = body.get("paging", {}).get("next", {}).get("after", "")
    assert found == [owner.id for owner in world.owners]
    one = client.get(f"/crm/owners/2026-09/{found[0]}").json()
    assert one["email"] == world.owners[0].email
    assert client.get("/crm/owners/2026-09/1").status_code == 404


def test_pipelines_tell_order_and_closing_stages(client: Client) -> None:
    found = client.get("/crm/pipelines/2026-09/deals").json()["results"]
    assert [entry["id"] for entry in found] == [pipeline.id for pipeline in PIPELINES]
    closed = [stage["id"] for stage in found[0]["stages"] if stage["metadata"]["isClosed"] == "true"]
    assert closed == ["closedwon", "closedlost"]
    assert client.get("/crm/pipelines/2026-09/deals/default").json()["label"] == "Sales pipeline"
