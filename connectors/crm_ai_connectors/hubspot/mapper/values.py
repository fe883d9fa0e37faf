"""HubSpot's property values, all of them strings or null, as Python values."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ...text.values import day, flag, listed, milliseconds, moment, number, text, whole

__all__ = [
    "day",
    "flag",
    "listed",
    "milliseconds",
    "moment",
    "number",
    "object_id",
    "properties",
    "text",
    "whole",
]


def properties(raw: Mapping[str, Any]) -> Mapping[str, Any]:
    """Return the properties of an object, empty when there are none."""
    found = raw.get("properties")
    return found if isinstance(found, Mapping) else {}


def object_id(raw: Mapping[str, Any]) -> str:
    """Return the id of an object.

    Raises:
        ValueError: it has none.
    """
    found = text(raw.get("id"))
    if found is None:
        raise ValueError("object without id")
    return found
