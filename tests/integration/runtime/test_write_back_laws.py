"""Whatever happens in whatever order, write-back keeps its five laws.

It is idempotent, reversible, owns only its fields, never overwrites a human's value, and reads back.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from crm_ai_plugin.errors import ConflictError, RateLimitedError
from crm_ai_plugin.runtime.services import Services
from crm_ai_plugin.runtime.write_back.undoing import Undoing
from crm_ai_plugin.settings import EventSettings, Settings
from crm_ai_plugin.store import OutboxRow, new_id
from tests.fixtures.planted_secrets import PLANTED
from tests.fixtures.runtime_fakes import Clock, Crm, lost_answer, plugins, registry_of
from tests.fixtures.servers import Postgres
from tests.integration.runtime.acts import CONNECTION, WORKSPACE, connected

_deals = itertools.count(1)
HUMAN = {"amount": 100.0}
OURS = ("p_win", "next_step")

HOW = st.sampled_from(["well", "well", "lost before", "lost after", "refused", "not yet"])
LATEST = st.integers(0, 4)
"""Which delivery, counted from the newest."""
STEPS = st.lists(
    st.one_of(
        st.tuples(st.just("version"), HOW, HOW),
        st.tuples(st.just("version"), HOW, HOW),
        st.tuples(st.just("deliver"), LATEST, HOW),
        st.tuples(st.just("human"), st.sampled_from(OURS)),
        st.tuples(st.just("undo"), LATEST),
        st.just(("replay",)),
        st.tuples(st.just("time"), st.sampled_from([30.0, 80 * 3600.0])),
    ),
    max_size=12,
)


def refuse(_command: Any) -> None:
    raise RateLimitedError("slow down", retry_after=1.0)


HOOKS = {
    "well": {},
    "lost before": {"before_write": lost_answer},
    "lost after": {"after_write": lost_answer},
    "refused": {"before_write": refuse},
}


@dataclass
class World:
    """One deal, and what people did on it."""

    services: Services
    crm: Crm
    clock: Clock
    deal: str = field(default_factory=lambda: f"d{next(_deals)}")
    rows: list[str] = field(default_factory=list)
    human: dict[str, Any] = field(default_factory=dict)
    numbers: Iterator[int] = field(default_factory=lambda: itertools.count(1))

    def __post_init__(self) -> None:
        self.crm.fields[self.deal] = dict(HUMAN)
        self.crm.notes.clear()

    def do(self, step: tuple[Any, ...]) -> None:
        match step:
            case ("version", note, fields):
                self.version(next(self.numbers))
                self.deliver(self.rows[-2], note)
                self.deliver(self.rows[-1], fields)
            case ("deliver", which, how) if self.rows:
                self.deliver(self.rows[-1 - which % len(self.rows)], how)
            case ("human", name):
                # Never a value that we would write ourselves.
                self.human[name] = f"a person's {next(self.numbers)}"
                self.crm.fields[self.deal][name] = self.human[name]
            case ("undo", which) if self.rows:
                # A version that waits for another can't be taken back this moment.
                with suppress(ConflictError):
                    self.services.undoing.one(WORKSPACE, self.rows[-1 - which % len(self.rows)])
            case ("replay",):
                self.services.deliveries.all_again(WORKSPACE, CONNECTION, "ana")
            case ("time", seconds):
                self.clock.advance(seconds)
        self.holds()

    def version(self, number: int) -> None:
        insight, now = new_id("ins"), self.clock()
        commands: dict[Any, dict[str, Any]] = {
            "note": {"body_html": "<p>x</p>", "body_text": "x", "at": now.isoformat()},
            "fields": {"values": {"p_win": number / 1000, "next_step": f"step {number}"}},
        }
        with self.services.store.workspace(WORKSPACE) as session:
            for action, command in commands.items():
                row = OutboxRow(
                    *(new_id("dlv"), CONNECTION, insight, action, "deal", self.deal, f"{insight}.{action}"),
                    command=command,
                    created_at=now,
                    due_at=now,
                    kind="deal_coach",
                )
                session.outbox.add(row)
                self.rows.append(row.id)

    def deliver(self, id_: str, how: str = "well") -> None:
        if how == "not yet":
            return
        with pytest.MonkeyPatch.context() as patch:
            for hook, act in HOOKS[how].items():
                patch.setattr(self.crm, hook, act)
            done = self.services.delivering.deliver(WORKSPACE, id_) == "done"
        if done:
            row = self.row(id_)
            if row.action == "fields":
                held = self.crm.fields[self.deal]
                assert {name: held.get(name) for name in row.receipt["written"]} == row.receipt["written"]

    def row(self, id_: str) -> Any:
        with self.services.store.workspace(WORKSPACE) as session:
            return session.outbox.get(id_)

    def holds(self) -> None:
        held = self.crm.fields[self.deal]
        assert {name: held.get(name) for name in self.human} == self.human, "a human's value was overwritten"
        assert {name: held[name] for name in HUMAN} == HUMAN, "a field that is not ours was touched"
        assert len(set(self.crm.notes.values())) == len(self.crm.notes), "a note is there twice"

    def settle(self) -> None:
        """Deliver what is due until nothing is left."""
        for _ in range(4 * len(self.rows) + 4):
            self.clock.advance(1000.0)
            waiting = [id_ for id_ in self.rows if self.row(id_).state == "pending"]
            if not waiting:
                return
            for id_ in waiting:
                self.deliver(id_)
        raise AssertionError("deliveries wait for one another for ever")

    def latest_is_there(self) -> None:
        """The newest version of the fields that was not taken back or given up shows, where no person's value does."""
        fields = [row for row in map(self.row, self.rows) if row.action == "fields"]
        rows = [row for row in fields if row.state == "done"]
        if rows and not any(row.state == "failed" for row in fields):
            written = rows[-1].receipt["written"]
            held = self.crm.fields[self.deal]
            assert {name: held[name] for name in written if name not in self.human} == {
                name: value for name, value in written.items() if name not in self.human
            }

    def nothing_of_ours_is_left(self) -> None:
        assert self.crm.notes == {}
        held = {name: value for name, value in self.crm.fields[self.deal].items() if value is not None}
        assert held == HUMAN | self.human


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def lasting(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory, redis_server: str
) -> Iterator[tuple[Services, Crm, Clock]]:
    """Services for all examples: a database per example would take the time of all of them."""
    home = tmp_path_factory.mktemp("laws")
    url = ""
    if request.param == "postgresql":
        postgres: Postgres = request.getfixturevalue("postgres")
        name = postgres.create()
        url = postgres.url(name)
    clock = Clock()
    crm = Crm(clock)
    made = Services(
        Settings.load(
            env_file=None,
            home=home,
            database_url=url,
            redis_url=redis_server,
            secret_key=PLANTED["secret key"],
            events=EventSettings(lease_s=60.0),
        ),
        clock,
        registry_of(plugins(crm)),
    )
    made.store.upgrade()
    yield connected(made), crm, clock
    made.close()
    if url:
        postgres.drop(name)


@settings(max_examples=40, suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture])
@given(steps=STEPS)
@example(steps=[("version", "well", "well"), ("version", "well", "well"), ("undo", 2)])
@example(
    steps=[
        ("version", "well", "well"),
        ("version", "well", "lost after"),
        ("time", 80 * 3600.0),
        ("deliver", 0, "lost before"),
        ("version", "well", "well"),
    ]
)
@example(steps=[("version", "lost after", "lost after"), ("human", "p_win"), ("undo", 0)])
def test_the_laws_hold_after_any_history(lasting: Any, steps: list[tuple[Any, ...]]) -> None:
    services, crm, clock = lasting
    world = World(services, crm, clock)
    for step in steps:
        world.do(step)
    world.settle()
    world.holds()
    world.latest_is_there()
    made = services.undoing
    report = Undoing(made.store, made.connections, made.delivering, lambda _: None).all_of(
        WORKSPACE, CONNECTION
    )
    assert report.failed == {}
    world.holds()
    world.nothing_of_ours_is_left()
