"""What the Salesforce connector promises of writing and of the day's calls, beyond the contract."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import UTC, datetime
from typing import Any

import pytest

from crm_ai_connectors.http.retry import DAILY
from crm_ai_connectors.salesforce import SalesforceConnector
from crm_ai_plugin.errors import (
    PermanentError,
    RateLimitedError,
    ReauthoriseError,
    RetryableError,
)
from crm_ai_plugin.ports.connector import Target, WriteFields, WriteNote, WriteTask
from crm_ai_plugin.testing.contracts import KnownDeal
from crm_ai_plugin.testing.sandbox import Fault
from crm_ai_plugin.testing.sandbox.salesforce.server import SalesforceSandbox

Connect = Callable[..., SalesforceConnector]


def note(deal_id: str, key: str, attempt: int = 1, text: str = "hello") -> WriteNote:
    at = datetime(2026, 1, 5, tzinfo=UTC)
    return WriteNote(key, Target("deal", deal_id), f"<p>{text}</p>", text, at, attempt)


# --- writing ---


@pytest.fixture
def bare(org: SalesforceSandbox) -> Iterable[SalesforceSandbox]:
    """The org without the package."""
    org.org.schema.uninstall_package()
    yield org
    org.org.schema.install_package()


def test_without_the_package_a_note_is_an_enhanced_note(
    connect: Connect, bare: SalesforceSandbox, known_deal: KnownDeal
) -> None:
    deal_id = known_deal.deal_id
    before = len(bare.notes_of(deal_id))
    made = connect().write_note(note(deal_id, "n1", text="@{made.id} first\nsecond"))
    again = connect().write_note(note(deal_id, "n1", attempt=2))
    assert (made.created, again.created) == (True, False)
    assert made.external_id == again.external_id
    assert len(bare.notes_of(deal_id)) == before + 1
    connect().undo(made)
    connect().undo(made)
    assert len(bare.notes_of(deal_id)) == before


def test_a_lost_enhanced_note_is_found(
    connect: Connect, bare: SalesforceSandbox, known_deal: KnownDeal
) -> None:
    deal_id = known_deal.deal_id
    before = len(bare.notes_of(deal_id))
    connector = connect(notes="content_note")
    bare.add_fault(Fault("drop_response", times=1, method="POST", path="/composite"))
    with pytest.raises(RetryableError) as caught:
        connector.write_note(note(deal_id, "n2"))
    assert caught.value.uncertain
    assert not connector.write_note(note(deal_id, "n2")).created
    assert len(bare.notes_of(deal_id)) == before + 1


def test_without_the_package_fields_say_what_to_install(
    connect: Connect, bare: SalesforceSandbox, known_deal: KnownDeal
) -> None:
    with pytest.raises(PermanentError, match="install the CRM AI package") as caught:
        connect().write_fields(WriteFields("f", Target("deal", known_deal.deal_id), {"p_win": 0.5}))
    assert "CRM_AI_P_Win__c" in caught.value.user_message
    with pytest.raises(PermanentError, match="install the CRM AI package"):
        connect(notes="insight").write_note(note(known_deal.deal_id, "n3"))


def test_a_value_we_never_wrote_is_a_humans(
    connect: Connect, org: SalesforceSandbox, known_deal: KnownDeal
) -> None:
    org.change_deal(known_deal.deal_id, {"CRM_AI_Next_Step__c": "Mine"})
    values: dict[str, Any] = {"next_step": "Ours", "p_win": 0.5}
    receipt = connect().write_fields(WriteFields("f", Target("deal", known_deal.deal_id), values))
    assert receipt.conflicts == {"next_step": "Mine"}
    assert org.deal(known_deal.deal_id).properties["CRM_AI_Next_Step__c"] == "Mine"


def test_all_that_a_card_writes_fits_the_package(
    connect: Connect, org: SalesforceSandbox, known_deal: KnownDeal
) -> None:
    target = Target("deal", known_deal.deal_id)
    values: dict[str, Any] = {
        "p_win": 0.4217,
        "p_win_low": 0.31,
        "p_win_high": 0.5,
        "next_step": "Ask who signs",
        "next_step_due": "2026-01-06",
        "insight_version": 3,
        "updated_at": "2026-01-05T09:30:15.123456Z",
    }
    first = connect().write_fields(WriteFields("all-1", target, values))
    assert not first.conflicts
    assert set(first.written) == set(values)
    again = connect().write_fields(WriteFields("all-2", target, values, first.written))
    assert (again.created, dict(again.conflicts)) == (False, {})
    connect().undo(first)
    held = org.deal(known_deal.deal_id).properties
    assert not [name for name, value in held.items() if name.startswith("CRM_AI_") and value]


@pytest.mark.parametrize(("what", "most"), [("note", 2), ("task", 2), ("fields", 3)])
def test_a_write_costs_few_calls(
    connect: Connect, org: SalesforceSandbox, known_deal: KnownDeal, what: str, most: int
) -> None:
    connector, deal_id = connect(), known_deal.deal_id
    connector.check()
    before = org.org.allowance.used
    if what == "note":
        connector.write_note(note(deal_id, "cost"))
    elif what == "task":
        due = datetime(2026, 1, 5, tzinfo=UTC).date()
        connector.write_task(WriteTask("cost", Target("deal", deal_id), "s", "b", due))
    else:
        connector.write_fields(WriteFields("cost", Target("deal", deal_id), {"p_win": 0.4}))
    assert org.org.allowance.used - before == most


# --- the day's calls ---


def test_the_last_calls_of_the_day_are_left_to_others(connect: Connect, org: SalesforceSandbox) -> None:
    connector, allowance = connect(daily_reserve=0.5), org.org.allowance
    limit = allowance.daily_limit
    try:
        # Tests share the organisation: less than half of the day must be left, whatever those before used.
        while allowance.used < 20:
            assert allowance.count()
        allowance.daily_limit = allowance.used + 5
        connector.check()
        with pytest.raises(RateLimitedError) as caught:
            connector.check()
        assert caught.value.code == DAILY
        allowance.daily_limit = allowance.used
        with pytest.raises(RateLimitedError) as caught:
            connect().check()
        assert caught.value.code == DAILY
    finally:
        allowance.daily_limit = limit
    quota = connector.quota()
    assert quota is not None
    assert quota.remaining <= 5


def test_a_dead_connection_is_not_tried_again_and_again(
    connect: Connect, org: SalesforceSandbox, store: Any
) -> None:
    org.org.tokens.revoke(store.secrets["refresh_token"])
    connector = connect()
    store.secrets["access_token"] = "dead"
    for _ in range(2):
        with pytest.raises(ReauthoriseError):
            connector.check()
    org.requests.clear()
    with pytest.raises(ReauthoriseError):
        connector.check()
    assert not org.requests.entries(path="/oauth2/token")
