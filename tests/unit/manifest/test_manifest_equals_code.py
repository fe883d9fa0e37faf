"""What the manifest says is what the code does."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from importlib.metadata import EntryPoint, entry_points, version
from pathlib import Path
from typing import Any

import pytest

from crm_ai_connectors.hubspot.config import HubSpotConfig
from crm_ai_connectors.hubspot.mapper.kinds import CONTACTS, DEALS, Kinds
from crm_ai_plugin import __version__
from crm_ai_plugin.manifest import Manifest, load_manifest
from crm_ai_plugin.settings import Settings, known_names

DISTRIBUTION = "crm-ai-plugin"


@pytest.fixture(scope="module")
def manifest() -> Manifest:
    return load_manifest()


def ours(group: str) -> dict[str, EntryPoint]:
    return {
        entry.name: entry
        for entry in entry_points(group=group)
        if entry.dist and entry.dist.name == DISTRIBUTION
    }


def test_version_is_the_distributions(manifest: Manifest) -> None:
    assert manifest.version == __version__ == version(DISTRIBUTION)
    assert manifest.name == DISTRIBUTION


@pytest.mark.parametrize(
    ("group", "listed"),
    [
        ("crm_ai.features", lambda m: {one.key for one in m.features}),
        ("crm_ai.connectors", lambda m: {one.key for one in m.connectors}),
        ("crm_ai.receivers", lambda m: {one.receiver for one in m.webhooks}),
        ("crm_ai.cards", lambda m: {one.kind for one in m.cards}),
        ("crm_ai.card_hosts", lambda m: {host for one in m.cards for host in one.hosts}),
    ],
)
def test_entry_points_are_those_listed(group: str, listed: Any, manifest: Manifest) -> None:
    assert set(ours(group)) == listed(manifest)


def test_scopes_are_those_the_connectors_ask_for(manifest: Manifest) -> None:
    for key, entry in ours("crm_ai.connectors").items():
        asked = dict(entry.load().scopes)
        assert {scope.name: scope.reason for scope in manifest.connector(key).scopes} == asked


@pytest.mark.parametrize("key", ["hubspot", "salesforce"])
def test_the_consent_page_asks_for_what_is_listed(key: str, manifest: Manifest) -> None:
    asked = {
        (one.name, one.reason, one.optional)
        for one in ours("crm_ai.connectors")[key].load()().permissions({})
    }
    assert {(one.name, one.reason, one.optional) for one in manifest.connector(key).scopes} == asked


def test_features_need_what_a_connector_can_do(manifest: Manifest) -> None:
    offered = set().union(*(entry.load().capabilities for entry in ours("crm_ai.connectors").values()))
    for feature in manifest.features:
        assert {*feature.needs, *feature.uses} <= offered


def test_features_coach_the_subject_they_say(manifest: Manifest) -> None:
    for key, entry in ours("crm_ai.features").items():
        assert [one.subject for one in manifest.features if one.key == key] == [entry.load().subject_type]


@pytest.mark.parametrize("subscription", load_manifest().webhook("hubspot").subscriptions, ids=str)
def test_every_subscribed_event_is_understood(subscription: Any) -> None:
    private = subscription.event == "privacyDeletion"
    event = {
        "eventId": 1,
        "subscriptionId": 2,
        "portalId": 3,
        "appId": 4,
        "occurredAt": int(datetime(2026, 11, 2, tzinfo=UTC).timestamp() * 1000),
        "subscriptionType": f"{subscription.object if private else 'object'}.{subscription.event}",
        "objectTypeId": TYPE_IDS[subscription.object],
        "objectId": 5,
        "attemptNumber": 0,
        "propertyName": subscription.property,
        "propertyValue": "x",
        "fromObjectId": 5,
        "fromObjectTypeId": TYPE_IDS[subscription.object],
        "toObjectId": 6,
        "toObjectTypeId": "0-1",
        "changeSource": "CRM_UI",
    }
    receiver = ours("crm_ai.receivers")["hubspot"].load()()
    (understood,) = receiver.parse(json.dumps([event]).encode(), app_id="4")
    assert understood.record_id == "5"
    assert understood.field == subscription.property


@pytest.mark.parametrize(("name", "read_as"), [("deal", DEALS), ("contact", CONTACTS)])
def test_only_changes_of_what_is_read_are_asked_for(name: str, read_as: str, manifest: Manifest) -> None:
    subscriptions = manifest.webhook("hubspot").subscriptions
    asked = {one.property for one in subscriptions if one.object == name and one.property}
    assert asked
    assert asked <= set(Kinds(HubSpotConfig()).properties(read_as))


TYPE_IDS = {
    "deal": "0-3",
    "contact": "0-1",
    "company": "0-2",
    "email": "0-49",
    "call": "0-48",
    "meeting": "0-47",
    "note": "0-46",
    "task": "0-27",
}


def test_required_versions_are_those_used(manifest: Manifest) -> None:
    settings = Settings.model_construct()
    assert manifest.requires.hubspot_api == settings.hubspot.api_version
    assert manifest.requires.salesforce_api == settings.salesforce.api_version


def test_settings_exist(manifest: Manifest) -> None:
    assert {setting.name for setting in manifest.settings} <= set(known_names())


def test_card_components_exist(manifest: Manifest) -> None:
    source = Path(__file__).parents[3] / "cards" / "hubspot" / "src"
    entrypoints = [location.entrypoint for card in manifest.cards for location in card.locations]
    assert [path for path in entrypoints if not (source / path.lstrip("/")).is_file()] == []
