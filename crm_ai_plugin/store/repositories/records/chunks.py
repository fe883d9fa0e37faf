"""Ids cut into parts that one statement can hold."""

from __future__ import annotations

from collections.abc import Collection

_CHUNK = 500


def chunks(ids: Collection[str]) -> list[list[str]]:
    """Return `ids`, each once and in order, in parts."""
    in_order = sorted(set(ids))
    return [in_order[start : start + _CHUNK] for start in range(0, len(in_order), _CHUNK)]
