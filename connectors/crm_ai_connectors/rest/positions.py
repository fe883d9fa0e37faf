"""Where a resource stands between two runs, and what strategies share."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from crm_ai_plugin.errors import UserInputError

from .extract import Raw, id_at, matches
from .model.listing import Listing
from .model.resources import Resource

Position = Mapping[str, Any]
"""Where one resource stands, as plain JSON: ``s`` since, ``p`` paging state, ``h`` hashes or high mark, ``l`` link."""
_REMEMBERED = 20_000


@dataclass(frozen=True)
class Batch:
    """Raw records, ids of deleted ones, and where to go on."""

    raws: Sequence[Raw]
    deleted: Sequence[str]
    position: Position


@dataclass(frozen=True)
class Source:
    """A resource and what its strategy needs to know."""

    name: str
    resource: Resource
    listing: Listing
    modified: Callable[[Raw], datetime | None]
    fetch: Callable[[Sequence[str]], list[Raw]]

    def id(self, raw: Raw) -> str | None:
        """Return the id of a raw record."""
        return id_at(raw, self.resource.id)


class Seen:
    """Records that were delivered in this run already, so that overlapping queries don't deliver them twice."""

    def __init__(self) -> None:
        self._known: OrderedDict[str, str] = OrderedDict()

    def new(self, key: str | None, version: str) -> bool:
        """Return whether this version was not delivered yet, and remember it."""
        if key is None:
            return True
        if self._known.get(key) == version:
            return False
        self._known[key] = version
        self._known.move_to_end(key)
        while len(self._known) > _REMEMBERED:
            self._known.popitem(last=False)
        return True


def split(source: Source, raws: Sequence[Raw]) -> tuple[list[Raw], list[str]]:
    """Return the living records and the ids of those that are marked as deleted."""
    flags = source.listing.deleted
    if not flags:
        return list(raws), []
    gone = [raw for raw in raws if matches(raw, flags)]
    ids = [one for one in map(source.id, gone) if one is not None]
    return [raw for raw in raws if not matches(raw, flags)], ids


def settled(high: datetime | None, position: Position, latest: datetime) -> str | None:
    """Return where the next run begins: behind what was seen, but no later than a change may lag."""
    before = time_of(position.get("s"))
    if high is None:
        return iso(before)
    settled = min(high, latest)
    return iso(settled if before is None else max(before, settled))


def time_of(value: Any) -> datetime | None:  # noqa: ANN401  # out of a cursor
    """Return a time of a position.

    Raises:
        UserInputError: it is none.
    """
    if value is None:
        return None
    try:
        found = datetime.fromisoformat(str(value))
    except ValueError as error:
        raise UserInputError("this is no cursor of this connection", code="cursor_invalid") from error
    return found.replace(tzinfo=UTC) if found.tzinfo is None else found


def iso(at: datetime | None) -> str | None:
    """Return a time as a position holds it."""
    return None if at is None else at.isoformat()
