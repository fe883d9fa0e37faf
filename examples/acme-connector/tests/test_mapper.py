"""What the contract can't know: how Acme's words become ours."""

from datetime import UTC, datetime

from acme_connector import mapper


def test_a_deal() -> None:
    deal = mapper.deal({"id": "D9", "title": "Nets", "value": 5.0, "created": "2026-02-01T00:30:00+01:00"})
    assert (deal.name, deal.amount) == ("Nets", 5.0)
    assert deal.created_at == datetime(2026, 1, 31, 23, 30, tzinfo=UTC)


def test_our_own_notes_are_told_apart() -> None:
    assert mapper.is_ours({"ref": "crm-ai:abc"})
    assert not mapper.is_ours({"ref": "somebody-else"})
    assert not mapper.is_ours({})
