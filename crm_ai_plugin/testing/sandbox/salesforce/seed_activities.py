"""Filling a store with a world's activities as Salesforce keeps them.

A mail is an ``EmailMessage`` with a completed ``Task`` beside it, a call is a ``Task`` of that kind, a meeting
an ``Event`` with a relation per invitee, a note a ``ContentNote`` linked to the opportunity.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from crm_ai_plugin.testing.sandbox.salesforce.markup import as_html
from crm_ai_plugin.testing.sandbox.salesforce.rules import derived
from crm_ai_plugin.testing.sandbox.salesforce.seed import Seeder
from crm_ai_plugin.testing.sandbox.salesforce.values import as_datetime
from crm_ai_plugin.testing.world import ActivityRow, ContactRow, OwnerRow

__all__ = ["seed_activities"]


def seed_activities(seeder: Seeder) -> None:
    """Put every activity of the world in place."""
    people = {contact.id: contact for contact in seeder.world.contacts}
    owners = {owner.id: owner for owner in seeder.world.owners}
    company_of = {deal.id: deal.company_id for deal in seeder.world.deals}
    now = seeder.world.now
    for row in seeder.world.activities:
        entered = min(seeder.world.truth.recorded_at.get(row.id, row.at), now)
        raw = row.id in seeder.world.truth.hostile
        deal = seeder.id_of("Opportunity", row.deal_id)
        shared = {"WhatId": deal, "AccountId": seeder.id_of("Account", company_of[row.deal_id])}
        if row.contact_ids:
            shared["WhoId"] = seeder.id_of("Contact", row.contact_ids[0])
        match row.type:
            case "email":
                _email(seeder, row, shared, entered, people, owners, raw_html=raw)
            case "call":
                _call(seeder, row, shared, entered)
            case "meeting":
                _meeting(seeder, row, shared, entered)
            case "note":
                _note(seeder, row, deal, entered, raw_html=raw)
            case _:
                _task(seeder, row, shared, entered)


def _email(
    seeder: Seeder,
    row: ActivityRow,
    shared: dict[str, str],
    at: datetime,
    people: dict[str, ContactRow],
    owners: dict[str, OwnerRow],
    *,
    raw_html: bool,
) -> None:
    owner = seeder.id_of("User", row.owner_id)
    buyer, seller = people[row.contact_ids[0]], owners[row.owner_id]
    inbound = row.direction == "inbound"
    task = shared | {
        "Subject": f"Email: {row.subject}"[:255],
        "Description": row.body,
        "Status": "Completed",
        "Priority": "Normal",
        "TaskSubtype": "Email",
        "ActivityDate": as_datetime(row.at)[:10],
        "CompletedDateTime": as_datetime(row.at),
    }
    beside = seeder.put("Task", task | derived("Task", task, {}), at, world_id=row.id, owner=owner)
    values = {
        "Subject": row.subject,
        "TextBody": row.body,
        "HtmlBody": as_html(row.body, raw_html=raw_html),
        "FromAddress": buyer.email if inbound else seller.email,
        "FromName": f"{buyer.first_name} {buyer.last_name}" if inbound else seller.name,
        "ToAddress": seller.email if inbound else buyer.email,
        "CcAddress": "; ".join(people[contact].email for contact in row.contact_ids[1:]),
        "Incoming": str(inbound).lower(),
        "Status": "1" if inbound else "3",
        "MessageDate": as_datetime(row.at),
        "MessageIdentifier": f"<{row.id}@mail.example>",
        "ThreadIdentifier": row.thread_id,
        "RelatedToId": shared["WhatId"],
        "ActivityId": beside.id,
    }
    message = seeder.put("EmailMessage", values, at, world_id=row.id, owner=owner)
    for number, contact in enumerate(row.contact_ids):
        role = ("FromAddress" if inbound else "ToAddress") if number == 0 else "CcAddress"
        relation = {
            "EmailMessageId": message.id,
            "RelationId": seeder.id_of("Contact", contact),
            "RelationType": role,
            "RelationAddress": people[contact].email,
            "RelationObjectType": "Contact",
        }
        seeder.put("EmailMessageRelation", relation, at, owner=owner)


def _call(seeder: Seeder, row: ActivityRow, shared: dict[str, str], at: datetime) -> None:
    values = shared | {
        "Subject": row.subject,
        "Description": row.body,
        "Status": "Completed",
        "Priority": "Normal",
        "TaskSubtype": "Call",
        "CallType": row.direction.title() or "Outbound",
        "CallDurationInSeconds": str(row.duration_s or 0),
        "ActivityDate": as_datetime(row.at)[:10],
        "CompletedDateTime": as_datetime(row.at),
    }
    owner = seeder.id_of("User", row.owner_id)
    seeder.put("Task", values | derived("Task", values, {}), at, world_id=row.id, owner=owner)


def _task(seeder: Seeder, row: ActivityRow, shared: dict[str, str], at: datetime) -> None:
    # The bundle keeps no status: what fell due more than a week ago counts as done.
    done = row.at < seeder.world.now - timedelta(days=7)
    values = shared | {
        "Subject": row.subject,
        "Description": row.body,
        "Status": "Completed" if done else "Not Started",
        "Priority": "Normal",
        "TaskSubtype": "Task",
        "ActivityDate": as_datetime(row.at)[:10],
        "CompletedDateTime": as_datetime(row.at) if done else "",
    }
    owner = seeder.id_of("User", row.owner_id)
    seeder.put("Task", values | derived("Task", values, {}), at, world_id=row.id, owner=owner)


def _meeting(seeder: Seeder, row: ActivityRow, shared: dict[str, str], at: datetime) -> None:
    seconds = row.duration_s or 1800
    values = shared | {
        "Subject": row.subject,
        "Description": row.body,
        "StartDateTime": as_datetime(row.at),
        "EndDateTime": as_datetime(row.at + timedelta(seconds=seconds)),
        "DurationInMinutes": str(seconds // 60),
        "IsAllDayEvent": "false",
        "EventSubtype": "Event",
        "ShowAs": "Busy",
    }
    owner = seeder.id_of("User", row.owner_id)
    event = seeder.put("Event", values | derived("Event", values, {}), at, world_id=row.id, owner=owner)
    for contact in row.contact_ids:
        relation = {"EventId": event.id, "RelationId": seeder.id_of("Contact", contact), "IsInvitee": "true"}
        seeder.put("EventRelation", relation | {"Status": "Accepted"}, at, owner=owner)


def _note(seeder: Seeder, row: ActivityRow, deal: str, at: datetime, *, raw_html: bool) -> None:
    owner = seeder.id_of("User", row.owner_id)
    content = as_html(row.body, raw_html=raw_html)
    values = {"Title": row.subject or row.body.partition("\n")[0][:80] or "Note", "Content": content}
    values |= {"SharingPrivacy": "N"} | derived("ContentNote", values, {})
    note = seeder.put("ContentNote", values, at, world_id=row.id, owner=owner)
    link = {"ContentDocumentId": note.id, "LinkedEntityId": deal, "ShareType": "V", "Visibility": "AllUsers"}
    seeder.put("ContentDocumentLink", link, at, owner=owner)
