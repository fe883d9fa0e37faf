"""What keeps connections in step and alive without anybody asking."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import replace

import pytest
from rq import Queue
from rq.serializers import JSONSerializer

from crm_ai_plugin.errors import PermanentError, ReauthoriseError, RetryableError
from crm_ai_plugin.ports.connector import Quota
from crm_ai_plugin.records import Activity, ActivityType, Contact, Deal
from crm_ai_plugin.runtime import jobs
from crm_ai_plugin.runtime.processes.scheduler import keep_house
from crm_ai_plugin.runtime.processes.workers import run_worker
from crm_ai_plugin.runtime.pulls.keeping import KEEP_ALIVE_EVERY
from crm_ai_plugin.runtime.registry import CONNECTORS
from crm_ai_plugin.store import EventRow
from tests.fixtures.ledger import Ledger, LedgerConnector, LedgerFactory, TickingClock
from tests.fixtures.runtime_fakes import Crm, Point, plugins

WORKSPACE, CONNECTION = "acme", "ledger-1"
HOUR = 3600.0


@pytest.fixture
def clock():
    return TickingClock()


@pytest.fixture
def ledger(clock):
    made = Ledger(clock)
    for n in range(5):
        made.put(Deal(id=f"d{n}", name=f"Deal {n}"))
        made.put(Contact(id=f"c{n}"))
        made.put(Activity(id=f"a{n}", type=ActivityType.NOTE, at=clock(), deal_id=f"d{n}"))
    clock.advance(60)
    return made


@pytest.fixture
def points(clock, coach, ledger):
    found = plugins(Crm(clock), coach)
    found[CONNECTORS] = [Point("ledger", lambda: LedgerFactory(ledger))]
    return found


def connected(services):
    services.connect(WORKSPACE, CONNECTION, "ledger", "1", {}, {})
    return services


@pytest.fixture
def kept(build, sqlite_url):
    return connected(build(sqlite_url))


@pytest.fixture
def either(build, database_url):
    return connected(build(database_url))


def work(services):
    jobs.use(services)
    run_worker(services, burst=True)


def sync(services, **options):
    return services.syncing.run(WORKSPACE, CONNECTION, **options)


def report(services):
    return services.connection_report.one(WORKSPACE, CONNECTION)


def counts(services):
    return report(services)["records"]


def test_what_an_event_brought_and_is_gone_before_the_first_load_does_not_stay(either, ledger):
    with either.store.workspace(WORKSPACE) as session:
        session.work.touch(CONNECTION, "deal", "d0", "changed", either.clock())
    either.refreshing.work((WORKSPACE, CONNECTION, "deal", "d0"))
    assert counts(either)["deal"] == 1
    ledger.remove("deal", "d0")  # and nobody tells
    sync(either)
    assert counts(either) == {"contact": 5, "deal": 4, "activity": 4}


def half_loaded(services, ledger, error):
    def stop():
        raise error

    services.syncing.ask(WORKSPACE, CONNECTION)
    ledger.meanwhile["activity"] = stop
    with suppress(KeyboardInterrupt):
        services.syncing.step(WORKSPACE, CONNECTION)


def waiting(services):
    queues = Queue.all(connection=services.redis, serializer=JSONSerializer)
    return {str(job.func_name).rpartition(".")[2] for queue in queues for job in queue.jobs}


def test_nothing_is_learned_from_half_a_load(kept, ledger):
    half_loaded(kept, ledger, KeyboardInterrupt())
    keep_house(kept)
    assert not waiting(kept) & {"learn", "measure", "study", "look_back"}
    kept.redis.delete("crm-ai:housekeeping")
    sync(kept)
    keep_house(kept)
    assert waiting(kept) >= {"learn", "measure", "study"}


def test_a_load_that_is_stuck_is_not_waited_for(kept, ledger):
    half_loaded(kept, ledger, PermanentError("no more", code="gone"))
    assert report(kept)["sync"]["error"] is not None
    keep_house(kept)
    assert waiting(kept) >= {"learn", "measure", "study"}


def test_a_new_connection_is_loaded_by_jobs(either, ledger):
    assert report(either)["sync"]["state"] == "never"
    either.keeping.run()
    assert report(either)["sync"]["state"] == "waiting"
    work(either)
    state = report(either)["sync"]
    assert (state["state"], state["error"], state["lag_s"] < 60) == ("in step", None, True)
    assert counts(either) == {"contact": 5, "deal": 5, "activity": 5}
    with either.store.workspace(WORKSPACE) as session:
        assert session.learned.latest("deal_coach") is not None, "there is something to learn from now"
        assert session.work.open_count() == 0, "a first load asks for no advice on every deal there is"


def test_a_slice_ends_and_the_next_goes_on(kept, ledger):
    hasty = replace(kept.syncing, settings=kept.settings.sync.model_copy(update={"slice_s": 1e-9}))
    hasty.ask(WORKSPACE, CONNECTION)
    seen = []
    for _ in range(40):
        state = hasty.step(WORKSPACE, CONNECTION)
        seen.append(sum(counts(kept).values()))
        if state.mode is None:
            break
    assert seen[:3] == [2, 4, 5]
    assert seen[-1] == 15
    assert ledger.calls.count("contact all") == 1, "nothing is read from the beginning again"


def test_a_comparison_finds_what_was_missed_and_says_how_much(either, ledger):
    sync(either)
    ledger.remove("contact", "c0")
    ledger.remove("deal", "d1")
    with either.store.workspace(WORKSPACE) as session:
        # Lost here, and dated too long ago for a cursor to come by it again.
        session.records.delete(CONNECTION, "contact", ["c3"])
        session.records.upsert(CONNECTION, [Contact(id="c4", first_name="Stale")])
    either.clock.advance(60)
    assert sync(either)["contact"] == 0, "what nobody tells is not noticed"
    assert counts(either)["deal"] == 5
    sync(either, full=True)
    found = report(either)["sync"]["compared"]
    assert found["contact"] == {"compared": 4, "missed": 1, "changed": 1, "vanished": 1}
    assert (found["deal"]["vanished"], found["activity"]["vanished"]) == (1, 0)
    assert counts(either) == {"contact": 4, "deal": 4, "activity": 4}


def test_what_a_list_leaves_out_is_asked_for_before_it_goes(kept, ledger):
    sync(kept)
    ledger.hides = {("deal", "d2"), ("contact", "c2")}
    sync(kept, full=True)
    assert counts(kept) == {"contact": 5, "deal": 5, "activity": 5}


def test_lists_that_come_back_short_delete_nothing(kept, ledger, clock):
    for n in range(100):
        ledger.put(Contact(id=f"x{n}"))
    sync(kept)
    rows = dict(ledger.rows)
    for n in range(100):
        ledger.remove("contact", f"x{n}")
    with pytest.raises(PermanentError) as caught:
        sync(kept, full=True)
    assert (caught.value.code, counts(kept)["contact"]) == ("much_vanished", 105)
    ledger.rows = rows
    sync(kept, full=True)
    assert counts(kept)["contact"] == 105


def test_a_change_nobody_told_of_is_looked_at(kept, ledger):
    sync(kept)
    kept.clock.advance(60)
    ledger.put(Activity(id="a9", type=ActivityType.NOTE, at=kept.clock(), deal_id="d3"))
    sync(kept)
    with kept.store.workspace(WORKSPACE) as session:
        status = session.work.status(CONNECTION, "deal", "d3")
        assert status is not None
        assert session.work.open_count() == 1
    kept.refreshing.work((WORKSPACE, CONNECTION, "deal", "d3"))
    kept.clock.advance(60)
    sync(kept)
    with kept.store.workspace(WORKSPACE) as session:
        assert session.work.open_count() == 0, "what overlaps is no change"


def test_a_gap_is_noticed_and_filled(either, ledger, clock):
    sync(either)
    clock.advance(71 * HOUR)
    either.keeping.run()
    assert report(either)["sync"]["gap"] is None
    work(either)
    ledger.remove("deal", "d0")
    clock.advance(73 * HOUR)
    either.keeping.run()
    state = report(either)["sync"]
    assert state["gap"]["filled_at"] is None
    work(either)
    state = report(either)["sync"]
    assert state["gap"]["filled_at"] is not None
    assert state["compared"]["deal"]["vanished"] == 1
    assert counts(either)["deal"] == 4
    clock.advance(HOUR)
    either.keeping.run()
    assert report(either)["sync"]["state"] == "in step", "once is enough"


def test_who_syncs_by_hand_after_a_gap_compares_as_well(kept, ledger, clock):
    sync(kept)
    ledger.remove("deal", "d0")
    clock.advance(80 * HOUR)
    sync(kept)
    assert counts(kept)["deal"] == 4


def test_a_crm_that_speaks_has_no_gap(kept, clock):
    sync(kept)
    for _ in range(3):
        clock.advance(40 * HOUR)
        event = EventRow(CONNECTION, f"k{clock()}", None, "deal.propertyChange", "deal", "d1", clock())
        with kept.store.workspace(WORKSPACE) as session:
            session.events.add_many([event])
    kept.syncing.ask(WORKSPACE, CONNECTION)
    assert report(kept)["sync"]["gap"] is None


def test_quiet_access_is_used_once_a_day(kept, ledger, clock):
    kept.keeping.run()
    work(kept)
    assert ledger.kept_alive == 1
    kept.keeping.run()
    work(kept)
    assert ledger.kept_alive == 1
    clock.advance(KEEP_ALIVE_EVERY.total_seconds() + 1)
    kept.keeping.run()
    work(kept)
    assert ledger.kept_alive == 2


def test_dead_access_is_marked_before_an_event_is_lost_on_it(kept, monkeypatch):
    def dead(_self):
        raise ReauthoriseError("the refresh token is dead")

    monkeypatch.setattr(LedgerConnector, "keep_alive", dead)
    assert kept.keeping.keep_alive(WORKSPACE, CONNECTION) is False
    assert kept.connections.row(WORKSPACE, CONNECTION).status == "reauthorise"


def test_a_backfill_leaves_the_rest_of_a_day_to_people(kept, ledger, clock):
    ledger.quota = Quota(limit=1000, remaining=150, resets_in_s=86_400)
    kept.syncing.ask(WORKSPACE, CONNECTION)
    state = kept.syncing.step(WORKSPACE, CONNECTION)
    assert (state.error_code, state.mode) == ("day_nearly_used", "changes")
    assert state.due_at > clock.now
    ledger.quota = Quota(limit=1000, remaining=900, resets_in_s=86_400)
    with pytest.raises(StopIteration):
        next(iter(kept.store.due_syncs(clock(), 10)))
    clock.advance(2 * HOUR)
    assert kept.sweeper.run().syncs == 1
    work(kept)
    assert counts(kept)["deal"] == 5


def test_a_failure_waits_and_is_shown(kept, ledger, clock, monkeypatch):
    def busy(*_):
        raise RetryableError("the CRM is busy", code="crm_busy")

    with monkeypatch.context() as patch:
        patch.setattr(Ledger, "page", busy)
        kept.syncing.ask(WORKSPACE, CONNECTION)
        kept.syncing.step(WORKSPACE, CONNECTION)
    state = report(kept)["sync"]
    assert (state["state"], state["error"]["code"]) == ("waiting", "crm_busy")
    clock.advance(60)
    kept.syncing.step(WORKSPACE, CONNECTION)
    assert report(kept)["sync"]["error"] is None
