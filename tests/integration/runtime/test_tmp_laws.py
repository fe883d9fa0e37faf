"""Whatever events, syncs, deletions and deaths come in whatever order: in the end we hold what the CRM holds."""

from __future__ import annotations

import itertools
from datetime import timedelta
from typing import Any, cast

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule, run_state_machine_as_test

from crm_ai_plugin.records import Activity, ActivityType, Contact, Deal
from crm_ai_plugin.runtime.registry import CONNECTORS
from crm_ai_plugin.runtime.services import Services
from tests.fixtures.ledger import LATE, Ledger, LedgerFactory, TickingClock
from tests.fixtures.runtime_fakes import NOON, Point

CONNECTION = "ledger-1"
TYPES: dict[str, type[Any]] = {"contact": Contact, "deal": Deal, "activity": Activity}
_numbers = itertools.count()


@pytest.fixture
def clock() -> Any:
    return TickingClock()


@pytest.fixture
def ledger(clock: Any) -> Ledger:
    return Ledger(clock)


@pytest.fixture
def points(crm: Any, coach: Any, ledger: Ledger) -> dict[str, list[Point]]:
    from tests.fixtures.runtime_fakes import plugins

    found = plugins(crm, coach)
    found[CONNECTORS].append(Point("ledger", lambda: LedgerFactory(ledger)))
    return found


@pytest.fixture
def crm(clock: Any) -> Any:
    from tests.fixtures.runtime_fakes import Crm

    return Crm(clock)


kinds = st.sampled_from(["contact", "deal", "activity"])
ids = st.sampled_from(["1", "2", "3"])
lateness = st.integers(0, int(LATE.total_seconds()) - 1).map(lambda n: timedelta(seconds=n))
words = st.text("ab", max_size=2)


class InStep(RuleBasedStateMachine):
    services: Services
    ledger: Ledger
    clock: TickingClock

    def __init__(self) -> None:
        super().__init__()
        self.workspace = f"w{next(_numbers)}"
        self.ledger.rows.clear()
        self.ledger.meanwhile.clear()
        self.known_gone: set[tuple[str, str]] = set()
        self.services.connect(self.workspace, CONNECTION, "ledger", self.workspace, {}, {})

    # --- what people do in the CRM ---

    @rule(kind=kinds, id_=ids, word=words, late=lateness)
    def change(self, kind: str, id_: str, word: str, late: timedelta) -> None:
        self._change(kind, id_, word, late)

    @rule(kind=kinds, id_=ids)
    def remove_untold(self, kind: str, id_: str) -> None:
        self.ledger.remove(kind, id_)

    @rule(seconds=st.integers(0, 20))
    def time_passes(self, seconds: int) -> None:
        self.clock.advance(seconds)

    # --- what we are told ---

    @rule(kind=kinds, id_=ids)
    def event(self, kind: str, id_: str) -> None:
        self._event(kind, id_)

    @rule(kind=kinds, id_=ids)
    def remove_and_tell(self, kind: str, id_: str) -> None:
        self._remove_and_tell(kind, id_)

    # --- what comes between the reading of a page and its arrival ---

    @rule(kind=kinds, id_=ids)
    def gone_while_a_page_is_on_its_way(self, kind: str, id_: str) -> None:
        self.ledger.meanwhile[kind] = lambda: self._remove_and_tell(kind, id_)

    @rule(kind=kinds, id_=ids, word=words)
    def changed_while_a_page_is_on_its_way(self, kind: str, id_: str, word: str) -> None:
        def both() -> None:
            self._change(kind, id_, word, timedelta(0))
            self._event(kind, id_)

        self.ledger.meanwhile[kind] = both

    @rule(kind=kinds)
    def killed_at_the_next_page(self, kind: str) -> None:
        def die() -> None:
            raise KeyboardInterrupt

        self.ledger.meanwhile[kind] = die

    # --- what we do ---

    @rule(full=st.booleans())
    def sync(self, full: bool) -> None:
        self.services.syncing.ask(self.workspace, CONNECTION, full=full)
        self._step()

    @rule()
    def go_on(self) -> None:
        self._step()

    @invariant()
    def what_is_known_to_be_gone_stays_away(self) -> None:
        for kind, id_ in self.known_gone:
            assert id_ not in self._held(kind)

    def teardown(self) -> None:
        self.ledger.meanwhile.clear()
        self.clock.advance(LATE.total_seconds() + 1)
        self._finish()
        self.services.syncing.ask(self.workspace, CONNECTION, full=True, accept_loss=True)
        self._finish()
        for kind in TYPES:
            assert self._held(kind) == self.ledger.all(kind)
        # And the next time there is nothing left to mend.
        self.services.syncing.ask(self.workspace, CONNECTION, full=True)
        report = self._finish().report
        assert not any(row["missed"] or row["changed"] or row["vanished"] for row in report.values())

    def _change(self, kind: str, id_: str, word: str, late: timedelta) -> None:
        self.known_gone.discard((kind, id_))
        if kind == "contact":
            self.ledger.put(Contact(id=id_, first_name=word), late)
        elif kind == "deal":
            self.ledger.put(Deal(id=id_, name=word), late)
        elif ("deal", id_) in self.ledger.rows:
            note = Activity(id=id_, type=ActivityType.NOTE, at=NOON, subject=word, deal_id=id_)
            self.ledger.put(note, late)

    def _remove_and_tell(self, kind: str, id_: str) -> None:
        self.ledger.remove(kind, id_)
        self._event(kind, id_)
        self.known_gone.add((kind, id_))

    def _event(self, kind: str, id_: str) -> None:
        with self.services.store.workspace(self.workspace) as session:
            session.work.touch(CONNECTION, kind, id_, "changed", self.clock())
        self.services.refreshing.work((self.workspace, CONNECTION, kind, id_))

    def _step(self) -> Any:
        try:
            return self.services.syncing.step(self.workspace, CONNECTION)
        except KeyboardInterrupt:
            return None

    def _finish(self) -> Any:
        for _ in range(50):
            state = self._step()
            if state.mode is None:
                return state
            assert state.error_code is None, state
        raise AssertionError("it never ends")

    def _held(self, kind: str) -> dict[str, Any]:
        with self.services.store.workspace(self.workspace) as session:
            found = session.records.fetch(CONNECTION, TYPES[kind], ["1", "2", "3"])
        return {cast(Any, one).id: one for one in found}


def test_in_the_end_we_hold_what_the_crm_holds(both: Services, ledger: Ledger, clock: Any) -> None:
    machine = type("Machine", (InStep,), {"services": both, "ledger": ledger, "clock": clock})
    run_state_machine_as_test(
        machine,
        settings=settings(
            max_examples=1500,
            stateful_step_count=25,
            deadline=None,
            # Making a counterexample smaller takes minutes on a database; 25 steps can be read as they are.
            phases=(Phase.explicit, Phase.reuse, Phase.generate),
            suppress_health_check=list(HealthCheck),
        ),
    )
