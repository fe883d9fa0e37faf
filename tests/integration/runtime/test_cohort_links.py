"""What an analysis of many deals rests on leads into the CRM that each deal was read from."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from crm_ai_plugin.features.win_loss import WinLoss
from crm_ai_plugin.insights import Cohort, Evidence
from crm_ai_plugin.records import Activity, ActivityType, Deal, Direction, Outcome
from crm_ai_plugin.runtime.registry import FEATURES
from crm_ai_plugin.runtime.services import Services
from crm_ai_plugin.settings import Settings
from tests.fixtures.runtime_fakes import Clock, Crm, CrmConnector, Point, plugins, registry_of

W = "acme"
PRICE = "Honestly, your price is too high for us."


@pytest.fixture
def crm() -> Crm:
    return Crm(Clock())


@pytest.fixture
def services(tmp_path: Path, sqlite_url: str, crm: Crm) -> Iterator[Services]:
    settings = Settings.load(env_file=None, home=tmp_path, database_url=sqlite_url)
    registry = registry_of(plugins(crm) | {FEATURES: [Point("win_loss", lambda: WinLoss)]})
    made = Services(settings, crm.clock, registry)
    made.connect(W, "main", "fake", "77", {}, {"token": "t"})
    for connection in ("main", "files"):
        with made.store.workspace(W) as session:
            session.records.upsert(connection, records(crm.clock, connection))
    made.win_loss.prepare(W)
    yield made
    made.close()


def records(clock: Clock, prefix: str) -> list[Any]:
    """Deals that are lost where the price is talked about."""
    found: list[Any] = []
    for number in range(60):
        talk = number % 2 == 0
        won = number % 10 == 0 if talk else number % 10 != 1
        start = clock() - timedelta(days=400 - 3 * number)
        name = f"{prefix}-{number}"
        outcome = Outcome.WON if won else Outcome.LOST
        found.append(
            Deal(
                id=name, created_at=start, closed_at=start + timedelta(days=30 + number % 7), outcome=outcome
            )
        )
        found += [
            Activity(
                id=f"mail-{name}-{step}",
                type=ActivityType.EMAIL,
                direction=Direction.INBOUND,
                at=start + timedelta(days=2 + 3 * step),
                body=PRICE if talk and step == 1 else "Thanks for the demo.",
                deal_id=name,
            )
            for step in range(3)
        ]
    return found


def pages(evidence: list[Evidence]) -> dict[tuple[str, str, str], str | None]:
    return {(one.record.connection, one.record.type, one.record.id): one.url for one in evidence}


def test_each_deal_leads_into_its_own_crm_and_nothing_is_called_for_it(services, crm):
    insight = services.win_loss.cohort(W, Cohort())
    found = pages(insight.evidence)
    assert {connection for connection, _, _ in found} == {"main", "files"}
    for (connection, kind, id_), url in found.items():
        assert url == (f"https://crm.example/{kind}/{id_}" if connection == "main" else None)
    assert services.win_loss.latest(W, "cohort", insight.subject.id) == insight
    assert set(crm.calls) == {"close"}


def test_a_quote_without_a_page_leads_to_the_deal_in_which_it_was_said(services, monkeypatch):
    monkeypatch.setattr(
        CrmConnector,
        "record_url",
        lambda _, kind, id_: f"https://crm.example/deal/{id_}" if kind == "deal" else None,
    )
    quotes = {
        record: url
        for record, url in pages(services.win_loss.cohort(W, Cohort()).evidence).items()
        if record[:2] == ("main", "activity")
    }
    assert quotes
    for (_, _, id_), url in quotes.items():
        assert url == f"https://crm.example/deal/{id_.removeprefix('mail-').rsplit('-', 1)[0]}"


def test_one_deal_and_the_drill_down_are_linked_alike(services):
    insight = services.win_loss.deal(W, "main-2", "main")
    assert (
        pages(insight.evidence)["main", "activity", "mail-main-2-1"]
        == "https://crm.example/activity/mail-main-2-1"
    )
    drilled = services.drilling.deals(W, Cohort(), "price_pressure", outcome="lost", limit=50)
    quoted = {(one.deal.key[0], e.record.id): e.url for one in drilled.deals for e in one.evidence if e.quote}
    assert {connection for connection, _ in quoted} == {"main", "files"}
    for (connection, id_), url in quoted.items():
        assert url == (f"https://crm.example/activity/{id_}" if connection == "main" else None)


@pytest.mark.parametrize("status", ["reauthorise", "off"])
def test_a_connection_out_of_order_takes_the_links_and_not_the_answer(services, status):
    with services.store.system() as system:
        system.connections.set_status(W, "main", status)
    insight = services.win_loss.cohort(W, Cohort())
    assert insight.evidence
    assert not any(pages(insight.evidence).values())


def test_what_changed_since_the_last_version_is_said_and_kept(services, crm):
    first = services.win_loss.cohort(W, Cohort())
    assert first.changes == []
    crm.clock.advance(60)
    # Every deal ends otherwise than the talk about its price lets expect or not, in equal parts.
    ends = (Outcome.WON, Outcome.WON, Outcome.LOST, Outcome.LOST)
    for connection in ("main", "files"):
        deals = [one for one in records(crm.clock, connection) if isinstance(one, Deal)]
        with services.store.workspace(W) as session:
            session.records.upsert(
                connection,
                [one.model_copy(update={"outcome": ends[number % 4]}) for number, one in enumerate(deals)],
            )
    services.win_loss.prepare(W)
    second = services.win_loss.cohort(W, Cohort())
    assert second.version == 2
    assert "No longer found: Price talk" in [one.what for one in second.changes]
    ids = {one.id for one in second.evidence}
    assert all(set(one.because) <= ids for one in second.changes)
    assert services.win_loss.cohort(W, Cohort()) == second
