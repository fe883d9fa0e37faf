"""Kontor with the whole product in front of it; see :class:`PlayedCrm`."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from crm_ai_plugin.testing.sandbox.playing import Action, Reach, Wiring, keys_in
from crm_ai_plugin.testing.sandbox.rest.schema import HINTED
from crm_ai_plugin.testing.sandbox.rest.server import KontorSandbox
from crm_ai_plugin.testing.sandbox.sender import Event

__all__ = ["Crm"]

_TYPES = {
    "venture": "deal",
    "house": "company",
    "person": "contact",
    "moment": "activity",
    "memo": "activity",
    "chore": "activity",
}
HOOKS = {
    "verification": {
        "kind": "hmac",
        "header": "x-kontor-seal",
        "encoding": "base64",
        "prefix": "v1=",
        "signs": "{timestamp}.{body}",
        "timestamp": {"header": "x-kontor-stamp", "unit": "ms"},
    },
    "shape": {
        "items": "body.hints",
        "id": "item.no",
        "event": "{item.on}.{item.did}",
        "events": {
            **{f"{word}.gone": {"type": _TYPES[word], "action": "deletion"} for word in HINTED.values()},
            **{f"{word}.made": {"type": _TYPES[word], "action": "creation"} for word in HINTED.values()},
            **{f"{word}.*": {"type": _TYPES[word]} for word in HINTED.values()},
        },
        "occurred_at": {"path": "item.at", "format": "ms"},
        "repeat": "header.x-kontor-batch",
    },
}
"""How the receiver ``generic`` reads Kontor's hints."""


class Crm(KontorSandbox):
    """An odd CRM that is declared in YAML."""

    title = "a CRM with an odd REST interface, declared in YAML"
    reaches: Mapping[Action, Reach] = {
        "note": Reach(("memos",), "POST", "/memos"),
        "task": Reach(("chores",), "POST", "/chores"),
        "fields": Reach(("ventures",), "PATCH", "/ventures"),
    }

    @property
    def pages_url(self) -> str:
        """Where people begin to look."""
        return f"{self.url}/sandbox/ventures"

    def credentials(self) -> dict[str, str]:
        """What a client may call with."""
        return {"api_key": self.api_key}

    def wiring(self) -> Wiring:
        """What connects the product: the account's own address for its hints."""
        limits = {"read": (5000, 10), "write": (5000, 10)}
        return Wiring(
            "rest",
            self.realm,
            {**self.connection(), "limits": limits},
            {"api_key": self.api_key, "webhook_secret": self.client_secret},
            receiver="generic",
            receiver_config=HOOKS,
        )

    def open_deals(self) -> list[str]:
        """Numbers of open ventures with people."""
        ventures = [one for one in self.store.all("ventures") if one.properties["verdict"] == "O"]
        return [one.id for one in ventures if self.account.feed.below("parts", one.id)]

    def deal_name(self, deal_id: str) -> str:
        """What the venture is called."""
        return self.deal(deal_id).properties.get("headline", deal_id)

    def mail(self, deal_id: str, subject: str, text: str) -> None:
        """The buyer writes a mail."""
        self.add_email(deal_id, subject=subject, text=text)

    def phone(self, deal_id: str, title: str, text: str) -> None:
        """The clerk logs a call."""
        self.add_call(deal_id, title=title, body=text)

    def meet(self, deal_id: str, title: str, text: str) -> None:
        """The clerk books a meeting."""
        self.add_meeting(deal_id, title=title, body=text)

    def set_terms(self, deal_id: str, amount: int, close: date) -> None:
        """The clerk changes the venture's worth and day."""
        self.change_deal(deal_id, {"worth": str(amount * 100), "due": close.isoformat()})

    def note_keys(self, deal_id: str) -> list[str]:
        """The keys of our memos."""
        return keys_in(one.properties.get("html", "") for one in self.notes_of(deal_id))

    def task_keys(self, deal_id: str) -> list[str]:
        """The keys of our chores."""
        return keys_in(one.properties.get("words", "") for one in self.tasks_of(deal_id))

    def named(self, event: Event) -> str:
        """A hint's number."""
        return str(event["seq"])
