"""A sandbox CRM and HubSpot connectors against it, for the contract and for what goes beyond it."""

from __future__ import annotations

import itertools
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any, Literal

import pytest

from crm_ai_connectors.hubspot import HubSpotConnector, HubSpotConnectorFactory
from crm_ai_plugin.ports.connector import ConnectionContext
from crm_ai_plugin.testing.contracts import BASIC_FAULTS, FaultName, KnownDeal
from crm_ai_plugin.testing.sandbox import Fault, SandboxServer
from crm_ai_plugin.testing.world import PIPELINES

MISSING = "99999999999"


@dataclass
class MemorySecrets:
    """A token store in memory; remembers in which order things happened."""

    secrets: dict[str, Any]
    saved: list[Mapping[str, Any]] = field(default_factory=list)
    lock: threading.RLock = field(default_factory=threading.RLock)

    def load(self) -> Mapping[str, Any]:
        return dict(self.secrets)

    def save(self, secrets: Mapping[str, Any]) -> None:
        self.secrets = dict(secrets)
        self.saved.append(self.secrets)

    def exclusive(self) -> AbstractContextManager[bool]:
        return self.lock


@dataclass
class CountingBudget:
    """A budget that never runs out and counts."""

    taken: dict[str, int] = field(default_factory=dict)
    punished: list[float] = field(default_factory=list)
    lock: threading.Lock = field(default_factory=threading.Lock)

    def take(self, group: str, cost: int = 1) -> None:
        with self.lock:
            self.taken[group] = self.taken.get(group, 0) + cost

    def punish(self, retry_after: float) -> None:
        self.punished.append(retry_after)


@dataclass
class SandboxBackstage:
    """The sandbox from behind, as the contract wants it."""

    crm: SandboxServer
    secrets: list[str]
    faults: frozenset[FaultName] = BASIC_FAULTS | {"conflict"}

    def count(self, what: Literal["note", "task"], deal_id: str) -> int:
        return len(self.crm.notes_of(deal_id) if what == "note" else self.crm.tasks_of(deal_id))

    def field(self, deal_id: str, name: str) -> str | None:
        return self.crm.deal(deal_id).properties.get(f"crm_ai_{name}")

    def human_sets(self, deal_id: str, name: str, value: str) -> None:
        self.crm.change_deal(deal_id, {f"crm_ai_{name}": value})

    def drop_field(self, name: str) -> None:
        self.crm.add_fault(Fault("drop_field", field=f"crm_ai_{name}", method="PATCH"))

    def fault(self, name: FaultName, *, writes: bool) -> None:
        reach = [("POST", "/notes"), ("POST", "/tasks"), ("PATCH", "")] if writes else [("", "/crm/")]
        made: dict[FaultName, dict[str, Any]] = {
            "unauthorised": {"kind": "expired_token"},
            "forbidden": {"kind": "server_error", "status": 403},
            "not_found": {"kind": "server_error", "status": 404},
            "conflict": {"kind": "server_error", "status": 409},
            "rate_limited": {"kind": "rate_limit", "retry_after_s": 7},
            "server_error": {"kind": "server_error", "status": 502},
            "timeout": {"kind": "latency", "ms": 1500},
            "malformed": {"kind": "malformed_json"},
            "lost_answer": {"kind": "drop_response"},
        }
        for method, path in reach:
            self.crm.add_fault(Fault(**made[name], times=None, method=method, path=path))

    def clear(self) -> None:
        self.crm.clear_faults()


@pytest.fixture(scope="module")
def crm() -> Iterator[SandboxServer]:
    with SandboxServer(seed=11, deals=150) as server:
        yield server


@pytest.fixture
def budget() -> CountingBudget:
    return CountingBudget()


@pytest.fixture
def secrets(crm: SandboxServer) -> MemorySecrets:
    # Its own for each test: some tests let tokens expire.
    grant = crm.account.tokens.issue()
    return MemorySecrets(
        {
            "access_token": grant.access_token,
            "refresh_token": grant.refresh_token,
            "client_id": crm.client_id,
            "client_secret": crm.client_secret,
        }
    )


Connect = Callable[..., HubSpotConnector]


@pytest.fixture
def connect(crm: SandboxServer, budget: CountingBudget, secrets: MemorySecrets) -> Iterator[Connect]:
    """Build connectors with short patience; they are closed afterwards."""
    made: list[HubSpotConnector] = []

    def build(clock: Callable[[], datetime] = lambda: datetime.now(UTC), **settings: Any) -> HubSpotConnector:
        config = {
            "api_base": crm.url,
            "app_base": crm.url,
            "allow_insecure": True,
            "portal_id": str(crm.portal_id),
            "app_id": str(crm.app_id),
            "connect_timeout_s": 0.5,
            "read_timeout_s": 1.0,
            "deadline_s": 1.6,
            "patience_s": 0.0,
            **settings,
        }
        context = ConnectionContext("hubspot-1", config, secrets, budget, clock)
        made.append(HubSpotConnectorFactory().create(context))
        return made[-1]

    yield build
    crm.clear_faults()
    for one in made:
        one.close()


@pytest.fixture(scope="module")
def fresh_deals(crm: SandboxServer) -> Iterator[str]:
    """Deals nobody has written to yet."""
    active = {row.deal_id for row in crm.world.activities}
    return itertools.chain(
        row.id for row in crm.world.deals if row.id in active and row.id != crm.showcase_deal_id
    )


@pytest.fixture
def known_deal(crm: SandboxServer, fresh_deals: Iterator[str]) -> KnownDeal:
    deal = crm.world.deal(next(fresh_deals))
    world = crm.world
    labels = {stage.id: stage.label for pipeline in PIPELINES for stage in pipeline.stages}
    activities = [row.id for row in world.activities_of(deal.id)]
    return KnownDeal(
        deal_id=deal.id,
        name=deal.name,
        missing_id=MISSING,
        contact_ids=[row.contact_id for row in world.deal_contacts if row.deal_id == deal.id],
        activity_ids=activities,
        stages=[labels[row.to_stage] for row in world.stage_changes if row.deal_id == deal.id],
        ids={
            "owner": [deal.owner_id],
            "company": [deal.company_id],
            "deal": [deal.id],
            "contact": [row.contact_id for row in world.deal_contacts if row.deal_id == deal.id],
            "activity": activities,
        },
    )


@pytest.fixture
def sandbox_backstage(crm: SandboxServer, secrets: MemorySecrets) -> SandboxBackstage:
    return SandboxBackstage(
        crm, [str(secrets.secrets[name]) for name in ("access_token", "refresh_token", "client_secret")]
    )
