"""E: what changed since the last time, by each of the ways in which CRMs tell."""

from __future__ import annotations

import copy
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crm_ai_plugin.errors import UserInputError
from tests.fixtures.json_server import Asked, JsonServer, Reply
from tests.fixtures.planted_secrets import PLANTED
from tests.fixtures.rest_connecting import NOW, connected, context
from tests.fixtures.rest_lists import ROWS, Connect, changes
from tests.fixtures.rest_small import definition


def filtering(rows: list[dict[str, Any]]) -> Callable[[Asked], Reply]:
    """A list that is filtered and sorted by time of change; strictly later, as EspoCRM has it."""

    def answer(asked: Asked) -> Reply:
        found = sorted(
            (one for one in rows if one["changed"] > asked.query.get("after", "")),
            key=lambda one: (one["changed"], one["id"]),
        )
        start = int(asked.query["offset"])
        return Reply({"items": found[start : start + int(asked.query["limit"])]})

    return answer


FILTER = {
    "paging": {"type": "offset"},
    "query": {"sort": "changed"},
    "since": {"strategy": "filter", "query": {"after": "{since|iso}"}},
}


def test_a_filter_brings_only_what_changed(connect: Connect, server: JsonServer) -> None:
    rows = [dict(one) for one in ROWS]
    made = connect(FILTER, filtering(rows))
    ids, _, cursor = changes(made)
    assert ids == ["1", "2", "3", "4", "5"]
    assert "after" not in server.seen[0].query
    assert changes(made, cursor)[0] in ([], ["5"])
    rows[0]["changed"] = "2026-11-09T10:00:00Z"
    again, _, cursor = changes(made, cursor)
    assert "1" in again
    assert set(again) <= {"1", "5"}
    assert changes(made, cursor)[0] in ([], ["1"])


def test_a_record_that_changes_while_paging_hides_none(connect: Connect, server: JsonServer) -> None:
    rows = [dict(one) for one in ROWS]
    plain = filtering(rows)

    def answer(asked: Asked) -> Reply:
        reply = Reply(copy.deepcopy(plain(asked).body))
        # Behind our back the first record moves to the end, and all others one place up.
        rows[0]["changed"] = "2026-11-09T10:00:00Z"
        return reply

    ids, _, _ = changes(connect(FILTER, answer))
    assert set(ids) == {"1", "2", "3", "4", "5"}


@given(st.lists(st.integers(0, 3), min_size=1, max_size=12), st.integers(1, 4))
def test_many_records_of_one_moment_are_all_read(moments: list[int], size: int) -> None:
    rows = [{"id": n, "name": "x", "changed": f"2026-11-01T10:00:0{at}Z"} for n, at in enumerate(moments)]
    with JsonServer(filtering(rows)) as server:
        listing = {**FILTER, "page_size": size}
        made = connected(
            definition(listing),
            context({"api_key": PLANTED["token"]}),
            variables={"host": server.host},
            base_url=server.url,
        )
        ids, _, _ = changes(made)
        made.close()
    assert sorted(ids) == sorted(str(n) for n in range(len(moments)))


@pytest.mark.parametrize("per_second", [1, 30, 100, 1000])
def test_few_calls_bring_many_records(connect: Connect, server: JsonServer, per_second: int) -> None:
    start = datetime.fromisoformat("2026-11-01T10:00:00+00:00")
    rows = [
        {
            "id": n,
            "name": "x",
            "changed": (start + timedelta(seconds=n // per_second)).strftime("%Y-%m-%dT%H:%M:%SZ"),
        }
        for n in range(2_000)
    ]
    made = connect({**FILTER, "page_size": 100}, filtering(rows))
    ids, _, _ = changes(made)
    assert len(set(ids)) == len(rows)
    assert len(server.seen) <= 1.15 * len(rows) / 100


def test_a_list_without_any_order_ends(connect: Connect) -> None:
    rows: list[dict[str, Any]] = [
        {"id": n, "name": "x", "changed": "2026-11-01T10:00:00Z"} for n in range(12)
    ]
    turn = [0]

    def answer(asked: Asked) -> Reply:
        turn[0] += 5
        turned = [rows[(n + turn[0]) % len(rows)] for n in range(len(rows))]
        start = int(asked.query["offset"])
        return Reply({"items": turned[start : start + 3], "total": len(rows)})

    listing = {**FILTER, "page_size": 3, "paging": {"type": "offset", "total": "total", "max_pages": 100}}
    changes(connect(listing, answer))
    assert turn[0] < 5 * 30


def test_a_change_within_one_moment_hides_none(connect: Connect) -> None:
    rows: list[dict[str, Any]] = [
        {"id": n, "name": "x", "changed": "2026-11-01T10:00:00Z"} for n in range(10)
    ]
    plain, calls = filtering(rows), [0]

    def answer(asked: Asked) -> Reply:
        reply = Reply(copy.deepcopy(plain(asked).body))
        calls[0] += 1
        if calls[0] == 2:
            rows[0]["changed"] = "2026-11-09T10:00:00Z"
        return reply

    assert set(changes(connect({**FILTER, "page_size": 4}, answer))[0]) == {str(n) for n in range(10)}


def test_late_changes_are_not_missed(connect: Connect, server: JsonServer) -> None:
    fresh = (NOW - timedelta(seconds=5)).isoformat().replace("+00:00", "Z")
    rows: list[dict[str, Any]] = [{"id": 1, "name": "x", "changed": fresh}]
    made = connect(FILTER, filtering(rows))
    _, _, cursor = changes(made)
    # It changed before the first, but shows up after it.
    rows.append(
        {"id": 2, "name": "y", "changed": (NOW - timedelta(seconds=20)).isoformat().replace("+00:00", "Z")}
    )
    assert "2" in changes(made, cursor)[0]


def test_not_modified_is_the_end(connect: Connect, server: JsonServer) -> None:
    def answer(asked: Asked) -> Reply:
        return Reply(status=304) if "If-Modified-Since" in asked.headers else Reply({"items": ROWS})

    made = connect({"since": {"strategy": "if_modified_since"}}, answer)
    ids, _, cursor = changes(made)
    assert len(ids) == 5
    assert changes(made, cursor)[0] == []
    assert server.seen[-1].headers["If-Modified-Since"].endswith("GMT")


def test_newest_first_is_read_until_older_ones_come(connect: Connect, server: JsonServer) -> None:
    rows = [dict(one) for one in reversed(ROWS)]
    listing = {
        "paging": {"type": "offset"},
        "query": {"sort": "-changed"},
        "since": {"strategy": "sort_desc"},
    }
    made = connect(listing, lambda asked: Reply({"items": rows[int(asked.query["offset"]) :][:2]}))
    ids, _, cursor = changes(made)
    assert ids == ["1", "2", "3", "4", "5"], "oldest change first"
    server.seen.clear()
    rows.insert(0, {"id": 6, "name": "new", "changed": "2026-11-20T10:00:00Z"})
    assert changes(made, cursor)[0] == ["5", "6"]
    assert len(server.seen) == 2


def test_a_delta_link_and_its_tombstones(connect: Connect, server: JsonServer) -> None:
    def answer(asked: Asked) -> Reply:
        if asked.query.get("delta"):
            return Reply(
                {
                    "items": [{"id": 2, "name": "x"}, {"id": 3, "reason": "deleted"}],
                    "delta": asked_url(asked, 2),
                }
            )
        return Reply({"items": ROWS, "delta": asked_url(asked, 1)})

    made = connect(
        {
            "paging": {"type": "next_url", "url": "next"},
            "since": {"strategy": "delta", "link": "delta", "removed": "reason"},
        },
        answer,
    )
    ids, deleted, cursor = changes(made)
    assert (len(ids), deleted) == (5, [])
    assert changes(made, cursor)[:2] == (["2"], ["3"])


def asked_url(asked: Asked, number: int) -> str:
    return f"http://{asked.headers['Host']}/api/deals?delta={number}"


def test_an_event_log_names_what_to_fetch(connect: Connect, server: JsonServer) -> None:
    def answer(asked: Asked) -> Reply:
        if asked.path == "/api/events":
            events = [
                {"record": 2, "at": "x", "what": "changed"},
                {"record": 3, "at": "x", "what": "deleted"},
            ]
            return Reply({"events": events})
        if asked.path.endswith("/2"):
            return Reply(ROWS[1])
        return Reply({"items": ROWS})

    log = {"path": "/events", "items": "events", "query": {"since": "{since|iso}"}}
    since = {
        "strategy": "event_log",
        "log": log,
        "record": "record",
        "deleted": {"what": "deleted"},
    }
    made = connect({"since": since}, answer)
    _, _, cursor = changes(made)
    ids, deleted, _ = changes(made, cursor)
    assert (ids, deleted) == (["2"], ["3"])


def test_a_full_scan_brings_what_differs_and_what_is_gone(connect: Connect, server: JsonServer) -> None:
    rows = [dict(one) for one in ROWS]
    listing = {"paging": {"type": "offset"}, "since": {"strategy": "full_scan"}}
    made = connect(listing, lambda asked: Reply({"items": rows[int(asked.query["offset"]) :][:2]}))
    ids, _, cursor = changes(made)
    assert len(ids) == 5
    assert changes(made, cursor)[:2] == ([], [])
    rows[1]["name"] = "Another name"
    del rows[4]
    assert changes(made, cursor)[:2] == (["2"], ["5"])
    first = next(iter(made.parts.bulk.changes("deal", cursor)))
    assert changes(made, first.cursor)[1] == [], "what was read before the interruption is not gone"


def test_flags_of_deleted_records(connect: Connect) -> None:
    rows = [{**ROWS[0], "deleted": True}, ROWS[1]]
    made = connect({"deleted": {"deleted": True}}, lambda _: Reply({"items": rows}))
    assert changes(made)[:2] == (["2"], ["1"])


@pytest.mark.parametrize(
    "cursor",
    [
        "x",
        "[]",
        '{"other":{}}',
        '{"deals":1}',
        '{"deals":{"p":1}}',
        '{"deals":{"s":"x"}}',
        '{"deals":{"s":5}}',
        "[" * 9999,
    ],
)
def test_what_is_no_cursor_is_refused(connect: Connect, cursor: str) -> None:
    made = connect(FILTER, filtering(ROWS))
    with pytest.raises(UserInputError):
        list(made.parts.bulk.changes("deal", cursor))


def test_times_in_a_cursor_have_a_zone() -> None:
    from crm_ai_connectors.rest.positions import time_of

    assert time_of("2026-11-01T10:00:00") == datetime.fromisoformat("2026-11-01T10:00:00+00:00")
