"""A model may say which objection comes first; what was found, and how sure that is, it can't change."""

from __future__ import annotations

import json
from typing import Any

import pytest

from crm_ai_plugin.errors import PermanentError, RateLimitedError
from crm_ai_plugin.insights import Insight, ObjectionPayload
from crm_ai_plugin.records import Contact
from crm_ai_plugin.runtime.connections import FILES
from crm_ai_plugin.runtime.objections.asking import Asked
from crm_ai_plugin.runtime.services import Services
from crm_ai_plugin.testing.language_model import (
    MODES,
    AdversarialModel,
    AdversaryMode,
    ScriptedModel,
    choosing,
)
from tests.fixtures.wording_world import rewords
from tests.integration.wording.conftest import WORKSPACE, Made, put_deal

TEXT = "We have no budget for this year. And is it GDPR compliant?"
FOUND = ["budget", "security_legal"]


def _ask(services: Services, text: str = TEXT, **asked: Any) -> Insight:
    return services.objections.ask(WORKSPACE, Asked(text, "anna", **{"deal_id": "d1", **asked}))


def _payload(insight: Insight) -> ObjectionPayload:
    return ObjectionPayload.model_validate(insight.payload)


def _categories(payload: ObjectionPayload) -> dict[str, Any]:
    return {one.key: (one.confidence, one.quote) for one in (payload.category, *payload.also)}


def test_first_may_change_and_the_set_with_its_confidences_does_not(made: Made) -> None:
    engine = made()
    put_deal(engine)
    plain = _payload(_ask(engine))
    assert sorted(_categories(plain)) == FOUND
    seen = set()
    for place in range(len(FOUND)):
        model = ScriptedModel(choosing(place, otherwise=rewords()))
        # A name of its own for each, or the second would get the first one's choice out of the cache.
        refined = _payload(_ask(made(model, ai={"model": f"m-{place}"})))
        assert _categories(refined) == _categories(plain)
        assert refined.first_by is not None
        assert refined.first_by.by == "model"
        assert all(response.variant.startswith(refined.category.key) for response in refined.responses)
        seen.add(refined.category.key)
    assert sorted(seen) == FOUND, "either can come first"


def test_without_a_key_the_engine_chooses_and_says_so(made: Made) -> None:
    services = made()
    put_deal(services)
    payload = _payload(_ask(services))
    assert payload.first_by is not None
    assert (payload.first_by.by, payload.first_by.reason) == ("engine", "no_key")


def test_one_objection_is_no_choice_and_costs_no_call(made: Made) -> None:
    model = ScriptedModel(choosing(otherwise=rewords()))
    services = made(model)
    put_deal(services)
    assert _payload(_ask(services, "Your price is far too high for us.")).first_by is None
    assert len(model.asked) == 1, "the words alone"


@pytest.mark.parametrize("mode", MODES)
def test_an_obedient_model_changes_no_more_than_the_order(made: Made, mode: AdversaryMode) -> None:
    engine = made()
    put_deal(engine)
    plain = _payload(_ask(engine))
    model = AdversarialModel(mode, honest=choosing(0, otherwise=rewords()), always=True)
    spoiled = _ask(made(model))
    assert model.asked
    assert _categories(_payload(spoiled)) == _categories(plain)
    said = json.dumps(spoiled.payload, ensure_ascii=False)
    for part in ("ev_forged", "of_another_workspace", "100 %", "Zebulon", "<img", "account 4711"):
        assert part not in said


def test_who_must_not_be_profiled_is_not_sent_anywhere(made: Made) -> None:
    model = ScriptedModel(choosing(otherwise=rewords()))
    services = made(model)
    put_deal(services)
    with services.store.workspace(WORKSPACE) as session:
        (dana,) = session.records.fetch(FILES, Contact, ["dana"])
        session.records.upsert(FILES, [dana.model_copy(update={"do_not_profile": True})])
    for asked in ({"contact_id": "dana"}, {"contact_id": "nobody-we-know"}):
        payload = _payload(_ask(services, **asked))
        assert payload.first_by is not None
        assert (payload.first_by.by, payload.first_by.reason) == ("engine", "withheld")
    assert not any("GDPR" in asked.untrusted for asked in model.asked)


def test_the_words_get_the_time_that_choosing_left(made: Made) -> None:
    model = ScriptedModel(choosing(otherwise=rewords()))
    services = made(model)
    put_deal(services)
    _ask(services)
    choice, words = (asked.options for asked in model.asked)
    assert choice is not None
    assert words is not None
    assert choice.deadline_s is not None
    assert words.deadline_s is not None
    whole = services.settings.ai.urgent_s
    assert choice.deadline_s == pytest.approx(whole / 3)
    assert whole * 2 / 3 - 1e-9 <= words.deadline_s < whole


def test_what_would_only_fail_again_is_not_asked_twice(made: Made) -> None:
    model = ScriptedModel([PermanentError("no money", code="quota_exhausted")])
    services = made(model)
    put_deal(services)
    insight = _ask(services)
    assert len(model.asked) == 1
    assert (insight.wording.by, insight.wording.reason) == ("engine", "quota_exhausted")


def test_no_room_for_a_call_leaves_the_engines_choice(made: Made) -> None:
    services = made(ScriptedModel([RateLimitedError("later", retry_after=30)]))
    put_deal(services)
    payload = _payload(_ask(services))
    assert payload.first_by is not None
    assert payload.first_by.by == "engine"
    assert payload.first_by.reason is not None
    assert payload.responses
