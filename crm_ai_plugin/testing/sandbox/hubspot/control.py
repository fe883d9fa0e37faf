"""The handle for tests, the demo and the control endpoints: changes as a person in the CRM makes them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from crm_ai_plugin.testing.sandbox.clock import stamp
from crm_ai_plugin.testing.sandbox.control import Control
from crm_ai_plugin.testing.sandbox.hubspot.account import HubSpotAccount
from crm_ai_plugin.testing.sandbox.hubspot.schema import ASSOCIATION_TYPES
from crm_ai_plugin.testing.sandbox.hubspot.seed import as_html
from crm_ai_plugin.testing.sandbox.hubspot.webhooks import WebhookSender
from crm_ai_plugin.testing.sandbox.state import Change, Record, Source

__all__ = ["SandboxControl"]

_PERSON = Source("CRM_UI", "userId:1")


class SandboxControl(Control):
    """Acts on a sandbox account without HTTP; every method may be called from any thread.

    Unknown records and invalid values raise ``HubSpotError``, as the API would answer them.
    """

    webhooks: WebhookSender

    def __init__(self, account: HubSpotAccount, webhooks: WebhookSender) -> None:
        super().__init__(account, webhooks)
        self.account = account

    @property
    def showcase_deal_id(self) -> str:
        """The id of the deal that has everything."""
        return self.account.world.showcase_deal_id

    def change(
        self, kind: str, record_id: str, properties: Mapping[str, str], source: Source = _PERSON
    ) -> Record:
        """Set properties of a record as a person does; webhooks follow."""
        return self.account.service.update(kind, record_id, dict(properties), source)

    def change_deal(self, deal_id: str, properties: Mapping[str, str]) -> Record:
        """Set properties of a deal as a person does; webhooks follow."""
        return self.change("deals", deal_id, properties)

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
        """Log an e-mail on a deal; the buyer is its first contact unless named."""
        account = self.account
        owner_id = account.service.find("deals", deal_id).properties.get("hubspot_owner_id", "")
        person = account.service.find("contacts", contact_id or self._contacts(deal_id)[0]).properties
        seller = next((owner.email for owner in account.world.owners if owner.id == owner_id), "")
        buyer = person.get("email", "")
        properties = {
            "hs_timestamp": stamp(at or account.clock.now()),
            "hubspot_owner_id": owner_id,
            "hs_email_subject": subject,
            "hs_email_text": text,
            "hs_email_html": as_html(text, raw_html=False),
            "hs_email_direction": "INCOMING_EMAIL" if inbound else "EMAIL",
            "hs_email_status": "SENT",
            "hs_email_thread_id": thread_id,
            "hs_email_from_email": buyer if inbound else seller,
            "hs_email_to_email": seller if inbound else buyer,
        }
        return self._engage("emails", deal_id, properties, [contact_id] if contact_id else None)

    def add_note(self, deal_id: str, html: str, *, at: datetime | None = None) -> Record:
        """Write a note on a deal; the body is HTML."""
        when = stamp(at or self.account.clock.now())
        return self._engage("notes", deal_id, {"hs_timestamp": when, "hs_note_body": html}, [])

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
        start = start or self.account.clock.now() + timedelta(days=1)
        properties = {
            "hs_timestamp": stamp(start),
            "hs_meeting_title": title,
            "hs_meeting_body": as_html(body, raw_html=False),
            "hs_meeting_start_time": stamp(start),
            "hs_meeting_end_time": stamp(start + timedelta(minutes=minutes)),
            "hs_meeting_outcome": "SCHEDULED" if start > self.account.clock.now() else "COMPLETED",
        }
        return self._engage("meetings", deal_id, properties, contact_ids)

    def add_call(
        self,
        deal_id: str,
        *,
        title: str,
        body: str,
        inbound: bool = False,
        duration_s: int = 600,
        at: datetime | None = None,
    ) -> Record:
        """Log a call with the deal's first contact."""
        properties = {
            "hs_timestamp": stamp(at or self.account.clock.now()),
            "hs_call_title": title,
            "hs_call_body": as_html(body, raw_html=False),
            "hs_call_duration": str(duration_s * 1000),
            "hs_call_direction": "INBOUND" if inbound else "OUTBOUND",
            "hs_call_status": "COMPLETED",
        }
        return self._engage("calls", deal_id, properties, None)

    def add_task(self, deal_id: str, *, subject: str, body: str = "", due: datetime | None = None) -> Record:
        """Give the owner a task, due now unless told."""
        properties = {
            "hs_timestamp": stamp(due or self.account.clock.now()),
            "hs_task_subject": subject,
            "hs_task_body": body,
            "hs_task_status": "NOT_STARTED",
        }
        return self._engage("tasks", deal_id, properties, [])

    def delete(self, kind: str, record_id: str) -> None:
        """Delete a record as a person does; webhooks follow."""
        self.account.service.find(kind, record_id)
        self.account.service.archive(kind, record_id, _PERSON)

    def erase_contact(self, contact_id: str) -> None:
        """Delete a contact for privacy: the record goes and ``contact.privacyDeletion`` is sent."""
        self.delete("contacts", contact_id)
        change = Change("deletion", "contacts", contact_id, self.account.clock.now(), _PERSON)
        self.webhooks.queue([self.webhooks.maker.privacy_deletion(change)])

    def notes_of(self, deal_id: str) -> list[Record]:
        """The live notes of a deal, in order of their ids."""
        return self._linked(deal_id, "notes")

    def tasks_of(self, deal_id: str) -> list[Record]:
        """The live tasks of a deal, in order of their ids."""
        return self._linked(deal_id, "tasks")

    def deal(self, deal_id: str) -> Record:
        """The live record of a deal."""
        return self.account.service.find("deals", deal_id)

    def state(self) -> dict[str, Any]:
        """What a client needs to connect, and where to look; ready for JSON."""
        account = self.account
        return {
            "portal_id": account.portal_id,
            "app_id": account.app_id,
            "client_id": account.client_id,
            "showcase_deal_id": self.showcase_deal_id,
            "now": stamp(account.clock.now()),
            "records": {kind: len(account.store.all(kind)) for kind in account.service.definitions},
        }

    def _linked(self, deal_id: str, kind: str) -> list[Record]:
        store = self.account.store
        return [store.get(kind, link.id) for link in store.links("deals", deal_id, kind)]

    def _contacts(self, deal_id: str) -> list[str]:
        self.account.service.find("deals", deal_id)
        return [link.id for link in self.account.store.links("deals", deal_id, "contacts")]

    def _engage(
        self, kind: str, deal_id: str, properties: dict[str, str], contact_ids: Sequence[str] | None
    ) -> Record:
        people = self._contacts(deal_id)[:1] if contact_ids is None else contact_ids
        targets = [("deals", deal_id), *(("contacts", contact) for contact in people)]
        associations = [
            {"to": {"id": to_id}, "types": [{"associationTypeId": ASSOCIATION_TYPES[kind, to_kind]}]}
            for to_kind, to_id in targets
        ]
        return self.account.service.create(kind, properties, associations, _PERSON)
