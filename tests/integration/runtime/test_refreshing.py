from __future__ import annotations

import threading
import time
from datetime import timedelta

import pytest

from crm_ai_plugin.errors import (
    NotFoundError,
    PermanentError,
    ReauthoriseError,
    RetryableError,
    SkippableError,
)
from crm_ai_plugin.insights import ActionState
from crm_ai_plugin.records import Activity, Contact, Deal, DealContact
from crm_ai_plugin.runtime.registry import CARDS, CONNECTORS, FEATURES
from tests.fixtures.runtime_fakes import NOON, Coach, Point
from tests.integration.runtime.acts import (
    CONNECTION,
    WORKSPACE,
    audited,
    connected,
    deliveries,
    key,
    open_work,
    refresh,
    status,
    touch,
    versions,
)


def raising(error):
    def hook(_):
        raise error

    return hook


def test_a_first_look_makes_a_version_and_writes_it_back(both, crm):
    (insight,) = refresh(both)
    assert (insight.version, insight.subject.id) == (1, "1")
    assert [(r.action, r.state) for r in deliveries(both)] == [
        ("note", "done"),
        ("fields", "done"),
        ("task", "done"),
    ]
    assert crm.keys(crm.notes) == [f"{insight.id}.note"]
    assert crm.fields["1"]["insight_version"] == 1
    assert not open_work(both)


def test_the_same_advice_makes_no_version(services, crm):
    refresh(services)
    assert refresh(services) == []
    assert len(versions(services)) == 1
    assert len(crm.notes) == 1


def test_other_advice_makes_the_next_version(services, crm):
    refresh(services)
    crm.deal("1", stage="closing")
    (insight,) = refresh(services)
    assert insight.version == 2
    assert crm.fields["1"]["insight_version"] == 2
    assert len(crm.notes) == 2


def test_advice_that_repeats_itself_makes_no_second_task(services, crm):
    refresh(services)
    crm.deal("1", amount=5000.0)
    refresh(services)
    assert len(crm.notes) == 2
    assert len(crm.tasks) == 1


def test_the_feature_is_told_what_happened_before(services, coach):
    refresh(services)
    with services.store.workspace(WORKSPACE) as session:
        session.feedback.set("deal_coach", "deal", "1", "call", ActionState(state="done"), "new")
    touch(services, cause="deal.propertyChange amount")
    services.refreshing.work(key())
    history = coach.histories[-1]
    assert history.last.version == 1
    assert history.states["call"].state == "done"
    assert history.state_facts == {"call": "new"}
    assert history.causes == ("deal.propertyChange amount",)


def test_nothing_asked_for_is_nothing_done(services, crm):
    assert services.refreshing.work(key()) == []
    assert crm.calls == []


def test_a_deal_that_is_gone_is_deleted_here(services, crm):
    refresh(services)
    del crm.deals["1"]
    assert refresh(services) == []
    with services.store.workspace(WORKSPACE) as session, pytest.raises(NotFoundError):
        session.records.find_deal("1")
    assert not open_work(services)


def test_what_passes_is_tried_again_when_it_is_due(services, crm, clock):
    crm.on_read = raising(RetryableError("busy", code="unavailable", retry_after=30.0))
    refresh(services)
    assert status(services).error_code == "unavailable"
    assert services.store.due_work(clock.now + timedelta(seconds=29), 10) == []
    crm.on_read = lambda _: None
    clock.advance(40)
    assert len(services.store.due_work(clock.now, 10)) == 1
    assert len(services.refreshing.work(key())) == 1


def test_no_outage_is_too_long(services, crm, clock):
    crm.on_read = raising(RetryableError("down", code="unavailable"))
    touch(services)
    for _ in range(50):
        services.refreshing.work(key())
        clock.advance(1200)
    assert open_work(services)
    crm.on_read = lambda _: None
    assert len(services.refreshing.work(key())) == 1


def test_what_is_refused_for_good_waits_for_the_next_event(services, crm):
    crm.on_read = raising(PermanentError("forbidden", code="missing_scope"))
    refresh(services)
    assert not open_work(services)
    assert ("refresh_parked", "deal:1") in audited(services)


def test_a_deal_that_the_connection_leaves_out_is_left_alone(services, crm):
    crm.on_read = raising(SkippableError("other pipeline"))
    refresh(services)
    assert not open_work(services)
    assert audited(services) == []


def test_dead_credentials_stop_the_calls_and_keep_the_work(services, crm, clock):
    crm.on_read = raising(ReauthoriseError("revoked"))
    refresh(services)
    assert services.connections.row(WORKSPACE, CONNECTION).status == "reauthorise"
    crm.calls.clear()
    for _ in range(20):
        clock.advance(3600)
        services.refreshing.work(key())
    assert crm.calls == []
    crm.on_read = lambda _: None
    connected(services)
    assert len(services.refreshing.work(key())) == 1


def test_a_connection_that_is_off_keeps_records_and_work(services, crm):
    refresh(services)
    with services.store.system() as system:
        system.connections.set_status(WORKSPACE, CONNECTION, "off")
    crm.deal("1", stage="later")
    refresh(services)
    with services.store.workspace(WORKSPACE) as session:
        assert session.records.find_deal("1")[0] == CONNECTION
    assert open_work(services)
    connected(services)
    assert services.refreshing.work(key())[0].version == 2


def test_a_connector_that_is_not_installed_costs_no_record(build, sqlite_url, points):
    services = connected(build(sqlite_url))
    refresh(services)
    points[CONNECTORS] = []
    without = build(sqlite_url)
    refresh(without)
    with without.store.workspace(WORKSPACE) as session:
        assert session.records.find_deal("1")[0] == CONNECTION
    assert status(without).error_code == "plugin_unknown"


def test_a_connector_that_breaks_does_not_stop_the_worker(services, crm, clock):
    crm.on_read = raising(KeyError("vendor"))
    refresh(services)
    assert status(services).error_code == "internal_error"
    for _ in range(10):
        clock.advance(3600)
        services.refreshing.work(key())
    assert ("refresh_parked", "deal:1") in audited(services)
    assert crm.calls.count("snapshot 1") == 8


def test_a_feature_that_breaks_does_not_silence_the_others(build, sqlite_url, points):
    broken = Coach(key="persona", on_facts=raising(ZeroDivisionError()))
    points[FEATURES].append(Point("persona", lambda: broken))
    services = connected(build(sqlite_url))
    (insight,) = refresh(services)
    assert insight.kind == "deal_coach"
    assert ("left_out", "persona") in audited(services)
    assert not open_work(services)


def test_a_feature_without_a_card_is_stored_and_not_written(build, sqlite_url, points, crm):
    points[CARDS] = []
    services = connected(build(sqlite_url))
    assert len(refresh(services)) == 1
    assert deliveries(services) == []
    assert crm.notes == {}


def test_a_feature_that_asks_for_later_gets_it(build, sqlite_url, points):
    busy = Coach(on_facts=raising(RetryableError("model busy", code="model_busy")))
    points[FEATURES] = [Point("deal_coach", lambda: busy)]
    services = connected(build(sqlite_url))
    refresh(services)
    assert status(services).error_code == "model_busy"


def test_no_transaction_is_open_while_a_feature_thinks(build, sqlite_url, points):
    """On SQLite an open write would keep webhooks from being accepted."""
    services = connected(build(sqlite_url))
    seen = []

    def write_meanwhile(_snapshot):
        with services.store.workspace("other") as session:
            session.audit.add("test", "wrote", "meanwhile")
        seen.append("wrote")

    points[FEATURES] = [Point("deal_coach", lambda: Coach(on_facts=write_meanwhile))]
    thinking = build(sqlite_url)
    assert len(refresh(thinking)) == 1
    assert seen == ["wrote"]


def test_work_that_was_lost_is_not_stored(both, crm, clock):
    """A worker that comes back after its lease was taken over must not store its old view."""

    def overtaken(_):
        crm.on_read = lambda _: None
        clock.advance(3600)
        crm.deal("1", stage="theirs")
        assert len(both.refreshing.work(key())) == 1
        crm.deal("1", stage="ours")

    crm.on_read = overtaken
    assert refresh(both) == []
    assert [v.payload["headline"] for v in versions(both)] == ["Stage theirs"]
    assert not open_work(both)


def test_a_slow_worker_keeps_its_lease(build, sqlite_url, crm, clock, monkeypatch):
    clock_of_the_wall = time.monotonic
    services = connected(build(sqlite_url, lease_s=1.0))
    start = clock_of_the_wall()
    monkeypatch.setattr(
        type(clock), "__call__", lambda self: self.now + timedelta(seconds=clock_of_the_wall() - start)
    )
    reading, release = threading.Event(), threading.Event()

    def slow(_):
        reading.set()
        assert release.wait(20)

    crm.on_read = slow
    touch(services)
    done = []
    worker = threading.Thread(target=lambda: done.extend(services.refreshing.work(key())))
    worker.start()
    assert reading.wait(20)
    deadline = clock_of_the_wall() + 2.2  # more than two leases
    tried = []
    while clock_of_the_wall() < deadline:
        with services.store.workspace(WORKSPACE) as session:
            tried.append(session.work.claim(CONNECTION, "deal", "1", clock(), 1.0))
        release.wait(0.05)
    release.set()
    worker.join(20)
    assert tried
    assert not any(tried)
    assert len(done) == 1


def test_what_is_asked_for_meanwhile_is_done_afterwards(services, crm):
    def meanwhile(_):
        crm.on_read = lambda _: None
        touch(services, cause="another event")
        # Somebody comes to look, finds it held and goes away.
        assert services.refreshing.work(key()) == []

    crm.on_read = meanwhile
    refresh(services)
    assert open_work(services)
    assert services.redis.exists("crm-ai:queued:refresh:acme|fake-1|deal|1")


def test_a_crash_before_the_commit_leaves_nothing_and_after_it_everything(both, crm, monkeypatch):
    real = type(both.advising).save

    def killed(self, session, advice):
        real(self, session, advice)
        raise KeyboardInterrupt

    monkeypatch.setattr(type(both.advising), "save", killed)
    touch(both)
    with pytest.raises(KeyboardInterrupt):
        both.refreshing.work(key())
    assert versions(both) == []
    assert deliveries(both) == []
    assert open_work(both)


def test_killed_after_the_commit_only_the_outbox_is_left(both, crm, clock, monkeypatch):
    monkeypatch.setattr(type(both.delivering), "deliver_all", raising_interrupt)
    touch(both)
    with pytest.raises(KeyboardInterrupt):
        both.refreshing.work(key())
    assert len(versions(both)) == 1
    assert not open_work(both)
    assert len(both.store.due_deliveries(clock.now, 10)) == 3
    for row in deliveries(both):
        both.delivering.deliver(WORKSPACE, row.id)
    assert len(crm.notes) == 1


def raising_interrupt(*_args):
    raise KeyboardInterrupt


def test_in_this_process_and_without_writing_back(services, crm):
    (insight,) = services.refreshing.now(WORKSPACE, CONNECTION, "1")
    assert insight.version == 1
    assert crm.notes == {}
    assert versions(services) == []
    # A look that was not kept must not keep the next event from writing its note.
    refresh(services)
    assert len(versions(services)) == len(crm.notes) == 1
    (again,) = services.refreshing.now(WORKSPACE, CONNECTION, "1", write_back=True)
    assert again.id == versions(services)[0].id


def test_in_this_process_a_broken_feature_is_named(build, sqlite_url, points):
    points[FEATURES] = [Point("deal_coach", lambda: Coach(on_facts=raising(ValueError("secret"))))]
    services = connected(build(sqlite_url))
    with pytest.raises(PermanentError, match=r"deal_coach \(ValueError\)") as caught:
        services.refreshing.now(WORKSPACE, CONNECTION, "1")
    assert "secret" not in caught.value.user_message


def test_workspaces_on_one_account_share_nothing(services, crm):
    connected(services, "globex")
    refresh(services)
    refresh(services, workspace="globex")
    (ours,), (theirs,) = versions(services), versions(services, workspace="globex")
    assert ours.id != theirs.id
    with services.store.workspace("globex") as session:
        assert {row.insight_id for row in session.outbox.list()} == {theirs.id}
    assert crm.keys(crm.notes) == sorted([f"{ours.id}.note", f"{theirs.id}.note"])


def test_a_record_is_looked_up_and_its_deals_follow(services, crm):
    refresh(services)
    with services.store.workspace(WORKSPACE) as session:
        session.records.upsert(CONNECTION, [DealContact(deal_id="1", contact_id="c1")])
        session.work.touch(CONNECTION, "contact", "c1", "contact.propertyChange", services.clock())
    crm.contacts["c1"] = Contact(id="c1", email="a@b.example")
    services.refreshing.work((WORKSPACE, CONNECTION, "contact", "c1"))
    assert open_work(services, "1")
    assert services.redis.exists("crm-ai:queued:refresh:acme|fake-1|deal|1")


def test_a_record_of_a_deal_that_nobody_has_read_leads_there(services, crm):
    with services.store.workspace(WORKSPACE) as session:
        session.work.touch(CONNECTION, "activity", "a1", "activity.creation", services.clock())
    crm.contacts["a1"] = Activity(id="a1", type="email", at=NOON, deal_id="1")
    services.refreshing.work((WORKSPACE, CONNECTION, "activity", "a1"))
    assert open_work(services, "1")


def test_a_record_of_a_closed_deal_leads_nowhere(services, crm):
    with services.store.workspace(WORKSPACE) as session:
        session.records.upsert(CONNECTION, [Deal(id="1", name="Won", outcome="won")])
        session.work.touch(CONNECTION, "activity", "a1", "activity.creation", services.clock())
    crm.contacts["a1"] = Activity(id="a1", type="email", at=NOON, deal_id="1")
    services.refreshing.work((WORKSPACE, CONNECTION, "activity", "a1"))
    assert not open_work(services, "1")


def test_a_record_that_was_erased_is_erased_here_and_its_deals_follow(services, crm):
    refresh(services)
    with services.store.workspace(WORKSPACE) as session:
        session.records.upsert(CONNECTION, [Contact(id="c1"), DealContact(deal_id="1", contact_id="c1")])
        session.work.touch(CONNECTION, "contact", "c1", "contact.privacyDeletion", services.clock())
    services.refreshing.work((WORKSPACE, CONNECTION, "contact", "c1"))
    with services.store.workspace(WORKSPACE) as session:
        assert session.records.counts()["contact"] == 0
    assert open_work(services, "1")
