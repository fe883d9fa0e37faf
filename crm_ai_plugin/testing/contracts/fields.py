# ruff: noqa: S101  # a contract suite asserts; it runs under pytest only
"""Writing fields of our own: read back, taken back, and never over a human's value."""

from __future__ import annotations

import pytest

from crm_ai_plugin.errors import PermanentError, RetryableError
from crm_ai_plugin.ports.connector import Connector

from ..rule import rule
from .backstage import Backstage, KnownDeal
from .base import VALUES, ContractBase, set_fields, strike, through_json, undo


class FieldContract(ContractBase):
    """`WritesFields`."""

    @rule(
        "fields.written",
        "silver",
        "Fields are set, unknown logical names too, with a receipt that JSON can hold.",
    )
    def test_fields_are_written_and_read_back(
        self, connector: Connector, known: KnownDeal, backstage: Backstage, key: str
    ) -> None:
        receipt = set_fields(connector, known, key, {**VALUES, "a_field_nobody_knows": "yes"})
        assert set(receipt.written) == {*VALUES, "a_field_nobody_knows"}
        assert float(backstage.field(known.deal_id, "p_win") or "nan") == pytest.approx(0.25)
        assert backstage.field(known.deal_id, "next_step") == VALUES["next_step"]
        assert through_json(receipt) == receipt, "a receipt is stored as JSON"

    @rule("fields.same-again", "silver", "The same values again are no write and no conflict.")
    def test_the_same_values_again_change_nothing(
        self, connector: Connector, another: Connector, known: KnownDeal, backstage: Backstage, key: str
    ) -> None:
        first = set_fields(connector, known, key, VALUES)
        second = set_fields(another, known, key, VALUES, expected=first.written, attempt=2)
        assert not second.created
        assert not second.conflicts
        assert backstage.field(known.deal_id, "next_step") == VALUES["next_step"]

    @rule(
        "fields.human-value",
        "gold",
        "A value that a person changed after us stays and is named as a conflict.",
    )
    def test_a_human_value_stays(
        self, connector: Connector, known: KnownDeal, backstage: Backstage, key: str
    ) -> None:
        first = set_fields(connector, known, key, VALUES)
        backstage.human_sets(known.deal_id, "next_step", "Leave this deal to me")
        second = set_fields(
            connector, known, f"{key}-2", {"p_win": 0.5, "next_step": "Send the offer"}, first.written
        )
        assert set(second.conflicts) == {"next_step"}
        assert "next_step" not in second.written
        assert backstage.field(known.deal_id, "next_step") == "Leave this deal to me"
        assert float(backstage.field(known.deal_id, "p_win") or "nan") == pytest.approx(0.5)

    @rule("fields.undo", "silver", "`undo` with a stored receipt restores what was there, from any process.")
    def test_undo_restores_what_was_there(
        self, connector: Connector, another: Connector, known: KnownDeal, backstage: Backstage, key: str
    ) -> None:
        first = set_fields(connector, known, key, VALUES)
        second = set_fields(connector, known, f"{key}-2", {"p_win": 0.75, "next_step": None}, first.written)
        undo(another, through_json(second))
        assert float(backstage.field(known.deal_id, "p_win") or "nan") == pytest.approx(0.25)
        assert backstage.field(known.deal_id, "next_step") == VALUES["next_step"]

    @rule("fields.undo-twice", "silver", "Undoing again changes nothing more.")
    def test_undo_twice_changes_nothing_more(
        self, connector: Connector, another: Connector, known: KnownDeal, backstage: Backstage, key: str
    ) -> None:
        first = set_fields(connector, known, key, VALUES)
        second = set_fields(connector, known, f"{key}-2", {"p_win": 0.75}, first.written)
        undo(another, second)
        once = backstage.field(known.deal_id, "p_win")
        undo(connector, second)
        assert backstage.field(known.deal_id, "p_win") == once

    @rule("fields.undo-leaves-human", "gold", "`undo` leaves what a person has changed since.")
    def test_undo_leaves_what_a_human_changed_since(
        self, connector: Connector, known: KnownDeal, backstage: Backstage, key: str
    ) -> None:
        receipt = set_fields(connector, known, key, VALUES)
        backstage.human_sets(known.deal_id, "next_step", "Mine now")
        undo(connector, receipt)
        assert backstage.field(known.deal_id, "next_step") == "Mine now"

    @rule(
        "fields.undo-after-lost-answer",
        "gold",
        "After a lost answer, `undo` goes back to before the first attempt.",
    )
    def test_undo_after_a_lost_answer_goes_back_to_before(
        self, connector: Connector, another: Connector, known: KnownDeal, backstage: Backstage, key: str
    ) -> None:
        first = set_fields(connector, known, key, VALUES)
        strike(backstage, "lost_answer", writes=True)
        with pytest.raises(RetryableError):
            set_fields(connector, known, f"{key}-2", {"p_win": 0.9}, first.written)
        backstage.clear()
        receipt = set_fields(another, known, f"{key}-2", {"p_win": 0.9}, first.written, attempt=2)
        undo(another, receipt)
        assert float(backstage.field(known.deal_id, "p_win") or "nan") == pytest.approx(0.25)

    @rule(
        "fields.dropped",
        "gold",
        "A field that the CRM silently drops is noticed by reading back, and nothing else is kept.",
    )
    def test_a_field_the_crm_drops_is_named(
        self, connector: Connector, known: KnownDeal, backstage: Backstage, key: str
    ) -> None:
        first = set_fields(connector, known, key, VALUES)
        backstage.drop_field("next_step")
        with pytest.raises(PermanentError, match="next_step"):
            set_fields(connector, known, f"{key}-2", {"p_win": 0.6, "next_step": "Dropped"}, first.written)
        backstage.clear()
        assert float(backstage.field(known.deal_id, "p_win") or "nan") == pytest.approx(0.25)
