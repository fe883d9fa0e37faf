"""What an answer rests on leads into the CRM it was read from."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from crm_ai_plugin.features.objection import ObjectionHandler
from crm_ai_plugin.insights import Insight
from crm_ai_plugin.records import Activity, ActivityType, Deal, Direction
from crm_ai_plugin.runtime.objections.asking import Asked
from crm_ai_plugin.runtime.registry import FEATURES
from crm_ai_plugin.runtime.services import Services
from crm_ai_plugin.settings import Settings
from tests.fixtures.runtime_fakes import Clock, Crm, Point, plugins, registry_of

W = "acme"
REASON = "Our biggest problem is that forecasts take us two days every month."


@pytest.fixture
def crm() -> Crm:
    return Crm(Clock())


@pytest.fixture
def services(tmp_path: Path, sqlite_url: str, crm: Crm) -> Iterator[Services]:
    settings = Settings.load(env_file=None, home=tmp_path, database_url=sqlite_url)
    registry = registry_of(plugins(crm) | {FEATURES: [Point("objection", lambda: ObjectionHandler)]})
    made = Services(settings, crm.clock, registry)
    made.connect(W, "main", "fake", "77", {}, {"token": "t"})
    for connection in ("main", "files"):
        with made.store.workspace(W) as session:
            session.records.upsert(connection, records(crm.clock))
    yield made
    made.close()


def records(clock: Clock) -> list[Any]:
    mail = Activity(
        id="a1",
        type=ActivityType.EMAIL,
        direction=Direction.INBOUND,
        at=clock() - timedelta(days=2),
        body=REASON,
        deal_id="d1",
    )
    return [Deal(id="d1", name="Big one", created_at=clock() - timedelta(days=30)), mail]


def ask(services: Services, connection: str = "main") -> Insight:
    asked = Asked(text="Your price is too high.", by="rep-1", deal_id="d1", connection=connection)
    return services.objections.ask(W, asked)


def test_evidence_leads_into_the_crm_and_nothing_is_called_for_it(services, crm):
    insight = ask(services)
    assert [one.url for one in insight.evidence] == ["https://crm.example/activity/a1"]
    assert services.objections.get(W, insight.subject.id) == insight
    assert crm.calls == ["close"]


def test_what_came_in_files_has_no_page(services):
    (one,) = ask(services, "files").evidence
    assert one.url is None
    assert one.quote


@pytest.mark.parametrize("status", ["reauthorise", "off"])
def test_a_connection_out_of_order_takes_the_links_and_not_the_answer(services, status):
    with services.store.system() as system:
        system.connections.set_status(W, "main", status)
    insight = ask(services)
    assert [one.url for one in insight.evidence] == [None]
    assert insight.payload["responses"]


def test_a_connector_that_fails_takes_the_links_and_not_the_answer(services, monkeypatch):
    def broken(*_: Any) -> str:
        raise ZeroDivisionError

    monkeypatch.setattr("tests.fixtures.runtime_fakes.CrmConnector.record_url", broken)
    assert [one.url for one in ask(services).evidence] == [None]
