"""What is told: which thing is different now, by ids. Whoever wants to know how fetches it, with their own rights."""

from __future__ import annotations

import json
import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

from ...store import Change
from ..job_names import job_id

_ID = re.compile(r"(\d{1,15})-(\d{1,10})", re.ASCII)


@dataclass(frozen=True)
class LiveEvent:
    """One event. `id` grows from event to event within a workspace: milliseconds, a dash, a number."""

    id: str
    topic: str
    data: Mapping[str, Any]

    def is_about(self, topics: Collection[str]) -> bool:
        """Return whether one of `topics` is its topic or stands above it."""
        return any(self.topic == one or self.topic.startswith(f"{one}/") for one in topics)

    def to_json(self) -> dict[str, Any]:
        """Return it as plain JSON."""
        return {"id": self.id, "topic": self.topic, "data": dict(self.data)}


def order(event_id: str) -> tuple[int, int] | None:
    """Return what ids are compared by; None for what is no id."""
    found = _ID.fullmatch(event_id)
    return None if found is None else (int(found[1]), int(found[2]))


def topic(*parts: str) -> str:
    """Return a topic: its parts, each quoted, from the general to the particular."""
    return "/".join(quote(part, safe="") for part in parts)


def written(event_topic: str, data: Mapping[str, Any]) -> str:
    """Return topic and data as they are kept."""
    return json.dumps([event_topic, data], separators=(",", ":"))


def read(event_id: str, text: str | bytes) -> LiveEvent:
    """Return what `written` wrote, under the id it got."""
    event_topic, data = json.loads(text)
    return LiveEvent(event_id, event_topic, data)


def of_change(workspace: str, change: Change) -> tuple[str, dict[str, Any]]:
    """Return (topic, data) of what a transaction changed."""
    data = dict(change.data)
    if change.connection:
        data["connection"] = change.connection
    subject = data.get("subject", {})
    if change.what == "insight":
        return topic("insight", data["kind"], subject["type"], subject["id"]), data
    if change.what == "work":
        name = job_id((workspace, change.connection, subject["type"], subject["id"]), data.pop("seq"))
        return topic("job", name), data | {"job": name}
    return topic("sync", change.connection), data
