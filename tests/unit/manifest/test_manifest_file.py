"""manifest.json is read strictly, and its errors say where."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from crm_ai_plugin.errors import ConfigurationError
from crm_ai_plugin.manifest import load_manifest, parse_manifest

Edit = Callable[[dict[str, Any]], object]


def edited(edit: Edit) -> str:
    content = load_manifest().model_dump(mode="json")
    edit(content)
    return json.dumps(content)


def test_own_manifest_survives_a_round_trip() -> None:
    assert parse_manifest(edited(lambda _: None)) == load_manifest()


@pytest.mark.parametrize(
    ("edit", "place", "why"),
    [
        (lambda m: m.update(manifest_version=2), "manifest_version", "1"),
        (lambda m: m.update(colour="red"), "colour", "not permitted"),
        (lambda m: m.pop("features"), "features", "required"),
        (
            lambda m: m["connectors"][0]["scopes"][0].update(reason=""),
            "connectors[0].scopes[0].reason",
            "at least",
        ),
        (
            lambda m: m["connectors"][0]["scopes"].append(m["connectors"][0]["scopes"][0]),
            "connectors[0]",
            "twice",
        ),
        (
            lambda m: m["webhooks"][0]["subscriptions"][0].update(property="amount"),
            "subscriptions[0]",
            "propertyChange",
        ),
        (lambda m: m["webhooks"][0].update(path="/elsewhere"), "webhooks[0].path", "pattern"),
        (lambda m: m["hosting"].update(public_url="http://x.example"), "hosting.public_url", "https"),
        (lambda m: m["cards"][0].update(kind="horoscope"), "the whole", "horoscope"),
        (lambda m: m["features"][0].update(needs=["reads_minds"]), "features[0].needs[0]", "reads_deals"),
    ],
)
def test_what_cannot_be_is_refused_with_its_place(edit: Edit, place: str, why: str) -> None:
    with pytest.raises(ConfigurationError) as refused:
        parse_manifest(edited(edit))
    assert place in refused.value.user_message
    assert why in refused.value.user_message
    assert refused.value.code == "manifest_invalid"


@pytest.mark.parametrize("text", ["", "{", "[]", "null", '"x"', '{"name": "a", "name": "b"}'])
def test_what_is_no_manifest_is_refused(text: str) -> None:
    with pytest.raises(ConfigurationError, match=r"manifest\.json"):
        parse_manifest(text)


def test_a_key_given_twice_is_named() -> None:
    with pytest.raises(ConfigurationError, match="given twice: name"):
        parse_manifest('{"name": "a", "name": "b"}')


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(ConfigurationError, match=r"absent\.json") as refused:
        load_manifest(tmp_path / "absent.json")
    assert refused.value.code == "manifest_missing"


def test_an_unknown_connector_is_a_key_error() -> None:
    with pytest.raises(KeyError, match="nobody"):
        load_manifest().connector("nobody")
