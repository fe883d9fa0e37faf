"""Sandbox CRMs of a given size, a connector on each, and the fewest calls that could read them."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Any

from crm_ai_plugin.ports.connector import ConnectionContext, ReadsRecords
from crm_ai_plugin.runtime.registry import Registry
from crm_ai_plugin.testing.sandbox import SandboxServer
from crm_ai_plugin.testing.sandbox.rest.server import KontorSandbox
from crm_ai_plugin.testing.sandbox.salesforce.server import SalesforceSandbox
from crm_ai_plugin.testing.sandbox.state import Source, Store
from crm_ai_plugin.testing.suites.memory import CountingBudget, MemorySecrets
from crm_ai_plugin.testing.world import ActivityRow, World, build_world

PER_DEAL = 10
"""Activities of a deal; the generated world has more of some and fewer of others."""
PATIENT = {"connect_timeout_s": 10.0, "read_timeout_s": 120.0, "deadline_s": 300.0}
"""The sandbox is slow at this size, and calls are what is counted."""
_USER = Source("CRM_UI", "1")


@dataclass(frozen=True)
class Crm:
    """A running CRM and a connector on it."""

    name: str
    reader: ReadsRecords
    store: Store
    budget: CountingBudget
    deals: str
    activities: tuple[str, ...]
    least: Callable[[], int]

    def calls(self) -> int:
        """Return how many calls have been made."""
        return sum(self.budget.taken.values())

    def pass_time(self, hours: float) -> None:
        """Let time pass, for the CRM and the connector."""
        self.store.clock.advance(timedelta(hours=hours))

    def change(self, share: float) -> int:
        """Let a share of the deals and activities change; return how many did."""
        changed = 0
        for kind in (self.deals, *self.activities):
            rows = self.store.all(kind)
            every = round(1 / share)
            for record in rows[::every]:
                self.store.update(kind, record.id, {}, _USER)
                changed += 1
        return changed


def world_of(deals: int) -> World:
    """Return a world with about `PER_DEAL` activities for each deal."""
    made = build_world(7, deals=deals, now=datetime.now(UTC) - timedelta(days=3))
    by_deal: dict[str, int] = defaultdict(int)
    spare: list[ActivityRow] = []
    kept: list[ActivityRow] = []
    for activity in made.activities:
        by_deal[activity.deal_id] += 1
        (kept if by_deal[activity.deal_id] <= PER_DEAL else spare).append(activity)
    kept += spare[: max(0, deals * PER_DEAL - len(kept))]
    return replace(made, activities=tuple(kept))


@contextmanager
def hubspot(world: World) -> Iterator[Crm]:
    """Yield HubSpot."""
    activities = ("emails", "calls", "meetings", "notes", "tasks")
    with SandboxServer(world=world) as crm:
        store = crm.account.store

        def least() -> int:
            # A search gives 200 objects without associations and history; those come 1,000 and 50 at a time.
            objects = ("companies", "contacts", "deals", "line_items", *activities)
            ends = ("deals", "deals", "line_items", *activities, *activities)
            found = sum(_pages(store, kind, 200) for kind in objects)
            found += sum(_pages(store, kind, 1_000) for kind in ends)
            return found + _pages(store, "deals", 50) + 2  # owners, pipelines

        secrets = {
            "access_token": crm.access_token,
            "refresh_token": crm.refresh_token,
            "client_id": crm.client_id,
            "client_secret": crm.client_secret,
        }
        config = {"api_base": crm.url, "app_base": crm.url, "allow_insecure": True, **PATIENT}
        with _connected("hubspot", config, secrets, store) as (reader, budget):
            yield Crm("hubspot", reader, store, budget, "deals", activities, least)


@contextmanager
def salesforce(world: World) -> Iterator[Crm]:
    """Yield Salesforce."""
    activities = ("Task", "Event", "EmailMessage")
    with SalesforceSandbox(world=world) as crm:
        store = crm.org.store
        objects = (
            "User",
            "Account",
            "Contact",
            "Opportunity",
            "OpportunityContactRole",
            "OpportunityLineItem",
        )
        histories = ("OpportunityHistory", "OpportunityFieldHistory")

        def least() -> int:
            # A query gives 2,000 rows a page.
            kinds = (*objects, *activities, *histories)
            return sum(_pages(store, kind, 2_000) for kind in kinds) + 1  # stages

        session = crm.org.tokens.issue()
        secrets = {
            "access_token": session.access_token,
            "refresh_token": session.refresh_token,
            "instance_url": crm.url,
            "client_id": crm.client_id,
            "client_secret": crm.client_secret,
        }
        config = {"login_url": crm.url, "allow_insecure": True, **PATIENT}
        with _connected("salesforce", config, secrets, store) as (reader, budget):
            yield Crm("salesforce", reader, store, budget, "Opportunity", activities, least)


@contextmanager
def rest(world: World) -> Iterator[Crm]:
    """Yield the declared CRM."""
    activities = ("moments", "memos", "chores")
    with KontorSandbox(world=world) as crm:
        store = crm.account.store
        lists = ("clerks", "houses", "people", "ventures", "parts", "steps", "edits", "lots", *activities)

        def least() -> int:
            return sum(max(1, _pages(store, kind, 250)) for kind in lists) + 2  # phases, slots

        config = {**crm.connection(), **PATIENT}
        with _connected("rest", config, {"api_key": crm.api_key}, store) as (reader, budget):
            yield Crm("rest", reader, store, budget, "ventures", activities, least)


CRMS = {"hubspot": hubspot, "salesforce": salesforce, "rest": rest}


@contextmanager
def _connected(
    key: str, config: Mapping[str, Any], secrets: Mapping[str, Any], store: Store
) -> Iterator[tuple[Any, CountingBudget]]:
    budget = CountingBudget()
    factory = Registry().connector(key)
    checked = factory.config_model.model_validate(dict(config)).model_dump(mode="json")
    context = ConnectionContext(key, checked, MemorySecrets(dict(secrets)), budget, store.clock.now)
    connector = factory.create(context)
    try:
        yield connector, budget
    finally:
        connector.close()


def _pages(store: Store, kind: str, size: int) -> int:
    return math.ceil(len(store.all(kind)) / size)
