"""Filling a store with a world in Salesforce's vocabulary: people, accounts, opportunities and their history."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from crm_ai_plugin.testing.sandbox.salesforce.ids import make_id
from crm_ai_plugin.testing.sandbox.salesforce.rules import STAGES, derived, field_row, forecast
from crm_ai_plugin.testing.sandbox.salesforce.schema import Schema
from crm_ai_plugin.testing.sandbox.salesforce.values import as_datetime
from crm_ai_plugin.testing.sandbox.state import Record, Source, Store
from crm_ai_plugin.testing.world import PIPELINES, DealRow, World

__all__ = ["APP_USER_NUMBER", "ROLES", "Seeder", "seed_org"]

APP_USER_NUMBER = 1
_STAGE_NAMES = {stage.id: stage.label for pipeline in PIPELINES for stage in pipeline.stages}
ROLES = {
    "champion": "Champion",
    "economic_buyer": "Economic Buyer",
    "decision_maker": "Decision Maker",
    "influencer": "Influencer",
    "user": "Business User",
    "blocker": "Blocker",
}
"""Role of the world to ``OpportunityContactRole``; the first and last are the admin's own additions."""


@dataclass
class Seeder:
    """Puts records of a world into a store; ids follow from the world's, or count up per object."""

    store: Store
    schema: Schema
    world: World
    _counts: dict[str, int] = field(default_factory=lambda: defaultdict(int))

    def id_of(self, kind: str, world_id: str) -> str:
        """The id of the record a row of the world became."""
        return make_id(self.schema.objects[kind].prefix, int(world_id))

    def put(
        self,
        kind: str,
        values: dict[str, str],
        at: datetime,
        *,
        world_id: str = "",
        owner: str = "",
        updated: datetime | None = None,
    ) -> Record:
        """Seed one record, authored by ``owner`` (an id of a user)."""
        self._counts[kind] += 1
        record_id = make_id(self.schema.objects[kind].prefix, int(world_id or self._counts[kind]))
        owner = owner or self.id_of("User", self.world.owners[0].id)
        authored = {"CreatedById": owner, "LastModifiedById": owner}
        known = self.schema.objects[kind].fields
        if "OwnerId" in known:
            authored["OwnerId"] = owner
        if "CurrencyIsoCode" in known:
            authored["CurrencyIsoCode"] = "EUR"
        values = {**authored, **{name: value for name, value in values.items() if value}}
        record = Record(kind, record_id, values, at, updated or at, Source("CRM_UI", owner))
        self.store.seed(record)
        return record


def seed_org(seeder: Seeder, username: str) -> None:
    """Put the org's set-up, its users, accounts, contacts and opportunities in place."""
    begun = seeder.world.now - timedelta(days=900)
    _setup(seeder, begun, username)
    _accounts(seeder, begun)
    _contacts(seeder, begun)
    _opportunities(seeder)


def _setup(seeder: Seeder, begun: datetime, username: str) -> None:
    for owner in seeder.world.owners:
        first, _, last = owner.name.partition(" ")
        values = {"FirstName": first, "LastName": last, "Email": owner.email, "Username": owner.email}
        values |= {"IsActive": "true", "UserType": "Standard", "Department": owner.team}
        seeder.put("User", values | derived("User", values, {}), begun, world_id=owner.id)
    app = {
        "FirstName": "CRM AI",
        "LastName": "Integration",
        "Name": "CRM AI Integration",
        "Username": username,
    }
    app |= {"Email": username, "IsActive": "true", "UserType": "Standard"}
    seeder.put("User", app, begun, world_id=str(APP_USER_NUMBER))
    seeder.put(
        "Organization",
        {
            "Name": "Sandbox CRM",
            "OrganizationType": "Enterprise Edition",
            "InstanceName": "SBX1",
            "IsSandbox": "false",
            "DefaultLocaleSidKey": "en_IE_EURO",
            "TimeZoneSidKey": "Europe/Dublin",
            "LanguageLocaleKey": "en_US",
        },
        begun,
    )
    for number, stage in enumerate(STAGES.values(), start=1):
        category, label = forecast(stage)
        values = {
            "MasterLabel": stage.name,
            "ApiName": stage.name,
            "IsActive": "true",
            "SortOrder": str(number),
            "IsClosed": str(stage.closed).lower(),
            "IsWon": str(stage.won).lower(),
            "ForecastCategory": category,
            "ForecastCategoryName": label,
            "DefaultProbability": repr(stage.probability),
        }
        seeder.put("OpportunityStage", values, begun)
    for pipeline in PIPELINES:
        values = {"Name": pipeline.label, "DeveloperName": pipeline.id.title(), "SobjectType": "Opportunity"}
        seeder.put("RecordType", values | {"IsActive": "true"}, begun)


def _accounts(seeder: Seeder, begun: datetime) -> None:
    for company in seeder.world.companies:
        values = {
            "Name": company.name,
            "Website": f"https://www.{company.domain}",
            "Industry": company.industry,
            "Type": "Prospect",
            "NumberOfEmployees": str(company.employees),
            "AnnualRevenue": repr(float(company.annual_revenue)),
            "BillingCountry": company.country,
        }
        seeder.put("Account", values, begun, world_id=company.id)


def _contacts(seeder: Seeder, begun: datetime) -> None:
    for contact in seeder.world.contacts:
        values = {
            "AccountId": seeder.id_of("Account", contact.company_id),
            "FirstName": contact.first_name,
            "LastName": contact.last_name,
            "Email": contact.email,
            "Phone": contact.phone,
            "Title": contact.title,
            "Level__c": contact.seniority,
            "Languages__c": contact.language,
            "MailingCountry": contact.country,
            "HasOptedOutOfEmail": "false",
            "DoNotCall": "false",
        }
        if contact.do_not_profile:
            named = {"FirstName": contact.first_name, "LastName": contact.last_name}
            person = seeder.put(
                "Individual",
                named | derived("Individual", named, {}) | {"HasOptedOutProfiling": "true"},
                begun,
                world_id=contact.id,
            )
            values["IndividualId"] = person.id
        seeder.put("Contact", values | derived("Contact", values, {}), begun, world_id=contact.id)


def _opportunities(seeder: Seeder) -> None:
    world = seeder.world
    stages: dict[str, list[tuple[datetime, str, str]]] = defaultdict(list)
    for step in world.stage_changes:
        stages[step.deal_id].append((step.at, "StageName", _STAGE_NAMES[step.to_stage]))
    changes: dict[str, list[tuple[datetime, str, str]]] = defaultdict(list)
    first: dict[str, dict[str, str]] = defaultdict(dict)
    for change in world.field_changes:
        name = "Amount" if change.field == "amount" else "CloseDate"
        old, new = (repr(float(text)) if name == "Amount" else text[:10] for text in (change.old, change.new))
        first[change.deal_id].setdefault(name, old)
        changes[change.deal_id].append((change.at, name, new))
    touched: dict[str, datetime] = {}
    for activity in world.activities:
        if activity.at <= world.now:
            touched[activity.deal_id] = max(touched.get(activity.deal_id, activity.at), activity.at)
    lines = {item.deal_id for item in world.line_items}
    for deal in world.deals:
        history = list(_history(deal, stages[deal.id], changes[deal.id], first[deal.id], world.now))
        values = _deal(seeder, deal) | {"HasOpportunityLineItem": str(deal.id in lines).lower()}
        values["LastStageChangeDate"] = as_datetime(stages[deal.id][-1][0])
        if deal.id in touched:
            values["LastActivityDate"] = as_datetime(touched[deal.id])[:10]
        owner = seeder.id_of("User", deal.owner_id)
        record = seeder.put(
            "Opportunity",
            values | history[-1][1],
            deal.created_at,
            world_id=deal.id,
            owner=owner,
            updated=history[-1][0],
        )
        _seed_history(seeder, record, history, owner)
    _members(seeder)


def _deal(seeder: Seeder, deal: DealRow) -> dict[str, str]:
    number = next(k for k, pipeline in enumerate(PIPELINES, start=1) if pipeline.id == deal.pipeline)
    return {
        "Name": deal.name,
        "AccountId": seeder.id_of("Account", deal.company_id),
        "RecordTypeId": make_id("012", number),
        "Type": "New Customer" if number == 1 else "Existing Customer - Replacement",
        "LeadSource": deal.source,
        "MainCompetitors__c": ", ".join(deal.competitors),
        "Loss_Reason__c": deal.loss_reason,
    }


def _history(
    deal: DealRow,
    stages: list[tuple[datetime, str, str]],
    changes: list[tuple[datetime, str, str]],
    first: dict[str, str],
    now: datetime,
) -> Iterator[tuple[datetime, dict[str, str]]]:
    """The deal after its creation and after every change, oldest first."""
    closing = [(deal.closed_at, "CloseDate", as_datetime(deal.closed_at)[:10])] if deal.closed_at else []
    events = sorted([*stages, *changes, *closing], key=lambda event: event[0])
    state = {
        "Amount": repr(deal.amount),
        "CloseDate": as_datetime(deal.expected_close_at)[:10],
        "StageName": stages[0][2],
        **first,
    }
    state |= derived("Opportunity", state, {})
    yield deal.created_at, dict(state)
    for at, name, value in events:
        if state[name] == value or at > now:
            continue
        state[name] = value
        state |= derived("Opportunity", {name: value}, state)
        yield at, dict(state)


def _seed_history(
    seeder: Seeder, record: Record, history: list[tuple[datetime, dict[str, str]]], owner: str
) -> None:
    shown = seeder.schema.objects["OpportunityHistory"].fields
    tracked = "OpportunityFieldHistory" in seeder.schema.objects
    before: dict[str, str] = {}
    for at, state in history:
        row = {name: value for name, value in state.items() if name in shown} | {"OpportunityId": record.id}
        row |= {"PrevAmount": before.get("Amount", ""), "PrevCloseDate": before.get("CloseDate", "")}
        seeder.put("OpportunityHistory", row, at, owner=owner)
        if tracked and not before:
            seeder.put("OpportunityFieldHistory", field_row(record.id, "created", "", ""), at, owner=owner)
        for name in ("StageName", "Amount", "CloseDate", "Probability"):
            if tracked and before and before.get(name) != state.get(name):
                changed = field_row(record.id, name, before.get(name, ""), state.get(name, ""))
                seeder.put("OpportunityFieldHistory", changed, at, owner=owner)
        before = state


def _members(seeder: Seeder) -> None:
    created = {deal.id: deal.created_at for deal in seeder.world.deals}
    leading: set[str] = set()
    for part in seeder.world.deal_contacts:
        values = {
            "OpportunityId": seeder.id_of("Opportunity", part.deal_id),
            "ContactId": seeder.id_of("Contact", part.contact_id),
            "Role": ROLES[part.role],
            "IsPrimary": str(part.deal_id not in leading).lower(),
        }
        leading.add(part.deal_id)
        seeder.put("OpportunityContactRole", values, created[part.deal_id])
    products: dict[str, Record] = {}
    for item in seeder.world.line_items:
        at = created[item.deal_id]
        if item.product not in products:
            named = {"Name": item.product, "IsActive": "true", "ProductCode": f"P-{len(products) + 1:03d}"}
            products[item.product] = seeder.put("Product2", named, at)
        values = {
            "OpportunityId": seeder.id_of("Opportunity", item.deal_id),
            "Product2Id": products[item.product].id,
            "Name": item.product,
            "ProductCode": products[item.product].properties["ProductCode"],
            "Quantity": repr(float(item.quantity)),
            "UnitPrice": repr(item.price),
            "ListPrice": repr(item.price),
            "Discount": repr(round(item.discount * 100, 4)),
            "TotalPrice": repr(round(item.quantity * item.price * (1 - item.discount), 2)),
        }
        seeder.put("OpportunityLineItem", values, at)
