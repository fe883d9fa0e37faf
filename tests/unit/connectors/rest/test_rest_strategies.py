"""B and E: pages of every kind, what changed since, and lists that go in circles."""

from __future__ import annotations

import copy
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crm_ai_connectors.rest.connector import RestConnector
from crm_ai_plugin.errors import PermanentError, UserInputError
from tests.fixtures.json_server import Asked, JsonServer, Reply
from tests.fixtures.rest_connecting import NOW, connected, context
from tests.fixtures.rest_small import definition

ROWS = [{"id": n, "name": f"Deal {n}", "changed": f"2026-11-0{n}T10:00:00Z"} for n in range(1, 6)]


@pytest.fixture
def server() -> Iterator[JsonServer]:
    with JsonServer(lambda _: Reply({})) as made:
        yield made


Connect = Callable[..., RestConnector]


@pytest.fixture
def connect(server: JsonServer) -> Iterator[Connect]:
    made: list[RestConnector] = []

    def build(listing: dict[str, Any], answer: Callable[[Asked], Reply], **more: Any) -> RestConnector:
        server.answer = answer
        changes = {"resources": more.pop("resources")} if "resources" in more else {}
        made.append(
            connected(
                definition(listing, **changes),
                context({"api_key": "k"}),
                variables={"host": server.host},
                base_url=server.url,
                **more,
            )
        )
        return made[-1]

    yield build
    for one in made:
        one.close()


def changes(made: RestConnector, cursor: str | None = None) -> tuple[list[str], list[str], str | None]:
    """Return ids, ids of deleted ones, and the last cursor."""
    pages = list(made.parts.bulk.changes("deal", cursor))
    ids = [getattr(one, "id", "") for page in pages for one in page.records]
    last = next((page.cursor for page in reversed(pages) if page.cursor), None)
    return ids, [one for page in pages for one in page.deleted_ids], last


def sliced(start: int, size: int = 2) -> list[dict[str, Any]]:
    return ROWS[start : start + size]


def by_page(asked: Asked, first: int) -> Reply:
    return Reply({"items": sliced((int(asked.query["page"]) - first) * 2)})


def by_token(asked: Asked) -> Reply:
    if "token" in asked.query:
        return Reply({"items": sliced(4), "next": None, "more": False})
    start = (int(asked.query["page"]) - 1) * 2
    return Reply({"items": sliced(start), "next": "t", "more": True})


PAGINGS: list[tuple[dict[str, Any], Callable[[Asked], Reply]]] = [
    ({"paging": {"type": "page", "first": 1}}, lambda asked: by_page(asked, 1)),
    ({"paging": {"type": "page", "first": 0}}, lambda asked: by_page(asked, 0)),
    (
        {"paging": {"type": "page", "more": "more", "then": {"path": "next", "param": "token", "after_items": 4}}},
        by_token,
    ),
    (
        {"paging": {"type": "page", "end_status": [404]}, "page_size": 1},
        lambda asked: Reply({"items": sliced(int(asked.query["page"]) - 1, 1)}) if int(asked.query["page"]) < 6 else Reply({}, 404),
    ),
    (
        {"paging": {"type": "offset", "total": "total"}},
        lambda asked: Reply({"items": sliced(int(asked.query["offset"])), "total": 5}),
    ),
    (
        {"paging": {"type": "offset", "total": "total"}},
        lambda asked: Reply({"items": sliced(int(asked.query["offset"])), "total": -1}),
    ),
    (
        {"paging": {"type": "offset", "in": "body", "offset_param": "page.skip"}, "method": "POST", "body": {"x": 1}},
        lambda asked: Reply({"items": sliced(asked.json["page"]["skip"], asked.json["limit"])}),
    ),
    (
        {"paging": {"type": "cursor", "cursor": "meta.next"}},
        lambda asked: Reply({"items": sliced(int(asked.query.get("cursor", 0))), "meta": {"next": {0: 2, 2: 4, 4: None}[int(asked.query.get("cursor", 0))]}}),
    ),
    (
        {"paging": {"type": "next_url", "url": "['@next']"}},
        lambda asked: Reply({"items": sliced(int(asked.query.get("n", 0))), **({"@next": f"http://{asked.headers['Host']}/api/deals?n={int(asked.query.get('n', 0)) + 2}"} if int(asked.query.get("n", 0)) < 4 else {})}),
    ),
    ({"paging": {"type": "none"}, "items": ""}, lambda _: Reply(ROWS)),
]  # fmt: skip


@pytest.mark.parametrize(("listing", "answer"), PAGINGS)
def test_every_paging_reads_everything_once(
    connect: Connect, listing: dict[str, Any], answer: Callable[[Asked], Reply]
) -> None:
    made = connect(listing, answer)
    assert changes(made)[0] == ["1", "2", "3", "4", "5"]


@pytest.mark.parametrize(("listing", "answer"), PAGINGS[:-1])
def test_reading_goes_on_where_it_stopped(
    connect: Connect, listing: dict[str, Any], answer: Callable[[Asked], Reply]
) -> None:
    made = connect(listing, answer)
    first = next(iter(made.parts.bulk.changes("deal", None)))
    size = listing.get("page_size", 2)
    assert changes(made, first.cursor)[0] == ["1", "2", "3", "4", "5"][size:]


@pytest.mark.parametrize(
    ("listing", "answer"),
    [
        (
            {"paging": {"type": "cursor", "cursor": "next"}},
            lambda asked: Reply({"items": sliced(0), "next": "same"}),
        ),
        ({"paging": {"type": "page"}}, lambda asked: Reply({"items": sliced(0)})),
        (
            {"paging": {"type": "offset", "total": "total"}},
            lambda asked: Reply({"items": sliced(0), "total": 900}),
        ),
        (
            {"paging": {"type": "next_url", "url": "next"}},
            lambda asked: Reply({"items": sliced(0), "next": f"http://{asked.headers['Host']}/api/deals"}),
        ),
    ],
)
def test_a_list_that_goes_in_circles_ends(
    connect: Connect, server: JsonServer, listing: dict[str, Any], answer: Any
) -> None:
    made = connect(listing, answer)
    with pytest.raises(PermanentError) as caught:
        changes(made)
    assert caught.value.code == "paging_loop"
    assert len(server.seen) <= 3


def test_a_list_without_end_ends(connect: Connect, server: JsonServer) -> None:
    listing = {"paging": {"type": "cursor", "cursor": "next", "max_pages": 4}}
    made = connect(listing, lambda asked: Reply({"items": sliced(0), "next": f"{len(server.seen)}"}))
    with pytest.raises(PermanentError) as caught:
        changes(made)
    assert caught.value.code == "paging_limit"


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
            context({"api_key": "k"}),
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
