"""Filling a store with a world in HubSpot's vocabulary."""

from __future__ import annotations

import html
from collections import defaultdict
from datetime import datetime, timedelta

from crm_ai_plugin.testing.sandbox.clock import stamp
from crm_ai_plugin.testing.sandbox.hubspot.schema import (
    ASSOCIATION_TYPES,
    PRIMARY_COMPANY,
    ROLE_LABELS,
)
from crm_ai_plugin.testing.sandbox.state import HistoryEntry, Link, Record, Source, Store
from crm_ai_plugin.testing.world import PIPELINES, ActivityRow, ContactRow, DealRow, OwnerRow, World

__all__ = ["seed_store", "stage_flags"]

_UI = Source("CRM_UI", "userId:1")
_KINDS = {"email": "emails", "call": "calls", "meeting": "meetings", "note": "notes", "task": "tasks"}
_STAGES = {stage.id: stage for pipeline in PIPELINES for stage in pipeline.stages}
_LANGUAGES = {"en": "en", "de": "de", "fr": "fr", "es": "es"}


def stage_flags(stage: str) -> dict[str, str]:
    """The properties HubSpot derives from a deal stage."""
    found = _STAGES.get(stage)
    closed = found is not None and found.closed
    return {
        "hs_is_closed": str(closed).lower(),
        "hs_is_closed_won": str(found is not None and closed and found.probability == 1.0).lower(),
        "hs_deal_stage_probability": str(found.probability if found is not None else 0.0),
    }


def associate(
    store: Store,
    kind: str,
    record_id: str,
    to_kind: str,
    to_id: str,
    *extra: tuple[int, int],
    source: Source | None = None,
) -> None:
    """Link two records by the default type and ``extra`` pairs of type ids (there, back)."""
    labels = {ASSOCIATION_TYPES[kind, to_kind], *(there for there, _ in extra)}
    back = {ASSOCIATION_TYPES[to_kind, kind], *(back for _, back in extra)}
    store.link(kind, record_id, Link(to_kind, to_id, frozenset(labels)), back, source)


def seed_store(store: Store, world: World) -> None:
    """Put every record, association and history of ``world`` into ``store``."""
    people = {contact.id: contact for contact in world.contacts}
    owners = {owner.id: owner for owner in world.owners}
    company_of = {deal.id: deal.company_id for deal in world.deals}
    last_touch: dict[str, datetime] = {}
    for activity in world.activities:
        entered = world.truth.recorded_at.get(activity.id, activity.at)
        last_touch[activity.deal_id] = max(last_touch.get(activity.deal_id, entered), entered)
    _seed_companies_and_contacts(store, world)
    _seed_deals(store, world, last_touch)
    for activity in world.activities:
        kind = _KINDS[activity.type]
        entered = min(world.truth.recorded_at.get(activity.id, activity.at), world.now)
        raw = activity.id in world.truth.hostile
        properties = _activity(activity, people, owners, world.now, raw_html=raw)
        store.seed(Record(kind, activity.id, properties, entered, entered, _UI))
        associate(store, kind, activity.id, "deals", activity.deal_id)
        associate(store, kind, activity.id, "companies", company_of[activity.deal_id])
        for contact in activity.contact_ids:
            associate(store, kind, activity.id, "contacts", contact)


def _seed_companies_and_contacts(store: Store, world: World) -> None:
    begun = world.now - timedelta(days=900)
    names = {company.id: company.name for company in world.companies}
    for company in world.companies:
        properties = {
            "name": company.name,
            "domain": company.domain,
            "industry": company.industry,
            "numberofemployees": str(company.employees),
            "annualrevenue": str(company.annual_revenue),
            "country": company.country,
            "lifecyclestage": "opportunity",
        }
        store.seed(Record("companies", company.id, properties, begun, begun, _UI))
    for contact in world.contacts:
        properties = _contact(contact, names[contact.company_id])
        store.seed(Record("contacts", contact.id, properties, begun, begun, _UI))
        primary = (PRIMARY_COMPANY["contacts", "companies"], PRIMARY_COMPANY["companies", "contacts"])
        associate(store, "contacts", contact.id, "companies", contact.company_id, primary)


def _contact(contact: ContactRow, company: str) -> dict[str, str]:
    return {
        "firstname": contact.first_name,
        "lastname": contact.last_name,
        "email": contact.email,
        "phone": contact.phone,
        "jobtitle": contact.title,
        "company": company,
        "country": contact.country,
        "hs_language": _LANGUAGES[contact.language],
        "hs_seniority": contact.seniority,
        "lifecyclestage": "opportunity",
        "do_not_profile": str(contact.do_not_profile).lower(),
    }


def _seed_deals(store: Store, world: World, last_touch: dict[str, datetime]) -> None:
    histories: dict[str, dict[str, list[HistoryEntry]]] = defaultdict(lambda: defaultdict(list))
    for step in world.stage_changes:
        histories[step.deal_id]["dealstage"].append(HistoryEntry(step.to_stage, step.at, _UI))
    created = {deal.id: deal.created_at for deal in world.deals}
    for change in world.field_changes:
        name = "amount" if change.field == "amount" else "closedate"
        old, new = change.old, change.new
        if name == "closedate":
            old, new = old.replace("Z", ".000Z"), new.replace("Z", ".000Z")
        entries = histories[change.deal_id][name]
        if not entries:
            entries.append(HistoryEntry(old, created[change.deal_id], _UI))
        entries.append(HistoryEntry(new, change.at, _UI))
    for deal in world.deals:
        history = histories[deal.id]
        if deal.closed_at is not None:
            dates = history["closedate"]
            if not dates:
                dates.append(HistoryEntry(stamp(deal.expected_close_at), deal.created_at, _UI))
            dates.append(
                HistoryEntry(stamp(deal.closed_at), deal.closed_at, Source("CALCULATED", "CloseDate"))
            )
        updated = max([last_touch.get(deal.id, deal.created_at), *(e[-1].at for e in history.values() if e)])
        record = Record("deals", deal.id, _deal(deal), deal.created_at, min(updated, world.now), _UI)
        record.history = {name: entries for name, entries in history.items() if entries}
        store.seed(record)
        primary = (PRIMARY_COMPANY["deals", "companies"], PRIMARY_COMPANY["companies", "deals"])
        associate(store, "deals", deal.id, "companies", deal.company_id, primary)
    for part in world.deal_contacts:
        label = ROLE_LABELS[part.role][0]
        associate(store, "deals", part.deal_id, "contacts", part.contact_id, (label, label + 1))
    for number, item in enumerate(world.line_items, start=70_000_000_001):
        properties = {
            "name": item.product,
            "quantity": str(item.quantity),
            "price": f"{item.price:.2f}",
            "hs_discount_percentage": f"{item.discount * 100:g}",
            "amount": f"{item.quantity * item.price * (1 - item.discount):.2f}",
        }
        at = created[item.deal_id]
        store.seed(Record("line_items", str(number), properties, at, at, _UI))
        associate(store, "deals", item.deal_id, "line_items", str(number))


def _deal(deal: DealRow) -> dict[str, str]:
    return {
        "dealname": deal.name,
        "dealstage": deal.stage,
        "pipeline": deal.pipeline,
        "amount": f"{deal.amount:.2f}",
        "deal_currency_code": deal.currency,
        "closedate": stamp(deal.closed_at or deal.expected_close_at),
        "hubspot_owner_id": deal.owner_id,
        "closed_lost_reason": deal.loss_reason,
        "competitors": ";".join(deal.competitors),
        "deal_source": deal.source,
        **stage_flags(deal.stage),
    }


def as_html(text: str, *, raw_html: bool) -> str:
    """A plain body as HubSpot keeps it: paragraphs of HTML; ``raw_html`` leaves markup in the text alone."""
    safe = text if raw_html else html.escape(text, quote=False)
    return "".join(f"<p>{part.replace(chr(10), '<br>')}</p>" for part in safe.split("\n\n") if part)


def _activity(
    row: ActivityRow,
    people: dict[str, ContactRow],
    owners: dict[str, OwnerRow],
    now: datetime,
    *,
    raw_html: bool,
) -> dict[str, str]:
    shared = {"hs_timestamp": stamp(row.at), "hubspot_owner_id": row.owner_id}
    body = as_html(row.body, raw_html=raw_html)
    if row.type == "email":
        return shared | _email(row, people, owners) | {"hs_email_html": body}
    if row.type == "call":
        return shared | {
            "hs_call_title": row.subject,
            "hs_call_body": body,
            "hs_call_duration": str((row.duration_s or 0) * 1000),
            "hs_call_direction": row.direction.upper(),
            "hs_call_status": "COMPLETED",
        }
    if row.type == "meeting":
        return shared | {
            "hs_meeting_title": row.subject,
            "hs_meeting_body": body,
            "hs_meeting_start_time": stamp(row.at),
            "hs_meeting_end_time": stamp(row.at + timedelta(seconds=row.duration_s or 1800)),
            "hs_meeting_outcome": "COMPLETED" if row.at <= now else "SCHEDULED",
        }
    if row.type == "note":
        return shared | {"hs_note_body": body, "hs_body_preview": row.body[:200]}
    # The bundle keeps no status: what fell due more than a week ago counts as done.
    done = row.at < now - timedelta(days=7)
    return shared | {
        "hs_task_subject": row.subject,
        "hs_task_body": body,
        "hs_task_status": "COMPLETED" if done else "NOT_STARTED",
        "hs_task_priority": "MEDIUM",
        "hs_task_type": "TODO",
    }


def _email(row: ActivityRow, people: dict[str, ContactRow], owners: dict[str, OwnerRow]) -> dict[str, str]:
    buyer, seller = people[row.contact_ids[0]], owners[row.owner_id]
    inbound = row.direction == "inbound"
    first, _, last = seller.name.partition(" ")
    return {
        "hs_email_subject": row.subject,
        "hs_email_text": row.body,
        "hs_email_direction": "INCOMING_EMAIL" if inbound else "EMAIL",
        "hs_email_status": "SENT",
        "hs_email_thread_id": row.thread_id,
        "hs_email_from_email": buyer.email if inbound else seller.email,
        "hs_email_from_firstname": buyer.first_name if inbound else first,
        "hs_email_from_lastname": buyer.last_name if inbound else last,
        "hs_email_to_email": seller.email if inbound else buyer.email,
        "hs_email_cc_email": ";".join(people[c].email for c in row.contact_ids[1:]),
    }
