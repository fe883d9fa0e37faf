"""Win-loss answers worded by a model: through the gate, kept with the substance, and the engine's where it fails."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from crm_ai_plugin.ai.without_model import EngineWriter
from crm_ai_plugin.insights import Cohort, Insight
from crm_ai_plugin.ports.feature import Draft
from crm_ai_plugin.runtime.pulls.importing import Importing
from crm_ai_plugin.runtime.services import Services
from crm_ai_plugin.testing.language_model import AdversarialModel, ScriptedModel
from tests.fixtures.lost_on_price import lost_on_price
from tests.fixtures.wording_world import rewords
from tests.integration.wording.conftest import WORKSPACE, Made


@pytest.fixture(scope="module")
def bundle(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return lost_on_price(tmp_path_factory.mktemp("bundle"), deals=120, open_deals=16)


def answer(services: Services, bundle: Path) -> Insight:
    with services.store.system() as system:
        system.workspaces.ensure(WORKSPACE, WORKSPACE)
    Importing(services.store, services.clock).run(WORKSPACE, bundle)
    services.win_loss.prepare(WORKSPACE)
    return services.win_loss.cohort(WORKSPACE, Cohort())


def test_a_model_words_headline_and_insights(made: Made, bundle: Path) -> None:
    model = ScriptedModel(rewords())
    services = made(model)
    insight = answer(services, bundle)
    assert (insight.source, insight.prompt_version) == ("llm", "win_loss/1")
    assert insight.payload["headline"].startswith("Please ")
    assert insight.payload["insights"][0]["title"].startswith("Please ")
    asked = len(model.asked)
    assert services.win_loss.cohort(WORKSPACE, Cohort()).id == insight.id
    assert len(model.asked) == asked


def engine(services: Services) -> Draft:
    """The engine's own words for the same question."""
    question = services.win_loss.question(WORKSPACE, Cohort())
    feature = services.registry.cohort_feature("win_loss")
    learned = services.win_loss.studied(WORKSPACE, question)
    assessment = feature.assess(feature.facts(question, learned), learned)
    records = services.win_loss.snapshots(WORKSPACE, feature.wanted(assessment))
    return feature.word(assessment, EngineWriter(), records)


def test_the_numbers_are_the_engines_whoever_words_them(made: Made, bundle: Path) -> None:
    services = made(ScriptedModel(rewords()))
    worded, plain = answer(services, bundle), engine(services)
    assert worded.payload["factors"] == plain.payload["factors"]
    assert worded.fingerprint == plain.fingerprint
    assert worded.payload["headline"] != plain.payload["headline"]


@pytest.mark.parametrize("mode", ["obey_wrapped", "fabricated_number", "forge_quote", "html"])
def test_a_hostile_model_changes_nothing(made: Made, bundle: Path, mode: Any) -> None:
    services = made(AdversarialModel(mode, honest=rewords(), always=True))
    hostile, plain = answer(services, bundle), engine(services)
    assert hostile.payload["insights"] == plain.payload["insights"]
    assert hostile.payload["headline"] == plain.payload["headline"]
