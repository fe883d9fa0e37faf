"""Whatever a model's server does: a valid insight, in time, that says who worded it."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator

import pytest

from crm_ai_plugin.ai.catalogue import catalogue
from crm_ai_plugin.ai.model_client import ClientConfig, ModelClient
from crm_ai_plugin.ai.openai_client import Connection
from crm_ai_plugin.ai.pricing import PriceList
from crm_ai_plugin.ai.retrying import Patience
from crm_ai_plugin.insights import Insight, ObjectionPayload
from crm_ai_plugin.runtime.connections import FILES
from crm_ai_plugin.runtime.objections.asking import Asked
from crm_ai_plugin.runtime.services import Services
from crm_ai_plugin.testing.language_model import FAULTS, ModelFaultKind, ModelServer
from tests.fixtures.model_guards import MemoryGuards
from tests.fixtures.planted_secrets import PLANTED
from tests.fixtures.wording_world import rewords
from tests.integration.wording.asks import ASKS, put_world
from tests.integration.wording.conftest import WORKSPACE, Made, put_deal

KEY = PLANTED["model key"]
BUDGET_S = 3.0
"""For the model, all in all; the insight itself takes a moment more."""


@pytest.fixture(scope="module")
def server() -> Iterator[ModelServer]:
    with ModelServer(rewords(), key=KEY) as running:
        yield running


@pytest.fixture
def guards() -> MemoryGuards:
    return MemoryGuards()


@pytest.fixture
def client(server: ModelServer, guards: MemoryGuards) -> Iterator[ModelClient]:
    made = ModelClient(
        ClientConfig("gpt-6.1-terra", "gpt-6-luna", timeout_s=0.6, deadline_s=BUDGET_S, max_retries=1),
        Connection(KEY, server.url, mode="responses"),
        guards.guards(),
        catalogue(),
        PriceList(catalogue()),
        patience=Patience(sleep=lambda _: None),
    )
    yield made
    made.close()
    server.faults.clear()


def test_a_good_day(made: Made, client: ModelClient) -> None:
    services = made(client)
    put_deal(services)
    (insight,) = services.refreshing.now(WORKSPACE, FILES, "d1")
    assert (insight.source, insight.model, insight.wording.by) == ("llm", "gpt-6.1-terra", "model")


def _two_objections(services: Services) -> Insight:
    insight = services.objections.ask(
        WORKSPACE, Asked("We have no budget for this year. And is it GDPR compliant?", "anna", deal_id="d1")
    )
    payload = ObjectionPayload.model_validate(insight.payload)
    assert {payload.category.key, *(one.key for one in payload.also)} == {"budget", "security_legal"}
    assert payload.first_by is not None
    assert (payload.first_by.by, payload.first_by.reason is None) == ("engine", False), "it says why"
    return insight


@pytest.mark.parametrize("ask", [*ASKS.values(), _two_objections])
@pytest.mark.parametrize("kind", FAULTS)
def test_a_bad_day_for_both_models(
    made: Made,
    client: ModelClient,
    guards: MemoryGuards,
    server: ModelServer,
    kind: ModelFaultKind,
    ask: Callable[[Services], Insight],
) -> None:
    server.fault(kind, times=None)
    services = made(client)
    put_world(services)
    began = time.monotonic()
    insight = ask(services)
    took = time.monotonic() - began
    assert (insight.source, insight.wording.by) == ("engine", "engine")
    assert insight.wording.reason not in (None, "no_key", "no_better")
    assert all(booked.cost is not None or booked.cancelled for booked in guards.ledger.booked), (
        "spend is counted"
    )
    if kind == "quota":
        models = [booked.purpose.model for booked in guards.ledger.booked]
        assert len(models) == len(set(models)), "a quota error is not asked twice of one model"
    # A generous bound: what is held is that nothing trickles on for ever.
    assert took < BUDGET_S + 20


@pytest.mark.parametrize("kind", ["server_error", "bad_output", "quota", "wrong_model"])
def test_a_bad_day_for_one_model(
    made: Made, client: ModelClient, server: ModelServer, kind: ModelFaultKind
) -> None:
    server.fault(kind, times=None, model="gpt-6.1-terra")
    services = made(client)
    put_deal(services)
    (insight,) = services.refreshing.now(WORKSPACE, FILES, "d1")
    assert (insight.source, insight.model, insight.wording.by) == ("llm", "gpt-6-luna", "fallback_model")
