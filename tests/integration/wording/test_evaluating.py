"""``crm-ai eval``: a worse version is caught, an equal one is not called worse."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest

from crm_ai_plugin.ai.gate import Gate
from crm_ai_plugin.ai.prompts import parse_prompt
from crm_ai_plugin.ai.prompts.golden_set import golden_set
from crm_ai_plugin.ai.prompts.library import shipped
from crm_ai_plugin.ai.without_model import EngineWriter
from crm_ai_plugin.errors import NotFoundError, PermanentError
from crm_ai_plugin.ports.writing import WordingRequest
from crm_ai_plugin.records import Deal, Outcome
from crm_ai_plugin.runtime.connections import FILES
from crm_ai_plugin.runtime.services import Services
from crm_ai_plugin.runtime.wording.evaluating import Evaluating, Version, scored
from crm_ai_plugin.testing.language_model import Asked, ScriptedModel
from tests.fixtures.wording_world import WordingWorld, rewords
from tests.integration.wording.conftest import WORKSPACE, Made, put_deal

RULE = "- Every number, date, name and quotation stands in the text itself or in the evidence it may use. Never work one out.\n"
GOOD = Version(shipped("deal_coach"))
CARELESS = Version(parse_prompt("deal_coach", shipped("deal_coach").text.replace(RULE, ""), "careless"))
REPHRASED = Version(
    parse_prompt("deal_coach", shipped("deal_coach").text.replace("plain, friendly", "plain, kind"), "kind")
)


def obedient(asked: Asked) -> Any:
    """A model that keeps to the facts as long as the prompt tells it to, and rounds them up otherwise."""
    careful = "Every number" in asked.trusted
    invent: Callable[[str], str] = lambda text: re.sub(r"\d+", lambda m: str(int(m[0]) + 1), text)  # noqa: E731
    return rewords((lambda text: text.replace("Ask", "Please ask")) if careful else invent)(asked)


def _evaluating(services: Services, model: Any) -> Evaluating:
    return Evaluating(services.store, services.registry, services.settings.ai, model)


def test_a_planted_regression_is_caught(made: Made) -> None:
    services = made()
    put_deal(services)
    found = _evaluating(services, ScriptedModel(obedient)).compare(WORKSPACE, GOOD, CARELESS, 0)
    assert found.verdict == "worse"
    assert found.high < 0
    assert found.cases == len(golden_set("deal_coach"))
    assert found.a.passed > 0.99
    assert found.b.passed < 0.9
    assert found.worst[0][0] in {case.name for case in golden_set("deal_coach")}
    better = _evaluating(services, ScriptedModel(obedient)).compare(WORKSPACE, CARELESS, GOOD, 0)
    assert better.verdict == "better"


def test_a_version_of_other_words_is_not_called_worse(made: Made) -> None:
    services = made()
    put_deal(services)
    found = _evaluating(services, ScriptedModel(obedient)).compare(WORKSPACE, GOOD, REPHRASED, 0)
    assert found.verdict == "no_difference"
    assert found.low <= 0 <= found.high


def test_own_closed_deals_are_tried_as_they_stood_before_their_end(made: Made) -> None:
    services = made()
    put_deal(services)
    with services.store.workspace(WORKSPACE) as session:
        _, open_ = session.records.find_deal("d1")
        closed = Deal(**{**open_.model_dump(), "outcome": Outcome.WON, "closed_at": services.clock()})
        session.records.upsert(FILES, [closed])
    model = ScriptedModel(obedient)
    evaluating = _evaluating(services, model)
    assert evaluating.cases(WORKSPACE, "deal_coach", 5) == len(golden_set("deal_coach")) + 1
    found = evaluating.compare(WORKSPACE, GOOD, REPHRASED, 5)
    assert found.cases == len(golden_set("deal_coach")) + 1
    assert found.a.tokens > 0
    assert found.a.cost_usd > 0
    own = next(
        asked
        for asked in model.asked
        if "Dana" not in asked.untrusted and "budget" in asked.untrusted.lower()
    )
    assert "won" not in own.untrusted.split("EVIDENCE")[0].lower().split("\n")[3]


def test_two_models_are_asked_by_name(made: Made) -> None:
    services = made()
    put_deal(services)
    model = ScriptedModel(obedient)
    found = _evaluating(services, model).compare(
        WORKSPACE, Version(GOOD.prompt, "m-1"), Version(GOOD.prompt, "m-2"), 0
    )
    assert {asked.model for asked in model.asked} == {"m-1", "m-2"}
    assert (found.a.label, found.b.label) == ("deal_coach/1 on m-1", "deal_coach/1 on m-2")


def test_a_model_that_fails_is_worth_nothing(made: Made) -> None:
    services = made()
    put_deal(services)
    dead = ScriptedModel([PermanentError("no", code="wrong_key")])
    found = _evaluating(services, dead).compare(WORKSPACE, GOOD, REPHRASED, 0)
    assert (found.a.score, found.a.failures) == (0.0, found.cases)


def test_the_golden_set_is_sound() -> None:
    """Its texts pass the gate as they are, and a careful wording of them scores full marks for keeping."""
    for case in golden_set("deal_coach"):
        assert len({slot.key for slot in case.request.slots}) == len(case.request.slots)
        world = WordingWorld(ScriptedModel(rewords(lambda text: text)))
        assert world.desk.writer("w").phrase(case.request).by.reason == "no_better", case.name
        assert scored(case.name, case.request, EngineWriter().phrase(case.request)).kept == 1.0
    with pytest.raises(NotFoundError):
        golden_set("nothing")
    assert Gate().about > 0


def test_losing_a_figure_costs() -> None:
    case = next(c for c in golden_set("deal_coach") if c.name == "slipping date")
    request: WordingRequest = case.request
    model = ScriptedModel(rewords(lambda text: text.replace(", by 62 days in all", "")))
    lossy = WordingWorld(model).desk.writer("w").phrase(request)
    assert scored(case.name, request, lossy).kept < 1.0
