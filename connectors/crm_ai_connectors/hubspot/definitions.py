"""The properties this product owns: their names, types and how they come into being."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any

from crm_ai_plugin.errors import ConflictError

from ..http.parallel import Parallel
from ..http.retry import Effect
from .client import HubSpotClient
from .config import HubSpotConfig
from .mapper.kinds import DEALS
from .mapper.values import day, moment, number, text

Value = str | float | None

_FIELD_TYPES = {"number": "number", "string": "text", "date": "date", "datetime": "date"}
GROUP_LABEL = "AI deal coach"
_FALLBACK_LABEL_PREFIX = "AI"


@dataclass(frozen=True)
class Definition:
    """One logical field as a HubSpot property."""

    label: str
    type: str
    description: str = "Written by the deal coach. If you change it, your value stays."


_OF_PERSON = "Observed, and approved by a person of yours. If you change it, your value stays."
_KNOWN = {
    "p_win": Definition("AI win probability", "number", "Chance that this deal is won, from 0 to 1."),
    "p_win_low": Definition("AI win probability, low", "number", "Lower end of the 90 % interval."),
    "p_win_high": Definition("AI win probability, high", "number", "Upper end of the 90 % interval."),
    "next_step": Definition("AI next step", "string"),
    "next_step_due": Definition("AI next step due", "date"),
    "insight_version": Definition("AI insight version", "number"),
    "insight_url": Definition("AI insight link", "string"),
    "updated_at": Definition("AI insight updated", "datetime"),
    "persona_channel": Definition("AI persona: channel", "string", _OF_PERSON),
    "persona_best_hours": Definition("AI persona: best hours", "string", _OF_PERSON),
    "persona_best_days": Definition("AI persona: best days", "string", _OF_PERSON),
    "persona_reply_hours": Definition("AI persona: hours to reply", "number", _OF_PERSON),
    "persona_language": Definition("AI persona: language", "string", _OF_PERSON),
    "persona_stance": Definition("AI persona: stance", "string", _OF_PERSON),
    "persona_summary": Definition("AI persona: how to work with them", "string", _OF_PERSON),
    "persona_version": Definition("AI persona: version", "number", _OF_PERSON),
    "persona_updated_at": Definition("AI persona: updated", "datetime", _OF_PERSON),
}


class Definitions:
    """Translates logical fields to properties and creates those that are missing."""

    def __init__(self, client: HubSpotClient, config: HubSpotConfig, parallel: Parallel) -> None:
        self._client = client
        self._parallel = parallel
        self._prefix = config.property_prefix
        self._group = config.property_group

    def name(self, field: str) -> str:
        """Return the property of a logical field."""
        return f"{self._prefix}{field}"

    def encode(self, field: str, value: Value) -> str:
        """Return `value` as HubSpot wants it, always a string; empty clears the property."""
        if value is None:
            return ""
        if isinstance(value, float) and not math.isfinite(value):
            return ""
        if isinstance(value, (int, float)) and not isinstance(value, bool):
            return format(value, ".12g")
        kind = _definition(field).type
        if kind == "date" and (found := day(value)) is not None:
            return found.isoformat()
        if kind == "datetime" and (at := moment(value)) is not None:
            return at.isoformat(timespec="milliseconds").replace("+00:00", "Z")
        return str(value).strip()

    def same(self, field: str, one: str | None, other: str | None) -> bool:
        """Return whether two raw values mean the same; HubSpot rewrites numbers and times."""
        left, right = text(one), text(other)
        if left == right or left is None or right is None:
            return left == right
        kind = _definition(field).type
        if kind == "number":
            numbers = number(left), number(right)
            return None not in numbers and math.isclose(
                numbers[0] or 0.0, numbers[1] or 0.0, rel_tol=1e-9, abs_tol=1e-9
            )
        if kind == "date":
            return day(left) == day(right) is not None
        if kind == "datetime":
            return moment(left) == moment(right) is not None
        return left.split() == right.split()

    def create(self, fields: Iterable[str], kind: str = DEALS) -> None:
        """Create group and properties of a kind of object; what is there already is fine."""
        path = f"/crm/properties/{{v}}/{kind}"
        self._ensure(f"{path}/groups", {"name": self._group, "label": GROUP_LABEL})
        self._parallel.run({field: partial(self._ensure, path, self._body(field)) for field in fields})

    def owns(self, name: str) -> bool:
        """Return whether a property's name is one of ours."""
        return name.startswith(self._prefix)

    def is_as_made(self, name: str, found: Mapping[str, Any]) -> bool:
        """Return whether a property is still defined as `create` defines it."""
        made = self._body(name.removeprefix(self._prefix))
        return all(found.get(key) == made[key] for key in ("label", "type", "fieldType", "description"))

    def _body(self, field: str) -> dict[str, str]:
        found = _definition(field)
        return {
            "name": self.name(field),
            "label": found.label,
            "type": found.type,
            "fieldType": _FIELD_TYPES[found.type],
            "groupName": self._group,
            "description": found.description,
        }

    def _ensure(self, path: str, body: dict[str, str]) -> None:
        try:
            self._client.write("POST", path, body, Effect.REPEATABLE)
        except ConflictError:
            return


def _definition(field: str) -> Definition:
    known = _KNOWN.get(field)
    return known or Definition(f"{_FALLBACK_LABEL_PREFIX} {field.replace('_', ' ')}", "string")
