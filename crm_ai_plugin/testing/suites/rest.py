"""The contract suite of the REST connector, against the sandbox's odd CRM: declared in YAML, no Python for it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Literal

import pytest

from crm_ai_plugin.testing.contracts import FaultName, KnownDeal
from crm_ai_plugin.testing.sandbox import Fault, KontorSandbox
from crm_ai_plugin.testing.sandbox.rest.schema import OWN_LABEL
from crm_ai_plugin.testing.suites.installed import InstalledContract
from crm_ai_plugin.testing.suites.memory import MemorySecrets
from crm_ai_plugin.testing.world import PIPELINES

MISSING = "99999999999"
PATIENCE = {"connect_timeout_s": 0.5, "read_timeout_s": 1.0, "deadline_s": 1.6, "patience_s": 0.0}
_FAULTS: Mapping[FaultName, Mapping[str, Any]] = {
    "unauthorised": {"kind": "expired_token"},
    "forbidden": {"kind": "server_error", "status": 403},
    "not_found": {"kind": "server_error", "status": 404},
    "conflict": {"kind": "server_error", "status": 409},
    "rate_limited": {"kind": "rate_limit", "retry_after_s": 7},
    "rate_limited_until": {"kind": "rate_limit", "retry_after_s": 7, "as_date": True},
    "server_error": {"kind": "server_error", "status": 502},
    "timeout": {"kind": "latency", "ms": 1500},
    "malformed": {"kind": "malformed_json"},
    "lost_answer": {"kind": "drop_response"},
    "repeated_cursor": {"kind": "repeated_cursor"},
}


@dataclass
class KontorBackstage:
    """Kontor from behind, as the contract wants it."""

    crm: KontorSandbox
    faults: frozenset[FaultName] = frozenset(_FAULTS)

    @property
    def secrets(self) -> list[str]:
        """What the connector was given."""
        return [self.crm.api_key]

    def count(self, what: Literal["note", "task"], deal_id: str) -> int:
        """Return how many of these the venture has."""
        return len(self.crm.notes_of(deal_id) if what == "note" else self.crm.tasks_of(deal_id))

    def field(self, deal_id: str, name: str) -> str | None:
        """Return the present value of a slot of ours."""
        return self.crm.own_fields(deal_id).get(name)

    def human_sets(self, deal_id: str, name: str, value: str) -> None:
        """Change a slot of ours as a clerk does."""
        self.crm.set_own_field(deal_id, name, value)

    def drop_field(self, name: str) -> None:
        """Let Kontor ignore a slot in the next write."""
        self.crm.add_fault(Fault("drop_field", field=f"{OWN_LABEL}{name}", method="PATCH"))

    def fault(self, name: FaultName, *, writes: bool) -> None:
        """Put a fault in force."""
        reads = [("GET", "/kontor/"), ("POST", "/find")]
        for method, path in [("POST", "/memos"), ("POST", "/chores"), ("PATCH", "")] if writes else reads:
            self.crm.add_fault(Fault(**_FAULTS[name], times=None, method=method, path=path))

    def clear(self) -> None:
        """End all faults."""
        self.crm.clear_faults()


def known_venture(crm: KontorSandbox, deal_id: str) -> KnownDeal:
    """Return what must be seen of a venture; one of its people asks not to be profiled."""
    world, deal = crm.world, crm.world.deal(deal_id)
    labels = {stage.id: stage.label for pipeline in PIPELINES for stage in pipeline.stages}
    people = [one.contact_id for one in world.deal_contacts if one.deal_id == deal_id]
    crm.change("people", people[0], {"no_profile": "1"})
    silent = [one for one in people if crm.account.find("people", one).properties["no_profile"] == "1"]
    activities = [row.id for row in world.activities_of(deal_id)]
    return KnownDeal(
        deal_id=deal_id,
        name=deal.name,
        missing_id=MISSING,
        contact_ids=people,
        do_not_profile=silent,
        created_at=deal.created_at,
        activity_ids=activities,
        stages=[labels[row.to_stage] for row in world.stage_changes if row.deal_id == deal_id],
        ids={
            "owner": [deal.owner_id],
            "company": [deal.company_id],
            "deal": [deal_id],
            "contact": people,
            "activity": activities,
        },
    )


@pytest.fixture(scope="module")
def kontor() -> Iterator[KontorSandbox]:
    """Serve the sandbox."""
    with KontorSandbox(seed=11, deals=120) as server:
        server.account.slot(f"{OWN_LABEL}a_field_nobody_knows")
        yield server


@pytest.fixture(scope="module")
def ventures(kontor: KontorSandbox) -> Iterator[str]:
    """Return deals, each to be used once."""
    world = kontor.world
    active = {row.deal_id for row in world.activities}
    return iter([row.id for row in world.deals if row.id in active and row.id != world.showcase_deal_id])


class TestRest(InstalledContract):
    """Every rule, on one sandbox with a fresh venture for each test."""

    installed = "rest"

    @pytest.fixture
    def config(self, kontor: KontorSandbox) -> Iterator[Mapping[str, Any]]:
        """Return the settings of a connection with short patience; no fault outlives a test."""
        yield {**kontor.connection(), **PATIENCE}
        kontor.clear_faults()

    @pytest.fixture
    def secrets(self, kontor: KontorSandbox) -> MemorySecrets:
        """Return the key."""
        return MemorySecrets({"api_key": kontor.api_key})

    @pytest.fixture
    def known(self, kontor: KontorSandbox, ventures: Iterator[str]) -> KnownDeal:
        """Return a fresh venture."""
        return known_venture(kontor, next(ventures))

    @pytest.fixture
    def backstage(self, kontor: KontorSandbox) -> KontorBackstage:
        """Return Kontor from behind."""
        return KontorBackstage(kontor)
