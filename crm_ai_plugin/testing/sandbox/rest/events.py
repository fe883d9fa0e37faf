"""Kontor's webhooks: batches of hints, sealed with a key; they say which record, not what it says."""

from __future__ import annotations

import base64
import hashlib
import hmac
import itertools
import json
import time
from dataclasses import dataclass
from typing import Any

from crm_ai_plugin.testing.sandbox.clock import millis
from crm_ai_plugin.testing.sandbox.rest.schema import HINTED
from crm_ai_plugin.testing.sandbox.sender import Event, EventSender, SendOptions
from crm_ai_plugin.testing.sandbox.state import Change, Store, UnknownRecordError

__all__ = ["HintOptions", "HintSender", "seal"]


@dataclass(frozen=True, slots=True)
class HintOptions(SendOptions):
    """Where hints go; ``secret`` is the key they are sealed with."""

    secret: str = ""


def seal(secret: str, stamp: str, body: bytes) -> str:
    """The value of ``X-Kontor-Seal``: base64 of HMAC-SHA256 over stamp, dot and body."""
    digest = hmac.new(secret.encode(), f"{stamp}.".encode() + body, hashlib.sha256).digest()
    return f"v1={base64.b64encode(digest).decode()}"


class HintSender(EventSender[HintOptions]):
    """Makes hints of changes and posts them in batches."""

    def __init__(self, store: Store, options: HintOptions, seed: int = 0) -> None:
        super().__init__(options, seed)
        self._store = store
        self._numbers = itertools.count(1)

    def events_of(self, changes: list[Change], options: HintOptions) -> list[Event]:
        """One hint per record of a write, with the names of what changed and never a value."""
        found: dict[tuple[str, str, str], Event] = {}
        for change in changes:
            for kind, record_id, did in self._about(change):
                hint = found.setdefault((kind, record_id, did), self._hint(kind, record_id, did, change))
                if change.name and did == "touched":
                    hint["what"].append(change.name.partition(":")[0])
        made = {(kind, one) for kind, one, did in found if did == "made"}
        return [
            hint for (kind, one, did), hint in found.items() if did != "touched" or (kind, one) not in made
        ]

    def _about(self, change: Change) -> list[tuple[str, str, str]]:
        did = {"creation": "made", "propertyChange": "touched", "deletion": "gone"}.get(change.event)
        if did is None:
            return []
        if change.kind in HINTED:
            return [(HINTED[change.kind], change.id, did)]
        if change.kind == "parts":
            # Who is in a venture is told of the venture.
            for archived in (False, True):
                try:
                    part = self._store.get("parts", change.id, archived=archived)
                except UnknownRecordError:
                    continue
                return [("venture", part.properties["venture"], "joined")]
        return []

    def _hint(self, kind: str, record_id: str, did: str, change: Change) -> dict[str, Any]:
        return {
            "seq": next(self._numbers),
            "on": kind,
            "no": int(record_id),
            "did": did,
            "what": [],
            "at": millis(change.at),
            "by": "app" if change.source.type == "INTEGRATION" else "clerk",
        }

    def written(self, events: list[Event], options: HintOptions) -> tuple[bytes, dict[str, str]]:
        """A JSON object with the hints, sealed; a repeat of a batch keeps its number."""
        body = json.dumps({"hints": events}, separators=(",", ":")).encode()
        # The receiver checks the age of a request, so this is real time, not the sandbox's.
        stamp = str(int(time.time() * 1000))
        return body, {
            "Content-Type": "application/json",
            "User-Agent": "Kontor/3 (sandbox)",
            "X-Kontor-Stamp": stamp,
            "X-Kontor-Seal": seal(options.secret, stamp, body),
            "X-Kontor-Batch": hashlib.sha256(body).hexdigest()[:20],
        }
