"""What browsers may do with our pages: who may frame them, what runs in them, what leaves with a link."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from crm_ai_connectors.hubspot import HubSpotConnectorFactory
from crm_ai_connectors.salesforce import SalesforceConnectorFactory
from crm_ai_plugin.ports.host import ShowsFrames
from crm_ai_plugin.store import ConnectionRow
from tests.integration.web.access_world import World

ORG = {"instance_url": "https://acme.my.salesforce.com"}


@pytest.fixture
def world(tmp_path: Path, sqlite_url: str) -> Iterator[World]:
    made = World(tmp_path, sqlite_url)
    with made.services.store.system() as system:
        system.connections.add(ConnectionRow("ws_a", "sf", "salesforce", "00D", ORG))
        system.connections.add(ConnectionRow("ws_a", "gone", "nobody", "1"))
    yield made
    made.close()


def policy(world: World, path: str) -> dict[str, list[str]]:
    answer = world.client().get(path)
    parts = (part.split() for part in answer.headers["Content-Security-Policy"].split(";"))
    return {name: values for name, *values in parts}


def framed(world: World, connection: str | None) -> list[str]:
    return policy(world, f"/embed/{world.services.embeds.frame('ws_a', connection)}")["frame-ancestors"]


def test_a_page_inside_a_crm_is_framed_by_that_crm_and_by_us(world: World) -> None:
    assert framed(world, "hubspot-1") == ["'self'", "https://app.hubspot.com", "https://*.hubspot.com"]
    assert framed(world, "sf") == [
        "'self'",
        "https://acme.my.salesforce.com",
        "https://acme.lightning.force.com",
    ]
    assert framed(world, None) == framed(world, "gone") == framed(world, "never") == ["'self'"]


@pytest.mark.parametrize("frame", ["nonsense", "x.y.z", "{token}"])
def test_an_address_that_we_did_not_make_is_no_page(world: World, frame: str) -> None:
    token = world.services.vault.sign("card", {"ws": "ws_a", "conn": "hubspot-1"})
    assert world.client().get(f"/embed/{frame.format(token=token)}").status_code == 404


def test_the_workspace_is_framed_by_nobody(world: World) -> None:
    for path in ("/app", "/app/deals/7"):
        answer = world.client().get(path)
        assert "frame-ancestors 'none'" in answer.headers["Content-Security-Policy"]
        assert answer.headers["X-Frame-Options"] == "DENY"


@pytest.mark.parametrize(
    "path", ["/app", "/embed/{frame}", "/api/session", "/healthz", "/nowhere", "/api/ai/deal-coach/7"]
)
def test_nothing_inline_runs_and_nothing_leaves(world: World, path: str) -> None:
    path = path.format(frame=world.services.embeds.frame("ws_a", "hubspot-1"))
    found = policy(world, path)
    assert found["default-src"] == ["'none'"]
    assert found["script-src"] == found["style-src"] == ["'self'"]
    assert found["base-uri"] == ["'none'"]
    assert found["connect-src"] == ["'self'", "wss://ai.example"]
    text = " ".join(word for values in found.values() for word in values)
    for loose in ("unsafe-inline", "unsafe-eval", "data:", "http:"):
        assert loose not in text
    answer = world.client().get(path)
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Referrer-Policy"] == "no-referrer"
    assert answer.headers["Cross-Origin-Opener-Policy"] == "same-origin"
    assert "camera=()" in answer.headers["Permissions-Policy"]


def test_a_page_inside_a_crm_sets_no_cookie_and_holds_no_secret(world: World) -> None:
    frame = world.services.embeds.frame("ws_a", "hubspot-1")
    answer = world.client().get(f"/embed/{frame}")
    assert answer.status_code == 200
    assert "Set-Cookie" not in answer.headers
    assert "<script>" not in answer.text
    assert " style=" not in answer.text
    assert "noindex" in answer.headers["X-Robots-Tag"]


def test_a_connections_settings_write_no_policy(world: World) -> None:
    world.services.frame_ancestors = lambda *_: ("https://a.example; script-src *", "*", "https://ok.example")  # type: ignore[method-assign]
    assert framed(world, "hubspot-1") == ["'self'", "https://ok.example"]


@pytest.mark.parametrize(
    "url",
    ["https://evil.example", "https://my.salesforce.com", "https://.my.salesforce.com", "", "javascript:x"],
)
def test_an_org_without_its_own_domain_is_framed_by_salesforces(url: str) -> None:
    factory = SalesforceConnectorFactory()
    assert isinstance(factory, ShowsFrames)
    assert isinstance(HubSpotConnectorFactory(), ShowsFrames)
    expected = ("https://*.my.salesforce.com", "https://*.lightning.force.com")
    assert factory.frame_ancestors({"instance_url": url}) == expected
