"""All records of a kind, oldest change first where the CRM can tell, resumable anywhere."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from functools import partial
from typing import Any

from crm_ai_plugin.errors import UserInputError
from crm_ai_plugin.ports.clock import Clock
from crm_ai_plugin.ports.connector import Page
from crm_ai_plugin.records import Record, RecordType

from .checks import RECORDS
from .extract import id_at
from .mapping import Mapper
from .model import Definition
from .model.resources import Resource
from .objects import Objects
from .paging import Pager
from .positions import Position, Source, time_of
from .strategies import batches


def dump_cursor(positions: Mapping[str, Position]) -> str:
    """Return the opaque text that crosses the port."""
    return json.dumps(positions, separators=(",", ":"))


def parse_cursor(cursor: str | None, known: Sequence[str]) -> dict[str, Position]:
    """Read what `dump_cursor` wrote.

    Raises:
        UserInputError: it is not a cursor of these resources.
    """
    try:
        found = json.loads(cursor) if cursor else {}
    except (ValueError, RecursionError):
        found = None
    if isinstance(found, dict) and set(found) <= set(known) and all(map(_is_position, found.values())):
        return found
    raise UserInputError("this is no cursor of these records", code="cursor_invalid")


def _is_position(value: Any) -> bool:  # noqa: ANN401  # out of a cursor
    if not isinstance(value, dict) or not isinstance(value.get("p") or {}, dict):
        return False
    return all(value.get(key) is None or isinstance(value[key], str) for key in ("s", "h", "l", "b", "d"))


class BulkReader:
    """Pages through kinds and fetches records by id."""

    def __init__(
        self, definition: Definition, pager: Pager, objects: Objects, mapper: Mapper, clock: Clock
    ) -> None:
        self._definition = definition
        self._pager = pager
        self._objects = objects
        self._mapper = mapper
        self._clock = clock

    def kinds(self) -> list[RecordType]:
        """Return the kinds that can be delivered, parents before children."""
        return [kind for kind in RECORDS if any(one.list for _, one in self._definition.of_kind(kind))]

    def changes(self, kind: RecordType, cursor: str | None) -> Iterator[Page]:
        """Yield pages; every page but the empty last one carries a cursor to resume from."""
        listed = [(name, one) for name, one in self._definition.of_kind(kind) if one.list is not None]
        if not listed:
            raise UserInputError(f"{self._definition.label} has no {kind} records", code="kind_unknown")
        positions = parse_cursor(cursor, [name for name, _ in listed])
        for name, resource in listed:
            before = positions.get(name, {})
            begun = self._clock().isoformat()
            for batch in batches(self._pager, self._source(name, resource), before, self._clock):
                # The time from which tombstones are read is carried along until they have been.
                kept = {"d": before["d"]} if "d" in before else {}
                positions[name] = {**kept, **batch.position}
                records = self._mapper.records(name, batch.raws)
                yield Page(records, dump_cursor(positions), tuple(batch.deleted))
            if resource.tombstones is not None:
                gone = self._gone(resource, before)
                positions[name] = {**positions.get(name, {}), "d": begun}
                yield Page((), dump_cursor(positions), gone)
        yield Page((), None)

    def fetch(self, kind: RecordType, ids: Sequence[str]) -> list[Record]:
        """Return the records that exist among `ids`."""
        resources = self._definition.of_kind(kind)
        if not resources:
            raise UserInputError(f"{self._definition.label} has no {kind} records", code="kind_unknown")
        found: dict[str, Record] = {}
        for name, _ in resources:
            missing = [one for one in dict.fromkeys(ids) if one not in found]
            for record in self._mapper.records(name, self._objects.fetch(name, missing)):
                found[str(getattr(record, "id", ""))] = record
        return list(found.values())

    def _source(self, name: str, resource: Resource) -> Source:
        if resource.list is None:
            raise TypeError("only listed resources are sources")
        return Source(
            name,
            resource,
            resource.list,
            partial(self._mapper.modified, name),
            partial(self._objects.fetch, name),
        )

    def _gone(self, resource: Resource, before: Position) -> tuple[str, ...]:
        """Return the ids of a list of deleted records, of those since the last time if it can tell."""
        tombstones = resource.tombstones
        if tombstones is None or not before:
            # The first time there is nothing here that could be gone.
            return ()
        found = self._pager.all(tombstones.list, {"since": time_of(before.get("d"))})
        return tuple(one for one in (id_at(raw, tombstones.id) for raw in found) if one is not None)
