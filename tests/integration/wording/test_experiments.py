"""An experiment with a prompt: deals stay in their arm, decisions and endings are counted once, errors are bounded."""

from __future__ import annotations

from datetime import timedelta

import pytest

from crm_ai_plugin.ai.prompts.assigning import arm_of
from crm_ai_plugin.ai.prompts.library import shipped
from crm_ai_plugin.errors import ConflictError, NotFoundError
from crm_ai_plugin.insights import ActionState, Coverage, Insight, Subject
from crm_ai_plugin.ports.feature import Recommendation
from crm_ai_plugin.records import Deal, Outcome
from crm_ai_plugin.runtime.services import Services
from crm_ai_plugin.store import WorkspaceSession
from tests.fixtures.runtime_fakes import Clock
from tests.integration.wording.conftest import WORKSPACE, Made

FEATURE = "deal_coach"


def _advise(services: Services, session: WorkspaceSession, deal_id: str) -> None:
    subject = Subject(type="deal", id=deal_id)
    insight = Insight(
        id=f"ins_{deal_id}",
        kind=FEATURE,
        subject=subject,
        connection="c",
        version=1,
        as_of=services.clock() - timedelta(days=400),
        engine_version="1",
        coverage=Coverage(),
        payload={},
        fingerprint="f",
    )
    session.insights.add(insight)
    made = [Recommendation("call", 1, True, 1.0, 0.0, "")]
    session.recommendations.log(insight.id, "c", subject, made, services.clock())


def _begin(services: Services) -> str:
    with services.store.system() as system:
        system.workspaces.ensure(WORKSPACE, WORKSPACE)
    kinder = shipped(FEATURE).text.replace("plain, friendly", "plain, kind")
    services.prompts.save(WORKSPACE, FEATURE, kinder, "anna")
    return services.prompts.begin(WORKSPACE, FEATURE, "shipped", "1", 0.5, "anna").id


def test_each_deal_gets_always_the_same_prompt(made: Made) -> None:
    services = made()
    experiment = _begin(services)
    found = {d: services.prompts.prompt(WORKSPACE, FEATURE, d).label for d in (f"d{n}" for n in range(30))}
    labels = {"a": "deal_coach/1", "b": "deal_coach/w1"}
    assert found == {d: labels[arm_of(experiment, d, 0.5)] for d in found}
    assert set(found.values()) == set(labels.values())
    with pytest.raises(ConflictError):
        services.prompts.begin(WORKSPACE, FEATURE, "shipped", "1", 0.5, "anna")


def _play(
    services: Services, clock: Clock, experiment: str, deals: int, done: dict[str, float], lost: str = ""
) -> None:
    with services.store.workspace(WORKSPACE) as session:
        for n in range(deals):
            deal_id = f"d{n}"
            arm = arm_of(experiment, deal_id, 0.5)
            if arm == lost and n % 2:
                continue
            clock.advance(1)
            _advise(services, session, deal_id)
            good = (n * 7919 % 100) / 100 < done[arm]
            state = ActionState(state="done" if good else "dismissed", at=clock())
            for _ in range(2):  # a second decision on the same deal counts for nothing
                session.feedback.set(FEATURE, "deal", deal_id, "call", state, "")
            outcome = Outcome.WON if good else Outcome.LOST
            session.records.upsert(
                "c", [Deal(id=deal_id, outcome=outcome, closed_at=clock() + timedelta(days=1))]
            )


def test_a_better_prompt_is_found(made: Made, clock: Clock) -> None:
    services = made()
    experiment = _begin(services)
    _play(services, clock, experiment, 200, {"a": 0.3, "b": 0.7})
    standing = services.experiments.standing(WORKSPACE, FEATURE)
    assert standing.verdict == "b"
    assert standing.sound
    assert sum(standing.units.values()) == 200
    assert 60 < standing.acceptance.pairs <= 100
    assert standing.acceptance.low > 0
    assert standing.winning.winner == "b"
    ended = services.experiments.end(WORKSPACE, FEATURE, "anna")
    assert ended.verdict == "b"
    assert services.prompts.prompt(WORKSPACE, FEATURE, "d1").label == "deal_coach/1", (
        "nothing changes by itself"
    )
    with pytest.raises(NotFoundError):
        services.experiments.end(WORKSPACE, FEATURE, "anna")


def test_two_equal_prompts_stay_undecided(made: Made, clock: Clock) -> None:
    services = made()
    experiment = _begin(services)
    _play(services, clock, experiment, 120, {"a": 0.5, "b": 0.5})
    standing = services.experiments.standing(WORKSPACE, FEATURE)
    assert (standing.verdict, standing.sound) == (None, True)


def test_an_arm_that_loses_deals_is_noticed(made: Made, clock: Clock) -> None:
    services = made()
    experiment = _begin(services)
    _play(services, clock, experiment, 700, {"a": 0.3, "b": 0.7}, lost="b")
    assert services.experiments.standing(WORKSPACE, FEATURE).verdict == "unsound"


def test_decisions_on_earlier_words_do_not_count(made: Made, clock: Clock) -> None:
    services = made()
    _begin(services)
    clock.advance(10)
    with services.store.workspace(WORKSPACE) as session:
        session.feedback.set(FEATURE, "deal", "d1", "call", ActionState(state="done"), "")
    clock.advance(10)
    with services.store.workspace(WORKSPACE) as session:
        _advise(services, session, "d1")
    assert services.experiments.standing(WORKSPACE, FEATURE).acceptance.pairs == 0


def test_there_is_nothing_to_show_before_the_first(made: Made) -> None:
    services = made()
    with pytest.raises(NotFoundError):
        services.experiments.standing(WORKSPACE, FEATURE)
