"""Records in the order of one property, kept between searches so that a large account stays quick."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from typing import Any

from crm_ai_plugin.testing.sandbox.hubspot.schema import PropertyDefinition
from crm_ai_plugin.testing.sandbox.hubspot.values import comparable, property_value
from crm_ai_plugin.testing.sandbox.state import Record, Store

__all__ = ["Ordering", "order_key"]

Key = tuple[bool, str, float | str]


def order_key(definition: PropertyDefinition | None, value: str) -> Key:
    """How a value sorts: by kind of value, empty ones last."""
    found = comparable(definition, value)
    return value == "", type(found).__name__, found


class Ordering:
    """Sorted lists of a store, thrown away whenever anything in it changes."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._kept: dict[tuple[str, str], tuple[list[Key], list[Record]]] = {}
        store.listen(lambda _changes: self._kept.clear())
        # Setting what is set already changes the time of update and tells no listener.
        store.watch(lambda _record: self._kept.clear())

    def from_value(
        self, kind: str, name: str, definition: PropertyDefinition, filters: Sequence[Any]
    ) -> tuple[list[Record], list[Any]]:
        """Return records in ascending order of ``name`` from the first that meets its ``GTE`` filter on.

        Beside them the filters that are left to test.
        """
        kept = self._kept.get((kind, name))
        if kept is None:
            rows = [(order_key(definition, property_value(r, name) or ""), r) for r in self._store.all(kind)]
            rows.sort(key=lambda row: row[0])
            kept = self._kept[kind, name] = ([key for key, _ in rows], [record for _, record in rows])
        keys, records = kept
        start, left = 0, []
        for entry in filters:
            if entry.get("propertyName") == name and entry.get("operator") == "GTE" and "value" in entry:
                start = max(start, bisect_left(keys, order_key(definition, str(entry["value"]))))
                end = bisect_left(keys, (True,))
                records = records[:end]
            else:
                left.append(entry)
        return records[start:], left
