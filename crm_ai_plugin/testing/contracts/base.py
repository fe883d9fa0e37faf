# a contract suite asserts; it runs under pytest only
"""Fixtures and words shared by the suites."""

from __future__ import annotations

import json
import uuid
from collections.abc import Mapping
from dataclasses import asdict, replace
from datetime import UTC, date, datetime
from typing import Any, Literal, cast

import pytest

from crm_ai_plugin.ports.connector import (
    CAPABILITY_PROTOCOLS,
    Capability,
    Connector,
    Receipt,
    Target,
    Undoes,
    WriteFields,
    WriteNote,
    WriteTask,
)

from ..rule import NotDeclared
from .backstage import BASIC_FAULTS, Backstage, FaultName, KnownDeal

What = Literal["note", "task"]
WRITES: Mapping[What, Capability] = {"note": Capability.WRITES_NOTES, "task": Capability.WRITES_TASKS}
VALUES: Mapping[str, str | float | None] = {"p_win": 0.25, "next_step": "Call the economic buyer"}


class ContractBase:
    """Fixtures a connector's test class gives; only ``connector`` is indispensable."""

    @pytest.fixture
    def connector(self) -> Connector:
        """Return the connector under test, ready to call."""
        raise pytest.UsageError(f"{type(self).__name__} needs a fixture `connector`")

    @pytest.fixture
    def another(self) -> Connector:
        """Return a second connector of the same account that remembers nothing, as another process has it."""
        pytest.skip("give a fixture `another` to run this")

    @pytest.fixture
    def known(self) -> KnownDeal:
        """Return a deal that is in the CRM."""
        pytest.skip("give a fixture `known` (KnownDeal) to run this")

    @pytest.fixture
    def backstage(self) -> Backstage:
        """Return the CRM seen from behind."""
        pytest.skip("give a fixture `backstage` (Backstage) to run this")

    @pytest.fixture
    def key(self) -> str:
        """Return an idempotency key nobody has used."""
        return f"contract-{uuid.uuid4().hex[:12]}"


def needs(connector: Connector, capability: Capability) -> Any:  # noqa: ANN401  # seen as that capability
    """Return the connector if it declares `capability`, else skip and say so."""
    if capability not in connector.capabilities:
        raise NotDeclared(f"{connector.key} does not declare {capability.value}")
    if not isinstance(connector, CAPABILITY_PROTOCOLS[capability]):
        pytest.skip(f"{connector.key} declares {capability.value} and does not implement it")
    return cast("Any", connector)


def strike(backstage: Backstage, fault: FaultName, *, writes: bool) -> None:
    """Put a fault in force, or skip when this backstage can't act it out."""
    if fault not in getattr(backstage, "faults", BASIC_FAULTS):
        pytest.skip(f"let the fixture `backstage` act out the fault {fault!r} (and name it in `faults`)")
    backstage.fault(fault, writes=writes)


def write(connector: Connector, what: What, deal_id: str, key: str, attempt: int = 1) -> Receipt:
    """Write a note or a task on a deal."""
    seen = needs(connector, WRITES[what])
    target = Target("deal", deal_id)
    if what == "note":
        at = datetime(2026, 1, 5, 9, 30, 15, 123456, tzinfo=UTC)
        body = "<p>Ask <b>who signs</b> &amp; when</p>"
        receipt = seen.write_note(WriteNote(key, target, body, "Ask who signs & when", at, attempt))
    else:
        text = "Ask who signs.\nThen <when>."
        receipt = seen.write_task(
            WriteTask(key, target, "Ask who signs", text, date(2026, 1, 6), None, attempt)
        )
    if not isinstance(receipt, Receipt):
        pytest.fail(f"a write returns a Receipt, not {type(receipt).__name__}")
    return receipt


def set_fields(
    connector: Connector,
    known: KnownDeal,
    key: str,
    values: Mapping[str, str | float | None],
    expected: Mapping[str, str | float | None] | None = None,
    attempt: int = 1,
) -> Receipt:
    """Set fields of ours on the known deal."""
    command = WriteFields(key, Target("deal", known.deal_id), values, expected or {}, attempt)
    receipt = needs(connector, Capability.WRITES_FIELDS).write_fields(command)
    if not isinstance(receipt, Receipt):
        pytest.fail(f"a write returns a Receipt, not {type(receipt).__name__}")
    return receipt


def undo(connector: Connector, receipt: Receipt) -> None:
    """Take a write back, or skip when the connector can't."""
    if not isinstance(connector, Undoes):
        pytest.skip(f"{connector.key} has no `undo`")
    connector.undo(receipt)


def write_anything(connector: Connector, known: KnownDeal, key: str) -> Receipt:
    """Write by the first way the connector declares, else skip and say so."""
    for what, capability in WRITES.items():
        if capability in connector.capabilities:
            return write(connector, what, known.deal_id, key)
    needs(connector, Capability.WRITES_FIELDS)
    return set_fields(connector, known, key, {"next_step": key})


def read_anything(connector: Connector, known: KnownDeal) -> None:
    """Read the known deal, or the first page of records, by what the connector declares."""
    if Capability.READS_DEALS in connector.capabilities:
        needs(connector, Capability.READS_DEALS).snapshot(known.deal_id)
        return
    reads = needs(connector, Capability.READS_RECORDS)
    next(iter(reads.changes(reads.kinds()[0], None)), None)


def through_json(receipt: Receipt) -> Receipt:
    """Return the receipt as it comes back from the database."""
    plain = {
        name: dict(value) if isinstance(value, Mapping) else value for name, value in asdict(receipt).items()
    }
    return replace(receipt, **json.loads(json.dumps(plain)))
