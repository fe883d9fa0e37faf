"""E: what changed since the last time, by each of the ways in which CRMs tell."""

from __future__ import annotations

import base64
import hashlib
import json
import zlib
from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta
from typing import Any

from crm_ai_plugin.errors import UserInputError
from crm_ai_plugin.ports.clock import Clock

from .extract import Raw, id_at, matches
from .filtering import filtered
from .model.listing import (
    DeltaSince,
    FilterSince,
    HeaderSince,
    LogSince,
    ScanSince,
    SortSince,
)
from .paging import Pager
from .paths import find
from .positions import Batch, Position, Seen, Source, iso, settled, split, time_of

_CHUNK = 200


def batches(pager: Pager, source: Source, position: Position, clock: Clock) -> Iterator[Batch]:
    """Yield what changed in a resource since `position`; the last position is where the next run begins."""
    match source.listing.since:
        case FilterSince() as since:
            return filtered(pager, source, since, position, clock)
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


def _everything(pager: Pager, source: Source, position: Position) -> Iterator[Batch]:
    for page in pager.pages(source.listing, {}, position.get("p")):
        living, deleted = split(source, page.raws)
        yield Batch(living, deleted, {"p": page.next} if page.next else {})


def _conditional(
    pager: Pager, source: Source, since: HeaderSince, position: Position, clock: Clock
) -> Iterator[Batch]:
    begun = time_of(position.get("b")) or clock()
    at = time_of(position.get("s"))
    for page in pager.pages(source.listing, {"since": at}, position.get("p")):
        living, deleted = split(source, page.raws)
        if page.next is not None:
            here = {"s": iso(at), "p": page.next, "b": iso(begun)}
        else:
            here = {"s": iso(begun - timedelta(seconds=since.overlap_s))}
        yield Batch(living, deleted, {key: value for key, value in here.items() if value is not None})


def _newest_first(
    pager: Pager, source: Source, since: SortSince, position: Position, clock: Clock
) -> Iterator[Batch]:
    at = time_of(position.get("s"))
    found: list[tuple[datetime, Raw]] = []
    seen = Seen()
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
        living, deleted = split(source, [raw for _, raw in chunk])
        yield Batch(living, deleted, {"s": settled(chunk[-1][0], position, latest)})


def _delta(pager: Pager, source: Source, since: DeltaSince, position: Position) -> Iterator[Batch]:
    state = position.get("p") or ({"u": position["l"]} if position.get("l") else None)
    for page in pager.pages(source.listing, {}, state):
        living, deleted = split(source, page.raws)
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
            living, deleted = split(source, page.raws)
            done = page.next is None
            yield Batch(
                living,
                deleted,
                {"s": iso(begun - overlap)} if done else {"p": page.next, "b": iso(begun)},
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
    yield Batch([], deleted_ids, {"s": iso(max(at, begun - overlap))})


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
        living, deleted = split(source, fresh)
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
