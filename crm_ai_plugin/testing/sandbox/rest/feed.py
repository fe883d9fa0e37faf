"""Records in the order of their last change, and by what they lie below; quick for worlds of any size."""

from __future__ import annotations

from bisect import bisect_left, insort
from collections import defaultdict

from crm_ai_plugin.testing.sandbox.clock import millis
from crm_ai_plugin.testing.sandbox.rest.schema import KINDS, PARENTS
from crm_ai_plugin.testing.sandbox.state import Change, Record, Store

__all__ = ["Feed", "Place"]

Place = tuple[int, int]
"""Where a record stands in the feed of its kind: milliseconds of its last change, and its number."""


class Feed:
    """Keeps up with a store; create it once the store is seeded."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._places: dict[str, list[Place]] = {}
        self._of: dict[tuple[str, str], Place] = {}
        self._below: dict[tuple[str, str], dict[str, None]] = defaultdict(dict)
        for kind in KINDS:
            records = store.all(kind)
            for record in records:
                self._of[kind, record.id] = _place(record)
                self._put_below(record)
            self._places[kind] = sorted(self._of[kind, record.id] for record in records)
        store.watch(self._written)
        store.listen(self._told)

    def after(
        self, kind: str, since: int, last: Place | None, size: int
    ) -> tuple[list[Record], Place | None]:
        """A page of records changed at ``since`` (milliseconds) or later, behind ``last``, and its last place.

        The place is ``None`` when nothing follows.
        """
        with self._store.lock:
            places = self._places[kind]
            start = bisect_left(places, (since, 0))
            if last is not None:
                start = max(start, bisect_left(places, (last[0], last[1] + 1)))
            page = places[start : start + size]
            more = start + size < len(places)
            return self._records(kind, page), page[-1] if page and more else None

    def at(self, kind: str, since: int, skip: int, size: int) -> tuple[list[Record], int]:
        """Records changed at ``since`` or later from the ``skip``-th on, and how many there are in all."""
        with self._store.lock:
            places = self._places[kind]
            start = bisect_left(places, (since, 0))
            page = places[start + skip : start + skip + size]
            return self._records(kind, page), len(places) - start

    def below(self, kind: str, parent: str) -> list[Record]:
        """The live records of a kind that lie below a venture, oldest number first."""
        with self._store.lock:
            return [
                self._store.get(kind, one) for one in sorted(self._below.get((kind, parent), {}), key=int)
            ]

    def _records(self, kind: str, places: list[Place]) -> list[Record]:
        return [self._store.get(kind, str(number)) for _, number in places]

    def _written(self, record: Record) -> None:
        if record.kind not in self._places:
            return
        self._forget(record.kind, record.id)
        self._of[record.kind, record.id] = _place(record)
        insort(self._places[record.kind], _place(record))
        self._put_below(record)

    def _told(self, changes: list[Change]) -> None:
        for change in changes:
            if change.event == "deletion" and change.kind in self._places:
                self._forget(change.kind, change.id)

    def _forget(self, kind: str, record_id: str) -> None:
        place = self._of.pop((kind, record_id), None)
        if place is None:
            return
        places = self._places[kind]
        del places[bisect_left(places, place)]
        for key in [key for key in self._parents(kind, record_id) if record_id in self._below[key]]:
            del self._below[key][record_id]

    def _parents(self, kind: str, record_id: str) -> list[tuple[str, str]]:
        field = PARENTS.get(kind)
        if field is None:
            return []
        for archived in (False, True):
            try:
                parent = self._store.get(kind, record_id, archived=archived).properties.get(field, "")
            except LookupError:
                continue
            return [(kind, parent)]
        return []

    def _put_below(self, record: Record) -> None:
        field = PARENTS.get(record.kind)
        if field is not None:
            self._below[record.kind, record.properties.get(field, "")][record.id] = None


def _place(record: Record) -> Place:
    return millis(record.updated_at), int(record.id)
