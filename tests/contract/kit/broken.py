"""Connectors that break one rule each, by rule: the table that tries the contract itself."""

from __future__ import annotations

import inspect
from collections.abc import Callable

from .memory_connector import MemoryConnector

BROKEN: dict[str, type[MemoryConnector]] = {}


def breaks(rule: str) -> Callable[[type[MemoryConnector]], type[MemoryConnector]]:
    def note(cls: type[MemoryConnector]) -> type[MemoryConnector]:
        assert rule not in BROKEN
        BROKEN[rule] = cls
        return cls

    return note


def sin(cls: type[MemoryConnector]) -> str:
    """Return in one sentence what the connector does wrong."""
    return " ".join((inspect.getdoc(cls) or "").split())
