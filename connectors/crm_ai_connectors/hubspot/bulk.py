"""All records of a kind, oldest change first, resumable anywhere.

HubSpot's search gives at most 10,000 results per query and pages by offset, and an offset slips when a
record changes while one pages. So each page is a new query from the last seen time of change on (keyset);
records already delivered for that very moment are left out. When more records share one moment than fit a
page, their ids take over as the key. The search index lags behind by seconds: a cursor never points later
than `_LAG` ago, and what is delivered twice is written twice with no effect.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from crm_ai_plugin.errors import UserInputError
from crm_ai_plugin.ports.clock import Clock
from crm_ai_plugin.ports.connector import Page
from crm_ai_plugin.records import Record, RecordType

from .convert import Converter
from .mapper import people
from .mapper.kinds import ACTIVITY_TYPES, COMPANIES, CONTACTS, DEALS, LINE_ITEMS, Kinds, modified_property
from .mapper.values import milliseconds, properties, text
from .objects import ASSOCIATION_BATCH, SEARCH_PAGE, Objects, Raw, loop

_LAG = timedelta(minutes=2)
_GATHERED = ASSOCIATION_BATCH // SEARCH_PAGE
"""Searches that make one page: as many objects as one call reads the associations of."""
TOGETHER: tuple[RecordType, ...] = ("deal", "deal_contact", "stage_change", "field_change")
"""What lies around a deal is read with it: one search instead of four."""
_SOURCES: Mapping[RecordType, Sequence[str]] = {
    "company": (COMPANIES,),
    "contact": (CONTACTS,),
    "deal": (DEALS,),
    "deal_contact": (DEALS,),
    "activity": tuple(ACTIVITY_TYPES),
    "stage_change": (DEALS,),
    "field_change": (DEALS,),
    "line_item": (LINE_ITEMS,),
}
KINDS: tuple[RecordType, ...] = ("owner", *_SOURCES)
"""Parents before children."""


@dataclass(frozen=True)
class Position:
    """Where to go on in one object type: from which time of change, past which ids."""

    since: int = 0
    seen: tuple[str, ...] = ()
    tie: str | None = None


def dump_cursor(positions: Mapping[str, Position]) -> str:
    """Return the opaque text that crosses the port."""
    rows = {source: [at.since, list(at.seen), at.tie] for source, at in positions.items()}
    return json.dumps(rows, separators=(",", ":"))


def parse_cursor(cursor: str | None, kind: RecordType) -> dict[str, Position]:
    """Read what `dump_cursor` wrote.

    Raises:
        UserInputError: it is not a cursor of `kind`.
    """
    try:
        rows = json.loads(cursor) if cursor else {}
        found = {
            str(source): Position(int(since), tuple(map(str, seen)), None if tie is None else str(tie))
            for source, (since, seen, tie) in rows.items()
        }
    except (ValueError, TypeError, AttributeError):
        found = {"": Position()}
    if not found.keys() <= set(_SOURCES[kind]):
        raise UserInputError(f"this is no cursor of {kind} records", code="cursor_invalid")
    return found


class BulkReader:
    """Pages through kinds and fetches records by id."""

    def __init__(self, objects: Objects, kinds: Kinds, converter: Converter, clock: Clock) -> None:
        self._objects = objects
        self._kinds = kinds
        self._convert = converter
        self._clock = clock

    def changes(self, kind: RecordType, cursor: str | None) -> Iterator[Page]:
        """Return pages; every page of records carries a cursor to resume from, the empty last one none."""
        return self.changes_together((kind,), cursor)

    def changes_together(self, kinds: Sequence[RecordType], cursor: str | None) -> Iterator[Page]:
        """Yield pages of several kinds that stand for the same objects."""
        if kinds[0] == "owner":
            yield from self._owners(cursor)
            return
        for kind in kinds:
            _known(kind)
        positions = parse_cursor(cursor, kinds[0])
        for source in _SOURCES[kinds[0]]:
            place: Position | None = positions.get(source, Position())
            while place is not None:
                fresh, following = self._gathered(source, place)
                if fresh:
                    positions[source] = following or self._caught_up(source, fresh, place)
                    yield Page(self._convert.together(kinds, source, fresh), dump_cursor(positions))
                place = following
        yield Page((), None)

    def fetch(self, kind: RecordType, ids: Sequence[str]) -> list[Record]:
        """Return the records that exist among `ids`.

        Kinds without ids of their own in HubSpot (contacts of a deal, changes) go by the ids of deals.
        """
        if kind == "owner":
            found = (self._objects.owner(one) for one in dict.fromkeys(ids))
            return [people.owner(raw) for raw in found if raw is not None]
        _known(kind)
        records: list[Record] = []
        for source in _SOURCES[kind]:
            raws = self._objects.batch_read(source, ids, self._kinds.properties(source)) if ids else {}
            records += self._convert.records(kind, source, list(raws.values()))
        return records

    def _owners(self, cursor: str | None) -> Iterator[Page]:
        after = cursor
        passed = {cursor}
        while True:
            raws, after = self._objects.owners(after)
            if after is not None and after in passed:
                raise loop("owners")
            passed.add(after)
            yield Page([people.owner(raw) for raw in raws if text(raw.get("id"))], after)
            if after is None:
                return

    def _gathered(self, source: str, at: Position) -> tuple[list[Raw], Position | None]:
        """Return what several searches from `at` on bring, and where to go on."""
        found: dict[tuple[str, int], Raw] = {}
        place: Position | None = at
        modified = modified_property(source)
        for _ in range(_GATHERED):
            if place is None:
                break
            fresh, place = self._page(source, place)
            found.update(((str(row["id"]), _modified(row, modified)), row) for row in fresh)
        return list(found.values()), place

    def _page(self, source: str, at: Position) -> tuple[list[Raw], Position | None]:
        """Return what is new from `at` on and where to go on, None when that was the last."""
        modified = modified_property(source)
        wanted = self._kinds.properties(source)
        if at.tie is not None:
            filters = [
                _is(modified, "EQ", at.since),
                _is("hs_object_id", "GT", at.tie),
                *self._pipelines(source),
            ]
            rows = self._objects.search(source, filters, "hs_object_id", wanted)
            if len(rows) < SEARCH_PAGE:
                return rows, Position(at.since + 1)
            return rows, Position(at.since, tie=str(rows[-1]["id"]))
        filters = [_is(modified, "GTE", at.since), *self._pipelines(source)]
        rows = self._objects.search(source, filters, modified, wanted)
        # A record seen before that has changed again carries a later time, and comes again.
        fresh = [row for row in rows if str(row["id"]) not in at.seen or _modified(row, modified) > at.since]
        if len(rows) < SEARCH_PAGE:
            return fresh, None
        last = _modified(rows[-1], modified)
        if last <= at.since:
            return fresh, Position(at.since, tie="0")
        return fresh, Position(last, _ids_at(rows, modified, last))

    def _caught_up(self, source: str, rows: Sequence[Raw], at: Position) -> Position:
        modified = modified_property(source)
        last = max(_modified(row, modified) for row in rows)
        settled = milliseconds((self._clock() - _LAG).isoformat()) or 0
        if last > settled:
            return Position(max(at.since, settled))
        # The index has caught up with that moment: nothing can join it any more.
        return Position(last + 1)

    def _pipelines(self, source: str) -> list[dict[str, Any]]:
        chosen = self._kinds.config.pipelines
        if source != DEALS or not chosen:
            return []
        return [{"propertyName": "pipeline", "operator": "IN", "values": list(chosen)}]


def _known(kind: RecordType) -> None:
    if kind not in _SOURCES:
        raise UserInputError(f"HubSpot has no {kind} records", code="kind_unknown")


def _is(name: str, operator: str, value: object) -> dict[str, Any]:
    return {"propertyName": name, "operator": operator, "value": str(value)}


def _modified(row: Raw, name: str) -> int:
    return milliseconds(properties(row).get(name)) or milliseconds(row.get("updatedAt")) or 0


def _ids_at(rows: Sequence[Raw], modified: str, moment: int) -> tuple[str, ...]:
    return tuple(str(row["id"]) for row in rows if _modified(row, modified) == moment)
