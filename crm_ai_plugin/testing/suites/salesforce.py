"""The contract suite of the Salesforce connector, against the sandbox org."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Literal

import pytest

from crm_ai_plugin.testing.contracts import FaultName, KnownDeal
from crm_ai_plugin.testing.sandbox import Fault, SalesforceSandbox
from crm_ai_plugin.testing.suites.installed import InstalledContract
from crm_ai_plugin.testing.suites.memory import MemorySecrets
from crm_ai_plugin.testing.world import PIPELINES

UNKNOWN_FIELD = "CRM_AI_A_Field_Nobody_Knows__c"
SECRETS = ("access_token", "refresh_token", "client_secret")
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
_ACTIVITIES = {"email": "EmailMessage", "call": "Task", "task": "Task", "meeting": "Event"}


@dataclass
class OrgBackstage:
    """The sandbox org from behind, as the contract wants it."""

    crm: SalesforceSandbox
    store: MemorySecrets
    given: tuple[str, ...]
    faults: frozenset[FaultName] = frozenset(_FAULTS)

    @property
    def secrets(self) -> list[str]:
        """The secrets of the beginning and the present ones: some tests let tokens rotate."""
        return list({*self.given, *(str(self.store.secrets[name]) for name in SECRETS)})

    def count(self, what: Literal["note", "task"], deal_id: str) -> int:
        """Return how many of these the opportunity has."""
        if what == "task":
            return len(self.crm.tasks_of(deal_id))
        return len(self.crm.notes_of(deal_id)) + len(self.crm.insights_of(deal_id))

    def field(self, deal_id: str, name: str) -> str | None:
        """Return the present value of a field of ours."""
        return self.crm.deal(deal_id).properties.get(api_name(name)) or None

    def human_sets(self, deal_id: str, name: str, value: str) -> None:
        """Change a field of ours as a person does."""
        self.crm.change_deal(deal_id, {api_name(name): value})

    def drop_field(self, name: str) -> None:
        """Let the org ignore a field in the next write."""
        self.crm.add_fault(Fault("drop_field", field=api_name(name), method="PATCH"))

    def fault(self, name: FaultName, *, writes: bool) -> None:
        """Put a fault in force."""
        reach = [("POST", "/sobjects"), ("PATCH", "/sobjects")] if writes else [("", "/services/data")]
        if name == "repeated_cursor":
            # The sandbox tells this fault the path below the version.
            reach = [("GET", "/query")]
        for method, path in reach:
            self.crm.add_fault(Fault(**_FAULTS[name], times=None, method=method, path=path))

    def clear(self) -> None:
        """End all faults."""
        self.crm.clear_faults()


def api_name(name: str) -> str:
    """Return the API name of a field of ours."""
    return f"CRM_AI_{'_'.join(part.capitalize() for part in name.split('_'))}__c"


def granted(crm: SalesforceSandbox) -> MemorySecrets:
    """Return the secrets of a fresh installation: some tests let tokens expire."""
    session = crm.org.tokens.issue()
    return MemorySecrets(
        {
            "access_token": session.access_token,
            "refresh_token": session.refresh_token,
            "instance_url": crm.url,
            "client_id": crm.client_id,
            "client_secret": crm.client_secret,
        }
    )


def settings(crm: SalesforceSandbox) -> dict[str, Any]:
    """Return the settings of a connection to the sandbox, with short patience."""
    return {
        "login_url": crm.url,
        "allow_insecure": True,
        "connect_timeout_s": 0.5,
        "read_timeout_s": 1.0,
        "deadline_s": 1.6,
        "patience_s": 0.0,
    }


def fresh_deals(crm: SalesforceSandbox) -> Iterator[str]:
    """Yield the world's ids of deals with activities; nobody has written to them yet."""
    active = {row.deal_id for row in crm.world.activities}
    showcase = crm.world.showcase_deal_id
    return iter([row.id for row in crm.world.deals if row.id in active and row.id != showcase] * 2)


def known_deal(crm: SalesforceSandbox, world_id: str) -> KnownDeal:
    """Return what must be seen of a deal; one of its contacts asks not to be profiled."""
    world, deal = crm.world, crm.world.deal(world_id)
    labels = {stage.id: stage.label for pipeline in PIPELINES for stage in pipeline.stages}
    people = [crm.id_of("Contact", one.contact_id) for one in world.deal_contacts if one.deal_id == deal.id]
    # Beside those whom the world made so.
    person = crm.create("Individual", {"LastName": "Silent", "HasOptedOutProfiling": True})
    crm.change("Contact", people[0], {"IndividualId": person.id})
    hushed = {crm.id_of("Contact", one.id) for one in world.contacts if one.do_not_profile}
    silent = [one for one in people if one in hushed or one == people[0]]
    seen = [
        crm.id_of(_ACTIVITIES[row.type], row.id)
        for row in world.activities_of(deal.id)
        if row.type in _ACTIVITIES
    ]
    return KnownDeal(
        deal_id=crm.id_of("Opportunity", deal.id),
        name=deal.name,
        missing_id=crm.id_of("Opportunity", "999999999"),
        contact_ids=people,
        do_not_profile=silent,
        created_at=deal.created_at.replace(microsecond=0),
        activity_ids=seen,
        stages=[labels[row.to_stage] for row in world.stage_changes if row.deal_id == deal.id],
        ids={
            "owner": [crm.id_of("User", deal.owner_id)],
            "company": [crm.id_of("Account", deal.company_id)],
            "deal": [crm.id_of("Opportunity", deal.id)],
            "contact": people,
            "activity": seen,
        },
    )


@pytest.fixture(scope="module")
def org() -> Iterator[SalesforceSandbox]:
    """Serve the sandbox."""
    with SalesforceSandbox(seed=11, deals=120) as server:
        server.org.schema.install_field("Opportunity", UNKNOWN_FIELD, "string(255)")
        yield server


@pytest.fixture(scope="module")
def org_deals(org: SalesforceSandbox) -> Iterator[str]:
    """Return deals, each to be used once."""
    return fresh_deals(org)


class TestSalesforce(InstalledContract):
    """Every rule, on one sandbox with a fresh deal for each test."""

    installed = "salesforce"

    @pytest.fixture
    def secrets(self, org: SalesforceSandbox) -> MemorySecrets:
        """Return the secrets of an installation of its own."""
        return granted(org)

    @pytest.fixture
    def config(self, org: SalesforceSandbox) -> Iterator[Mapping[str, Any]]:
        """Return the settings of a connection with short patience; no fault outlives a test."""
        yield settings(org)
        org.clear_faults()

    @pytest.fixture
    def known(self, org: SalesforceSandbox, org_deals: Iterator[str]) -> KnownDeal:
        """Return a fresh deal."""
        return known_deal(org, next(org_deals))

    @pytest.fixture
    def backstage(self, org: SalesforceSandbox, secrets: MemorySecrets) -> OrgBackstage:
        """Return the sandbox from behind."""
        return OrgBackstage(org, secrets, tuple(str(secrets.secrets[name]) for name in SECRETS))
