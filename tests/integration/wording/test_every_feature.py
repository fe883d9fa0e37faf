"""What holds for every feature that words: without a key nobody is called, and words are all a model changes."""

from __future__ import annotations

import json
import socket
from importlib.metadata import entry_points
from typing import Any

import pytest

from crm_ai_plugin.insights import Insight
from crm_ai_plugin.testing.language_model import ScriptedModel
from tests.fixtures.wording_world import rewords
from tests.integration.wording.asks import ASKS, put_world
from tests.integration.wording.conftest import Made


def test_every_registered_feature_is_tried() -> None:
    assert set(ASKS) == {entry.name for entry in entry_points(group="crm_ai.features")}


@pytest.mark.parametrize("feature", ASKS)
def test_without_a_key_it_answers_and_calls_nobody(
    made: Made, monkeypatch: pytest.MonkeyPatch, feature: str
) -> None:
    services = made()
    del services.__dict__["language_model"]
    put_world(services)

    def refuse(*_args: Any, **_options: Any) -> None:
        raise AssertionError("nobody is to be called")

    monkeypatch.setattr(socket.socket, "connect", refuse)
    monkeypatch.setattr(socket, "getaddrinfo", refuse)
    insight = ASKS[feature](services)
    assert (insight.source, insight.model, insight.wording.by, insight.wording.reason) == (
        "engine",
        None,
        "engine",
        "no_key",
    )
    assert insight.payload


@pytest.mark.parametrize("feature", ASKS)
def test_a_model_changes_words_and_no_facts(made: Made, feature: str) -> None:
    model = ScriptedModel(rewords(lambda text: f"{text.rstrip('.')} now"))
    engine, with_model = made(), made(model)
    put_world(engine, "w1")
    put_world(engine, "w2")
    plain, worded = ASKS[feature](engine, "w1"), ASKS[feature](with_model, "w2")
    assert model.asked, "a model was asked"
    assert worded.source == "llm"
    assert _facts(worded) == _facts(plain)
    assert [one.quote for one in worded.evidence] == [one.quote for one in plain.evidence]
    assert _strings(worded) != _strings(plain)


def _leaves(value: Any) -> list[Any]:
    if isinstance(value, dict):
        return [leaf for key in sorted(value) for leaf in _leaves(value[key])]
    if isinstance(value, list):
        return [leaf for part in value for leaf in _leaves(part)]
    return [value]


def _facts(insight: Insight) -> list[Any]:
    payload = json.loads(json.dumps(insight.payload))
    # Which answers an objection gets is drawn anew each time it is asked; how many there are is not.
    payload["responses"] = len(payload.get("responses", ()))
    return [leaf for leaf in _leaves(payload) if not isinstance(leaf, str)]


def _strings(insight: Insight) -> list[str]:
    return [leaf for leaf in _leaves(json.loads(json.dumps(insight.payload))) if isinstance(leaf, str)]
