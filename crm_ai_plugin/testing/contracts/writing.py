# ruff: noqa: S101  # a contract suite asserts; it runs under pytest only
"""Writing: once per key, read back, taken back, and never over a human's value."""

from __future__ import annotations

import pytest

from crm_ai_plugin.errors import NotFoundError, PermanentError, RetryableError
from crm_ai_plugin.ports.connector import Capability, Connector

from ..rule import rule
from .backstage import Backstage, KnownDeal
from .base import WRITES, ContractBase, What, needs, strike, through_json, undo, write

_KINDS: tuple[What, ...] = tuple(WRITES)


class EngagementContract(ContractBase):
    """`WritesNotes` and `WritesTasks`."""

    @rule(
        "write.receipt",
        "silver",
        "A note or task is there afterwards, once, with a receipt that JSON can hold.",
    )
    @pytest.mark.parametrize("what", _KINDS)
    def test_a_write_is_there_and_has_a_receipt(
        self,
        connector: Connector,
        known: KnownDeal,
        backstage: Backstage,
        key: str,
        what: What,
    ) -> None:
        before = backstage.count(what, known.deal_id)
        receipt = write(connector, what, known.deal_id, key)
        assert backstage.count(what, known.deal_id) == before + 1
        assert receipt.key == key
        assert receipt.external_id
        assert receipt.created
        assert through_json(receipt) == receipt, "a receipt is stored as JSON"

    @rule(
        "write.once-per-key",
        "silver",
        "The same key a second time writes nothing and returns the first receipt.",
    )
    @pytest.mark.parametrize("what", _KINDS)
    def test_the_same_key_writes_once(
        self,
        connector: Connector,
        known: KnownDeal,
        backstage: Backstage,
        key: str,
        what: What,
    ) -> None:
        before = backstage.count(what, known.deal_id)
        first = write(connector, what, known.deal_id, key)
        second = write(connector, what, known.deal_id, key)
        assert (second.external_id, second.created) == (first.external_id, False)
        assert backstage.count(what, known.deal_id) == before + 1

    @rule(
        "write.looks-first",
        "gold",
        "A later attempt, by a process that remembers nothing, finds what is there.",
    )
    @pytest.mark.parametrize("what", _KINDS)
    def test_a_later_attempt_looks_first(
        self,
        connector: Connector,
        another: Connector,
        known: KnownDeal,
        backstage: Backstage,
        key: str,
        what: What,
    ) -> None:
        before = backstage.count(what, known.deal_id)
        first = write(connector, what, known.deal_id, key)
        second = write(another, what, known.deal_id, key, attempt=2)
        assert (second.external_id, second.created) == (first.external_id, False)
        assert backstage.count(what, known.deal_id) == before + 1

    @rule("write.lost-answer", "gold", "After a lost answer, writing again leaves one note or task.")
    @pytest.mark.parametrize("what", _KINDS)
    def test_a_lost_answer_leaves_one(
        self,
        connector: Connector,
        another: Connector,
        known: KnownDeal,
        backstage: Backstage,
        key: str,
        what: What,
    ) -> None:
        before = backstage.count(what, known.deal_id)
        strike(backstage, "lost_answer", writes=True)
        with pytest.raises(RetryableError):
            write(connector, what, known.deal_id, key)
        backstage.clear()
        receipt = write(another, what, known.deal_id, key, attempt=2)
        assert not receipt.created
        assert backstage.count(what, known.deal_id) == before + 1

    @rule(
        "write.undo", "silver", "`undo` with a stored receipt takes the note or task away, from any process."
    )
    @pytest.mark.parametrize("what", _KINDS)
    def test_undo_takes_it_away(
        self,
        connector: Connector,
        another: Connector,
        known: KnownDeal,
        backstage: Backstage,
        key: str,
        what: What,
    ) -> None:
        before = backstage.count(what, known.deal_id)
        receipt = through_json(write(connector, what, known.deal_id, key))
        undo(another, receipt)
        assert backstage.count(what, known.deal_id) == before

    @rule("write.undo-twice", "silver", "Undoing again what is gone is success.")
    @pytest.mark.parametrize("what", _KINDS)
    def test_undo_twice_is_success(
        self, connector: Connector, another: Connector, known: KnownDeal, key: str, what: What
    ) -> None:
        receipt = through_json(write(connector, what, known.deal_id, key))
        for undoing in (another, connector, another):
            undo(undoing, receipt)

    @rule("write.unknown-record", "silver", "Writing on a record that does not exist is refused for good.")
    @pytest.mark.parametrize("what", _KINDS)
    def test_an_unknown_record_is_refused(
        self, connector: Connector, known: KnownDeal, key: str, what: What
    ) -> None:
        with pytest.raises((NotFoundError, PermanentError)):
            write(connector, what, known.missing_id, key)

    @rule("write.not-read-back", "gold", "What we wrote does not come back as an activity of the deal.")
    @pytest.mark.parametrize("what", _KINDS)
    def test_our_own_words_do_not_come_back_as_activities(
        self, connector: Connector, known: KnownDeal, key: str, what: What
    ) -> None:
        reads = needs(connector, Capability.READS_DEALS)
        before = reads.snapshot(known.deal_id).activities
        receipt = write(connector, what, known.deal_id, key)
        after = reads.snapshot(known.deal_id).activities
        assert receipt.external_id not in {one.id for one in after}
        assert after == before
