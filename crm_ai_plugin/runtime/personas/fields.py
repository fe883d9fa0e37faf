"""What a persona puts into a CRM's fields; pure."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC

from ...insights import Insight
from ...insights.persona import PersonaPayload, PersonaTrait
from ...sentences import plain

Value = str | float | None
_LONGEST = 250
"""Text fields of some CRMs hold no more than 255 characters."""
_NAMED: Mapping[str, tuple[str, str]] = {
    "persona_channel": ("channel_preference", "channel"),
    "persona_language": ("language", "language"),
    "persona_stance": ("stance", "stance"),
    "persona_reply_hours": ("reply_latency", "hours"),
}
"""Field → trait, and the part of its data that names it."""
_SAID: Mapping[str, str] = {"persona_best_hours": "best_hours", "persona_best_days": "best_days"}
"""Field → trait whose statement it holds."""


def persona_fields(insight: Insight) -> dict[str, Value]:
    """Return the fields by logical name; what is not stated is None, so that an earlier value goes."""
    payload = PersonaPayload.model_validate(insight.payload)
    traits = {one.key: one for one in payload.traits}
    found: dict[str, Value] = {field: _said(traits.get(key)) for field, key in _SAID.items()}
    found |= {field: _named(traits.get(key), part) for field, (key, part) in _NAMED.items()}
    summary = plain(" ".join(line.text for line in payload.how_to_work_with), _LONGEST)
    return found | {
        "persona_summary": summary or None,
        "persona_version": float(insight.version),
        "persona_updated_at": insight.as_of.astimezone(UTC)
        .isoformat(timespec="seconds")
        .replace("+00:00", "Z"),
    }


def _said(trait: PersonaTrait | None) -> str | None:
    return None if trait is None else plain(trait.value, _LONGEST)


def _named(trait: PersonaTrait | None, part: str) -> Value:
    if trait is None:
        return None
    value = trait.data.get(part)
    if isinstance(value, int | float) and not isinstance(value, bool):
        return round(float(value), 1)
    # Somebody's own words have no form for machines.
    return plain(str(value), _LONGEST) if value else _said(trait)
