"""Finding records by a part of their name, on both databases."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from crm_ai_plugin.records import Company, Contact, Deal, Outcome, Owner
from crm_ai_plugin.store import Store

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)


@pytest.fixture
def filled(store: Store) -> Store:
    with store.workspace("acme") as session:
        session.records.upsert(
            "c",
            [
                Company(id="k1", name="Müller & Söhne"),
                Owner(id="o1", name="Robin"),
                Deal(
                    id="1",
                    name="Rollout 100%",
                    company_id="k1",
                    owner_id="o1",
                    amount=10.0,
                    currency="EUR",
                    created_at=NOON,
                ),
                Deal(id="2", name="Pilot_A", created_at=NOON + timedelta(days=1)),
                Deal(
                    id="3",
                    name="Old",
                    outcome=Outcome.WON,
                    closed_at=NOON,
                    created_at=NOON - timedelta(days=9),
                ),
                Contact(id="p1", first_name="Dana", last_name="Roth", title="CFO", company_id="k1"),
                Contact(id="p2", first_name="Alex", last_name="Adams", do_not_profile=True),
            ],
        )
    return store


@pytest.mark.parametrize(
    ("search", "found"),
    [
        ("", ["2", "1", "3"]),
        ("rollout", ["1"]),
        ("söhne", ["1"]),
        ("100%", ["1"]),
        ("%", ["1"]),
        ("_", ["2"]),
        ("3", ["3"]),
        ("nobody", []),
        ("' OR 1=1 --", []),
    ],
)
def test_deals_by_a_part_of_what_people_know(filled: Store, search: str, found: list[str]) -> None:
    with filled.workspace("acme") as session:
        assert [line.id for line in session.records.list_deals(search)] == found


def test_a_deal_comes_with_company_and_owner(filled: Store) -> None:
    with filled.workspace("acme") as session:
        (line,) = session.records.list_deals("rollout", "open")
    assert (line.company, line.owner, line.amount, line.outcome) == ("Müller & Söhne", "Robin", 10.0, "open")


def test_pages_follow_each_other(filled: Store) -> None:
    with filled.workspace("acme") as session:
        pages = [session.records.list_deals(offset=at, limit=2) for at in (0, 2, 4)]
    assert [[line.id for line in page] for page in pages] == [["2", "1"], ["3"], []]


def test_outcomes_are_told_apart(filled: Store) -> None:
    with filled.workspace("acme") as session:
        assert [line.id for line in session.records.list_deals("", "won")] == ["3"]


def test_contacts_by_name_title_and_company(filled: Store) -> None:
    with filled.workspace("acme") as session:
        found = {
            search: [line.id for line in session.records.list_contacts(search)]
            for search in ("", "dana roth", "cfo", "müller", "p2")
        }
        silent = session.records.list_contacts("p2")[0]
    assert found == {"": ["p2", "p1"], "dana roth": ["p1"], "cfo": ["p1"], "müller": ["p1"], "p2": ["p2"]}
    assert (silent.do_not_profile, silent.name) == (True, "Alex Adams")
