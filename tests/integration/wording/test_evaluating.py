"""``crm-ai eval``: a worse version is caught, an equal one is not called worse."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest

from crm_ai_plugin.ai.prompts import parse_prompt
from crm_ai_plugin.ai.prompts.golden_set import golden_choices, golden_set
from crm_ai_plugin.ai.prompts.library import shipped
from crm_ai_plugin.ai.without_model import EngineWriter
from crm_ai_plugin.errors import NotFoundError, PermanentError
from crm_ai_plugin.ports.writing import WordingRequest
from crm_ai_plugin.records import Deal, Outcome
from crm_ai_plugin.runtime.connections import FILES
from crm_ai_plugin.runtime.services import Services
from crm_ai_plugin.runtime.wording.evaluating import Evaluating, Version
from crm_ai_plugin.runtime.wording.trials import scored
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


def test_a_planted_regression_in_answers_is_caught(made: Made) -> None:
    services = made()
    put_deal(services)
    text = shipped("objection").text
    good, careless = (Version(parse_prompt("objection", t)) for t in (text, text.replace(RULE, "")))
    assert RULE in text
    found = _evaluating(services, ScriptedModel(obedient)).compare(WORKSPACE, good, careless, 5)
    assert (found.verdict, found.cases) == ("worse", len(golden_set("objection")))
    assert found.high < 0
    again = _evaluating(services, ScriptedModel(obedient)).compare(WORKSPACE, good, good, 0)
    assert (again.verdict, again.difference) == ("no_difference", 0.0)


SETTLED = "- What they call settled, agreed or no problem is not the objection.\n"


def choosy(asked: Asked) -> Any:
    """A model that knows the right answers as long as the prompt tells what is no objection, and takes the first else."""
    if "what they call settled" not in asked.trusted.lower():
        return {"choice_id": "c1"}
    case = next(c for c in golden_choices("objection_category") if c.request.text in asked.untrusted)
    keys = [option.key for option in case.request.options]
    return {"choice_id": f"c{keys.index(next(iter(case.right))) + 1}"}


def test_a_planted_regression_in_choices_is_caught(made: Made) -> None:
    services = made()
    put_deal(services)
    text = shipped("objection_category").text
    assert SETTLED in text
    good, careless = (
        Version(parse_prompt("objection_category", t)) for t in (text, text.replace(SETTLED, ""))
    )
    evaluating = _evaluating(services, ScriptedModel(choosy))
    assert evaluating.cases(WORKSPACE, "objection_category", 5) == len(golden_choices("objection_category"))
    found = evaluating.compare(WORKSPACE, good, careless, 5)
    assert (found.verdict, found.a.score) == ("worse", 1.0)
    assert found.high < 0
    assert found.worst


def test_a_model_that_can_not_choose_is_worth_nothing(made: Made) -> None:
    services = made()
    put_deal(services)
    version = Version(shipped("objection_category"))
    dead = ScriptedModel([PermanentError("no", code="wrong_key")])
    found = _evaluating(services, dead).compare(WORKSPACE, version, Version(version.prompt, "m-2"), 0)
    assert (found.a.score, found.a.failures) == (0.0, found.cases)


def test_golden_choices_are_sound() -> None:
    """Always taking the engine's first gets most of them wrong, so that a prompt has something to win."""
    cases = golden_choices("objection_category")
    assert len({case.name for case in cases}) == len(cases) >= 20
    for case in cases:
        assert case.right < {option.key for option in case.request.options}
    assert sum(case.request.options[0].key in case.right for case in cases) < len(cases) / 2


@pytest.mark.parametrize("feature", ["deal_coach", "objection"])
def test_the_golden_set_is_sound(feature: str) -> None:
    """Its texts pass the gate as they are, and a careful wording of them scores full marks for keeping."""
    for case in golden_set(feature):
        assert len({slot.key for slot in case.request.slots}) == len(case.request.slots)
        world = WordingWorld(ScriptedModel(rewords(lambda text: text)))
        assert world.desk.writer("w").phrase(case.request).by.reason == "no_better", case.name
        assert scored(case.name, case.request, EngineWriter().phrase(case.request)).kept == 1.0
    with pytest.raises(NotFoundError):
        golden_set("nothing")


def test_losing_a_figure_costs() -> None:
    case = next(c for c in golden_set("deal_coach") if c.name == "slipping date")
    request: WordingRequest = case.request
    model = ScriptedModel(rewords(lambda text: text.replace(", by 62 days in all", "")))
    lossy = WordingWorld(model).desk.writer("w").phrase(request)
    assert scored(case.name, request, lossy).kept < 1.0
