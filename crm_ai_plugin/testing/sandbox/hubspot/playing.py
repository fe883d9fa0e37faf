"""The HubSpot face with the whole product in front of it; see :class:`PlayedCrm`."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from crm_ai_plugin.testing.sandbox.hubspot.server import SandboxServer
from crm_ai_plugin.testing.sandbox.playing import Action, Reach, Wiring, keys_in
from crm_ai_plugin.testing.sandbox.sender import Event

__all__ = ["Crm"]

_OWN = "crm_ai_"


class Crm(SandboxServer):
    """A HubSpot-like portal."""

    title = "a HubSpot-like CRM"
    reaches: Mapping[Action, Reach] = {
        "note": Reach(("notes",), "POST", "/notes"),
        "task": Reach(("tasks",), "POST", "/tasks"),
        "fields": Reach(("deals",), "PATCH", "/deals"),
    }

    @property
    def pages_url(self) -> str:
        """Where people begin to look."""
        return f"{self.url}/sandbox/deals"

    def credentials(self) -> dict[str, str]:
        """What a client may call with."""
        return {
            "access_token": self.access_token,
            "refresh_token": self.refresh_token,
            "private_token": self.private_token,
        }

    def wiring(self) -> Wiring:
        """What connects the product: one app for all portals."""
        config = {
            "api_base": self.url,
            "app_base": self.url,
            "portal_id": str(self.portal_id),
            "app_id": str(self.app_id),
            "allow_insecure": True,
            "limits": {"crm": (5000, 10), "search": (500, 1)},
        }
        secrets = {
            "access_token": self.access_token,
            "refresh_token": self.refresh_token,
            "client_id": self.client_id,
            "client_secret": self.client_secret,
        }
        app = {"hubspot": {"app_id": str(self.app_id), "client_secret": self.client_secret}}
        return Wiring("hubspot", str(self.portal_id), config, secrets, app, path="/webhooks/hubspot")

    def open_deals(self) -> list[str]:
        """Ids of open deals with people."""
        deals = [one for one in self.store.all("deals") if one.properties.get("hs_is_closed") != "true"]
        return [one.id for one in deals if self.store.links("deals", one.id, "contacts")]

    def deal_name(self, deal_id: str) -> str:
        """What the deal is called."""
        return self.deal(deal_id).properties.get("dealname", deal_id)

    def mail(self, deal_id: str, subject: str, text: str) -> None:
        """The buyer writes a mail."""
        self.add_email(deal_id, subject=subject, text=text)

    def phone(self, deal_id: str, title: str, text: str) -> None:
        """The rep logs a call."""
        self.add_call(deal_id, title=title, body=text)

    def meet(self, deal_id: str, title: str, text: str) -> None:
        """The rep books a meeting."""
        self.add_meeting(deal_id, title=title, body=text)

    def set_terms(self, deal_id: str, amount: int, close: date) -> None:
        """The rep changes the deal's amount and close date."""
        self.change_deal(deal_id, {"closedate": close.isoformat(), "amount": str(amount)})

    def note_keys(self, deal_id: str) -> list[str]:
        """The keys of our notes."""
        return keys_in(one.properties.get("hs_note_body", "") for one in self.notes_of(deal_id))

    def task_keys(self, deal_id: str) -> list[str]:
        """The keys of our tasks."""
        return keys_in(one.properties.get("hs_task_body", "") for one in self.tasks_of(deal_id))

    def own_fields(self, deal_id: str) -> dict[str, str]:
        """What our fields of the deal hold."""
        held = self.deal(deal_id).properties
        return {
            name.removeprefix(_OWN): value for name, value in held.items() if name.startswith(_OWN) and value
        }

    def named(self, event: Event) -> str:
        """An event's number."""
        return str(event["eventId"])
