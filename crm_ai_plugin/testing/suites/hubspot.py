"""The contract suite of the HubSpot connector, against the sandbox CRM."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Literal

import pytest

from crm_ai_plugin.testing.contracts import FaultName, KnownDeal
from crm_ai_plugin.testing.sandbox import Fault, SandboxServer
from crm_ai_plugin.testing.suites.installed import InstalledContract
from crm_ai_plugin.testing.suites.memory import MemorySecrets
from crm_ai_plugin.testing.world import PIPELINES

MISSING = "99999999999"
_FAULTS: Mapping[FaultName, Mapping[str, Any]] = {
    "unauthorised": {"kind": "expired_token"},
    "forbidden": {"kind": "server_error", "status": 403},
    "not_found": {"kind": "server_error", "status": 404},
    "conflict": {"kind": "server_error", "status": 409},
    "rate_limited": {"kind": "rate_limit", "retry_after_s": 7},
    "rate_limited_until": {"kind": "rate_limit", "retry_after_s": 7, "as_date": True},
    "repeated_cursor": {"kind": "repeated_cursor"},
    "server_error": {"kind": "server_error", "status": 502},
    "timeout": {"kind": "latency", "ms": 1500},
    "malformed": {"kind": "malformed_json"},
    "lost_answer": {"kind": "drop_response"},
}


@dataclass
class SandboxBackstage:
    """The sandbox from behind, as the contract wants it."""

    crm: SandboxServer
    secrets: list[str]
    faults: frozenset[FaultName] = frozenset(_FAULTS)

    def count(self, what: Literal["note", "task"], deal_id: str) -> int:
        """Return how many of these the deal has."""
        return len(self.crm.notes_of(deal_id) if what == "note" else self.crm.tasks_of(deal_id))

    def field(self, deal_id: str, name: str) -> str | None:
        """Return the present value of a field of ours."""
        return self.crm.deal(deal_id).properties.get(f"crm_ai_{name}")

    def human_sets(self, deal_id: str, name: str, value: str) -> None:
        """Change a field of ours as a person does."""
        self.crm.change_deal(deal_id, {f"crm_ai_{name}": value})

    def drop_field(self, name: str) -> None:
        """Let the sandbox ignore a field in the next write."""
        self.crm.add_fault(Fault("drop_field", field=f"crm_ai_{name}", method="PATCH"))

    def fault(self, name: FaultName, *, writes: bool) -> None:
        """Put a fault in force."""
        reach = [("POST", "/notes"), ("POST", "/tasks"), ("PATCH", "")] if writes else [("", "/crm/")]
        for method, path in reach:
            self.crm.add_fault(Fault(**_FAULTS[name], times=None, method=method, path=path))

    def clear(self) -> None:
        """End all faults."""
        self.crm.clear_faults()


def granted(crm: SandboxServer) -> MemorySecrets:
    """Return the secrets of a fresh installation: some tests let tokens expire."""
    grant = crm.account.tokens.issue()
    return MemorySecrets(
        {
            "access_token": grant.access_token,
            "refresh_token": grant.refresh_token,
            "client_id": crm.client_id,
            "client_secret": crm.client_secret,
        }
    )


def settings(crm: SandboxServer) -> dict[str, Any]:
    """Return the settings of a connection to the sandbox, with short patience."""
    return {
        "api_base": crm.url,
        "app_base": crm.url,
        "allow_insecure": True,
        "portal_id": str(crm.portal_id),
        "app_id": str(crm.app_id),
        "connect_timeout_s": 0.5,
        "read_timeout_s": 1.0,
        "deadline_s": 1.6,
        "patience_s": 0.0,
    }


def fresh_deals(crm: SandboxServer) -> Iterator[str]:
    """Yield ids of deals with activities; nobody has written to them yet."""
    active = {row.deal_id for row in crm.world.activities}
    return iter([row.id for row in crm.world.deals if row.id in active and row.id != crm.showcase_deal_id])


def known_deal(crm: SandboxServer, deal_id: str) -> KnownDeal:
    """Return what must be seen of a deal; one of its contacts asks not to be profiled."""
    world, deal = crm.world, crm.world.deal(deal_id)
    labels = {stage.id: stage.label for pipeline in PIPELINES for stage in pipeline.stages}
    activities = [row.id for row in world.activities_of(deal_id)]
    contacts = [row.contact_id for row in world.deal_contacts if row.deal_id == deal_id]
    for contact in contacts[:1]:
        crm.change("contacts", contact, {"do_not_profile": "true"})
    people = [crm.account.service.find("contacts", contact) for contact in contacts]
    return KnownDeal(
        deal_id=deal_id,
        name=deal.name,
        missing_id=MISSING,
        contact_ids=contacts,
        activity_ids=activities,
        stages=[labels[row.to_stage] for row in world.stage_changes if row.deal_id == deal_id],
        do_not_profile=[
            contact
            for contact, row in zip(contacts, people, strict=True)
            if row.properties.get("do_not_profile") == "true"
        ],
        ids={
            "owner": [deal.owner_id],
            "company": [deal.company_id],
            "deal": [deal_id],
            "contact": contacts,
            "activity": activities,
        },
    )


@pytest.fixture(scope="module")
def crm() -> Iterator[SandboxServer]:
    """Serve the sandbox."""
    with SandboxServer(seed=11, deals=150) as server:
        yield server


@pytest.fixture(scope="module")
def deals(crm: SandboxServer) -> Iterator[str]:
    """Return deals, each to be used once."""
    return fresh_deals(crm)


class TestHubSpot(InstalledContract):
    """Every rule, on one sandbox with a fresh deal for each test."""

    installed = "hubspot"

    @pytest.fixture
    def secrets(self, crm: SandboxServer) -> MemorySecrets:
        """Return the secrets of an installation of its own."""
        return granted(crm)

    @pytest.fixture
    def config(self, crm: SandboxServer) -> Iterator[Mapping[str, Any]]:
        """Return the settings of a connection with short patience; no fault outlives a test."""
        yield settings(crm)
        crm.clear_faults()

    @pytest.fixture
    def known(self, crm: SandboxServer, deals: Iterator[str]) -> KnownDeal:
        """Return a fresh deal."""
        return known_deal(crm, next(deals))

    @pytest.fixture
    def backstage(self, crm: SandboxServer, secrets: MemorySecrets) -> SandboxBackstage:
        """Return the sandbox from behind."""
        names = ("access_token", "refresh_token", "client_secret")
        return SandboxBackstage(crm, [str(secrets.secrets[name]) for name in names])
