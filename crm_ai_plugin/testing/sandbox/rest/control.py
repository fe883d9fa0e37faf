"""The handle over a Kontor account: changes as a clerk makes them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from crm_ai_plugin.testing.sandbox.clock import stamp
from crm_ai_plugin.testing.sandbox.control import Control
from crm_ai_plugin.testing.sandbox.rest.account import KontorAccount
from crm_ai_plugin.testing.sandbox.rest.events import HintSender
from crm_ai_plugin.testing.sandbox.rest.schema import KINDS, OWN_LABEL
from crm_ai_plugin.testing.sandbox.rest.seed import as_html
from crm_ai_plugin.testing.sandbox.state import Record, Source

__all__ = ["KontorControl"]

_CLERK = Source("CRM_UI", "clerk")


class KontorControl(Control):
    """Acts on a Kontor account without HTTP; every method may be called from any thread.

    Unknown records and invalid values raise ``KontorError``, as the API would answer them.
    """

    webhooks: HintSender

    def __init__(self, account: KontorAccount, webhooks: HintSender) -> None:
        super().__init__(account, webhooks)
        self.account = account

    @property
    def showcase_deal_id(self) -> str:
        """The number of the venture that has everything."""
        return self.account.world.showcase_deal_id

    def deal(self, deal_id: str) -> Record:
        """The live record of a venture."""
        return self.account.find("ventures", deal_id)

    def change_deal(self, deal_id: str, values: Mapping[str, str]) -> Record:
        """Set properties of a venture as a clerk does; hints follow."""
        return self.account.change_venture(deal_id, values, _CLERK)

    def change(self, kind: str, record_id: str, values: Mapping[str, str]) -> Record:
        """Set properties of a record as a clerk does; hints follow."""
        if kind == "ventures":
            return self.change_deal(record_id, values)
        self.account.find(kind, record_id)
        return self.account.store.update(kind, record_id, values, _CLERK)

    def delete(self, kind: str, record_id: str) -> None:
        """Delete a record as a clerk does; hints follow."""
        self.account.find(kind, record_id)
        self.account.store.archive(kind, record_id, _CLERK)

    def add_email(
        self,
        deal_id: str,
        *,
        subject: str,
        text: str,
        inbound: bool = True,
        contact_id: str | None = None,
        at: datetime | None = None,
    ) -> Record:
        """Log a mail on a venture; the buyer is its first person unless named."""
        values = {"sort": "1", "way": "<" if inbound else ">", "head": subject, "text": text}
        return self._moment(deal_id, values, at, [contact_id] if contact_id else None)

    def add_call(
        self, deal_id: str, *, title: str, body: str, inbound: bool = False, at: datetime | None = None
    ) -> Record:
        """Log a call with the venture's first person."""
        values = {"sort": "2", "way": "<" if inbound else ">", "head": title, "text": body, "secs": "600"}
        return self._moment(deal_id, values, at, None)

    def add_meeting(
        self, deal_id: str, *, title: str, body: str = "", start: datetime | None = None
    ) -> Record:
        """Book a meeting with all people of the venture, tomorrow unless told."""
        start = start or self.clock.now() + timedelta(days=1)
        values = {"sort": "3", "head": title, "text": body, "secs": "3600"}
        return self._moment(deal_id, values, start, self._people(deal_id))

    def add_note(self, deal_id: str, text: str) -> Record:
        """Write a memo on a venture."""
        values = {"venture": self.deal(deal_id).id, "html": as_html(text), "when": stamp(self.clock.now())}
        return self.account.store.create("memos", values, _CLERK)

    def add_task(self, deal_id: str, *, subject: str, body: str = "", due: datetime | None = None) -> Record:
        """Give the clerk a chore, due today unless told."""
        day = stamp(due or self.clock.now())[:10]
        values = {"venture": self.deal(deal_id).id, "title": subject, "words": body, "by": day, "done": "N"}
        return self.account.store.create("chores", values, _CLERK)

    def notes_of(self, deal_id: str) -> list[Record]:
        """The live memos of a venture, in order of their numbers."""
        return self.account.feed.below("memos", deal_id)

    def tasks_of(self, deal_id: str) -> list[Record]:
        """The live chores of a venture, in order of their numbers."""
        return self.account.feed.below("chores", deal_id)

    def own_fields(self, deal_id: str) -> dict[str, str]:
        """What the product's slots of a venture hold, by the name behind their label."""
        held = self.deal(deal_id).properties
        return {
            label.removeprefix(OWN_LABEL): held[f"slot:{number}"]
            for number, label in self.account.slots.items()
            if label.startswith(OWN_LABEL) and held.get(f"slot:{number}")
        }

    def set_own_field(self, deal_id: str, name: str, value: str) -> None:
        """Change a slot of the product's as a clerk does."""
        self.change_deal(deal_id, {f"slot:{self.account.slot(OWN_LABEL + name)}": value})

    def state(self) -> dict[str, Any]:
        """What a client needs to connect, and where to look; ready for JSON."""
        return {
            "realm": self.account.realm,
            "showcase_deal_id": self.showcase_deal_id,
            "now": stamp(self.clock.now()),
            "records": {kind: len(self.account.store.all(kind)) for kind in ("clerks", *KINDS)},
        }

    def _people(self, deal_id: str) -> list[str]:
        return [part.properties["person"] for part in self.account.feed.below("parts", deal_id)]

    def _moment(
        self, deal_id: str, values: dict[str, str], at: datetime | None, people: Sequence[str] | None
    ) -> Record:
        deal = self.deal(deal_id)
        people = self._people(deal_id)[:1] if people is None else people
        shared = {
            "venture": deal.id,
            "clerk": deal.properties.get("clerk", ""),
            "people": ",".join(people),
            "when": stamp(at or self.clock.now()),
        }
        return self.account.store.create("moments", {**shared, **values}, _CLERK)
