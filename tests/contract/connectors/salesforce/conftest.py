"""A sandbox Salesforce org and connectors to it."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from typing import Any, Literal

import pytest
from flask import Response, abort

from crm_ai_connectors.salesforce import SalesforceConnector, SalesforceConnectorFactory
from crm_ai_plugin.ports.connector import ConnectionContext
from crm_ai_plugin.testing.contracts import BASIC_FAULTS, FaultName, KnownDeal
from crm_ai_plugin.testing.sandbox import Fault
from crm_ai_plugin.testing.sandbox.salesforce.server import SalesforceSandbox
from crm_ai_plugin.testing.world import PIPELINES

_UNKNOWN_FIELD = "CRM_AI_A_Field_Nobody_Knows__c"


@dataclass
class Memory:
    """A token store in memory that remembers every state."""

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
class Counting:
    """A budget that never runs out and counts."""

    taken: int = 0
    punished: list[float] = field(default_factory=list)
    lock: threading.Lock = field(default_factory=threading.Lock)

    def take(self, group: str, cost: int = 1) -> None:
        del group
        with self.lock:
            self.taken += cost

    def punish(self, retry_after: float) -> None:
        self.punished.append(retry_after)


@dataclass
class OrgBackstage:
    """The sandbox org from behind."""

    crm: SalesforceSandbox
    store: Memory
    given: tuple[str, ...]
    faults: frozenset[FaultName] = BASIC_FAULTS | {"conflict", "rate_limited_until", "repeated_cursor"}

    @property
    def secrets(self) -> list[str]:
        names = ("access_token", "refresh_token", "client_secret")
        return list({*self.given, *(str(self.store.secrets[name]) for name in names)})

    def count(self, what: Literal["note", "task"], deal_id: str) -> int:
        if what == "task":
            return len(self.crm.tasks_of(deal_id))
        return len(self.crm.notes_of(deal_id)) + len(self.crm.insights_of(deal_id))

    def field(self, deal_id: str, name: str) -> str | None:
        return self.crm.deal(deal_id).properties.get(_api_name(name)) or None

    def human_sets(self, deal_id: str, name: str, value: str) -> None:
        self.crm.change_deal(deal_id, {_api_name(name): value})

    def drop_field(self, name: str) -> None:
        self.crm.add_fault(Fault("drop_field", field=_api_name(name), method="PATCH"))

    def fault(self, name: FaultName, *, writes: bool) -> None:
        reach = [("POST", "/sobjects"), ("PATCH", "/sobjects")] if writes else [("", "/services/data")]
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
            "repeated_cursor": {"kind": "repeated_cursor"},
        }
        if name == "repeated_cursor":
            # The sandbox tells this fault the path below the version.
            reach = [("GET", "/query")]
        if name == "rate_limited_until":
            self._refuse_until(reach)
            return
        for method, path in reach:
            self.crm.add_fault(Fault(**made[name], times=None, method=method, path=path))

    def _refuse_until(self, reach: list[tuple[str, str]]) -> None:
        # The org itself never says a date; a proxy before it may.
        faults = self.crm.org.faults
        take = type(faults).take

        def refuse(kind: Any, method: str, path: str) -> Fault | None:
            if kind == "rate_limit" and any(m in {"", method} and p in path for m, p in reach):
                until = format_datetime(datetime.now(UTC) + timedelta(seconds=20), usegmt=True)
                abort(Response("[]", 429, {"Retry-After": until}, mimetype="application/json"))
            return take(faults, kind, method, path)

        vars(faults)["take"] = refuse

    def clear(self) -> None:
        self.crm.clear_faults()
        vars(self.crm.org.faults).pop("take", None)


def _api_name(name: str) -> str:
    return f"CRM_AI_{'_'.join(part.capitalize() for part in name.split('_'))}__c"


@pytest.fixture(scope="module")
def org() -> Iterator[SalesforceSandbox]:
    with SalesforceSandbox(seed=11, deals=120) as server:
        server.org.schema.install_field("Opportunity", _UNKNOWN_FIELD, "string(255)")
        yield server


@pytest.fixture
def store(org: SalesforceSandbox) -> Memory:
    # Its own for each test: some tests let tokens expire.
    session = org.org.tokens.issue()
    return Memory(
        {
            "access_token": session.access_token,
            "refresh_token": session.refresh_token,
            "instance_url": org.url,
            "client_id": org.client_id,
            "client_secret": org.client_secret,
        }
    )


@pytest.fixture
def calls() -> Counting:
    return Counting()


Connect = Callable[..., SalesforceConnector]


@pytest.fixture
def connect(org: SalesforceSandbox, store: Memory, calls: Counting) -> Iterator[Connect]:
    """Build connectors with short patience; they are closed afterwards."""
    made: list[SalesforceConnector] = []

    def build(
        clock: Callable[[], datetime] = lambda: datetime.now(UTC), **settings: Any
    ) -> SalesforceConnector:
        config = {
            "login_url": org.url,
            "allow_insecure": True,
            "connect_timeout_s": 0.5,
            "read_timeout_s": 1.0,
            "deadline_s": 1.6,
            "patience_s": 0.0,
            **settings,
        }
        context = ConnectionContext("salesforce-1", config, store, calls, clock)
        made.append(SalesforceConnectorFactory().create(context))
        return made[-1]

    yield build
    org.clear_faults()
    for one in made:
        one.close()


@pytest.fixture(scope="module")
def fresh_deals(org: SalesforceSandbox) -> Iterator[str]:
    """Deals of the world nobody has written to yet."""
    active = {row.deal_id for row in org.world.activities}
    showcase = org.world.showcase_deal_id
    return iter([row.id for row in org.world.deals if row.id in active and row.id != showcase] * 2)


@pytest.fixture
def known_deal(org: SalesforceSandbox, fresh_deals: Iterator[str]) -> KnownDeal:
    world = org.world
    deal = world.deal(next(fresh_deals))
    labels = {stage.id: stage.label for pipeline in PIPELINES for stage in pipeline.stages}
    objects = {"email": "EmailMessage", "call": "Task", "task": "Task", "meeting": "Event"}
    people = [org.id_of("Contact", one.contact_id) for one in world.deal_contacts if one.deal_id == deal.id]
    # One of them asked not to be profiled, beside those whom the world made so.
    person = org.create("Individual", {"LastName": "Silent", "HasOptedOutProfiling": True})
    org.change("Contact", people[0], {"IndividualId": person.id})
    hushed = {org.id_of("Contact", one.id) for one in world.contacts if one.do_not_profile}
    silent = [one for one in people if one in hushed or one == people[0]]
    seen = [
        org.id_of(objects[row.type], row.id) for row in world.activities_of(deal.id) if row.type in objects
    ]
    return KnownDeal(
        deal_id=org.id_of("Opportunity", deal.id),
        name=deal.name,
        missing_id=org.id_of("Opportunity", "999999999"),
        contact_ids=people,
        do_not_profile=silent,
        created_at=deal.created_at.replace(microsecond=0),
        activity_ids=seen,
        stages=[labels[row.to_stage] for row in world.stage_changes if row.deal_id == deal.id],
        ids={
            "owner": [org.id_of("User", deal.owner_id)],
            "company": [org.id_of("Account", deal.company_id)],
            "deal": [org.id_of("Opportunity", deal.id)],
            "contact": people,
            "activity": seen,
        },
    )


@pytest.fixture
def org_backstage(org: SalesforceSandbox, store: Memory) -> OrgBackstage:
    given = tuple(str(store.secrets[name]) for name in ("access_token", "refresh_token", "client_secret"))
    return OrgBackstage(org, store, given)
