"""The handle over a sandbox org: changes as a person in Salesforce makes them, and the admin's switches."""

from __future__ import annotations

import base64
from collections.abc import Mapping, Sequence
from contextlib import suppress
from datetime import datetime, timedelta
from typing import Any

from crm_ai_plugin.testing.sandbox.clock import stamp
from crm_ai_plugin.testing.sandbox.control import Control
from crm_ai_plugin.testing.sandbox.salesforce.ids import full_id, make_id
from crm_ai_plugin.testing.sandbox.salesforce.markup import as_html
from crm_ai_plugin.testing.sandbox.salesforce.org import SalesforceOrg
from crm_ai_plugin.testing.sandbox.salesforce.outbound import OutboundSender
from crm_ai_plugin.testing.sandbox.salesforce.records import Refusal
from crm_ai_plugin.testing.sandbox.salesforce.values import as_datetime
from crm_ai_plugin.testing.sandbox.state import Record, Source, UnknownRecordError

__all__ = ["SalesforceControl"]


class SalesforceControl(Control):
    """Acts on a sandbox org without HTTP; every method may be called from any thread.

    Unknown records and invalid values raise ``SalesforceError``, as the API would answer them. Deals, contacts
    and other records are named by their Salesforce ids; :meth:`id_of` gives that of a row of the world.
    """

    webhooks: OutboundSender

    def __init__(self, org: SalesforceOrg, webhooks: OutboundSender) -> None:
        super().__init__(org, webhooks)
        self.org = org

    @property
    def account(self) -> SalesforceOrg:
        """The org, by the name every face has for what is behind it."""
        return self.org

    @property
    def person(self) -> Source:
        """The sales person who makes the changes."""
        return Source("CRM_UI", self.id_of("User", self.world.owners[0].id))

    @property
    def showcase_deal_id(self) -> str:
        """The id of the opportunity that has everything."""
        return self.id_of("Opportunity", self.world.showcase_deal_id)

    def id_of(self, kind: str, world_id: str) -> str:
        """The Salesforce id of a row of the world."""
        return make_id(self.org.schema.sobject(kind).prefix, int(world_id))

    def change(self, kind: str, record_id: str, values: Mapping[str, Any]) -> Record:
        """Set fields of a record as a person does; an outbound message follows."""
        sobject = self.org.schema.sobject(kind)
        return self.org.records.update(sobject, record_id, values, self.person, api=False)

    def change_deal(self, deal_id: str, values: Mapping[str, Any]) -> Record:
        """Set fields of an opportunity as a person does; an outbound message follows."""
        return self.change("Opportunity", deal_id, values)

    def create(self, kind: str, values: Mapping[str, Any]) -> Record:
        """Make a record as a person does."""
        return self.org.records.create(self.org.schema.sobject(kind), values, self.person, api=False)

    def delete(self, kind: str, record_id: str) -> None:
        """Put a record into the recycle bin as a person does."""
        self.org.records.delete(self.org.schema.sobject(kind), record_id, self.person, api=False)

    def add_email(
        self,
        deal_id: str,
        *,
        subject: str,
        text: str,
        inbound: bool = True,
        contact_id: str | None = None,
        thread_id: str = "",
        at: datetime | None = None,
    ) -> Record:
        """Log a mail on an opportunity, with its task; the buyer is its first contact unless named."""
        deal = self.deal(deal_id)
        buyer = self.org.records.find("Contact", contact_id or self._contacts(deal_id)[0])
        seller = self.org.records.find("User", deal.properties["OwnerId"])
        sent = as_datetime(at or self.clock.now())
        sender, taker = (buyer, seller) if inbound else (seller, buyer)
        with self.org.store.transaction():
            task = {"Subject": f"Email: {subject}"[:255], "Description": text, "Status": "Completed"}
            task |= {"TaskSubtype": "Email", "WhatId": deal.id, "WhoId": buyer.id, "ActivityDate": sent[:10]}
            beside = self.create("Task", task)
            message = {
                "Subject": subject,
                "TextBody": text,
                "HtmlBody": as_html(text),
                "FromAddress": sender.properties.get("Email", ""),
                "FromName": sender.properties.get("Name", ""),
                "ToAddress": taker.properties.get("Email", ""),
                "Incoming": inbound,
                "Status": "1" if inbound else "3",
                "MessageDate": sent,
                "ThreadIdentifier": thread_id,
                "RelatedToId": deal.id,
                "ActivityId": beside.id,
            }
            made = self.create("EmailMessage", message)
            role = "FromAddress" if inbound else "ToAddress"
            self.create(
                "EmailMessageRelation",
                {
                    "EmailMessageId": made.id,
                    "RelationId": buyer.id,
                    "RelationType": role,
                    "RelationAddress": buyer.properties.get("Email", ""),
                },
            )
            return made

    def add_note(self, deal_id: str, html: str, *, title: str = "Note") -> Record:
        """Write a note on an opportunity; the body is HTML."""
        with self.org.store.transaction():
            content = base64.b64encode(html.encode()).decode()
            note = self.create("ContentNote", {"Title": title, "Content": content})
            self.create(
                "ContentDocumentLink", {"ContentDocumentId": note.id, "LinkedEntityId": full_id(deal_id)}
            )
            return note

    def add_meeting(
        self,
        deal_id: str,
        *,
        title: str,
        start: datetime | None = None,
        body: str = "",
        minutes: int = 60,
        contact_ids: Sequence[str] | None = None,
    ) -> Record:
        """Book a meeting with the deal's people, tomorrow unless told."""
        start = start or self.clock.now() + timedelta(days=1)
        people = self._contacts(deal_id)[:1] if contact_ids is None else list(contact_ids)
        with self.org.store.transaction():
            values = {
                "Subject": title,
                "Description": body,
                "StartDateTime": as_datetime(start),
                "EndDateTime": as_datetime(start + timedelta(minutes=minutes)),
                "DurationInMinutes": minutes,
                "WhatId": deal_id,
            }
            event = self.create("Event", values | ({"WhoId": people[0]} if people else {}))
            for contact in people:
                self.create("EventRelation", {"EventId": event.id, "RelationId": contact, "IsInvitee": True})
            return event

    def add_call(
        self, deal_id: str, *, title: str, body: str, inbound: bool = False, duration_s: int = 600
    ) -> Record:
        """Log a call with the deal's first contact."""
        values: dict[str, Any] = {
            "Subject": title,
            "Description": body,
            "TaskSubtype": "Call",
            "CallType": "Inbound" if inbound else "Outbound",
            "CallDurationInSeconds": duration_s,
            "Status": "Completed",
            "ActivityDate": as_datetime(self.clock.now())[:10],
            "WhatId": deal_id,
        }
        people = self._contacts(deal_id)[:1]
        return self.create("Task", values | ({"WhoId": people[0]} if people else {}))

    def add_task(self, deal_id: str, *, subject: str, body: str = "", due: datetime | None = None) -> Record:
        """Give the owner a task, due today unless told."""
        day = as_datetime(due or self.clock.now())[:10]
        owner = self.deal(deal_id).properties["OwnerId"]
        values = {"Subject": subject, "Description": body, "ActivityDate": day, "WhatId": deal_id}
        return self.create("Task", values | {"OwnerId": owner})

    def refuse(self, code: str, message: str = "refused by a rule of the org", **reach: Any) -> None:  # noqa: ANN401 - fields of Refusal
        """Have coming writes refused with an error code; see :class:`Refusal` for their reach."""
        self.org.records.refuse(Refusal(code, message, **reach))

    def lock_record(self, record_id: str) -> None:
        """Lock a record as an approval does: every write to it is refused until :meth:`clear_faults`."""
        self.refuse(
            "ENTITY_IS_LOCKED", "the entity is locked for editing", record_id=full_id(record_id), times=None
        )

    def clear_faults(self) -> None:
        """End all faults and refusals, steady latency and the rate budget."""
        super().clear_faults()
        self.org.records.stop_refusing()

    def deal(self, deal_id: str) -> Record:
        """The live record of an opportunity."""
        return self.org.records.find("Opportunity", deal_id)

    def notes_of(self, deal_id: str) -> list[Record]:
        """The live notes of an opportunity of either kind, in order of their ids."""
        return [*self.children("Note", "ParentId", deal_id), *self._content_notes(deal_id)]

    def tasks_of(self, deal_id: str) -> list[Record]:
        """The live tasks of an opportunity without those that stand for mails and calls."""
        tasks = self.children("Task", "WhatId", deal_id)
        return [task for task in tasks if task.properties.get("TaskSubtype") not in ("Email", "Call")]

    def insights_of(self, deal_id: str) -> list[Record]:
        """The live insight records of an opportunity, by whichever field of theirs points at it."""
        if self.org.schema.find("CRM_AI_Insight__c") is None:
            return []
        target = full_id(deal_id)
        return [one for one in self.org.store.all("CRM_AI_Insight__c") if target in one.properties.values()]

    def children(self, kind: str, field: str, parent_id: str) -> list[Record]:
        """The live records of an object that point at a parent."""
        target = full_id(parent_id)
        found = []
        for record_id in self.org.index.ids(kind, field, [target]):
            with suppress(UnknownRecordError):
                one = self.org.store.get(kind, record_id)
                if one.properties.get(field) == target:
                    found.append(one)
        return found

    def state(self) -> dict[str, Any]:
        """What a client needs to connect, and where to look; ready for JSON."""
        org = self.org
        return {
            "org_id": org.org_id,
            "user_id": org.user_id,
            "username": org.username,
            "client_id": org.client_id,
            "showcase_deal_id": self.showcase_deal_id,
            "now": stamp(org.clock.now()),
            "api_calls": {"used": org.allowance.used, "limit": org.allowance.daily_limit},
            "records": {kind: len(org.store.all(kind)) for kind in org.schema.objects},
        }

    def _content_notes(self, deal_id: str) -> list[Record]:
        links = self.children("ContentDocumentLink", "LinkedEntityId", deal_id)
        ids = {link.properties["ContentDocumentId"] for link in links}
        return [note for note in self.org.store.all("ContentNote") if note.id in ids]

    def _contacts(self, deal_id: str) -> list[str]:
        roles = self.children("OpportunityContactRole", "OpportunityId", self.deal(deal_id).id)
        roles.sort(key=lambda role: role.properties.get("IsPrimary") != "true")
        return [role.properties["ContactId"] for role in roles]
