"""Answers to objections go through the same layer: words change, and never to something that is not so."""

from __future__ import annotations

import json
from typing import Any

import pytest

from crm_ai_plugin.insights import Insight
from crm_ai_plugin.runtime.objections.asking import Asked
from crm_ai_plugin.runtime.services import Services
from crm_ai_plugin.testing.language_model import MODES, AdversarialModel, AdversaryMode, ScriptedModel
from crm_ai_plugin.testing.language_model.adversary import DATE, EXFIL, NEW_NAME, NUMBER
from tests.fixtures.wording_world import rewords
from tests.integration.wording.conftest import WORKSPACE, Made, put_deal

TEXT = "Your price is far too high for us."


def _ask(services: Services) -> Insight:
    return services.objections.ask(WORKSPACE, Asked(TEXT, "anna", deal_id="d1"))


def _texts(insight: Insight) -> list[str]:
    return [response["text"] for response in insight.payload["responses"]]


def _rest(insight: Insight) -> Any:
    kept = json.loads(json.dumps(insight.payload))
    # What was asked first is an earlier objection to what was asked next.
    del kept["similar"]
    for response in kept["responses"]:
        for own in ("id", "text"):
            response[own] = None
    return kept


def test_words_change_and_the_rest_does_not(made: Made) -> None:
    engine = made()
    put_deal(engine)
    plain, worded = (
        _ask(engine),
        _ask(made(ScriptedModel(rewords(lambda text: text.replace("you", "your team", 1))))),
    )
    assert worded.source == "llm"
    assert _texts(worded) != _texts(plain)
    assert {k: v for k, v in _rest(worded).items() if k != "responses"} == {
        k: v for k, v in _rest(plain).items() if k != "responses"
    }
    assert len(_texts(worded)) == len(_texts(plain))


@pytest.mark.parametrize("mode", MODES)
def test_an_obedient_model_gets_nothing_through(made: Made, mode: AdversaryMode) -> None:
    services = made(AdversarialModel(mode, honest=rewords(), always=True))
    put_deal(services)
    # Scores and ids are numbers that may hold anything; what a model could say is in the texts.
    said = "\n".join(_texts(_ask(services)))
    for part in (DATE, EXFIL, NEW_NAME, NUMBER, "Ignore previous", "100 %", "<img", "\u200b", "4711"):
        assert part not in said
