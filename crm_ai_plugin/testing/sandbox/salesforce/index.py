"""Which records point at which: so that what hangs on a deal is found without looking at everything."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

from crm_ai_plugin.testing.sandbox.state import Record, Store

__all__ = ["ReferenceIndex"]


class ReferenceIndex:
    """Ids of records by the value of a reference field.

    It may name records whose value has changed since or which are gone, never too few: whoever asks looks at
    the records again.
    """

    def __init__(self, store: Store) -> None:
        self._store = store
        self._ids: dict[tuple[str, str], dict[str, set[str]]] = {}
        store.watch(self._note)

    def ids(self, kind: str, name: str, values: Iterable[str]) -> list[str]:
        """Ids of the records that may have one of these values, live or deleted, in order."""
        with self._store.lock:
            found = self._ids.get((kind, name))
            if found is None:
                found = self._ids[kind, name] = defaultdict(set)
                for archived in (False, True):
                    for record in self._store.all(kind, archived=archived):
                        found[record.properties.get(name, "")].add(record.id)
            return sorted({record_id for value in set(values) for record_id in found.get(value, ())})

    def _note(self, record: Record) -> None:
        for (kind, name), found in self._ids.items():
            if kind == record.kind:
                found[record.properties.get(name, "")].add(record.id)
