"""What RQ calls, through a real worker on a real queue."""

from __future__ import annotations

import signal

import pytest
from rq import SimpleWorker
from structlog.testing import capture_logs

from crm_ai_plugin.errors import RetryableError
from crm_ai_plugin.runtime import jobs
from crm_ai_plugin.runtime.personas.building import Building
from crm_ai_plugin.runtime.processes.scheduler import remind_of_libraries, run_scheduler, sweep_once
from crm_ai_plugin.runtime.processes.workers import run_worker
from crm_ai_plugin.store import LibraryChange, LibraryEntryRow, LibraryVersionRow
from tests.integration.runtime.acts import (
    WORKSPACE,
    accept,
    add_note,
    deliveries,
    key,
    open_work,
    touch,
    versions,
)


@pytest.fixture(autouse=True)
def forget_services():
    yield
    jobs.use(None)  # type: ignore[arg-type]


def test_from_the_inbox_to_the_crm(both, crm):
    accept(both, {"key": "e1", "id": "1"})
    both.dispatcher.drain_inbox()
    run_worker(both, burst=True)
    assert len(versions(both)) == 1
    assert {row.state for row in deliveries(both)} == {"done"}
    assert len(crm.notes) == 1


def test_personas_of_a_deal_are_renewed_once_its_records_came_and_until_nobody_was_faster(
    services, monkeypatch
):
    asked = []

    def follow(_self, about):
        asked.append(about)
        return len(asked) > 1

    monkeypatch.setattr(Building, "follow", follow)
    touch(services)
    services.dispatcher.refresh(key())
    run_worker(services, burst=True)
    assert asked == [key(), key()]


def test_a_worker_finds_what_nobody_was_sent_for(services, crm):
    touch(services)
    add_note(services, "old")
    sweep_once(services)
    run_worker(services, burst=True)
    assert not open_work(services)
    assert "ins_old.note" in crm.keys(crm.notes)


def test_events_that_come_while_a_deal_is_looked_at_are_worked_off_in_the_same_go(services, crm):
    def meanwhile(_):
        crm.on_read = lambda _: None
        crm.deal("1", stage="newer")
        touch(services)
        services.dispatcher.refresh(key())

    crm.on_read = meanwhile
    touch(services)
    services.dispatcher.refresh(key())
    run_worker(services, burst=True)
    assert not open_work(services)
    assert versions(services)[0].payload["headline"] == "Stage newer"


def test_learning_and_syncing_are_jobs_too(services, crm):
    services.dispatcher.learn(WORKSPACE, "deal_coach")
    services.ask_sync(WORKSPACE, "fake-1")
    run_worker(services, burst=True)
    with services.store.workspace(WORKSPACE) as session:
        assert session.learned.latest("deal_coach") is not None
    assert "changes contact from None" in crm.calls


def test_a_job_that_is_not_due_for_long_is_left_to_the_sweeper(services, crm):
    touch(services)
    jobs.use(services)
    jobs.refresh(*key(), due=services.clock().timestamp() + jobs.MAX_COALESCE_WAIT_S + 60)
    assert open_work(services)
    assert crm.calls == []


def test_one_sweep_per_interval_for_all_workers(services, monkeypatch):
    runs = []
    monkeypatch.setattr(type(services.sweeper), "run", lambda _self: runs.append(1))
    for _ in range(4):
        sweep_once(services)
    assert runs == [1]


def test_a_sweep_that_fails_is_no_end(services, monkeypatch):
    def broken(_self):
        raise ZeroDivisionError

    monkeypatch.setattr(type(services.sweeper), "run", broken)
    sweep_once(services)


def test_a_worker_that_lost_its_queue_says_so(services, monkeypatch):
    """RQ ends its loop quietly; a supervisor has to see that this was no wish of anybody."""
    monkeypatch.setattr(SimpleWorker, "work", lambda *_args, **_options: True)
    with pytest.raises(RetryableError) as caught:
        run_worker(services)
    assert caught.value.code == "queue_lost"


def _stopping():
    return signal.getsignal(signal.SIGINT), signal.getsignal(signal.SIGTERM)


def test_a_worker_hands_the_signals_back_when_it_is_done(services):
    found = _stopping()
    run_worker(services, burst=True)
    assert _stopping() == found


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_scheduler_ends_when_told_and_hands_the_signals_back(services, monkeypatch, number):
    monkeypatch.setattr(type(services.sweeper), "run", lambda _self: signal.raise_signal(number))
    found = _stopping()
    run_scheduler(services)
    assert _stopping() == found


def test_a_scheduler_says_once_a_day_what_of_a_library_is_due(services):
    now = services.clock()
    entry = LibraryEntryRow("eu", "claim", now, latest=1, in_use=1)
    version = LibraryVersionRow("eu", 1, {}, "d", "anna", "approved", "anna", now, expires_at=now)
    with services.store.workspace(WORKSPACE) as session:
        session.library.save([LibraryChange(entry, (version,))], session.library.begin())
    with capture_logs() as told:
        remind_of_libraries(services)
        remind_of_libraries(services)
    due = [(one["workspace"], one["expired"], one["soon"]) for one in told if one["event"] == "library_due"]
    assert due == [(WORKSPACE, 1, 0)]
