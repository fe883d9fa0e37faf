"""Single objects: reads, writes and their refusals."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from crm_ai_plugin.testing.world import World

if TYPE_CHECKING:
    from tests.integration.sandbox.conftest import Client

BASE = "/crm/objects/2026-09"


def note_on(deal_id: str, body: str = "<p>Hello</p>") -> dict[str, Any]:
    types = [{"associationCategory": "HUBSPOT_DEFINED", "associationTypeId": 214}]
    return {
        "properties": {"hs_timestamp": "2026-11-23T10:00:00Z", "hs_note_body": body},
        "associations": [{"to": {"id": deal_id}, "types": types}],
    }


def pages(client: Client, path: str, **params: Any) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = []
    after = None
    while True:
        body = client.get(path, **params, **({} if after is None else {"after": after})).json()
        found += body["results"]
        if "paging" not in body:
            return found
        after = body["paging"]["next"]["after"]


@pytest.mark.parametrize(("kind", "type_id"), [("deals", "0-3"), ("contacts", "0-1"), ("companies", "0-2")])
def test_lists_page_through_everything_by_name_and_type_id(
    client: Client, world: World, kind: str, type_id: str
) -> None:
    expected = {row.id for row in getattr(world, kind)}
    for name in (kind, type_id):
        found = pages(client, f"{BASE}/{name}", limit=7)
        assert [entry["id"] for entry in found] == sorted(expected, key=int)


def test_a_deal_reads_as_the_world_has_it(client: Client, world: World) -> None:
    deal = next(row for row in world.deals if row.outcome == "won")
    wanted = "dealname,dealstage,amount,closedate,createdate,hs_is_closed_won,hubspot_owner_id,nothing"
    body = client.get(f"{BASE}/deals/{deal.id}", properties=wanted).json()
    values = body["properties"]
    assert values["dealname"] == deal.name
    assert values["dealstage"] == deal.stage
    assert float(values["amount"]) == deal.amount
    assert values["hs_is_closed_won"] == "true"
    assert values["hubspot_owner_id"] == deal.owner_id
    assert values["nothing"] is None
    assert values["createdate"] == body["createdAt"] == deal.created_at.strftime("%Y-%m-%dT%H:%M:%S.000Z")
    assert all(isinstance(value, str) for value in values.values() if value is not None)


def test_history_tells_stages_amounts_and_close_dates(client: Client, world: World) -> None:
    deal_id = world.showcase_deal_id
    path = f"{BASE}/deals/{deal_id}"
    body = client.get(path, propertiesWithHistory="dealstage,amount,closedate").json()
    history = body["propertiesWithHistory"]
    assert [e["value"] for e in history["dealstage"]] == [
        "negotiation",
        "proposal",
        "discovery",
        "qualification",
    ]
    assert len(history["closedate"]) == 3
    assert len(history["amount"]) == 2
    assert float(history["amount"][0]["value"]) < float(history["amount"][1]["value"])
    for name, entries in history.items():
        times = [entry["timestamp"] for entry in entries]
        assert times == sorted(times, reverse=True)
        assert entries[0]["value"] == body["properties"][name]
        assert all(entry["sourceType"] for entry in entries)


def test_associations_come_with_a_read(client: Client, world: World) -> None:
    body = client.get(
        f"{BASE}/deals/{world.showcase_deal_id}", associations="contacts,companies,emails"
    ).json()
    assert len(body["associations"]["contacts"]["results"]) == 6
    assert len(body["associations"]["companies"]["results"]) == 1
    first = body["associations"]["emails"]["results"][0]
    email = client.get(f"{BASE}/emails/{first['id']}", properties="hs_email_direction,hs_email_text").json()
    assert first["type"] == "deal_to_email"
    assert email["properties"]["hs_email_direction"] in ("INCOMING_EMAIL", "EMAIL")
    assert email["properties"]["hs_email_text"]


def test_a_contact_is_found_by_email(client: Client, world: World) -> None:
    contact = world.contacts[3]
    body = client.get(f"{BASE}/contacts/{contact.email.upper()}", idProperty="email").json()
    assert body["id"] == contact.id


def test_a_note_is_written_read_and_taken_back(client: Client, world: World) -> None:
    deal_id = world.showcase_deal_id
    made = client.post(f"{BASE}/notes", note_on(deal_id))
    assert made.status_code == 201
    note = made.json()["id"]
    read = client.get(f"{BASE}/notes/{note}", properties="hs_note_body", associations="deals").json()
    assert read["properties"]["hs_note_body"] == "<p>Hello</p>"
    assert read["associations"]["deals"]["results"][0]["id"] == deal_id
    assert client.call("DELETE", f"{BASE}/notes/{note}").status_code == 204
    assert client.get(f"{BASE}/notes/{note}").status_code == 404
    assert client.get(f"{BASE}/notes/{note}", archived="true").json()["archived"] is True
    assert client.call("DELETE", f"{BASE}/notes/{note}").status_code == 204
    links = client.get(f"{BASE}/deals/{deal_id}/associations/notes").json()["results"]
    assert note not in {str(link["toObjectId"]) for link in links}


def test_a_change_shows_and_moves_the_date_of_change(client: Client, world: World) -> None:
    path = f"{BASE}/deals/{world.showcase_deal_id}"
    before = client.get(path).json()["properties"]["hs_lastmodifieddate"]
    answer = client.patch(path, {"properties": {"hs_next_step": "Call Dana", "closedate": "1796083200000"}})
    assert answer.status_code == 200
    assert answer.json()["properties"]["hs_next_step"] == "Call Dana"
    after = client.get(path, properties="hs_next_step,closedate", propertiesWithHistory="closedate").json()
    assert after["properties"]["hs_next_step"] == "Call Dana"
    assert after["properties"]["closedate"] == "2026-12-01T00:00:00.000Z"
    assert after["properties"]["hs_lastmodifieddate"] > before
    newest = after["propertiesWithHistory"]["closedate"][0]
    assert newest["sourceType"] == "INTEGRATION"
    assert newest["sourceId"] == str(client.server.app_id)


def test_closing_a_deal_sets_what_hubspot_derives(client: Client, world: World) -> None:
    path = f"{BASE}/deals/{world.showcase_deal_id}"
    client.patch(path, {"properties": {"dealstage": "closedwon"}})
    values = client.get(path, properties="hs_is_closed,hs_is_closed_won,closedate").json()["properties"]
    assert values["hs_is_closed"] == values["hs_is_closed_won"] == "true"
    assert values["closedate"] < values["hs_lastmodifieddate"]
    assert values["closedate"][:10] == values["hs_lastmodifieddate"][:10]


@pytest.mark.parametrize(
    ("properties", "code"),
    [
        ({"crm_ai_unknown": "1"}, "PROPERTY_DOESNT_EXIST"),
        ({"amount": "a lot"}, "INVALID_DOUBLE"),
        ({"dealstage": "nowhere"}, "INVALID_OPTION"),
        ({"hubspot_owner_id": "1"}, "INVALID_OPTION"),
        ({"closedate": "soon"}, "INVALID_LONG"),
        ({"hs_is_closed_won": "true"}, "READ_ONLY_VALUE"),
        ({"dealname": "x" * 65_537}, "STRING_TOO_LONG"),
    ],
)
def test_invalid_values_are_refused_and_nothing_is_written(
    client: Client, world: World, properties: dict[str, str], code: str
) -> None:
    path = f"{BASE}/deals/{world.showcase_deal_id}"
    before = client.get(path, properties="hs_next_step").json()
    answer = client.patch(path, {"properties": {"hs_next_step": "never", **properties}})
    assert answer.status_code == 400
    body = answer.json()
    assert body["category"] == "VALIDATION_ERROR"
    assert body["errors"][0]["code"] == code
    assert body["errors"][0]["context"]["propertyName"] == list(properties)
    assert client.get(path, properties="hs_next_step").json() == before


@pytest.mark.parametrize(
    "body", [None, [], {"properties": []}, {"properties": {"amount": 12}}, {"properties": None}]
)
def test_malformed_bodies_are_refused(client: Client, world: World, body: Any) -> None:
    answer = client.patch(f"{BASE}/deals/{world.showcase_deal_id}", body)
    assert answer.status_code == 400
    assert answer.json()["category"] == "VALIDATION_ERROR"


def test_a_note_needs_its_time_and_a_real_target(client: Client) -> None:
    missing = client.post(f"{BASE}/notes", {"properties": {"hs_note_body": "x"}, "associations": []})
    assert missing.status_code == 400
    assert missing.json()["errors"][0]["code"] == "REQUIRED_PROPERTY"
    count = len(client.server.account.store.all("notes"))
    assert client.post(f"{BASE}/notes", note_on("123")).status_code == 404
    assert len(client.server.account.store.all("notes")) == count


@pytest.mark.parametrize("path", ["/crm/objects/v3/deals", "/crm/objects/2026/deals", "/nowhere"])
def test_unknown_paths_and_versions_are_404(client: Client, path: str) -> None:
    assert client.get(path).status_code == 404


def test_any_dated_version_is_served(client: Client) -> None:
    assert client.get("/crm/objects/2027-03/deals").status_code == 200
    assert client.get("/crm/objects/2026-09/unicorns").status_code == 400


@pytest.mark.parametrize("params", [{"limit": 101}, {"limit": 0}, {"limit": "x"}, {"after": -1}])
def test_paging_out_of_range_is_refused(client: Client, params: dict[str, Any]) -> None:
    assert client.get(f"{BASE}/deals", **params).status_code == 400
