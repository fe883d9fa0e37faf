"""Models take over, are kept back, are gone back to; chances are logged and held against what came."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from rq import Queue
from rq.serializers import JSONSerializer
from structlog.testing import capture_logs

from crm_ai_plugin.errors import NotFoundError
from crm_ai_plugin.features.deal_coach import DealCoach
from crm_ai_plugin.records import Deal, Outcome
from crm_ai_plugin.runtime import jobs
from crm_ai_plugin.runtime.advice import nightly
from crm_ai_plugin.runtime.dispatch import LOW
from crm_ai_plugin.runtime.processes.workers import run_worker
from crm_ai_plugin.store import PredictionRow
from tests.fixtures.runtime_fakes import Point
from tests.integration.runtime.acts import CONNECTION, WORKSPACE, connected, touch


@pytest.fixture(autouse=True)
def forget_services():
    yield
    jobs.use(None)  # type: ignore[arg-type]


class Judging(DealCoach):
    """The deal coach, with a verdict that the test decides."""

    verdict = "no_worse"
    last: Mapping[str, Any] | None = None
    overruled: tuple[str, ...] = ()

    def learn_moments(self, closed, open_, usual, now, overruled=(), last=None, *, thorough=True):
        Judging.last, Judging.overruled = last, tuple(overruled)
        made = super().learn_moments(closed, open_, usual, now, overruled, last, thorough=thorough)
        return {**made, "comparison": {"verdict": self.verdict} if last else None}


@pytest.fixture
def services(build, sqlite_url, points):
    points["crm_ai.features"] = [Point("deal_coach", Judging)]
    Judging.verdict = "no_worse"
    made = connected(build(sqlite_url))
    now = made.clock()
    with made.store.workspace(WORKSPACE) as session:
        for n in range(1, 41):
            end = now - timedelta(days=n)
            session.records.upsert(
                CONNECTION,
                [
                    Deal(
                        id=f"c{n}",
                        outcome=Outcome.WON if n % 3 else Outcome.LOST,
                        created_at=end - timedelta(days=30),
                        closed_at=end,
                    )
                ],
            )
        session.records.upsert(CONNECTION, [Deal(id="o1", created_at=now - timedelta(days=5), stage="x")])
    return made


def learn(services, clock):
    clock.advance(86_400)
    return services.learning.run(WORKSPACE, "deal_coach", thorough=False)


def serving(services):
    with services.store.workspace(WORKSPACE) as session:
        return session.learned.serving("deal_coach")


def test_a_model_that_is_worse_does_not_take_over_and_one_that_is_not_does(services, clock):
    assert learn(services, clock) == "serving"
    first = serving(services)
    Judging.verdict = "worse"
    assert learn(services, clock) == "kept_back"
    assert serving(services).id == first.id
    assert Judging.last is not None
    Judging.verdict = "better"
    assert learn(services, clock) == "serving"
    assert serving(services).id != first.id


def test_one_gone_back_to_stays_until_somebody_says_otherwise(services, clock):
    with pytest.raises(NotFoundError):
        services.learning.rollback(WORKSPACE, None, "deal_coach", "anna")
    learn(services, clock)
    first = serving(services)
    learn(services, clock)
    assert services.learning.rollback(WORKSPACE, None, "deal_coach", "anna").id == first.id
    assert learn(services, clock) == "waiting"
    assert serving(services).id == first.id
    services.learning.use(WORKSPACE, None, "deal_coach", "anna")
    assert serving(services).id != first.id
    assert learn(services, clock) == "serving"
    with services.store.workspace(WORKSPACE) as session:
        done = {row.action for row in session.audit.list()}
    assert {"model_rolled_back", "model_used"} <= done


def test_what_an_admin_allows_reaches_the_learning(services, clock):
    with services.store.workspace(WORKSPACE) as session:
        session.learned.overrule("custom.signed", "anna")
    learn(services, clock)
    assert Judging.overruled == ("custom.signed",)


def test_nightly_every_open_deal_is_scored_and_logged_with_its_model(services, clock):
    learn(services, clock)
    services.dispatcher.look_at_all(WORKSPACE)
    run_worker(services, burst=True)
    with services.store.workspace(WORKSPACE) as session:
        (row,) = session.predictions.of_deal(CONNECTION, "o1")
    assert row.model == serving(services).payload["win"]["name"]
    assert 0 < row.low < row.p < row.high < 1


def test_what_the_nightly_look_may_cost_is_logged_before_it_asks(services, crm, clock, monkeypatch):
    learn(services, clock)
    crm.deal("o1")
    services.refreshing.now(WORKSPACE, CONNECTION, "o1", write_back=True)
    monkeypatch.setattr(nightly, "MOVED", -1.0)
    asked = []
    services.__dict__["run_costs"] = replace(services.run_costs, can_call=True)
    with capture_logs() as told:
        monkeypatch.setattr(type(services.dispatcher), "refresh", lambda _self, key: asked.append(len(told)))
        assert services.nightly.run(WORKSPACE) == 1
    (said,) = [one for one in told if one["event"] == "expected_cost"]
    assert (said["calls"], said["cause"], said["fits"]) == (1, nightly.CAUSE, True)
    assert said["usd"] > 0
    assert asked == [told.index(said) + 1], "before anybody is sent"


def test_chances_that_no_longer_hold_are_noticed(services, clock):
    learn(services, clock)
    assert services.learning.watch(WORKSPACE, "deal_coach") == 0.0
    start = clock()
    with services.store.workspace(WORKSPACE) as session:
        for n in range(40):
            end = start + timedelta(hours=5 + n)
            session.records.upsert(
                CONNECTION, [Deal(id=f"n{n}", outcome=Outcome.WON, created_at=start, closed_at=end)]
            )
            session.predictions.log(
                [PredictionRow(CONNECTION, f"n{n}", start + timedelta(hours=1), 0.2, 0.1, 0.3, "m", "facts")]
            )
    assert services.learning.watch(WORKSPACE, "deal_coach") > 3


def test_a_worker_for_events_leaves_long_work_to_others(services):
    touch(services)
    services.dispatcher.learn(WORKSPACE, "deal_coach")
    services.dispatcher.refresh((WORKSPACE, CONNECTION, "deal", "1"))
    run_worker(services, burst=True, events_only=True)
    with services.store.workspace(WORKSPACE) as session:
        assert session.learned.serving("deal_coach") is None
        assert session.work.status(CONNECTION, "deal", "1").done_seq == 1
    waiting = Queue(LOW, connection=services.redis, serializer=JSONSerializer).jobs
    assert [str(job.func_name).rsplit(".", 1)[-1] for job in waiting] == ["learn"]


def test_what_was_learned_is_plain_json(services, clock):
    learn(services, clock)
    payload = serving(services).payload
    assert json.loads(json.dumps(payload)) == payload
