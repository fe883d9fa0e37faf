from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from crm_ai_plugin.errors import ConflictError, NotFoundError
from crm_ai_plugin.store import ConnectionRow, InboxRow, api_key_id, new_id
from tests.fixtures.stores import NOON


def delivery(**changes):
    values: dict[str, Any] = {
        "id": new_id("inb"),
        "receiver": "hubspot",
        "method": "POST",
        "url": "https://crm.example/webhooks/hubspot?x=1",
        "headers": {"x-hubspot-signature-v3": "c2VjcmV0"},
        "body": b'{"from": "eve@example.org"}\x00\xff',
        "received_at": NOON,
    }
    return InboxRow(**values | changes)


@pytest.fixture
def acme(store):
    with store.system() as s:
        s.workspaces.ensure("acme", "Acme")
        s.workspaces.ensure("other", "Other")
    return store


def test_workspaces_are_made_once(acme):
    with acme.system() as s:
        s.workspaces.ensure("acme", "renamed")
        assert [(row.id, row.name, row.created_at) for row in s.workspaces.list()] == [
            ("acme", "Acme", NOON),
            ("other", "Other", NOON),
        ]


def test_api_key_opens_its_workspace_and_is_stored_nowhere(acme):
    with acme.system() as s:
        key = s.api_keys.create("acme", "ci")
        assert s.api_keys.create("acme", "ci") != key
        assert s.api_keys.resolve(key) == "acme"
        assert s.api_keys.resolve(key + "x") is None
        assert s.api_keys.resolve("") is None
        assert s.api_keys.resolve("\x00\ud800") is None
        with pytest.raises(NotFoundError):
            s.api_keys.create("nobody", "ci")
    with acme.engine.connect() as connection:
        stored = connection.exec_driver_sql("SELECT * FROM api_keys").all()
    assert key not in repr(stored)


def test_keys_are_listed_without_what_opens_and_can_be_revoked(acme):
    with acme.system() as s:
        first, second, others = (
            s.api_keys.create(w, label) for w, label in (("acme", "a"), ("acme", "b"), ("other", "c"))
        )
        listed = s.api_keys.list("acme")
        assert {(row.id, row.label, row.created_at) for row in listed} == {
            (api_key_id(first), "a", NOON),
            (api_key_id(second), "b", NOON),
        }
        assert not any(key in repr(listed) for key in (first, second))
        s.api_keys.revoke("acme", api_key_id(first))
        assert [s.api_keys.resolve(key) for key in (first, second, others)] == [None, "acme", "other"]
        for missing in (api_key_id(first), api_key_id(others), "", "key_", "%", second):
            with pytest.raises(NotFoundError):
                s.api_keys.revoke("acme", missing)
        assert s.api_keys.resolve(others) == "other"


def test_connections(acme):
    row = ConnectionRow(
        "acme", "hubspot-1", "hubspot", "4711", {"region": "eu"}, b"\x00cipher\xff", created_at=NOON
    )
    with acme.system() as s:
        s.connections.add(row)
        s.connections.add(ConnectionRow("other", "hubspot-1", "hubspot", "4711"))
        with pytest.raises(ConflictError):
            s.connections.add(row)
        with pytest.raises(NotFoundError):
            s.connections.add(ConnectionRow("nobody", "hubspot-1", "hubspot", "4711"))
    with acme.system() as s:
        assert s.connections.get("acme", "hubspot-1") == row
        assert s.connections.list("acme") == [row]
        assert len(s.connections.list()) == 2
        assert [found.workspace_id for found in s.connections.by_account("hubspot", "4711")] == [
            "acme",
            "other",
        ]
        assert s.connections.by_account("hubspot", "4712") == []
        s.connections.save_secrets("acme", "hubspot-1", b"new")
        s.connections.set_status("acme", "hubspot-1", "reauthorise")
        changed = s.connections.get("acme", "hubspot-1")
        assert (changed.secrets_encrypted, changed.status) == (b"new", "reauthorise")
        assert s.connections.get("other", "hubspot-1").secrets_encrypted is None
        for missing in (
            lambda: s.connections.get("acme", "nothing"),
            lambda: s.connections.save_secrets("acme", "nothing", b""),
            lambda: s.connections.set_status("acme", "nothing", "off"),
        ):
            with pytest.raises(NotFoundError):
                missing()


def test_replaced_connection_keeps_its_place(acme):
    with acme.system() as s:
        s.connections.put(ConnectionRow("acme", "h", "hubspot", "1", {}, b"old", "reauthorise"))
        s.connections.put(ConnectionRow("acme", "h", "hubspot", "2", {"a": 1}, b"new"))
        (row,) = s.connections.list()
        assert (row.account, row.config, row.secrets_encrypted, row.status) == (
            "2",
            {"a": 1},
            b"new",
            "active",
        )


def test_repr_shows_no_secret_and_no_body():
    shown = repr(delivery()) + repr(ConnectionRow("w", "k", "hubspot", "1", {"c": "hidden"}, b"hidden"))
    for hidden in ("eve@example.org", "c2VjcmV0", "hidden", "x=1"):
        assert hidden not in shown


def test_inbox_gives_oldest_first_until_dealt_with(store):
    rows = [delivery() for _ in range(4)]
    with store.system() as s:
        s.inbox.insert_many(list(reversed(rows)))
        s.inbox.insert_many([rows[0], delivery(id=rows[1].id, body=b"other")])
        s.inbox.insert_many([])
    with store.system() as s:
        assert s.inbox.unparsed(10) == rows
        assert s.inbox.unparsed(2) == rows[:2]
        s.inbox.mark_parsed(rows[0].id)
        s.inbox.mark_rejected(rows[2].id, "body_malformed")
    with store.system() as s:
        assert s.inbox.unparsed(10) == [rows[1], rows[3]]
        rejected = s.inbox.get(rows[2].id)
        assert (rejected.state, rejected.reject_code) == ("rejected", "body_malformed")
        with pytest.raises(NotFoundError):
            s.inbox.get("inb_nothing")


def test_prune_never_takes_what_was_not_parsed(store):
    old, done, fresh = delivery(), delivery(), delivery(received_at=NOON + timedelta(days=1))
    with store.system() as s:
        s.inbox.insert_many([old, done, fresh])
        s.inbox.mark_parsed(done.id)
        s.inbox.mark_parsed(fresh.id)
        assert s.inbox.prune(NOON + timedelta(hours=1)) == 1
        assert s.inbox.get(old.id) == old
        assert s.inbox.get(fresh.id).state == "parsed"


def test_session_rolls_back_on_error(store):
    with pytest.raises(ZeroDivisionError), store.system() as s:  # noqa: PT012  # the error ends the session
        s.workspaces.ensure("acme", "Acme")
        _ = 1 / 0
    with store.system() as s:
        assert s.workspaces.list() == []
