"""HubSpot's search shows no more than so many results of one query; everything comes all the same."""

from __future__ import annotations

from collections.abc import Callable

import pytest
import requests

from crm_ai_connectors.hubspot import HubSpotConnector
from crm_ai_plugin.testing.sandbox import SandboxServer
from crm_ai_plugin.testing.sandbox.hubspot import search

WALL = 200


def test_more_records_than_a_search_shows_are_all_read(
    connect: Callable[..., HubSpotConnector], crm: SandboxServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(search, "_WALL", WALL)
    there = {one.id for one in crm.account.store.all("contacts")}
    assert len(there) > 2 * WALL
    beyond = requests.post(
        f"{crm.url}/crm/objects/2026-09/contacts/search",
        json={"filterGroups": [], "sorts": [], "properties": [], "limit": 100, "after": str(WALL)},
        headers=crm.auth_headers,
        timeout=10,
    )
    assert beyond.status_code == 400, "who pages by offset runs into the wall"
    connector = connect()
    found = [one for page in connector.changes("contact", None) for one in page.records]
    assert {one.id for one in found} == there  # type: ignore[attr-defined]
