"""The keyset over HubSpot's search: nothing is lost, whatever shares a moment and whatever changes meanwhile."""

from __future__ import annotations

import random
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from crm_ai_connectors.hubspot import HubSpotConfig, bulk
from crm_ai_connectors.hubspot.mapper.kinds import Kinds

EPOCH = datetime(2026, 1, 1, tzinfo=UTC)
PAGE = 5


class Index:
    """Searches as HubSpot does: one sort, ties in any order, a page at most."""

    def __init__(self, times: Mapping[str, int], seed: int) -> None:
        self.times = dict(times)
        self.random = random.Random(seed)
        self.touch: list[str] = []
        self.searches = 0

    def search(
        self, source: str, filters: Sequence[Mapping[str, Any]], sort: str, names: Sequence[str]
    ) -> list[Any]:
        self.searches += 1
        assert self.searches < 500, "goes round in circles"
        found = [one for one in self.times if all(self._meets(one, test) for test in filters)]
        self.random.shuffle(found)
        found.sort(key=int if sort == "hs_object_id" else lambda one: self.times[one])
        rows = [self._row(one) for one in found[:PAGE]]
        if self.touch:
            changed = self.touch.pop()
            self.times[changed] = max(self.times.values()) + 1
        return rows

    def _meets(self, one: str, test: Mapping[str, Any]) -> bool:
        held = int(one) if test["propertyName"] == "hs_object_id" else _ms(self.times[one])
        wanted = int(test["value"])
        return {"GTE": held >= wanted, "GT": held > wanted, "EQ": held == wanted}[test["operator"]]

    def _row(self, one: str) -> dict[str, Any]:
        return {"id": one, "properties": {"hs_lastmodifieddate": _at(self.times[one]).isoformat()}}


class Plain:
    """Gives objects back as they are."""

    def together(self, kinds: Sequence[str], source: str, raws: Sequence[Any]) -> Sequence[Any]:
        return raws


def rows(pages: Iterable[Any]) -> list[Any]:
    return [row for page in pages for row in page.records]


def ids(pages: Iterable[Any]) -> set[str]:
    return {row["id"] for row in rows(pages)}


def _at(tick: int) -> datetime:
    return EPOCH + timedelta(milliseconds=tick)


def _ms(tick: int) -> int:
    return round(EPOCH.timestamp() * 1000) + tick


@pytest.fixture(autouse=True, scope="module")
def _small_pages() -> Any:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(bulk, "SEARCH_PAGE", PAGE)
        yield


def reader(index: Index) -> bulk.BulkReader:
    kinds = Kinds(HubSpotConfig())
    return bulk.BulkReader(index, kinds, Plain(), lambda: EPOCH + timedelta(days=1))  # type: ignore[arg-type]


ticks = st.lists(st.integers(0, 6), max_size=40).map(
    lambda found: {str(k + 1): tick for k, tick in enumerate(found)}
)


@settings(deadline=None)
@given(ticks, st.integers())
def test_every_record_comes_and_the_end_is_marked(times: dict[str, int], seed: int) -> None:
    pages = list(reader(Index(times, seed)).changes("company", None))
    assert ids(pages) == set(times)
    assert [page.cursor is None for page in pages] == [*[False] * (len(pages) - 1), True]


@settings(deadline=None)
@given(ticks.filter(bool), st.integers(), st.data())
def test_what_changes_meanwhile_is_not_lost(times: dict[str, int], seed: int, data: st.DataObject) -> None:
    index = Index(times, seed)
    index.touch = data.draw(st.lists(st.sampled_from(sorted(times)), max_size=10))
    seen: dict[str, set[str]] = {}
    cursor: str | None = None
    for _ in range(2):
        for page in reader(index).changes("company", cursor):
            cursor = page.cursor or cursor
            for row in rows([page]):
                seen.setdefault(row["id"], set()).add(row["properties"]["hs_lastmodifieddate"])
        # What changed after the last search of the first run is for the second.
        index.touch.clear()
    assert set(seen) == set(times)
    assert all(_at(tick).isoformat() in seen[one] for one, tick in index.times.items())


@settings(deadline=None)
@given(ticks, st.integers(), st.data())
def test_resuming_anywhere_brings_the_rest(times: dict[str, int], seed: int, data: st.DataObject) -> None:
    pages = list(reader(Index(times, seed)).changes("company", None))
    cut = data.draw(st.integers(0, len(pages) - 1))
    before = ids(pages[:cut])
    cursor = pages[cut - 1].cursor if cut else None
    after = ids(reader(Index(times, seed + 1)).changes("company", cursor))
    assert before | after == set(times)


def test_a_cursor_stays_behind_the_index() -> None:
    index = Index({"1": 0, "2": 50}, 0)
    close = bulk.BulkReader(index, Kinds(HubSpotConfig()), Plain(), lambda: _at(100))  # type: ignore[arg-type]
    cursor = next(iter(close.changes("company", None))).cursor
    # A record that was changed earlier but indexed later is still found.
    index.times["3"] = 20
    assert ids(close.changes("company", cursor)) == {"1", "2", "3"}
