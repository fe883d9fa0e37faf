"""``query`` and ``queryAll``: pages of at most 2,000 records behind a cursor."""

from __future__ import annotations

import itertools
import re
import threading
from dataclasses import dataclass
from typing import Any

from crm_ai_plugin.testing.sandbox.salesforce.api import Answer, Api, Call
from crm_ai_plugin.testing.sandbox.salesforce.errors import bad_request
from crm_ai_plugin.testing.sandbox.salesforce.ids import make_id
from crm_ai_plugin.testing.sandbox.salesforce.org import SalesforceOrg
from crm_ai_plugin.testing.sandbox.salesforce.schema import SObject
from crm_ai_plugin.testing.sandbox.salesforce.soql import Query, parse
from crm_ai_plugin.testing.sandbox.salesforce.soql.run import matching, pinned_ids, sorted_by
from crm_ai_plugin.testing.sandbox.state import Record, UnknownRecordError

__all__ = ["register", "run_query", "selected_paths"]

_BATCH = re.compile(r"batchSize\s*=\s*(\d+)", re.IGNORECASE)
_SMALLEST_PAGE = 200
_MOST_CURSORS = 500


@dataclass(frozen=True, slots=True)
class _Cursor:
    records: list[Record]
    paths: tuple[tuple[str, ...], ...]
    size: int


def run_query(org: SalesforceOrg, query: Query, *, deleted: bool) -> list[Record]:
    """The records a query finds, in its order, offset and limit applied.

    Raises:
        SalesforceError: 400, it does not fit the org's objects.
    """
    kind = org.schema.queried(query.source)
    test = matching(query, kind, org.reader, org.clock.now())
    with org.store.lock:
        found = [record for record in _candidates(org, kind, query, deleted=deleted) if test(record)]
        found = sorted_by(query, kind, org.reader, found)
    end = None if query.limit is None else query.offset + query.limit
    return found[query.offset : end]


def _candidates(org: SalesforceOrg, kind: SObject, query: Query, *, deleted: bool) -> list[Record]:
    ids = pinned_ids(query.where, "Id")
    if ids is None:
        ids = _referring(org, kind, query)
    if ids is None:
        found = org.store.all(kind.name)
        return found + org.store.all(kind.name, archived=True) if deleted else found
    named = []
    for record_id in sorted(set(ids)):
        for archived in (False, True) if deleted else (False,):
            try:
                named.append(org.store.get(kind.name, record_id, archived=archived))
            except UnknownRecordError:
                continue
    return named


def _referring(org: SalesforceOrg, kind: SObject, query: Query) -> list[str] | None:
    for field in kind.fields.values():
        if field.type == "reference":
            values = pinned_ids(query.where, field.name)
            if values is not None:
                return org.index.ids(kind.name, field.name, values)
    return None


def selected_paths(org: SalesforceOrg, query: Query) -> tuple[tuple[str, ...], ...]:
    """The paths a query selects, checked.

    Raises:
        SalesforceError: 400, one of them is unknown.
    """
    kind = org.schema.queried(query.source)
    if query.every:
        wanted = {"standard": (False,), "custom": (True,), "all": (False, True)}[query.every]
        return tuple((field.name,) for field in kind.fields.values() if field.custom in wanted)
    for path in query.fields:
        org.reader.resolve(kind, path)
    return query.fields


def register(api: Api, org: SalesforceOrg) -> None:
    """Add the query routes over ``org``."""
    cursors: dict[str, _Cursor] = {}
    numbers = itertools.count(1)
    lock = threading.Lock()

    def page(call: Call, locator: str, cursor: _Cursor, start: int) -> dict[str, Any]:
        rows = cursor.records[start : start + cursor.size]
        with org.store.lock:
            records = [org.reader.json(record, cursor.paths, call.version) for record in rows]
        following = start + len(rows)
        done = following >= len(cursor.records)
        if org.faults.take("repeated_cursor", call.method, f"/{call.path}") is not None:
            following, done = start, False
        body: dict[str, Any] = {"totalSize": len(cursor.records), "done": done}
        if not done:
            where = call.path.split("/")[0]
            body["nextRecordsUrl"] = f"/services/data/v{call.version}/{where}/{locator}-{following}"
        return body | {"records": records}

    def first(call: Call) -> Answer:
        if "q" not in call.args:
            raise bad_request("MALFORMED_QUERY", "The parameter q is missing")
        query = parse(call.args["q"])
        paths = selected_paths(org, query)
        found = run_query(org, query, deleted=call.path == "queryAll")
        if query.count:
            return Answer(body={"totalSize": len(found), "done": True, "records": []})
        size = min(_page_size(call), org.largest_page)
        cursor = _Cursor(found, paths, size)
        locator = make_id("0r8", next(numbers))
        with lock:
            cursors[locator] = cursor
            # An org keeps few cursors open too.
            while len(cursors) > _MOST_CURSORS:
                del cursors[next(iter(cursors))]
        return Answer(body=page(call, locator, cursor, 0))

    def more(call: Call, locator: str) -> Answer:
        name, _, start = locator.rpartition("-")
        with lock:
            cursor = cursors.get(name)
        if cursor is None or not start.isdigit() or int(start) > len(cursor.records):
            raise bad_request("INVALID_QUERY_LOCATOR", "invalid query locator")
        return Answer(body=page(call, name, cursor, int(start)))

    for where in ("query", "queryAll"):
        api.add("GET", where, first)
        api.add("GET", f"{where}/{{locator}}", more)


def _page_size(call: Call) -> int:
    asked = _BATCH.search(call.headers.get("sforce-query-options", ""))
    return min(2000, max(_SMALLEST_PAGE, int(asked[1]))) if asked is not None else 2000
