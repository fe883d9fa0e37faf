"""An experiment on answers to objections: used within a day or not, and what the deal did next."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest

from crm_ai_plugin.ai.prompts.assigning import arm_of
from crm_ai_plugin.ai.prompts.library import shipped
from crm_ai_plugin.records import Deal, Outcome, StageChange
from crm_ai_plugin.runtime.services import Services
from crm_ai_plugin.runtime.wording.experimenting import Standing
from crm_ai_plugin.runtime.wording.results_of_objections import results_of_objections
from crm_ai_plugin.store import ObjectionRow, ResponseFeedback, ResponseRow, WorkspaceSession
from tests.fixtures.runtime_fakes import Clock
from tests.integration.wording.conftest import WORKSPACE, Made

DAY = 86_400


def _begin(services: Services, feature: str) -> str:
    with services.store.system() as system:
        system.workspaces.ensure(WORKSPACE, WORKSPACE)
    changed = shipped(feature).text.replace("What you get comes", "What you get here comes")
    services.prompts.save(WORKSPACE, feature, changed, "anna")
    return services.prompts.begin(WORKSPACE, feature, "shipped", "1", 0.5, "anna").id


def _objection(
    session: WorkspaceSession, id_: str, at: datetime, deal: str | None = None, answers: int = 1
) -> None:
    row = ObjectionRow(
        id=id_,
        conversation=id_,
        text="too expensive",
        language="en",
        category="price",
        segment="",
        connection="c" if deal else None,
        deal_id=deal,
        contact_id=None,
        asked_by="anna",
        insight_id=f"ins_{id_}",
        at=at,
    )
    shown = [
        ResponseRow(
            id=f"rsp_{id_}_{n}",
            objection_id=id_,
            variant=f"v{n}",
            category="price",
            tone="t",
            segment="",
            language="en",
            position=n + 1,
            propensity=0.5,
            forecast=0.3,
            at=at,
        )
        for n in range(answers)
    ]
    session.objections.add(row, shown)


def _play(
    services: Services,
    clock: Clock,
    feature: str,
    count: int,
    act: Callable[[WorkspaceSession, str, str, int], None],
    *,
    deals: bool = False,
) -> Standing:
    experiment = _begin(services, feature)
    with services.store.workspace(WORKSPACE) as session:
        for n in range(count):
            clock.advance(1)
            id_ = f"obj_{n}"
            _objection(session, id_, clock(), f"d{n}" if deals else None)
            act(session, id_, arm_of(experiment, id_, 0.5), n)
    clock.advance(31 * DAY)
    return services.experiments.standing(WORKSPACE, feature)


@pytest.mark.parametrize("feature", ["objection", "objection_category"])
def test_answers_that_are_used_more_often_are_found(made: Made, clock: Clock, feature: str) -> None:
    rates = {"a": 0.2, "b": 0.6}

    def act(session: WorkspaceSession, id_: str, arm: str, n: int) -> None:
        if (n * 7919 % 100) / 100 < rates[arm]:
            action = ("copied", "edited", "sent")[n % 3]
            for _ in range(2):  # used twice counts once
                session.objections.record(ResponseFeedback(f"rsp_{id_}_0", action, "x", clock()))

    standing = _play(made(), clock, feature, 200, act)
    assert sum(standing.units.values()) == 200
    assert (standing.verdict, standing.sound) == ("b", True)
    # Who is in which arm follows from random ids: four deviations of a difference of two hundred.
    assert standing.acceptance.value == pytest.approx(0.4, abs=0.27)
    assert standing.winning.pairs == 0, "no deal is known"


def test_equal_answers_are_not_told_apart(made: Made, clock: Clock) -> None:
    def act(session: WorkspaceSession, id_: str, arm: str, n: int) -> None:
        if n % 2:
            session.objections.record(ResponseFeedback(f"rsp_{id_}_0", "copied", "x", clock()))

    standing = _play(made(), clock, "objection", 120, act)
    assert standing.verdict is None
    assert standing.acceptance.low < 0 < standing.acceptance.high


def test_what_does_not_count_as_used(made: Made, clock: Clock) -> None:
    services = made()
    _begin(services, "objection")
    clock.advance(1)
    began = clock()
    with services.store.workspace(WORKSPACE) as session:
        for id_ in ("late", "disliked", "untouched", "liked"):
            _objection(session, id_, began)
        _objection(session, "none", began, answers=0)
        session.objections.record(ResponseFeedback("rsp_late_0", "sent", "x", began + timedelta(days=2)))
        session.objections.record(ResponseFeedback("rsp_disliked_0", "copied", "x", began))
        session.objections.record(ResponseFeedback("rsp_disliked_0", "rated", "x", began, rating=1))
        session.objections.record(ResponseFeedback("rsp_liked_0", "rated", "x", began, rating=5))
    assert services.experiments.standing(WORKSPACE, "objection").acceptance.pairs == 0, (
        "their day is not over"
    )
    clock.advance(5 * DAY)

    with services.store.workspace(WORKSPACE) as session:
        (experiment,) = session.prompts.experiments("objection")
        found = results_of_objections(session, experiment, clock())
    assert set(found.arms) == {"late", "disliked", "untouched", "liked"}, "nothing was shown for the fifth"
    assert sum(success for _, success in found.acceptance) == 1
    assert len(found.acceptance) == 4


def test_the_deals_next_move_counts_once_a_deal(made: Made, clock: Clock) -> None:
    rates = {"a": 0.2, "b": 0.7}

    def act(session: WorkspaceSession, id_: str, arm: str, n: int) -> None:
        moved = (n * 7919 % 100) / 100 < rates[arm]
        after = clock() + timedelta(days=3)
        won = moved and n % 2 == 0
        session.records.upsert(
            "c",
            [
                Deal(
                    id=f"d{n}",
                    outcome=Outcome.WON if won else Outcome.OPEN,
                    closed_at=after if won else None,
                ),
                *(
                    [StageChange(deal_id=f"d{n}", at=after, from_stage="s1", to_stage="s2")]
                    if moved and not won
                    else []
                ),
            ],
        )
        _objection(session, f"again_{n}", clock() + timedelta(hours=1), f"d{n}")

    standing = _play(made(), clock, "objection", 160, act, deals=True)
    assert sum(standing.units.values()) == 320
    # Who is in which arm follows from random ids: four deviations of the smaller arm, and of the difference.
    assert 54 < standing.winning.pairs <= 80, "a deal with two objections counts by its first"
    assert standing.winning.value == pytest.approx(0.5, abs=0.29)
    assert standing.winning.winner == "b"
