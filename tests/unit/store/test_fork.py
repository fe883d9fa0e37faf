"""A store that was opened before a fork is used after it, as web servers and job workers do."""

from __future__ import annotations

import os

from crm_ai_plugin.records import Deal
from crm_ai_plugin.store import InboxRow, InboxWriter
from tests.fixtures.stores import NOON


def delivery(name):
    return InboxRow(name, "hubspot", "POST", "/", {}, b"", NOON)


def test_child_and_parent_both_go_on(sqlite_store):
    writer = InboxWriter(sqlite_store)
    writer.put(delivery("before"))
    with sqlite_store.workspace("w") as ws:
        ws.records.upsert("c", [Deal(id="before")])
    inherited = writer._target._connection  # type: ignore[attr-defined]

    child = os.fork()
    if child == 0:
        code = 1
        try:
            writer.put(delivery("child"))
            with sqlite_store.workspace("w") as ws:
                ws.records.upsert("c", [Deal(id="child")])
            code = 0 if writer._target._connection is not inherited else 2  # type: ignore[attr-defined]
        finally:
            os._exit(code)
    _, status = os.waitpid(child, 0)
    assert os.waitstatus_to_exitcode(status) == 0

    writer.put(delivery("parent"))
    assert writer._target._connection is inherited  # type: ignore[attr-defined]
    with sqlite_store.workspace("w") as ws:
        ws.records.upsert("c", [Deal(id="parent")])
        assert ws.records.counts()["deal"] == 3
    with sqlite_store.system() as s:
        assert {row.id for row in s.inbox.unparsed(9)} == {"before", "child", "parent"}
    writer.close()
