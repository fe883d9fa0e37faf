from __future__ import annotations

import random
from concurrent.futures import ThreadPoolExecutor

import pytest

from crm_ai_plugin.errors import RetryableError
from crm_ai_plugin.records import Contact, DealContact
from crm_ai_plugin.runtime.registry import RECEIVERS
from crm_ai_plugin.runtime.sweeping import Swept
from crm_ai_plugin.store.repositories.inbox import Inbox
from tests.integration.runtime.acts import (
    CONNECTION,
    WORKSPACE,
    accept,
    connected,
    inbox_state,
    open_work,
    refresh,
    status,
)


def event(number, **values):
    return {"key": f"e{number}", "id": "1", **values}


def queued(services):
    return {k.decode().removeprefix("crm-ai:queued:") for k in services.redis.keys("crm-ai:queued:*")}


def test_events_become_work_and_somebody_is_sent_to_look(both):
    id_ = accept(both, event(1), event(2, id="2"))
    drained = both.drain.run()
    assert (drained.deliveries, drained.events, drained.subjects) == (1, 2, 2)
    assert inbox_state(both, id_) == ("parsed", None)
    assert open_work(both, "1")
    assert open_work(both, "2")
    assert queued(both) == {"refresh:acme|fake-1|deal|1", "refresh:acme|fake-1|deal|2"}


def test_repeats_in_and_across_deliveries_are_dropped(both):
    for _ in range(3):
        accept(both, event(1), event(1), event(2))
    drained = both.drain.run()
    assert (drained.events, drained.duplicates) == (9, 7)
    accept(both, event(2), event(1))
    assert both.drain.run().duplicates == 2
    assert status(both).requested_seq == 1  # same cause: one request


def test_disorder_changes_nothing(services):
    events = [event(n, field=f"f{n}") for n in range(20)] * 3
    random.Random(7).shuffle(events)
    for n in range(0, 60, 7):
        accept(services, *events[n : n + 7])
    services.drain.run()
    with services.store.workspace(WORKSPACE) as session:
        assert {e.dedupe_key for e in session.events.list()} == {f"e{n}" for n in range(20)}
        claim = session.work.claim(CONNECTION, "deal", "1", services.clock(), 60.0)
    assert set(claim.causes) == {f"deal.propertyChange f{n}" for n in range(20)}


def test_our_own_echoes_make_no_work(services):
    accept(services, event(1, source="our-app"))
    assert services.drain.run().echoes == 1
    assert status(services) is None


def test_an_echo_is_one_only_for_the_app_that_made_it(services):
    services.connect("globex", CONNECTION, "fake", "77", {"app_id": "another-app"}, {})
    accept(services, event(1, source="our-app"))
    drained = services.drain.run()
    assert (drained.echoes, drained.subjects) == (1, 1)
    assert status(services) is None
    assert queued(services) == {"refresh:globex|fake-1|deal|1"}


def test_every_connection_on_the_account_hears_of_it(both):
    connected(both, "globex")
    connected(both, "initech")
    with both.store.system() as system:
        system.connections.set_status("initech", CONNECTION, "off")
    accept(both, event(1))
    both.drain.run()
    assert queued(both) == {"refresh:acme|fake-1|deal|1", "refresh:globex|fake-1|deal|1"}
    with both.store.workspace("initech") as session:
        assert session.events.list() == []


def test_an_account_nobody_is_connected_to_is_named(services):
    id_ = accept(services, event(1, account="99"))
    mixed = accept(services, event(2, account="99"), event(3))
    services.drain.run()
    assert inbox_state(services, id_) == ("rejected", "unknown_connection")
    assert inbox_state(services, mixed) == ("parsed", None)


@pytest.mark.parametrize(("body", "code"), [(b"\xff{", "body_malformed"), (b"crash", "receiver_failed")])
def test_an_unreadable_delivery_is_rejected_without_its_neighbours(services, body, code):
    before, bad, after = (
        accept(services, event(1)),
        accept(services, body=body),
        accept(services, event(2, id="2")),
    )
    services.drain.run()
    assert inbox_state(services, bad) == ("rejected", code)
    assert [inbox_state(services, one)[0] for one in (before, after)] == ["parsed", "parsed"]
    assert open_work(services, "2")


def test_a_receiver_that_is_gone_holds_up_nobody_and_loses_nothing(build, sqlite_url, points, monkeypatch):
    monkeypatch.setattr("crm_ai_plugin.runtime.events.draining.CHUNK", 2)
    theirs = points[RECEIVERS].pop()
    services = connected(build(sqlite_url))
    waiting = [accept(services, event(n)) for n in range(5)]
    services.drain.run()
    assert {inbox_state(services, id_)[0] for id_ in waiting} == {"unparsed"}
    points[RECEIVERS].append(theirs)
    back = build(sqlite_url)
    back.drain.run()
    assert {inbox_state(back, id_)[0] for id_ in waiting} == {"parsed"}


def test_the_inbox_is_read_to_its_end(services, monkeypatch):
    monkeypatch.setattr("crm_ai_plugin.runtime.events.draining.CHUNK", 3)
    for n in range(8):
        accept(services, event(n))
    assert services.drain.run().deliveries == 8


def test_two_passes_at_once_take_every_event_once(both, build, database_url):
    """Each with the same rows in another order of locks would deadlock on PostgreSQL."""
    for n in range(40):
        accept(
            both, *(event(f"{n}.{i}", id=str((n * 7 + i * 3) % 11)) for i in range(10)), event(f"{n // 2}.0")
        )
    others = [both, build(database_url), build(database_url)]
    with ThreadPoolExecutor(len(others)) as pool:
        totals = list(pool.map(lambda s: s.drain.run(), others))
    assert sum(t.events - t.duplicates for t in totals) == 400
    with both.store.workspace(WORKSPACE) as session:
        assert len(session.events.list(1000)) == 400
    with both.store.system() as system:
        assert system.inbox.unparsed(10) == []


def test_killed_between_the_commits_everything_is_found_again(both, monkeypatch):
    accept(both, event(1))
    with monkeypatch.context() as patch:
        patch.setattr(Inbox, "mark_parsed", raising_interrupt)
        with pytest.raises(KeyboardInterrupt):
            both.drain.run()
    assert open_work(both)
    assert both.sweeper.run() == Swept(inbox=True, work=1, deliveries=0)
    assert both.drain.run().duplicates == 1
    assert status(both).requested_seq == 1


def test_killed_before_anybody_was_sent_the_sweeper_sends(services, monkeypatch):
    accept(services, event(1))
    with monkeypatch.context() as patch:
        patch.setattr(type(services.dispatcher), "refresh", raising_interrupt)
        with pytest.raises(KeyboardInterrupt):
            services.drain.run()
    assert services.sweeper.run() == Swept(inbox=False, work=1, deliveries=0)
    assert queued(services) == {"refresh:acme|fake-1|deal|1"}


def test_a_failure_in_one_workspace_leaves_the_delivery_to_the_next_pass(services, monkeypatch):
    connected(services, "globex")
    accept(services, event(1))
    real = type(services.drain)._take

    def busy(self, session, connection, found):
        if session.workspace_id == "globex":
            raise RetryableError("the database is busy", code="database_busy")
        return real(self, session, connection, found)

    with monkeypatch.context() as patch:
        patch.setattr(type(services.drain), "_take", busy)
        with pytest.raises(RetryableError):
            services.drain.run()
    services.drain.run()
    assert status(services).requested_seq == 1
    with services.store.workspace("globex") as session:
        assert len(session.events.list()) == 1


def raising_interrupt(*_args, **_kwargs):
    raise KeyboardInterrupt


def test_a_known_record_leads_to_its_deals(services):
    refresh(services)
    services.redis.flushall()
    with services.store.workspace(WORKSPACE) as session:
        session.records.upsert(CONNECTION, [Contact(id="c1"), DealContact(deal_id="1", contact_id="c1")])
    accept(services, event(1, type="contact", id="c1", kind="contact.propertyChange"))
    services.drain.run()
    assert queued(services) == {"refresh:acme|fake-1|deal|1"}


def test_an_unknown_record_is_looked_up(services):
    accept(services, event(1, type="activity", id="a9", kind="object.creation"))
    services.drain.run()
    assert queued(services) == {"refresh:acme|fake-1|activity|a9"}


def test_one_event_says_for_all_of_a_new_record_where_it_belongs(services):
    accept(services, event(1, type="activity", id="a9", kind="object.creation"))
    accept(services, event(2, type="activity", id="a9", kind="object.associationChange", deal="1"))
    services.drain.run()
    assert queued(services) == {"refresh:acme|fake-1|deal|1"}


def test_a_deleted_record_is_looked_up_even_when_its_deals_are_known(services):
    """Else our copy of an erased person would stay."""
    refresh(services)
    services.redis.flushall()
    with services.store.workspace(WORKSPACE) as session:
        session.records.upsert(CONNECTION, [Contact(id="c1"), DealContact(deal_id="1", contact_id="c1")])
    accept(services, event(1, type="contact", id="c1", kind="contact.privacyDeletion"))
    services.drain.run()
    assert queued(services) == {"refresh:acme|fake-1|contact|c1"}
    services.refreshing.work((WORKSPACE, CONNECTION, "contact", "c1"))
    with services.store.workspace(WORKSPACE) as session:
        assert session.records.counts()["contact"] == 0
    assert open_work(services)
