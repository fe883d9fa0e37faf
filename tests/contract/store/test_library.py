"""The library's rows on both databases."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from crm_ai_plugin.store import (
    LibraryChange,
    LibraryEntryRow,
    LibraryHead,
    LibraryState,
    LibraryVersionRow,
    Store,
)
from tests.fixtures.stores import NOON

DAY = timedelta(days=1)


def version(entry: str, number: int = 1, **changes) -> LibraryVersionRow:
    row = LibraryVersionRow(entry, number, {"text": f"{number}"}, "d", "anna", "draft", "anna", NOON)
    return replace(row, **changes)


def entry(id_: str, **changes) -> LibraryEntryRow:
    return replace(LibraryEntryRow(id_, "claim", NOON, 1), **changes)


def test_an_entry_comes_with_its_newest_version_and_the_one_in_use(store):
    one, two = version("a"), version("a", 2, state="in_review")
    with store.workspace("w") as ws:
        assert ws.library.state() == LibraryState(0, own_approval=False)
        ws.library.save(
            [LibraryChange(entry("a"), (one,)), LibraryChange(entry("b"), (version("b"),))],
            ws.library.begin(),
        )
        assert ws.library.get("a") == LibraryHead(entry("a"), one, None)
        changed = entry("a", latest=2, in_use=1)
        ws.library.save([LibraryChange(changed, (two,))], ws.library.begin())
        assert ws.library.get("a") == LibraryHead(changed, two, one)
        assert ws.library.get("nope") is None
        assert [row.number for row in ws.library.versions("a")] == [2, 1]
        assert [head.entry.id for head in ws.library.heads()] == ["a", "b"]
        assert [head.entry.id for head in ws.library.heads(since=1)] == ["a"]
        assert ws.library.heads(kind="template") == []
        assert [head.entry.id for head in ws.library.heads(limit=1)] == ["a"]
        assert [head.entry.id for head in ws.library.heads(after="a", limit=9)] == ["b"]
        assert ws.library.heads(after="b", limit=9) == []
        assert ws.library.count() == 2


def test_a_version_is_stored_again_as_it_was_changed(store):
    with store.workspace("w") as ws:
        ws.library.save([LibraryChange(entry("a"), (version("a"),))], ws.library.begin())
        done = version("a", state="approved", decided_by="ben", decided_at=NOON, expires_at=NOON + DAY)
        ws.library.save([LibraryChange(entry("a", in_use=1), (done,))], ws.library.begin())
        ws.library.save([LibraryChange(entry("a", in_use=1, retired_at=NOON))], ws.library.begin())
        assert ws.library.get("a") == LibraryHead(entry("a", in_use=1, retired_at=NOON), done, done)


def test_what_is_due_is_in_use(store):
    rows: dict[str, Any] = {
        "review": {"review_at": NOON + DAY},
        "end": {"expires_at": NOON + DAY},
        "later": {"expires_at": NOON + 9 * DAY},
        "never": {},
    }
    with store.workspace("w") as ws:
        changes = [
            LibraryChange(entry(id_, in_use=1), (version(id_, **dates),)) for id_, dates in rows.items()
        ]
        draft = LibraryChange(entry("draft"), (version("draft", expires_at=NOON),))
        ws.library.save([*changes, draft], ws.library.begin())
        assert [head.entry.id for head in ws.library.due(NOON + 2 * DAY)] == ["end", "review"]
        assert ws.library.due(NOON) == []


def test_a_policy_outlives_changes(store):
    with store.workspace("w") as ws:
        ws.library.begin()
        ws.library.allow_own_approval(allowed=True)
        ws.library.begin()
        assert ws.library.state() == LibraryState(2, own_approval=True)


def test_changes_at_the_same_moment_are_numbered_one_after_the_other(store: Store):
    def change(at: int) -> int:
        with store.workspace("w") as ws:
            turn = ws.library.begin()
            latest = (
                ws.library.get("a") or LibraryHead(entry("a", latest=0), version("a"), None)
            ).entry.latest
            ws.library.save([LibraryChange(entry("a", latest=latest + 1), (version("a", latest + 1),))], turn)
            return turn

    with ThreadPoolExecutor(4) as pool:
        turns = sorted(pool.map(change, range(12)))
    assert turns == list(range(1, 13))
    with store.workspace("w") as ws:
        head = ws.library.get("a")
        assert head is not None
        assert head.entry.latest == 12
        assert len(ws.library.versions("a")) == 12


@pytest.mark.parametrize("many", [1_100])
def test_a_large_import_is_one_change(store, many):
    with store.workspace("w") as ws:
        turn = ws.library.begin()
        ws.library.save([LibraryChange(entry(f"e{i}"), (version(f"e{i}"),)) for i in range(many)], turn)
    with store.workspace("w") as ws:
        assert ws.library.count() == many
        assert len(ws.library.heads(since=turn - 1)) == many
        assert ws.library.heads(since=turn) == []
