"""The kit is tried on connectors that break one rule each: the rule's test must fail, on nothing else's account."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from typing import Any

import pytest

from crm_ai_connectors.hubspot import HubSpotConnector
from crm_ai_plugin.errors import NotFoundError
from crm_ai_plugin.ports.connector import Capability, Connector, Page, Receipt, WriteFields, WriteNote
from crm_ai_plugin.records import DealSnapshot, Record, RecordType
from crm_ai_plugin.testing.contracts import Backstage, ConnectorContract, KnownDeal

SUITE = ConnectorContract()
Connect = Callable[..., HubSpotConnector]


class Wrapped:
    """Passes everything on; subclasses spoil one thing."""

    def __init__(self, inner: HubSpotConnector) -> None:
        self._inner = inner

    def __getattr__(self, name: str) -> Any:
        return getattr(self._inner, name)


class DeclaresTooLittle(Wrapped):
    capabilities = HubSpotConnector.capabilities - {Capability.WRITES_TASKS}


class DeclaresTooMuch:
    key = "empty"
    capabilities = frozenset({Capability.READS_DEALS})


class ForgetsTheKey(Wrapped):
    def write_note(self, command: WriteNote) -> Receipt:
        return self._inner.write_note(replace(command, key=f"{command.key}-{id(command)}", attempt=1))


class OverwritesPeople(Wrapped):
    def write_fields(self, command: WriteFields) -> Receipt:
        held = {name: value for name, value in command.expected.items() if name != "next_step"}
        wanted = self._inner.write_fields(replace(command, expected=held))
        if wanted.conflicts:
            human = wanted.conflicts["next_step"]
            return self._inner.write_fields(replace(command, expected={**held, "next_step": human}))
        return wanted


class LeaksInRepr(Wrapped):
    def __init__(self, inner: HubSpotConnector, token: str) -> None:
        super().__init__(inner)
        self.token = token


class NeverEnds(Wrapped):
    def changes(self, kind: RecordType, cursor: str | None) -> Iterator[Page]:
        return (page for page in self._inner.changes(kind, cursor) if page.cursor is not None)


class InventsRecords(Wrapped):
    def fetch(self, kind: RecordType, ids: Sequence[str]) -> Sequence[Record]:
        found = self._inner.fetch(kind, ids)
        return [*found, *found]


class RaisesForeignErrors(Wrapped):
    def snapshot(self, deal_id: str) -> DealSnapshot:
        try:
            return self._inner.snapshot(deal_id)
        except NotFoundError:
            raise KeyError(deal_id) from None


class ForgetsToUndo(Wrapped):
    def undo(self, receipt: Receipt) -> None:
        return None


def test_an_undeclared_capability(connect: Connect) -> None:
    with pytest.raises(AssertionError, match="writes_tasks"):
        SUITE.test_every_implemented_protocol_is_declared(_as(DeclaresTooLittle(connect())))


def test_a_capability_that_is_not_there() -> None:
    with pytest.raises(AssertionError, match="reads_deals"):
        SUITE.test_every_declared_capability_is_implemented(_as(DeclaresTooMuch()))


def test_a_forgotten_key(connect: Connect, known_deal: KnownDeal, sandbox_backstage: Backstage) -> None:
    with pytest.raises(AssertionError):
        SUITE.test_the_same_key_writes_once(
            _as(ForgetsTheKey(connect())), known_deal, sandbox_backstage, "k", "note"
        )


def test_a_human_value_overwritten(
    connect: Connect, known_deal: KnownDeal, sandbox_backstage: Backstage
) -> None:
    with pytest.raises(AssertionError):
        SUITE.test_a_human_value_stays(_as(OverwritesPeople(connect())), known_deal, sandbox_backstage, "k")


def test_a_secret_in_view(connect: Connect, sandbox_backstage: Backstage) -> None:
    leaky = LeaksInRepr(connect(), sandbox_backstage.secrets[0])
    with pytest.raises(AssertionError):
        SUITE.test_nothing_secret_in_its_repr(_as(leaky), sandbox_backstage)


def test_pages_without_an_end(connect: Connect) -> None:
    with pytest.raises(AssertionError, match="pages"):
        SUITE.test_every_kind_pages_to_an_end(_as(NeverEnds(connect())))


def test_records_twice(connect: Connect, known_deal: KnownDeal) -> None:
    with pytest.raises(AssertionError):
        SUITE.test_only_what_exists_is_fetched(_as(InventsRecords(connect())), known_deal)


def test_a_foreign_error(connect: Connect, known_deal: KnownDeal) -> None:
    with pytest.raises(KeyError):
        SUITE.test_an_unknown_deal_is_not_found(_as(RaisesForeignErrors(connect())), known_deal)


def test_an_undo_that_does_nothing(
    connect: Connect, known_deal: KnownDeal, sandbox_backstage: Backstage
) -> None:
    broken = _as(ForgetsToUndo(connect()))
    with pytest.raises(AssertionError):
        SUITE.test_undo_takes_it_away_once_and_again(
            broken, broken, known_deal, sandbox_backstage, "k", "note"
        )


def _as(broken: object) -> Connector:
    return broken  # type: ignore[return-value]  # broken on purpose
