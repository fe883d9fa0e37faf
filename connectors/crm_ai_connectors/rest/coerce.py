"""D: the CRM's values as ours. A value that can't be read becomes None: it must not cost the whole record."""

from __future__ import annotations

import math
from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta, tzinfo
from functools import lru_cache
from typing import Any
from zoneinfo import ZoneInfo

from crm_ai_plugin.records.base import Scalar

from ..text import plain_text
from .model.resources import FieldRule, FieldType
from .paths import find

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_TRUE = frozenset({"true", "yes", "1", "on"})
_MAX_TEXT = 1_000_000


@lru_cache(maxsize=64)
def _zone(name: str) -> tzinfo:
    try:
        return ZoneInfo(name)
    except (KeyError, ValueError, OSError):
        return UTC


def text(value: Any) -> str | None:  # noqa: ANN401  # vendor JSON
    """Return a non-empty string, or None."""
    if value is None or isinstance(value, (dict, list)):
        return None
    if isinstance(value, bool):
        return "true" if value else "false"
    return str(value)[:_MAX_TEXT].strip() or None


def number(value: Any) -> float | None:  # noqa: ANN401  # vendor JSON
    """Return a finite number out of a number or a decimal string, or None."""
    if isinstance(value, bool):
        return None
    try:
        found = float(value if isinstance(value, (int, float)) else (text(value) or ""))
    except (ValueError, OverflowError):
        return None
    return found if math.isfinite(found) else None


def moment(value: Any, format: str | None = None, zone: str = "UTC") -> datetime | None:  # noqa: A002, ANN401
    """Return a UTC time, or None. Without `format`, ISO 8601; a time without offset is in `zone`."""
    try:
        if format in {"epoch_s", "epoch_ms"}:
            found = number(value)
            if found is None:
                return None
            return _EPOCH + timedelta(seconds=found if format == "epoch_s" else found / 1000)
        said = text(value)
        if said is None:
            return None
        parsed = (
            datetime.fromisoformat(said) if format in {None, "iso"} else datetime.strptime(said, str(format))  # noqa: DTZ007
        )
        parsed = parsed.replace(tzinfo=_zone(zone)) if parsed.tzinfo is None else parsed
        return parsed.astimezone(UTC)
    except (ValueError, OverflowError):
        return None


def day(value: Any, format: str | None = None, zone: str = "UTC") -> date | None:  # noqa: A002, ANN401
    """Return a day: of a date as it is, of a time as it was in `zone`."""
    said = text(value)
    if said is not None and format in {None, "iso"}:
        try:
            return date.fromisoformat(said[:10]) if len(said) == len("2026-01-01") else _day_of(said, zone)
        except ValueError:
            return None
    found = moment(value, format, zone)
    return None if found is None else found.astimezone(_zone(zone)).date()


def _day_of(said: str, zone: str) -> date | None:
    found = moment(said, None, zone)
    return None if found is None else found.astimezone(_zone(zone)).date()


def scalar(value: Any) -> Scalar:  # noqa: ANN401  # vendor JSON
    """Return what a custom field may hold; lists of plain values become one text."""
    if value is None or isinstance(value, (bool, int)):
        return value
    if isinstance(value, float):
        return value if math.isfinite(value) else None
    if isinstance(value, list):
        parts = [text(one.get("name") if isinstance(one, Mapping) else one) for one in value]
        return "; ".join(one for one in parts if one) or None
    if isinstance(value, Mapping):
        return text(value.get("name")) or text(value.get("label")) or text(value.get("value"))
    return text(value)


def read(raw: Any, rule: FieldRule, kind: FieldType, labels: Mapping[str, str]) -> Any:  # noqa: ANN401
    """Return the value of a field.

    Args:
        raw: The CRM's record.
        rule: Where it is and what is done with it.
        kind: What it is.
        labels: The rule's lookup table, empty if it has none.
    """
    value = _found(raw, rule, kind)
    if kind == "list":
        return _listed(value, rule, labels)
    if value is not None:
        value = _mapped(value, rule, labels)
    if value is None:
        value = rule.const
    match kind:
        case "text":
            found = text(value)
            return None if found is None else plain_text.tidy(found)
        case "html":
            return plain_text.from_html(text(value) or "")
        case "number":
            found_number = number(value)
            return None if found_number is None else found_number * rule.scale
        case "integer":
            found_number = number(value)
            return None if found_number is None else round(found_number * rule.scale)
        case "boolean":
            return None if value is None else (text(value) or "").lower() in _TRUE
        case "datetime":
            return moment(value, rule.format, rule.zone)
        case "date":
            return day(value, rule.format, rule.zone)


def _found(raw: Any, rule: FieldRule, kind: FieldType) -> Any:  # noqa: ANN401  # vendor JSON
    if rule.join is not None:
        parts = (
            text(find(raw, path))
            for path in ((rule.source,) if isinstance(rule.source, str) else rule.source or ())
        )
        return rule.join.join(part for part in parts if part) or None
    for path in (rule.source,) if isinstance(rule.source, str) else rule.source or ():
        value = find(raw, path)
        if value not in (None, "", [], {}) and not (isinstance(value, Mapping) and kind != "list"):
            return value
    return None


def _mapped(value: Any, rule: FieldRule, labels: Mapping[str, str]) -> Any:  # noqa: ANN401  # vendor JSON
    said = text(value)
    if said is not None and rule.lookup is not None:
        value = said = labels.get(said, said)
    if rule.map is None or said is None:
        return value
    if said in rule.map:
        return rule.map[said]
    return value if rule.otherwise is None else rule.otherwise


def _listed(value: Any, rule: FieldRule, labels: Mapping[str, str]) -> tuple[str, ...]:  # noqa: ANN401
    if isinstance(value, str) and rule.split:
        parts: list[Any] = value.split(rule.split)
    elif isinstance(value, Mapping):
        parts = list(value)
    else:
        parts = value if isinstance(value, list) else [value]
    found = (text(_mapped(find(one, rule.element), rule, labels)) for one in parts)
    return tuple(dict.fromkeys(one for one in found if one))
