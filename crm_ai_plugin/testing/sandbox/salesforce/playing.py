"""The Salesforce face with the whole product in front of it; see :class:`PlayedCrm`."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from crm_ai_plugin.testing.sandbox.playing import Action, Reach, Wiring, keys_in
from crm_ai_plugin.testing.sandbox.salesforce.server import SalesforceSandbox
from crm_ai_plugin.testing.sandbox.sender import Event

__all__ = ["Crm"]

_OWN, _END = "CRM_AI_", "__c"


class Crm(SalesforceSandbox):
    """A Salesforce-like org with the product's package."""

    title = "a Salesforce-like CRM"
    reaches: Mapping[Action, Reach] = {
        "note": Reach(("CRM_AI_Insight__c",), "PATCH", "CRM_AI_Insight__c"),
        "task": Reach(("Task",), "POST", "/Task"),
        "fields": Reach(("Opportunity",), "PATCH", "/Opportunity"),
    }

    @property
    def pages_url(self) -> str:
        """Where people begin to look."""
        return f"{self.url}/sandbox/opportunities"

    def credentials(self) -> dict[str, str]:
        """What a client may call with."""
        return {"access_token": self.access_token, "refresh_token": self.refresh_token}

    def wiring(self) -> Wiring:
        """What connects the product: the org's own address for its messages."""
        config = {
            "login_url": self.url,
            "allow_insecure": True,
            "limits": {"rest": (5000, 10)},
        }
        secrets = {
            "access_token": self.access_token,
            "refresh_token": self.refresh_token,
            "instance_url": self.url,
            "client_id": self.client_id,
            "client_secret": self.client_secret,
        }
        return Wiring("salesforce", self.org_id, config, secrets, receiver="salesforce_om")

    def open_deals(self) -> list[str]:
        """Ids of open opportunities with people."""
        deals = [one for one in self.store.all("Opportunity") if one.properties.get("IsClosed") != "true"]
        return [one.id for one in deals if self.children("OpportunityContactRole", "OpportunityId", one.id)]

    def deal_name(self, deal_id: str) -> str:
        """What the opportunity is called."""
        return self.deal(deal_id).properties.get("Name", deal_id)

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
        """The rep changes the opportunity's amount and close date."""
        self.change_deal(deal_id, {"Amount": amount, "CloseDate": close.isoformat()})

    def note_keys(self, deal_id: str) -> list[str]:
        """The keys of our insights, and of enhanced notes where there is no package."""
        insights = [one.properties.get("CRM_AI_Key__c", "") for one in self.insights_of(deal_id)]
        return [*insights, *keys_in(one.properties.get("Title", "") for one in self.notes_of(deal_id))]

    def task_keys(self, deal_id: str) -> list[str]:
        """The keys of our tasks."""
        return keys_in(one.properties.get("Description", "") for one in self.tasks_of(deal_id))

    def own_fields(self, deal_id: str) -> dict[str, str]:
        """What our fields of the opportunity hold."""
        held = self.deal(deal_id).properties
        return {
            name.removeprefix(_OWN).removesuffix(_END).lower(): value
            for name, value in held.items()
            if name.startswith(_OWN) and value
        }

    def named(self, event: Event) -> str:
        """A notification's id."""
        return str(event["id"])
