"""B: pages of every kind, read once, resumable, and lists that go in circles."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from crm_ai_plugin.errors import PermanentError
from tests.fixtures.json_server import Asked, JsonServer, Reply
from tests.fixtures.rest_lists import ROWS, Connect, changes, sliced


def by_page(asked: Asked, first: int) -> Reply:
    return Reply({"items": sliced((int(asked.query["page"]) - first) * 2)})


def by_token(asked: Asked) -> Reply:
    if "token" in asked.query:
        return Reply({"items": sliced(4), "next": None, "more": False})
    start = (int(asked.query["page"]) - 1) * 2
    return Reply({"items": sliced(start), "next": "t", "more": True})


def linked(asked: Asked, host: str) -> Reply:
    start = int(asked.query.get("n", 0))
    link = f'<{host}/api/deals?n=0>; rel="first"'
    link += f', <{host}/api/deals?n={start + 2}>; title="on"; rel="next last"' if start < 4 else ""
    return Reply({"items": sliced(start)}, headers={"Link": link})


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
    ({"paging": {"type": "next_url", "link_header": "Link"}}, lambda asked: linked(asked, f"http://{asked.headers['Host']}")),
    ({"paging": {"type": "next_url", "link_header": "Link"}}, lambda asked: linked(asked, "")),
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
