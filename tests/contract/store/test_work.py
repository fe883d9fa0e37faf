from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier
from typing import Any

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from crm_ai_plugin.store import Store, WorkKey
from tests.fixtures.stores import NOON

DEAL = ("hubspot-1", "deal", "1")
THREADS = 8


def after(seconds):
    return NOON + timedelta(seconds=seconds)


def touch(store, cause="changed", due=0.0):
    with store.workspace("w") as ws:
        ws.work.touch(*DEAL, cause, after(due))


def claim(store, at=0.0, lease=60.0):
    with store.workspace("w") as ws:
        return ws.work.claim(*DEAL, after(at), lease)


def finish(store, claimed):
    with store.workspace("w") as ws:
        return ws.work.finish(claimed)


def due(store, at):
    with store.workspace("w") as ws:
        return ws.work.due(after(at), 10)


def test_nothing_asked_nothing_to_claim(store):
    assert claim(store) is None
    assert due(store, 1e6) == []


def test_requests_become_one_piece_of_work(store):
    touch(store, "first", due=5)
    touch(store, "second", due=1)
    touch(store, "third", due=9)
    assert due(store, 0.5) == []
    assert due(store, 1) == [WorkKey(*DEAL)]
    claimed = claim(store, 1)
    assert claimed is not None
    assert (claimed.seq, list(claimed.causes), claimed.attempts) == (3, ["first", "second", "third"], 1)
    assert claimed.first_requested_at == NOON
    assert claim(store, 1) is None
    assert finish(store, claimed)
    assert claim(store, 1) is None
    assert due(store, 1e6) == []


def test_request_during_a_claim_leads_to_another(store):
    touch(store, "before", due=0)
    claimed = claim(store)
    assert claimed is not None
    touch(store, "during", due=7)
    assert due(store, 10) == []
    assert finish(store, claimed)
    assert due(store, 6) == []
    assert due(store, 7) == [WorkKey(*DEAL)]
    again = claim(store, 7)
    assert again is not None
    assert list(again.causes) == ["during"]
    assert finish(store, again)
    assert claim(store, 7) is None


def test_only_the_last_causes_are_kept(store):
    for number in range(25):
        touch(store, f"cause {number}")
    claimed = claim(store)
    assert claimed is not None
    assert list(claimed.causes) == [f"cause {number}" for number in range(5, 25)]


def test_expired_lease_can_be_claimed_and_the_stale_token_is_dead(store):
    touch(store)
    first = claim(store, 0, lease=10)
    assert claim(store, 9.9) is None
    assert due(store, 10) == [WorkKey(*DEAL)]
    second = claim(store, 10)
    assert second is not None
    assert second.attempts == 2
    assert first is not None
    assert finish(store, first) is False
    with store.workspace("w") as ws:
        assert ws.work.retry(first, NOON, "late") is False
    assert claim(store, 11) is None, "the stale token must not have freed it"
    assert finish(store, second) is True
    assert finish(store, second) is False


def test_renewed_lease_is_held_on(store):
    touch(store)
    first = claim(store, 0, lease=10)
    with store.workspace("w") as ws:
        assert ws.work.renew(first, after(9), 10) is True
    assert claim(store, 18) is None
    second = claim(store, 19)
    assert second is not None
    with store.workspace("w") as ws:
        assert ws.work.renew(first, after(19), 10) is False


def test_a_lease_that_nobody_took_over_can_still_be_finished(store):
    touch(store)
    claimed = claim(store, 0, lease=1)
    assert claimed is not None
    assert finish(store, claimed) is True


def test_retry_gives_back_until_due(store):
    touch(store, "why")
    claimed = claim(store)
    assert claimed is not None
    with store.workspace("w") as ws:
        assert ws.work.retry(claimed, after(30), "rate_limited") is True
    assert due(store, 29) == []
    assert due(store, 30) == [WorkKey(*DEAL)]
    again = claim(store, 30)
    assert again is not None
    assert (again.attempts, list(again.causes)) == (2, ["why"])
    assert finish(store, again)
    touch(store)
    fresh = claim(store, 31)
    assert fresh is not None
    assert fresh.attempts == 1


def test_finish_is_undone_with_the_transaction(store):
    touch(store)
    claimed = claim(store)
    with pytest.raises(ZeroDivisionError), store.workspace("w") as ws:  # noqa: PT012  # the error ends the session
        assert ws.work.finish(claimed)
        _ = 1 / 0
    assert due(store, 61) == [WorkKey(*DEAL)]


def test_sweeper_sees_keys_of_all_workspaces(store):
    for name in ("w", "v"):
        with store.workspace(name) as ws:
            ws.work.touch(*DEAL, "x", after(2 if name == "w" else 1))
    assert store.due_work(after(0), 10) == []
    assert store.due_work(after(3), 10) == [("v", *DEAL), ("w", *DEAL)]
    assert len(store.due_work(after(3), 1)) == 1


def test_of_many_claimers_exactly_one_wins(store):
    subjects = [f"{number}" for number in range(5)]
    with store.workspace("w") as ws:
        for subject in subjects:
            ws.work.touch("c", "deal", subject, "x", NOON)
    barrier = Barrier(THREADS)

    def race(_):
        won = []
        for subject in subjects:
            barrier.wait()
            with store.workspace("w") as ws:
                if ws.work.claim("c", "deal", subject, NOON, 60):
                    won.append(subject)
        return won

    with ThreadPoolExecutor(THREADS) as pool:
        winners = [subject for won in pool.map(race, range(THREADS)) for subject in won]
    assert sorted(winners) == subjects


def test_no_request_is_lost_between_touching_and_finishing_threads(store):
    touches = 30
    done: list[int] = []

    def toucher(name):
        for number in range(touches):
            with store.workspace("w") as ws:
                ws.work.touch(*DEAL, f"{name}-{number}", NOON)

    def worker(stop):
        while True:
            last_round = stop.done()
            claimed = claim(store)
            if claimed is not None:
                assert finish(store, claimed)
                done.append(claimed.seq)
            elif last_round:
                return

    with ThreadPoolExecutor(4) as pool:
        touching = [pool.submit(toucher, name) for name in ("a", "b")]
        everything = pool.submit(lambda: [future.result() for future in touching])
        pool.submit(worker, everything).result()
    assert done == sorted(set(done))
    assert done[-1] == 2 * touches


class WorkMachine(RuleBasedStateMachine):
    """The table against a model in plain Python."""

    store: Store
    workspaces = iter(range(10**9))

    def __init__(self):
        super().__init__()
        self.workspace = f"w{next(self.workspaces)}"
        self.now = 0
        self.requested = self.done = 0
        self.lease_until = 0
        self.live: Any = None
        self.stale: list[Any] = []

    def session(self):
        return self.store.workspace(self.workspace)

    @rule(seconds=st.integers(1, 20))
    def time_passes(self, seconds):
        self.now += seconds

    @rule()
    def touch(self):
        with self.session() as ws:
            ws.work.touch(*DEAL, f"{self.requested}", after(self.now))
        self.requested += 1

    @rule(lease=st.integers(1, 20))
    def claim(self, lease):
        with self.session() as ws:
            claimed = ws.work.claim(*DEAL, after(self.now), lease)
        free = self.live is None or self.lease_until <= self.now
        assert (claimed is not None) == (self.requested > self.done and free)
        if claimed is not None:
            assert claimed.seq == self.requested
            assert list(claimed.causes) == [str(n) for n in range(self.done, self.requested)][-20:]
            self.stale += [self.live] if self.live else []
            self.live, self.lease_until = claimed, self.now + lease

    @precondition(lambda self: self.live)
    @rule()
    def finish(self):
        with self.session() as ws:
            assert ws.work.finish(self.live) is True
        self.done = self.live.seq
        self.stale.append(self.live)
        self.live = None

    @precondition(lambda self: self.live)
    @rule()
    def retry(self):
        with self.session() as ws:
            assert ws.work.retry(self.live, after(self.now), "again") is True
        self.stale.append(self.live)
        self.live = None

    @precondition(lambda self: self.stale)
    @rule(data=st.data())
    def stale_token(self, data):
        claimed = data.draw(st.sampled_from(self.stale))
        with self.session() as ws:
            assert ws.work.finish(claimed) is False
            assert ws.work.retry(claimed, after(0), "x") is False

    @invariant()
    def unfinished_work_is_never_forgotten(self):
        with self.session() as ws:
            found = ws.work.due(after(10**6), 10)
        assert bool(found) == (self.requested > self.done)


def test_work_behaves_like_its_model(store):
    machine = type("BoundMachine", (WorkMachine,), {"store": store})
    run_state_machine_as_test(
        machine,
        settings=settings(
            max_examples=15, stateful_step_count=25, deadline=None, suppress_health_check=list(HealthCheck)
        ),
    )
