"""E: lists that filter by time of change, read without leaving out what moves meanwhile.

A page number slips when records change while one pages. So each page is a new query from the last seen time of
change on. Where many records share a moment, that would bring them again and again; there the next page is asked
for by its offset, set back by one, and the record that comes twice shows whether places have moved.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from crm_ai_plugin.ports.clock import Clock

from .extract import Raw
from .model.listing import FilterSince, OffsetPaging, PagePaging
from .paging import ListPage, Pager
from .positions import Batch, Position, Seen, Source, iso, settled, split, time_of

_SHARE = 10
"""A new query may bring a tenth of a page again; beyond that the next page is asked for by its offset."""
_LEAST = 2
_PATIENCE = 3
"""So often places may move before they are no longer checked: a list without any order would never end."""


def filtered(
    pager: Pager, source: Source, since: FilterSince, position: Position, clock: Clock
) -> Iterator[Batch]:
    """Yield what a list with a filter by time of change brings; see `FilterSince`."""
    at, state, high = time_of(position.get("s")), position.get("p"), time_of(position.get("h"))
    seen, walk, edge = Seen(), pager.walk(source.listing), None
    moved = 0
    while True:
        # One page at a time, because the query itself may move on.
        page = walk.page({"since": at}, state)
        times = [(raw, source.modified(raw)) for raw in page.raws]
        known = [when for _, when in times if when is not None]
        last = max(known, default=None)
        if edge is not None and source.id(page.raws[0] if page.raws else {}) != edge and high is not None:
            # What was at this place has moved: a record changed meanwhile. Ask anew from where we were.
            at, state, edge = high - timedelta(seconds=since.step_s), None, None
            walk.begin()
            moved += 1
            continue
        fresh = [raw for raw, when in times if seen.new(source.id(raw), str(when))]
        high = max((one for one in (high, last, at) if one is not None), default=None)
        edge = None
        if page.next is None:
            here: Position = {"s": settled(high, position, clock() - timedelta(seconds=since.overlap_s))}
        else:
            step = _step(source, since, known)
            if step is not None and (at is None or step > at) and not _wasteful(known, step, source):
                at, state = step, None
                walk.begin()
            else:
                state, edge = (
                    _overlapping(source, since, page, times) if moved < _PATIENCE else (page.next, None)
                )
            here = {"s": iso(at), "p": state, "h": iso(high)}
        living, deleted = split(source, fresh)
        yield Batch(living, deleted, {key: value for key, value in here.items() if value is not None})
        if page.next is None:
            return


def _step(source: Source, since: FilterSince, known: Sequence[datetime]) -> datetime | None:
    """Return from when on the next query may ask, None when the list has to be paged through.

    A list that is not sorted as its definition says is paged through: a jump would leave records out. Cursors
    and addresses of the CRM's own don't slip, so there a jump gains nothing.
    """
    slips = isinstance(source.listing.paging, (PagePaging, OffsetPaging))
    if not (slips and since.ascending and known) or list(known) != sorted(known):
        return None
    return known[-1] - timedelta(seconds=since.step_s)


def _wasteful(known: Sequence[datetime], step: datetime, source: Source) -> bool:
    """Return whether a new query would bring much of the page again; only offsets have another way."""
    again = sum(when > step for when in known)
    return isinstance(source.listing.paging, OffsetPaging) and again * _SHARE > len(known)


def _overlapping(
    source: Source, since: FilterSince, page: ListPage, times: Sequence[tuple[Raw, datetime | None]]
) -> tuple[Mapping[str, Any] | None, str | None]:
    """Return the place of the next page, and which record has to be first on it.

    An offset is set back by one, so that the last record comes again: if another one does, places have moved.
    """
    following = page.next
    ordered = since.ascending and isinstance(source.listing.paging, OffsetPaging) and following is not None
    if not ordered or following is None or len(page.raws) != page.held or page.held < _LEAST:
        return following, None
    back = {"o": int(following["o"]) - 1, "i": int(following["i"]) - 1}
    return back, source.id(times[-1][0])
