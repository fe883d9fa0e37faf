"""Deals as they stood: kept current by looks at deals and by jobs, whatever kills them on the way."""

from __future__ import annotations

from datetime import timedelta

import pytest

from crm_ai_plugin.records import Deal, Outcome, Record, StageChange
from crm_ai_plugin.runtime import jobs
from crm_ai_plugin.runtime.processes.workers import run_worker
from tests.integration.runtime.acts import CONNECTION, WORKSPACE, refresh


@pytest.fixture(autouse=True)
def forget_services():
    yield
    jobs.use(None)  # type: ignore[arg-type]


def closed(services, count, first=1):
    now = services.clock()
    records: list[Record] = []
    for n in range(first, first + count):
        end = now - timedelta(days=n)
        start = end - timedelta(days=30)
        records.append(
            Deal(
                id=f"c{n}",
                outcome=Outcome.WON if n % 2 else Outcome.LOST,
                created_at=start,
                closed_at=end,
                stage="end",
            )
        )
        for day, stage in ((0, "first"), (10, "second"), (30, "end")):
            records.append(StageChange(deal_id=f"c{n}", to_stage=stage, at=start + timedelta(days=day)))
    with services.store.workspace(WORKSPACE) as session:
        session.records.upsert(CONNECTION, records)


def kept(services, kind="life"):
    with services.store.workspace(WORKSPACE) as session:
        return session.moments.read(kind)


def test_every_closed_deal_is_measured_inside_its_life_and_at_its_stages(both):
    closed(both, 5)
    assert both.measuring.left(WORKSPACE) == 5
    assert both.measuring.closed(WORKSPACE) == 5
    life, stages = kept(both), kept(both, "stage")
    assert sorted(life.won) == [0.0, 0.0, 1.0, 1.0, 1.0]
    assert (life.created_at < life.at).all()
    assert (life.at < life.closed_at).all()
    assert sorted(set(stages.stage)) == ["first", "second"]
    assert stages.n == 10
    assert both.measuring.left(WORKSPACE) == 0
    assert both.measuring.closed(WORKSPACE) == 0


def test_stopped_halfway_it_goes_on_where_it_was(services, monkeypatch):
    closed(services, 9)
    monkeypatch.setattr("crm_ai_plugin.runtime.advice.measuring._CHUNK", 4)
    done: list[int] = []

    def stop(n: int) -> None:
        done.append(n)
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        services.measuring.closed(WORKSPACE, stop)
    assert done == [4]
    assert services.measuring.left(WORKSPACE) == 5
    assert services.measuring.closed(WORKSPACE) == 5
    assert kept(services).n == 9


def test_jobs_measure_slice_by_slice(services, monkeypatch):
    closed(services, 7)
    monkeypatch.setattr(jobs, "MEASURED_AT_ONCE", 3)
    services.dispatcher.measure(WORKSPACE)
    run_worker(services, burst=True)
    assert kept(services).n == 7


def test_a_deal_that_is_looked_at_is_measured_once_it_is_known_what_is_usual(services, crm):
    refresh(services)
    assert kept(services, "now").n == 0
    services.measuring.usual(WORKSPACE)
    crm.deal("1", stage="later")
    refresh(services)
    assert kept(services, "now").stage.tolist() == ["later"]


def test_a_deal_that_closes_is_no_open_one_any_more(services, crm):
    services.measuring.usual(WORKSPACE)
    refresh(services)
    now = services.clock()
    crm.deal("1", outcome=Outcome.WON, created_at=now - timedelta(days=9), closed_at=now)
    refresh(services)
    assert kept(services, "now").n == 0
    assert kept(services).won.tolist() == [1.0]


def test_open_deals_are_measured_as_they_stand(services):
    with services.store.workspace(WORKSPACE) as session:
        session.records.upsert(CONNECTION, [Deal(id="o1", stage="a"), Deal(id="o2", stage="b")])
    services.dispatcher.look_at_all(WORKSPACE)
    run_worker(services, burst=True)
    assert sorted(kept(services, "now").deal_id) == ["o1", "o2"]


def test_what_is_usual_stays_until_enough_has_happened(services, monkeypatch):
    monkeypatch.setattr("crm_ai_plugin.runtime.advice.measuring._FEW", 5)
    closed(services, 20)
    services.measuring.closed(WORKSPACE, stages=False)
    closed(services, 1, first=21)
    assert services.measuring.left(WORKSPACE, stages=False) == 1
    closed(services, 9, first=22)
    assert services.measuring.usual(WORKSPACE)["n_closed"] == 30
    assert services.measuring.left(WORKSPACE, stages=False) == 30, "what counts from it is measured anew"
