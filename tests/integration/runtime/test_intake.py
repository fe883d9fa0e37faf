from __future__ import annotations

import pytest

from crm_ai_plugin.errors import NotFoundError, RetryableError, WebhookRejected
from crm_ai_plugin.runtime.dispatch import HIGH, NORMAL
from crm_ai_plugin.runtime.sweeping import Swept
from tests.integration.runtime.acts import WORKSPACE, add_note, connected, inbox_state, signed, touch

BODY = b'[{"key": "e1", "id": "1"}]'


def queue_length(services, queue=NORMAL):
    return services.redis.llen(f"rq:queue:{queue}")


def stored(services, id_):
    with services.store.system() as system:
        return system.inbox.get(id_)


def test_what_is_accepted_is_on_disk_and_somebody_is_sent(both):
    id_ = both.intake.accept("fake", signed(BODY), ["s"])
    row = stored(both, id_)
    assert (row.body, row.state, row.url) == (BODY, "unparsed", "https://ai.example/webhooks/fake")
    assert row.headers == {"content-type": "application/json"}
    assert queue_length(both) == 1


def test_many_deliveries_send_one(services):
    for _ in range(5):
        services.intake.accept("fake", signed(BODY), ["s"])
    assert queue_length(services) == 1


@pytest.mark.parametrize(
    ("body", "secret", "code"), [(BODY, "wrong", "signature_invalid"), (b"x" * 10_001, "s", "body_too_large")]
)
def test_what_is_refused_leaves_no_trace(services, body, secret, code):
    with pytest.raises(WebhookRejected) as caught:
        services.intake.accept("fake", signed(body, secret), ["s"])
    assert caught.value.code == code
    with services.store.system() as system:
        assert system.inbox.unparsed(1) == []
    assert queue_length(services) == 0


def test_an_unknown_receiver_is_not_there(services):
    with pytest.raises(NotFoundError):
        services.intake.accept("nobody", signed(BODY), ["s"])


def test_without_the_queue_it_is_accepted_all_the_same(build, sqlite_url, tmp_path, services):
    alone = build(sqlite_url, redis=f"unix://{tmp_path}/nobody")
    id_ = alone.intake.accept("fake", signed(BODY), ["s"])
    assert inbox_state(alone, id_) == ("unparsed", None)
    # As soon as there is a queue again, the sweeper finds it.
    assert services.sweeper.run() == Swept(inbox=True, work=0, deliveries=0)
    assert queue_length(services) == 1


def test_without_the_database_the_sender_has_to_come_back(build, tmp_path):
    alone = build(f"postgresql+psycopg://postgres@/nothing?host={tmp_path}")
    with pytest.raises(RetryableError) as caught:
        alone.intake.accept("fake", signed(BODY), ["s"])
    assert caught.value.code == "database_unreachable"
    assert queue_length(alone) == 0


def test_the_sweeper_finds_all_that_is_due_and_nothing_twice(both):
    touch(both)
    delivery = add_note(both)
    swept = Swept(inbox=False, work=1, deliveries=1)
    assert both.sweeper.run() == swept
    assert queue_length(both) == 2
    assert both.sweeper.run() == swept
    assert queue_length(both) == 2
    both.redis.flushall()
    assert both.sweeper.run() == swept
    assert queue_length(both) == 2
    assert delivery


def test_the_sweeper_leaves_alone_what_somebody_holds_until_the_lease_ends(both, clock):
    touch(both)
    delivery = add_note(both)
    with both.store.workspace(WORKSPACE) as session:
        session.work.claim("fake-1", "deal", "1", clock(), 60.0)
        session.outbox.claim(delivery, clock(), 60.0)
    assert both.sweeper.run() == Swept(inbox=False, work=0, deliveries=0)
    clock.advance(61)
    assert both.sweeper.run() == Swept(inbox=False, work=1, deliveries=1)


def test_the_sweeper_sees_all_workspaces(services):
    connected(services, "globex")
    touch(services)
    touch(services, workspace="globex")
    assert services.sweeper.run().work == 2


def test_a_person_does_not_wait_behind_the_queue(services):
    key = (WORKSPACE, "fake-1", "deal", "1")
    services.dispatcher.refresh(key)
    services.dispatcher.refresh(key, urgent=True)
    services.dispatcher.refresh(key, urgent=True)
    assert (queue_length(services), queue_length(services, HIGH)) == (1, 1)


def test_a_job_that_has_begun_makes_room_for_the_next(services):
    key = (WORKSPACE, "fake-1", "deal", "1")
    for urgent in (False, True):
        services.dispatcher.refresh(key, urgent=urgent)
    services.dispatcher.started_refresh(key)
    for urgent in (False, True):
        services.dispatcher.refresh(key, urgent=urgent)
    assert (queue_length(services), queue_length(services, HIGH)) == (2, 2)


def test_a_guard_without_its_job_does_not_last(services):
    services.dispatcher.drain_inbox()
    (guard,) = services.redis.keys("crm-ai:queued:*")
    assert 0 < services.redis.pttl(guard) <= 15_000
