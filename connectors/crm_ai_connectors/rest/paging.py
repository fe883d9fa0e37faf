"""B: a list, page by page, resumable anywhere, and guarded against lists that never end."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from requests.utils import parse_header_links

from crm_ai_plugin.errors import PermanentError

from . import templates
from .answers import Answer
from .client import RestClient
from .extract import Raw, rows, sift
from .model import Definition
from .model.listing import (
    CursorPaging,
    FilterSince,
    HeaderSince,
    Listing,
    NextUrlPaging,
    NoPaging,
    OffsetPaging,
    PagePaging,
)
from .paths import find, place

State = Mapping[str, Any]
"""Where a list goes on; plain JSON. Empty: at the beginning."""
_NOT_MODIFIED = 304
_NO_CONTENT = 204


@dataclass(frozen=True)
class ListPage:
    """One page.

    Attributes:
        raws: The records that are wanted.
        next: Where to go on, None at the end.
        answer: All that came back.
        held: How many items the page had before sorting out.
    """

    raws: list[Raw]
    next: State | None
    answer: Answer
    held: int


def merged(one: Any, other: Any) -> Any:  # noqa: ANN401  # JSON
    """Return two JSON trees as one; where both have a value, the second counts, lists are joined."""
    if isinstance(one, Mapping) and isinstance(other, Mapping):
        return {
            **one,
            **{key: merged(one[key], value) if key in one else value for key, value in other.items()},
        }
    if isinstance(one, list) and isinstance(other, list):
        return [*one, *other]
    return one if other is None else other


class Walk:
    """Pages of one list, guarded against one that goes in circles or never ends."""

    def __init__(self, pager: Pager, listing: Listing, label: str) -> None:
        self._pager = pager
        self._listing = listing
        self._label = label
        self._numbered = isinstance(listing.paging, (PagePaging, OffsetPaging))
        self._pages = 0
        self.begin()

    def begin(self) -> None:
        """Note that the query is another one from here on."""
        self._states: set[str] = set()
        self._last = ""

    def page(self, values: Mapping[str, Any], state: State | None) -> ListPage:
        """Return the page at `state`.

        Raises:
            PermanentError: the list does not get on or has more pages than allowed.
        """
        if self._pages >= self._listing.paging.max_pages:
            raise PermanentError(
                f"{self._label}'s list has more than {self._listing.paging.max_pages} pages",
                code="paging_limit",
                hint="raise max_pages, or take a larger page size",
            )
        self._pages += 1
        page = self._pager.page(self._listing, values, state or {})
        if page.next is not None:
            name = json.dumps({key: value for key, value in page.next.items() if key != "i"})
            if name in self._states:
                raise self._loop("the same cursor came again")
            self._states.add(name)
        content = hashlib.sha256(json.dumps(page.raws, sort_keys=True, default=str).encode()).hexdigest()
        if self._numbered and page.raws and content == self._last:
            raise self._loop("the same page came again")
        self._last = content
        return page

    def _loop(self, what: str) -> PermanentError:
        return PermanentError(
            f"{self._label}'s list does not get on: {what}",
            code="paging_loop",
            hint="check the names of the paging parameters in the definition",
        )


class Pager:
    """Reads lists."""

    def __init__(self, client: RestClient, definition: Definition, page_size: int | None) -> None:
        self._client = client
        self._definition = definition
        self._page_size = page_size

    def size(self, listing: Listing) -> int:
        """Return how many items are asked for: the wanted size, clamped to what the CRM allows."""
        wished = min(listing.page_size, self._page_size or listing.page_size)
        return min(wished, self._definition.max_page_size)

    def all(self, listing: Listing, values: Mapping[str, Any]) -> Iterator[Raw]:
        """Yield the items of all pages."""
        for page in self.pages(listing, values):
            yield from page.raws

    def pages(
        self, listing: Listing, values: Mapping[str, Any], state: State | None = None
    ) -> Iterator[ListPage]:
        """Yield pages from `state` on.

        Raises:
            PermanentError: the list goes in circles or has more pages than allowed.
        """
        walk = self.walk(listing)
        while True:
            page = walk.page(values, state)
            yield page
            state = page.next
            if state is None:
                return

    def walk(self, listing: Listing) -> Walk:
        """Return what reads single pages and notices when they don't get on."""
        return Walk(self, listing, self._definition.label)

    def page(self, listing: Listing, values: Mapping[str, Any], state: State) -> ListPage:
        """Return the page at `state`."""
        size = self.size(listing)
        known = {**self._client.variables, **values, "page_size": size}
        query, headers, body = _since(listing, known)
        here = _position(listing, state, size)
        content = merged(templates.fill(listing.body, known), body)
        if not isinstance(listing.paging, NoPaging) and listing.paging.where == "body":
            for path, value in here.items():
                content = merged(content, place(path, value))
            here = {}
        request = self._client.request(
            listing,
            listing.method,
            known,
            body=content,
            query={**query, **{name: str(value) for name, value in here.items()}},
            headers=headers,
            url=state.get("u"),
        )
        allow = {
            *listing.paging.end_status,
            *([_NOT_MODIFIED] if isinstance(listing.since, HeaderSince) else ()),
        }
        answer = self._client.send(request, allow)
        empty = answer.status in allow or answer.status == _NO_CONTENT
        found = rows(answer.body, listing.items, listing.unwrap, label=self._definition.label, empty=empty)
        following = None if empty or not found else _following(listing, state, answer, len(found), size)
        if not found and isinstance(listing.paging, NextUrlPaging) and not empty:
            # A page may be empty though there are more: everything on it was filtered out behind the scenes.
            following = _following(listing, state, answer, 0, size)
        return ListPage(sift(found, listing), following, answer, len(found))


def _since(listing: Listing, known: Mapping[str, Any]) -> tuple[dict[str, str], dict[str, str], Any]:
    """Return what the incremental strategy adds to query, headers and body."""
    since = listing.since
    if known.get("since") is None or since is None:
        return {}, {}, None
    if isinstance(since, FilterSince):
        headers = {name: templates.render(text, known) for name, text in since.headers.items()}
        return templates.query(since.query, known), headers, templates.fill(since.body, known) or None
    if isinstance(since, HeaderSince):
        return {}, {since.header: templates.render(since.value, known)}, None
    return {}, {}, None


def _position(listing: Listing, state: State, size: int) -> dict[str, Any]:
    """Return the paging parameters of a page."""
    if state.get("u"):
        return {}
    found: dict[str, Any] = {}
    match listing.paging:
        case PagePaging() as paging:
            if paging.then is not None and state.get("t"):
                found[paging.then.param] = state["t"]
            else:
                found[paging.page_param] = state.get("p", paging.first)
        case OffsetPaging() as paging:
            found[paging.offset_param] = state.get("o", 0)
        case CursorPaging() as paging:
            if state.get("c") is not None:
                found[paging.cursor_param] = state["c"]
        case _:
            pass
    size_param = getattr(listing.paging, "size_param", None)
    return {**found, size_param: size} if size_param else found


def _following(listing: Listing, state: State, answer: Answer, held: int, size: int) -> State | None:
    paging = listing.paging
    seen = int(state.get("i", 0)) + held
    if paging.more is not None and not _true(find(answer.body, paging.more)):
        return None
    total = find(answer.body, paging.total) if paging.total is not None else None
    known_total = isinstance(total, int) and not isinstance(total, bool) and total >= 0
    if known_total and isinstance(total, int) and seen >= total:
        return None
    # A page that is not full is the last one, unless the answer itself says otherwise.
    short = held < size and not known_total and paging.more is None
    match paging:
        case PagePaging():
            token = find(answer.body, paging.then.path) if paging.then else None
            if token and paging.then is not None and seen >= paging.then.after_items:
                return {"t": str(token), "i": seen}
            return None if short else {"p": int(state.get("p", paging.first)) + 1, "i": seen}
        case OffsetPaging():
            return None if short else {"o": int(state.get("o", 0)) + held, "i": seen}
        case CursorPaging():
            cursor = find(answer.body, paging.cursor)
            return {"c": cursor, "i": seen} if isinstance(cursor, (str, int)) and cursor != "" else None
        case NextUrlPaging():
            url = _linked(answer, paging)
            return {"u": url, "i": seen} if isinstance(url, str) and url else None
        case _:
            return None


def _linked(answer: Answer, paging: NextUrlPaging) -> Any:  # noqa: ANN401  # vendor JSON
    """Return the address of the next page; a header may name several, of which one is the next."""
    if paging.link_header is None:
        return find(answer.body, paging.url or "")
    links = parse_header_links(answer.headers.get(paging.link_header, ""))
    return next((one["url"] for one in links if "next" in one.get("rel", "").lower().split()), None)


def _true(value: Any) -> bool:  # noqa: ANN401  # vendor JSON
    return value is True or (isinstance(value, (str, int)) and str(value).lower() in {"true", "1", "yes"})
