"""A provider without room costs no worker: through a real worker on a real queue, with a provider over HTTP."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from rq import Queue
from rq.registry import FailedJobRegistry, ScheduledJobRegistry, StartedJobRegistry
from rq.serializers import JSONSerializer

from crm_ai_plugin.ai.catalogue import catalogue
from crm_ai_plugin.ai.model_client import ClientConfig, ModelClient
from crm_ai_plugin.ai.openai_client import Connection
from crm_ai_plugin.ai.pricing import PriceList
from crm_ai_plugin.ai.retrying import Patience
from crm_ai_plugin.insights import Insight
from crm_ai_plugin.runtime import jobs
from crm_ai_plugin.runtime.connections import FILES
from crm_ai_plugin.runtime.dispatch import QUEUES, Dispatcher
from crm_ai_plugin.runtime.processes.workers import run_worker
from crm_ai_plugin.runtime.services import Services
from crm_ai_plugin.store import WorkStatus
from crm_ai_plugin.testing.language_model import ModelServer
from tests.fixtures.model_guards import MemoryGuards
from tests.fixtures.planted_secrets import PLANTED
from tests.fixtures.runtime_fakes import Clock
from tests.fixtures.wording_world import rewords
from tests.integration.wording.conftest import WORKSPACE, Made, put_deal

KEY = (WORKSPACE, FILES, "deal", "d1")
ASKED_S = 90
"""What the provider asks for; no worker may sit that out."""


@pytest.fixture
def server() -> Iterator[ModelServer]:
    with ModelServer(rewords(), key=PLANTED["model key"]) as running:
        yield running


@pytest.fixture
def slept() -> list[float]:
    """Every wait of the client, in seconds."""
    return []


@pytest.fixture
def services(made: Made, server: ModelServer, redis_url: str, slept: list[float]) -> Iterator[Services]:
    client = ModelClient(
        ClientConfig("gpt-6.1-terra", "gpt-6-luna", max_retries=2),
        Connection(PLANTED["model key"], server.url, mode="responses"),
        MemoryGuards().guards(),
        catalogue(),
        PriceList(catalogue()),
        patience=Patience(sleep=slept.append),
    )
    found = made(client, redis_url=redis_url)
    found.dispatcher = Dispatcher(found.redis)
    put_deal(found)
    yield found
    jobs.use(None)  # type: ignore[arg-type]  # forgets them
    client.close()


def _status(services: Services) -> WorkStatus:
    with services.store.workspace(WORKSPACE) as session:
        status = session.work.status(*KEY[1:])
    assert status is not None
    return status


def _latest(services: Services) -> Insight | None:
    with services.store.workspace(WORKSPACE) as session:
        return session.insights.latest("deal_coach", "deal", "d1")


def _in_rq(services: Services) -> list[str]:
    """Ids of all jobs that RQ still knows of: waiting, timed, running or failed."""
    found: list[str] = []
    for name in QUEUES:
        queue = Queue(name, connection=services.redis, serializer=JSONSerializer)
        found += queue.job_ids
        for registry in (StartedJobRegistry, ScheduledJobRegistry, FailedJobRegistry):
            found += registry(queue=queue).get_job_ids()
    return found


def test_rate_limited_work_goes_back_and_its_worker_does_something_else(
    services: Services, server: ModelServer, slept: list[float], clock: Clock
) -> None:
    server.fault("rate_limit", times=None, retry_after_s=ASKED_S)
    with services.store.workspace(WORKSPACE) as session:
        session.work.touch(FILES, "deal", "d1", "deal.propertyChange", clock())
    services.dispatcher.refresh(KEY)
    services.dispatcher.learn(WORKSPACE, "deal_coach")
    run_worker(services, burst=True)

    called = server.models_called()
    assert called == ["gpt-6.1-terra", "gpt-6-luna"], "each was asked once"
    assert slept == [], "the worker held still for nobody"
    assert _in_rq(services) == [], "the job ended"
    status = _status(services)
    assert status.requested_seq > status.done_seq, "the work is open"
    assert (status.error_code, status.lease_until) == ("model_rate_limited", None)
    assert _latest(services) is None
    with services.store.workspace(WORKSPACE) as session:
        assert session.learned.latest("deal_coach") is not None, "the next job had its turn"

    clock.advance(ASKED_S - 1)
    services.dispatcher.refresh(KEY)
    run_worker(services, burst=True)
    asked_since = server.models_called()[len(called) :]
    assert asked_since == [], "nobody asks before the time, not even when sent to look"

    server.faults.clear()
    clock.advance(ASKED_S)
    services.sweeper.run()
    run_worker(services, burst=True)
    status = _status(services)
    assert (status.done_seq, status.error_code) == (status.requested_seq, None)
    insight = _latest(services)
    assert insight is not None
    assert (insight.version, insight.wording.by) == (1, "model")
