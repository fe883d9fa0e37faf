"""E: what changed since the last time, by each of the ways in which CRMs tell."""

from __future__ import annotations

import base64
import hashlib
import json
import zlib
from collections import OrderedDict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from crm_ai_plugin.errors import UserInputError
from crm_ai_plugin.ports.clock import Clock

from .extract import Raw, id_at, matches
from .model.listing import DeltaSince, FilterSince, HeaderSince, Listing, LogSince, ScanSince, SortSince
from .model.resources import Resource
from .paging import Pager
from .paths import find

Position = Mapping[str, Any]
"""Where one resource stands, as plain JSON: ``s`` since, ``p`` paging state, ``h`` hashes or high mark, ``l`` link."""
_REMEMBERED = 20_000
_CHUNK = 200


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


class _Seen:
    """Records that were delivered in this run already, so that overlapping queries don't deliver them twice."""

    def __init__(self) -> None:
        self._known: OrderedDict[str, str] = OrderedDict()

    def new(self, key: str | None, version: str) -> bool:
        if key is None:
            return True
        if self._known.get(key) == version:
            return False
        self._known[key] = version
        self._known.move_to_end(key)
        while len(self._known) > _REMEMBERED:
            self._known.popitem(last=False)
        return True


def batches(pager: Pager, source: Source, position: Position, clock: Clock) -> Iterator[Batch]:
    """Yield what changed in a resource since `position`; the last position is where the next run begins."""
    match source.listing.since:
        case FilterSince() as since:
            return _filtered(pager, source, since, position, clock)
        case HeaderSince() as since:
            return _conditional(pager, source, since, position, clock)
        case SortSince() as since:
            return _newest_first(pager, source, since, position, clock)
        case DeltaSince() as since:
            return _delta(pager, source, since, position)
        case LogSince() as since:
            return _logged(pager, source, since, position, clock)
        case ScanSince():
            return _scanned(pager, source, position)
        case None:
            return _everything(pager, source, position)


def _split(source: Source, raws: Sequence[Raw]) -> tuple[list[Raw], list[str]]:
    """Return the living records and the ids of those that are marked as deleted."""
    flags = source.listing.deleted
    if not flags:
        return list(raws), []
    gone = [raw for raw in raws if matches(raw, flags)]
    ids = [one for one in map(source.id, gone) if one is not None]
    return [raw for raw in raws if not matches(raw, flags)], ids


def _everything(pager: Pager, source: Source, position: Position) -> Iterator[Batch]:
    for page in pager.pages(source.listing, {}, position.get("p")):
        living, deleted = _split(source, page.raws)
        yield Batch(living, deleted, {"p": page.next} if page.next else {})


def _filtered(
    pager: Pager, source: Source, since: FilterSince, position: Position, clock: Clock
) -> Iterator[Batch]:
    at, state, high = time_of(position.get("s")), position.get("p"), time_of(position.get("h"))
    seen, walk = _Seen(), pager.walk(source.listing)
    while True:
        # One page at a time, because the query itself may move on.
        page = walk.page({"since": at}, state)
        times = [(raw, source.modified(raw)) for raw in page.raws]
        fresh = [raw for raw, when in times if seen.new(source.id(raw), str(when))]
        known = [when for _, when in times if when is not None]
        last = max(known, default=None)
        high = max((one for one in (high, last, at) if one is not None), default=None)
        # A list that is not sorted as its definition says is read page by page: a jump would leave records out.
        sorted_ = since.ascending and known == sorted(known)
        step = last - timedelta(seconds=since.step_s) if last and sorted_ else None
        if page.next is not None and step is not None and (at is None or step > at):
            at, state = step, None
            walk.begin()
        else:
            state = page.next
        living, deleted = _split(source, fresh)
        done = page.next is None
        if done:
            here: Position = {"s": _settled(high, position, clock() - timedelta(seconds=since.overlap_s))}
        else:
            here = {"s": _iso(at), "p": state, "h": _iso(high)}
        yield Batch(living, deleted, {key: value for key, value in here.items() if value is not None})
        if done:
            return


def _settled(high: datetime | None, position: Position, latest: datetime) -> str | None:
    """Return where the next run begins: behind what was seen, but no later than a change may lag."""
    before = time_of(position.get("s"))
    if high is None:
        return _iso(before)
    settled = min(high, latest)
    return _iso(settled if before is None else max(before, settled))


def _conditional(
    pager: Pager, source: Source, since: HeaderSince, position: Position, clock: Clock
) -> Iterator[Batch]:
    begun = time_of(position.get("b")) or clock()
    at = time_of(position.get("s"))
    for page in pager.pages(source.listing, {"since": at}, position.get("p")):
        living, deleted = _split(source, page.raws)
        if page.next is not None:
            here = {"s": _iso(at), "p": page.next, "b": _iso(begun)}
        else:
            here = {"s": _iso(begun - timedelta(seconds=since.overlap_s))}
        yield Batch(living, deleted, {key: value for key, value in here.items() if value is not None})


def _newest_first(
    pager: Pager, source: Source, since: SortSince, position: Position, clock: Clock
) -> Iterator[Batch]:
    at = time_of(position.get("s"))
    found: list[tuple[datetime, Raw]] = []
    seen = _Seen()
    for page in pager.pages(source.listing, {}):
        times = [(source.modified(raw), raw) for raw in page.raws]
        found += [(when or clock(), raw) for when, raw in times if seen.new(source.id(raw), str(when))]
        if at is not None and any(when is not None and when < at for when, _ in times):
            break
    # The port promises the oldest change first.
    rows = sorted((row for row in found if at is None or row[0] >= at), key=lambda row: row[0])
    latest = clock() - timedelta(seconds=since.overlap_s)
    for start in range(0, len(rows), _CHUNK):
        chunk = rows[start : start + _CHUNK]
        living, deleted = _split(source, [raw for _, raw in chunk])
        yield Batch(living, deleted, {"s": _settled(chunk[-1][0], position, latest)})


def _delta(pager: Pager, source: Source, since: DeltaSince, position: Position) -> Iterator[Batch]:
    state = position.get("p") or ({"u": position["l"]} if position.get("l") else None)
    for page in pager.pages(source.listing, {}, state):
        living, deleted = _split(source, page.raws)
        if since.removed is not None:
            gone = [raw for raw in living if find(raw, since.removed) is not None]
            deleted += [one for one in map(source.id, gone) if one is not None]
            living = [raw for raw in living if find(raw, since.removed) is None]
        link = find(page.answer.body, since.link)
        if page.next is not None:
            yield Batch(living, deleted, {"p": page.next})
        else:
            yield Batch(living, deleted, {"l": link} if isinstance(link, str) and link else {})


def _logged(
    pager: Pager, source: Source, since: LogSince, position: Position, clock: Clock
) -> Iterator[Batch]:
    at = time_of(position.get("s"))
    overlap = timedelta(seconds=since.overlap_s)
    if at is None:
        begun = time_of(position.get("b")) or clock()
        for page in pager.pages(source.listing, {}, position.get("p")):
            living, deleted = _split(source, page.raws)
            done = page.next is None
            yield Batch(
                living,
                deleted,
                {"s": _iso(begun - overlap)} if done else {"p": page.next, "b": _iso(begun)},
            )
        return
    changed: dict[str, bool] = {}
    begun = clock()
    for event in pager.all(since.log, {"since": at}):
        one = id_at(event, since.record)
        if one is not None:
            changed[one] = changed.get(one, False) or bool(since.deleted and matches(event, since.deleted))
    living_ids = [one for one, gone in changed.items() if not gone]
    deleted_ids = [one for one, gone in changed.items() if gone]
    for start in range(0, len(living_ids), _CHUNK):
        yield Batch(source.fetch(living_ids[start : start + _CHUNK]), [], dict(position))
    yield Batch([], deleted_ids, {"s": _iso(max(at, begun - overlap))})


def _scanned(pager: Pager, source: Source, position: Position) -> Iterator[Batch]:
    before = _unpacked(position.get("h"))
    resumed = position.get("p")
    now: dict[str, str] = {}
    for page in pager.pages(source.listing, {}, resumed):
        fresh = []
        for raw in page.raws:
            one = source.id(raw)
            if one is None:
                continue
            now[one] = hashlib.sha256(json.dumps(raw, sort_keys=True, default=str).encode()).hexdigest()[:16]
            if before.get(one) != now[one]:
                fresh.append(raw)
        living, deleted = _split(source, fresh)
        if page.next is not None:
            yield Batch(living, deleted, {"p": page.next, "h": position.get("h")})
            continue
        if resumed is None:
            deleted += [one for one in before if one not in now]
        # Resumed in the middle: what came before is not in `now`, and not gone for that.
        kept = now if resumed is None else {**before, **now}
        yield Batch(living, deleted, {"h": _packed(kept)})


def _packed(hashes: Mapping[str, str]) -> str:
    return base64.b85encode(zlib.compress(json.dumps(hashes, separators=(",", ":")).encode())).decode()


def _unpacked(packed: Any) -> dict[str, str]:  # noqa: ANN401  # out of a cursor
    if not packed:
        return {}
    try:
        found = json.loads(zlib.decompress(base64.b85decode(str(packed))))
        return {str(key): str(value) for key, value in found.items()}
    except (ValueError, zlib.error, AttributeError) as error:
        raise UserInputError("this is no cursor of this connection", code="cursor_invalid") from error


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


def _iso(at: datetime | None) -> str | None:
    return None if at is None else at.isoformat()
