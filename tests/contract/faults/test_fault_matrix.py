"""Every fault, at every connector, while reading and writing, through the runtime: right error, right decision, and in
the end everything is there once."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from crm_ai_plugin.errors import (
    ConflictError,
    CrmAiError,
    NotFoundError,
    PermanentError,
    RateLimitedError,
    ReauthoriseError,
    RetryableError,
)
from crm_ai_plugin.runtime.services import Services
from crm_ai_plugin.settings import EventSettings, Settings
from crm_ai_plugin.store import OutboxRow, new_id
from crm_ai_plugin.testing.bad_line import AFTER_EFFECT, RETRY_AFTER_S, LineFault
from tests.contract.faults.crms import CRMS, Behind
from tests.contract.faults.matrix import PAGE, Cell, cells, page, told
from tests.fixtures.planted_secrets import PLANTED
from tests.fixtures.runtime_fakes import Clock, CrmFactory, Point, plugins, registry_of

WORKSPACE, CONNECTION = "acme", "crm-1"
DAY = 86_400.0
TRIES = 3
"""On a busy machine a good day can be too slow for short timeouts."""
EXPECTED = told(PAGE.read_text(encoding="utf-8")) if PAGE.exists() else {}

MEANING: dict[LineFault, tuple[type[CrmAiError], ...]] = {
    "401": (ReauthoriseError,),
    "403": (PermanentError,),
    "404": (NotFoundError,),
    "409": (ConflictError, PermanentError, RetryableError),
    "429 in 7 s": (RateLimitedError,),
    "429 until a date": (RateLimitedError,),
    "429": (RateLimitedError,),
}


class Watched:
    """A connector whose errors are noted on their way to the runtime."""

    def __init__(self, connector: Any, seen: list[Exception]) -> None:
        self._connector = connector
        self._seen = seen

    def __getattr__(self, name: str) -> Any:
        found = getattr(self._connector, name)
        if name not in {"snapshot", "write_note"}:
            return found

        def call(*given: Any) -> Any:
            try:
                return found(*given)
            except Exception as error:
                self._seen.append(error)
                raise

        return call


@dataclass
class Factory(CrmFactory):
    """Gives the connector behind the bad line, whatever the connection says."""

    behind: Behind | None = None
    seen: list[Exception] = field(default_factory=list)

    def create(self, context: Any) -> Any:
        assert self.behind is not None
        return Watched(self.behind.connect(), self.seen)


@dataclass
class Product:
    """The runtime, connected to one CRM."""

    services: Services
    clock: Clock
    behind: Behind
    seen: list[Exception]

    def connect(self) -> None:
        self.services.connect(WORKSPACE, CONNECTION, "fake", "1", {}, {"token": PLANTED["token"]})

    def note(self, deal: str) -> str:
        command = {
            "body_html": "<p>Ask who signs</p>",
            "body_text": "Ask who signs",
            "at": self.clock().isoformat(),
        }
        id_ = new_id("dlv")
        row = OutboxRow(id_, CONNECTION, "ins_1", "note", "deal", deal, f"{id_}.note", command)
        with self.services.store.workspace(WORKSPACE) as session:
            session.outbox.add(row)
        return id_

    def row(self, id_: str) -> Any:
        with self.services.store.workspace(WORKSPACE) as session:
            return session.outbox.get(id_)

    def touch(self, deal: str) -> None:
        with self.services.store.workspace(WORKSPACE) as session:
            session.work.touch(CONNECTION, "deal", deal, "changed", self.clock())

    def work(self, deal: str) -> int:
        return len(self.services.refreshing.work((WORKSPACE, CONNECTION, "deal", deal)))

    def versions(self, deal: str) -> int:
        with self.services.store.workspace(WORKSPACE) as session:
            return len(session.insights.history("deal_coach", "deal", deal, CONNECTION))

    def status(self) -> str:
        return self.services.connections.row(WORKSPACE, CONNECTION).status


@pytest.fixture(scope="module", params=CRMS)
def product(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory, redis_server: str
) -> Iterator[Product]:
    opened: AbstractContextManager[Behind] = CRMS[request.param]()
    with opened as behind:
        clock = Clock()
        factory = Factory(None, behind=behind)  # type: ignore[arg-type]  # it needs no CRM in memory
        found = plugins(None) | {"crm_ai.connectors": [Point("fake", lambda: factory)]}  # type: ignore[arg-type]
        services = Services(
            Settings.load(
                env_file=None,
                home=tmp_path_factory.mktemp("faults"),
                redis_url=redis_server,
                secret_key=PLANTED["secret key"],
                write_back={"notes": False, "fields": False, "tasks": False},
                events=EventSettings(lease_s=60.0),
            ),
            clock,
            registry_of(found),
        )
        services.store.upgrade()
        made = Product(services, clock, behind, factory.seen)
        made.connect()
        yield made
        behind.line.clear()
        services.close()


def _said(error: Exception) -> str:
    # As the hierarchy of errors names it, which is what decides; connectors have finer ones of their own.
    words = next(one.__name__ for one in type(error).__mro__ if one.__module__ == CrmAiError.__module__)
    if isinstance(error, RateLimitedError) and error.retry_after is not None:
        return f"`{words}`, with its wait"
    return f"`{words}`"


def _right(fault: LineFault, error: Exception, *, writes: bool) -> None:
    assert isinstance(error, MEANING.get(fault, (RetryableError,))), (fault, error)
    if fault in ("403", "409"):
        assert not isinstance(error, ReauthoriseError)
    if fault in ("429 in 7 s", "429 until a date"):
        assert isinstance(error, RateLimitedError)
        assert error.retry_after == pytest.approx(RETRY_AFTER_S, abs=1.5)
    if (
        writes
        and isinstance(error, RetryableError)
        and fault in {*AFTER_EFFECT, "no answer", "500", "503", "a web page"}
    ):
        assert error.uncertain, "the write may stand"


def _written(product: Product, fault: LineFault) -> str:
    deal = next(product.behind.deals)
    id_, line = product.note(deal), product.behind.line
    before = product.behind.notes(deal)
    line.fault(fault, writes=True)
    state = product.services.delivering.deliver(WORKSPACE, id_)
    assert line.calls, "the fault met nothing"
    line.clear()
    if state == "done":
        assert product.seen == []
        outcome = "unharmed"
    else:
        (error,) = product.seen
        _right(fault, error, writes=True)
        outcome = _written_later(product, id_, state, error)
    assert product.row(id_).state == "done"
    assert product.behind.notes(deal) == before + 1, "doubled or lost"
    return outcome


def _written_later(product: Product, id_: str, state: str, error: Exception) -> str:
    row = product.row(id_)
    if isinstance(error, ReauthoriseError):
        assert (state, product.status()) == ("pending", "reauthorise")
        product.connect()
        how = "after reconnecting"
    elif state == "pending":
        assert isinstance(error, RetryableError | ConflictError)
        waits = getattr(error, "retry_after", None) or 0.0
        assert (row.due_at - product.clock()).total_seconds() >= waits
        how = "again by itself, looks first" if row.doubted else "again by itself"
    else:
        assert state == "failed"
        assert row.error_message
        product.services.deliveries.again(WORKSPACE, id_, "ana")
        how = "when asked"
    for _ in range(TRIES):
        product.clock.advance(DAY)
        if product.services.delivering.deliver(WORKSPACE, id_) == "done":
            break
    return f"{_said(error)}; {how}"


def _read(product: Product, fault: LineFault) -> str:
    deal, line = next(product.behind.deals), product.behind.line
    held = product.versions(deal)
    product.touch(deal)
    line.fault(fault, writes=False)
    made = product.work(deal)
    assert line.calls, "the fault met nothing"
    line.clear()
    if not product.seen:
        assert made + held >= 1
        return "unharmed"
    error = product.seen[0]
    _right(fault, error, writes=False)
    assert made == 0
    with product.services.store.workspace(WORKSPACE) as session:
        status = session.work.status(CONNECTION, "deal", deal)
    waiting = status is not None and status.requested_seq > status.done_seq
    if isinstance(error, ReauthoriseError):
        assert waiting
        assert product.status() == "reauthorise"
        product.connect()
        how = "after reconnecting"
    elif waiting:
        assert isinstance(error, RetryableError | ConflictError)
        how = "again by itself"
    else:
        assert isinstance(error, PermanentError | NotFoundError)
        product.touch(deal)
        how = "when asked"
    for _ in range(TRIES):
        product.clock.advance(DAY)
        if product.work(deal):
            break
    assert product.versions(deal) == max(1, held), "doubled or lost"
    return f"{_said(error)}; {how}"


@pytest.mark.parametrize("fault", list(dict.fromkeys(cell.fault for cell in cells())))
@pytest.mark.parametrize("way", ["read", "write"])
def test_a_fault_ends_well(
    product: Product, request: pytest.FixtureRequest, fault: LineFault, way: str
) -> None:
    crm = request.node.callspec.params["product"]
    if Cell(fault, crm, way) not in cells():
        pytest.skip("not bounded by the example")
    product.seen.clear()
    try:
        outcome = _written(product, fault) if way == "write" else _read(product, fault)
    finally:
        product.behind.line.clear()
        product.connect()
    if folder := request.config.getoption("--fault-matrix", None):
        (Path(folder) / f"{crm} {way} {fault}").write_text(outcome, encoding="utf-8")
    else:
        assert outcome == EXPECTED.get(Cell(fault, crm, way)), (
            "run scripts/fault_matrix.py and look at what changed"
        )


def test_the_page_is_whole() -> None:
    assert set(EXPECTED) == set(cells())
    assert page(EXPECTED) == PAGE.read_text(encoding="utf-8")
