"""Follows the paths of a shape into one delivery."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from crm_ai_plugin.ports.webhook_shape import OccurredAt

from .kept import SUBSCRIPTION

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_PER_SECOND: Mapping[str, int] = {"s": 1, "ms": 1000}
_MAX_TIME_TEXT = 40


@dataclass(frozen=True)
class Look:
    """One delivery, or one of its items, as paths see it."""

    body: Any
    headers: Mapping[str, str]
    item: Any = None

    def at(self, path: str) -> Any:  # noqa: ANN401  # any JSON
        """Return what is at `path`, None if nothing is."""
        root, _, rest = path.partition(".")
        if root == "header":
            return self.headers.get(rest)
        if root == "subscription":
            return self.headers.get(SUBSCRIPTION)
        found = self.body if root == "body" else self.item
        for step in rest.split(".") if rest else ():
            found = _step(found, step)
        return found

    def text(self, path: str) -> str | None:
        """Return what is at `path` if it is a name or a number, as text."""
        found = self.at(path)
        if isinstance(found, bool) or not isinstance(found, (str, int)):
            return None
        try:
            return str(found) or None
        except ValueError:  # Python prints no number of thousands of digits
            return None

    def time(self, place: OccurredAt) -> datetime | None:
        """Return the time at `place`, None if there is none that a calendar knows."""
        found = self.at(place.path)
        try:
            if place.format != "iso":
                return _EPOCH + timedelta(seconds=_number(found) / _PER_SECOND[place.format])
            if not isinstance(found, str) or len(found) > _MAX_TIME_TEXT:
                return None
            read = datetime.fromisoformat(found.strip())
            return read.replace(tzinfo=UTC) if read.tzinfo is None else read.astimezone(UTC)
        except (ValueError, OverflowError):
            return None


def _step(found: object, step: str) -> object:
    if isinstance(found, dict):
        return found.get(step)
    if isinstance(found, list) and step.isdecimal() and step.isascii() and int(step) < len(found):
        return found[int(step)]
    return None


def _number(found: object) -> float:
    if isinstance(found, bool) or not isinstance(found, (int, float, str)):
        return math.nan
    return float(found)
