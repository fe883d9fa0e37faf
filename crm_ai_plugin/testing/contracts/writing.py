# ruff: noqa: S101  # a contract suite asserts; it runs under pytest only
"""Writing: once per key, read back, taken back, and never over a human's value."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, replace
from datetime import UTC, date, datetime
from typing import Literal

import pytest

from crm_ai_plugin.errors import NotFoundError, PermanentError, RetryableError
from crm_ai_plugin.ports.connector import (
    Capability,
    Connector,
    Receipt,
    Target,
    WriteFields,
    WriteNote,
    WriteTask,
)

from .backstage import Backstage, KnownDeal
from .base import ContractBase, needs

_KINDS: tuple[Literal["note", "task"], ...] = ("note", "task")
_CAPABILITY = {"note": Capability.WRITES_NOTES, "task": Capability.WRITES_TASKS}
_VALUES: Mapping[str, str | float | None] = {"p_win": 0.25, "next_step": "Call the economic buyer"}


def _write(
    connector: Connector, what: Literal["note", "task"], deal_id: str, key: str, attempt: int = 1
) -> Receipt:
    seen = needs(connector, _CAPABILITY[what])
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
    assert isinstance(receipt, Receipt)
    return receipt


class EngagementContract(ContractBase):
    """`WritesNotes` and `WritesTasks`."""

    @pytest.mark.parametrize("what", _KINDS)
    def test_a_write_is_there_and_has_a_receipt(
        self,
        connector: Connector,
        known: KnownDeal,
        backstage: Backstage,
        key: str,
        what: Literal["note", "task"],
    ) -> None:
        before = backstage.count(what, known.deal_id)
        receipt = _write(connector, what, known.deal_id, key)
        assert backstage.count(what, known.deal_id) == before + 1
        assert receipt.key == key
        assert receipt.external_id
        assert receipt.created
        assert _through_json(receipt) == receipt, "a receipt is stored as JSON"

    @pytest.mark.parametrize("what", _KINDS)
    def test_the_same_key_writes_once(
        self,
        connector: Connector,
        known: KnownDeal,
        backstage: Backstage,
        key: str,
        what: Literal["note", "task"],
    ) -> None:
        before = backstage.count(what, known.deal_id)
        first = _write(connector, what, known.deal_id, key)
        second = _write(connector, what, known.deal_id, key)
        assert (second.external_id, second.created) == (first.external_id, False)
        assert backstage.count(what, known.deal_id) == before + 1

    @pytest.mark.parametrize("what", _KINDS)
    def test_a_later_attempt_looks_first(
        self,
        connector: Connector,
        another: Connector,
        known: KnownDeal,
        backstage: Backstage,
        key: str,
        what: Literal["note", "task"],
    ) -> None:
        before = backstage.count(what, known.deal_id)
        first = _write(connector, what, known.deal_id, key)
        second = _write(another, what, known.deal_id, key, attempt=2)
        assert (second.external_id, second.created) == (first.external_id, False)
        assert backstage.count(what, known.deal_id) == before + 1

    @pytest.mark.parametrize("what", _KINDS)
    def test_a_lost_answer_leaves_one(
        self,
        connector: Connector,
        another: Connector,
        known: KnownDeal,
        backstage: Backstage,
        key: str,
        what: Literal["note", "task"],
    ) -> None:
        before = backstage.count(what, known.deal_id)
        backstage.fault("lost_answer", writes=True)
        with pytest.raises(RetryableError) as caught:
            _write(connector, what, known.deal_id, key)
        backstage.clear()
        assert caught.value.uncertain
        receipt = _write(another, what, known.deal_id, key, attempt=2)
        assert not receipt.created
        assert backstage.count(what, known.deal_id) == before + 1

    @pytest.mark.parametrize("what", _KINDS)
    def test_undo_takes_it_away_once_and_again(
        self,
        connector: Connector,
        another: Connector,
        known: KnownDeal,
        backstage: Backstage,
        key: str,
        what: Literal["note", "task"],
    ) -> None:
        before = backstage.count(what, known.deal_id)
        receipt = _through_json(_write(connector, what, known.deal_id, key))
        another.undo(receipt)  # type: ignore[attr-defined]  # checked by DeclaringContract
        assert backstage.count(what, known.deal_id) == before
        connector.undo(receipt)  # type: ignore[attr-defined]
        assert backstage.count(what, known.deal_id) == before

    @pytest.mark.parametrize("what", _KINDS)
    def test_an_unknown_record_is_refused(
        self, connector: Connector, known: KnownDeal, key: str, what: Literal["note", "task"]
    ) -> None:
        with pytest.raises((NotFoundError, PermanentError)):
            _write(connector, what, known.missing_id, key)

    @pytest.mark.parametrize("what", _KINDS)
    def test_our_own_words_do_not_come_back_as_activities(
        self, connector: Connector, known: KnownDeal, key: str, what: Literal["note", "task"]
    ) -> None:
        reads = needs(connector, Capability.READS_DEALS)
        before = reads.snapshot(known.deal_id).activities
        receipt = _write(connector, what, known.deal_id, key)
        after = reads.snapshot(known.deal_id).activities
        assert receipt.external_id not in {one.id for one in after}
        assert after == before


class FieldContract(ContractBase):
    """`WritesFields`."""

    def test_fields_are_written_and_read_back(
        self, connector: Connector, known: KnownDeal, backstage: Backstage, key: str
    ) -> None:
        receipt = _set(connector, known, key, {**_VALUES, "a_field_nobody_knows": "yes"})
        assert set(receipt.written) == {*_VALUES, "a_field_nobody_knows"}
        assert float(backstage.field(known.deal_id, "p_win") or "nan") == pytest.approx(0.25)
        assert backstage.field(known.deal_id, "next_step") == _VALUES["next_step"]
        assert _through_json(receipt) == receipt, "a receipt is stored as JSON"

    def test_the_same_values_again_change_nothing(
        self, connector: Connector, another: Connector, known: KnownDeal, backstage: Backstage, key: str
    ) -> None:
        first = _set(connector, known, key, _VALUES)
        second = _set(another, known, key, _VALUES, expected=first.written, attempt=2)
        assert not second.created
        assert not second.conflicts
        assert backstage.field(known.deal_id, "next_step") == _VALUES["next_step"]

    def test_a_human_value_stays(
        self, connector: Connector, known: KnownDeal, backstage: Backstage, key: str
    ) -> None:
        first = _set(connector, known, key, _VALUES)
        backstage.human_sets(known.deal_id, "next_step", "Leave this deal to me")
        second = _set(
            connector, known, f"{key}-2", {"p_win": 0.5, "next_step": "Send the offer"}, first.written
        )
        assert set(second.conflicts) == {"next_step"}
        assert "next_step" not in second.written
        assert backstage.field(known.deal_id, "next_step") == "Leave this deal to me"
        assert float(backstage.field(known.deal_id, "p_win") or "nan") == pytest.approx(0.5)

    def test_undo_restores_what_was_there(
        self, connector: Connector, another: Connector, known: KnownDeal, backstage: Backstage, key: str
    ) -> None:
        first = _set(connector, known, key, _VALUES)
        second = _set(connector, known, f"{key}-2", {"p_win": 0.75, "next_step": None}, first.written)
        for undoing in (another, connector):
            undoing.undo(_through_json(second))  # type: ignore[attr-defined]
            assert float(backstage.field(known.deal_id, "p_win") or "nan") == pytest.approx(0.25)
            assert backstage.field(known.deal_id, "next_step") == _VALUES["next_step"]

    def test_undo_leaves_what_a_human_changed_since(
        self, connector: Connector, known: KnownDeal, backstage: Backstage, key: str
    ) -> None:
        receipt = _set(connector, known, key, _VALUES)
        backstage.human_sets(known.deal_id, "next_step", "Mine now")
        connector.undo(receipt)  # type: ignore[attr-defined]
        assert backstage.field(known.deal_id, "next_step") == "Mine now"

    def test_undo_after_a_lost_answer_goes_back_to_before(
        self, connector: Connector, another: Connector, known: KnownDeal, backstage: Backstage, key: str
    ) -> None:
        first = _set(connector, known, key, _VALUES)
        backstage.fault("lost_answer", writes=True)
        with pytest.raises(RetryableError):
            _set(connector, known, f"{key}-2", {"p_win": 0.9}, first.written)
        backstage.clear()
        receipt = _set(another, known, f"{key}-2", {"p_win": 0.9}, first.written, attempt=2)
        another.undo(receipt)  # type: ignore[attr-defined]
        assert float(backstage.field(known.deal_id, "p_win") or "nan") == pytest.approx(0.25)

    def test_a_field_the_crm_drops_is_named(
        self, connector: Connector, known: KnownDeal, backstage: Backstage, key: str
    ) -> None:
        first = _set(connector, known, key, _VALUES)
        backstage.drop_field("next_step")
        with pytest.raises(PermanentError, match="next_step"):
            _set(connector, known, f"{key}-2", {"p_win": 0.6, "next_step": "Dropped"}, first.written)
        backstage.clear()
        assert float(backstage.field(known.deal_id, "p_win") or "nan") == pytest.approx(0.25)


def _set(
    connector: Connector,
    known: KnownDeal,
    key: str,
    values: Mapping[str, str | float | None],
    expected: Mapping[str, str | float | None] | None = None,
    attempt: int = 1,
) -> Receipt:
    command = WriteFields(key, Target("deal", known.deal_id), values, expected or {}, attempt)
    receipt = needs(connector, Capability.WRITES_FIELDS).write_fields(command)
    assert isinstance(receipt, Receipt)
    return receipt


def _through_json(receipt: Receipt) -> Receipt:
    plain = {
        name: dict(value) if isinstance(value, Mapping) else value for name, value in asdict(receipt).items()
    }
    return replace(receipt, **json.loads(json.dumps(plain)))
