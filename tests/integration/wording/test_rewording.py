"""Advice that was worded in an outage gets a model's words later, and nothing but words."""

from __future__ import annotations

from datetime import timedelta

import pytest

from crm_ai_plugin.errors import CrmAiError, PermanentError, RateLimitedError, RetryableError
from crm_ai_plugin.insights import Insight
from crm_ai_plugin.runtime.advice.rewording import NOT_BEFORE, REWORD
from crm_ai_plugin.runtime.connections import FILES
from crm_ai_plugin.runtime.services import Services
from crm_ai_plugin.testing.language_model import ScriptedModel
from tests.fixtures.runtime_fakes import Clock
from tests.fixtures.wording_world import rewords
from tests.integration.wording.asks import ASKS, put_world
from tests.integration.wording.conftest import WORKSPACE, Made, put_deal

DOWN = RetryableError("down", code="model_unavailable")
KEY = (WORKSPACE, FILES, "deal", "d1")


def _now(services: Services) -> Insight:
    (insight,) = (one for one in services.refreshing.now(WORKSPACE, FILES, "d1") if one.kind == "deal_coach")
    return insight


def _persona(services: Services) -> Insight:
    with services.store.workspace(WORKSPACE) as session:
        found = session.insights.latest("persona", "contact", "dana", FILES)
    assert found is not None
    return found


def _work(services: Services, clock: Clock) -> list[Insight]:
    clock.advance(60)
    return [one for one in services.refreshing.work(KEY) if one.kind == "deal_coach"]


def test_words_come_when_the_model_is_back(made: Made, clock: Clock, redis_url: str) -> None:
    down = made(ScriptedModel([DOWN]), redis_url=redis_url)
    put_deal(down)
    first = _now(down)
    assert (first.wording.by, first.wording.reason) == ("engine", "model_unavailable")
    assert down.rewording.run(WORKSPACE) == 1
    assert _work(down, clock) == [], "still nobody to word it: no new version"
    assert down.rewording.run(WORKSPACE) == 0, "not again at once"

    back = made(ScriptedModel(rewords()), redis_url=redis_url)
    back.redis.delete(*back.redis.keys("crm-ai:reworded:*"))
    assert back.rewording.run(WORKSPACE) == 1
    (second,) = _work(back, clock)
    assert (second.wording.by, second.source, second.version) == ("model", "llm", 2)
    assert second.fingerprint == first.fingerprint
    with back.store.workspace(WORKSPACE) as session:
        assert session.outbox.of_insight(second.id) == [], "the CRM has been told already"
    back.redis.delete(*back.redis.keys("crm-ai:reworded:*"))
    assert back.rewording.run(WORKSPACE) == 0, "nothing waits any more"


def test_personas_get_theirs_as_well(made: Made, redis_url: str) -> None:
    down = made(ScriptedModel([DOWN]), redis_url=redis_url)
    put_world(down)
    first = ASKS["persona"](down)
    assert (first.wording.by, first.wording.reason) == ("engine", "model_unavailable")
    assert down.person_rewording.run(WORKSPACE) == 1
    assert _persona(down) == first, "still nobody to word it: no new version"
    assert down.person_rewording.run(WORKSPACE) == 0, "not again at once"

    model = ScriptedModel(rewords())
    back = made(model, redis_url=redis_url)
    back.person_building.build(WORKSPACE, FILES, "dana")
    assert model.asked == [], "an ordinary look buys no words for the same persona"
    back.redis.delete(*back.redis.keys("crm-ai:reworded:*"))
    assert back.person_rewording.run(WORKSPACE) == 1
    second = _persona(back)
    assert (second.wording.by, second.source, second.version) == ("model", "llm", 2)
    assert second.fingerprint == first.fingerprint
    assert back.person_rewording.run(WORKSPACE) == 0, "nothing waits any more"


def test_a_round_of_personas_ends_where_there_is_no_room(made: Made, redis_url: str) -> None:
    down = made(ScriptedModel([DOWN]), redis_url=redis_url)
    put_world(down)
    first = ASKS["persona"](down)
    full = made(ScriptedModel([RateLimitedError("later", retry_after=90)]), redis_url=redis_url)
    assert full.person_rewording.run(WORKSPACE) == 0
    assert _persona(full) == first


@pytest.mark.parametrize(
    "failure", [PermanentError("no", code="refused"), PermanentError("no", code="truncated")]
)
def test_what_time_does_not_mend_is_left(made: Made, redis_url: str, failure: CrmAiError) -> None:
    services = made(ScriptedModel([failure]), redis_url=redis_url)
    put_deal(services)
    assert _now(services).wording.reason == failure.code
    assert services.rewording.run(WORKSPACE) == 0


def test_an_ordinary_look_buys_no_words_for_the_same_advice(made: Made, clock: Clock, redis_url: str) -> None:
    down = made(ScriptedModel([DOWN]), redis_url=redis_url)
    put_deal(down)
    _now(down)
    model = ScriptedModel(rewords())
    back = made(model, redis_url=redis_url)
    with back.store.workspace(WORKSPACE) as session:
        session.work.touch(FILES, "deal", "d1", "deal.propertyChange", clock())
    assert _work(back, clock) == []
    assert model.asked == []
    assert timedelta(hours=1) <= NOT_BEFORE
    assert REWORD != "deal.propertyChange"
