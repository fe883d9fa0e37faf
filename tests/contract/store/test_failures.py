from __future__ import annotations

import os
import sqlite3
import threading

import pytest
from sqlalchemy import make_url

from crm_ai_plugin.errors import (
    ConfigurationError,
    CrmAiError,
    PermanentError,
    RetryableError,
    UserInputError,
)
from crm_ai_plugin.records import Deal
from crm_ai_plugin.store import InboxRow, InboxWriter, Store, engine
from crm_ai_plugin.store.failures import as_our_error
from tests.fixtures.stores import NOON

SECRET = "hunter2"


def one_line(error):
    assert "\n" not in str(error)
    assert SECRET not in f"{error} {error.detail} {error.hint}"
    return str(error)


@pytest.mark.parametrize(
    "url",
    ["", "nonsense", "mysql://u:hunter2@h/d", "sqlite://", "sqlite:///:memory:", "postgresql+asyncpg://h/d"],
)
def test_database_of_another_kind_is_refused(url):
    with pytest.raises(ConfigurationError) as caught:
        Store.open(url)
    assert caught.value.code == "database_url"
    one_line(caught.value)


def test_plain_postgresql_means_psycopg():
    store = Store.open("postgresql://localhost/x")
    assert store.engine.url.drivername == "postgresql+psycopg"


def test_sqlite_file_that_cannot_be_made(tmp_path):
    (tmp_path / "file").write_text("")
    with pytest.raises(ConfigurationError, match="can't be opened"):
        Store.open(f"sqlite:///{tmp_path}/file/store.db")


def test_file_that_is_no_database(tmp_path):
    path = tmp_path / "store.db"
    path.write_bytes(b"not a database" * 500)
    store = Store.open(f"sqlite:///{path}")
    for use in (store.upgrade, store.revision, lambda: store.due_work(NOON, 1)):
        with pytest.raises(ConfigurationError, match="can't be used"):
            use()
    store.close()


def test_sqlite_file_is_for_its_owner_only(tmp_path):
    Store.open(f"sqlite:///{tmp_path}/new/store.db")
    assert os.stat(tmp_path / "new" / "store.db").st_mode & 0o077 == 0


@pytest.mark.parametrize("host", ["127.0.0.1:1", "/nowhere"])
def test_unreachable_server(host):
    place = f"{host}/crm" if ":" in host else f"/crm?host={host}"
    store = Store.open(f"postgresql+psycopg://admin:{SECRET}@{place}")
    writer = InboxWriter(store)
    row = InboxRow("i", "r", "POST", "/", {}, b"", NOON)
    for use in (store.upgrade, lambda: store.due_work(NOON, 1), lambda: writer.put(row)):
        with pytest.raises(RetryableError, match="can't be reached") as caught:
            use()
        assert "crm" in one_line(caught.value)
        assert not caught.value.uncertain, "nothing was sent"
    with pytest.raises(RetryableError), store.workspace("w") as ws:
        ws.records.counts()
    store.close()


def test_missing_database_and_unknown_user_are_the_admins(postgres):
    url = make_url(postgres.url("nothing_here"))
    for wrong in (url, url.set(username="nobody", password=SECRET)):
        store = Store.open(wrong.render_as_string(hide_password=False))
        with pytest.raises(ConfigurationError) as caught:
            store.upgrade()
        one_line(caught.value)
        store.close()


def test_busy_sqlite_is_retryable(sqlite_url, monkeypatch):
    monkeypatch.setattr(engine, "BUSY_TIMEOUT_S", 0.01)
    store = Store.open(sqlite_url)
    writer = InboxWriter(store)
    other = sqlite3.connect(make_url(sqlite_url).database or "", isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    with store.workspace("w") as ws:
        assert ws.records.counts()["deal"] == 0, "readers do not wait for a writer"
    with pytest.raises(RetryableError) as caught, store.workspace("w") as ws:
        ws.records.upsert("c", [Deal(id="1")])
    assert caught.value.code == "database_busy"
    with pytest.raises(RetryableError):
        writer.put(InboxRow("i", "r", "POST", "/", {}, b"", NOON))
    other.execute("ROLLBACK")
    other.close()
    writer.put(InboxRow("i", "r", "POST", "/", {}, b"", NOON))
    writer.close()
    with store.workspace("w") as ws:
        assert ws.records.upsert("c", [Deal(id="1")]).inserted == 1
    store.close()


@pytest.mark.parametrize("database", ["postgresql"], indirect=True)
def test_server_that_drops_us_is_retryable_and_the_next_session_works(postgres, store):
    with pytest.raises(RetryableError) as caught, store.workspace("w") as ws:  # noqa: PT012  # one session
        ws.records.counts()
        postgres.empty(store.engine.url.database, ["deals"])  # ends all other connections
        ws.records.counts()
    assert caught.value.uncertain
    with store.workspace("w") as ws:
        assert ws.records.counts()["deal"] == 0


def test_reading_then_writing_never_fails_on_sqlite_while_others_write(sqlite_store):
    """The classic: a transaction that read before a foreign commit may not write after it."""
    read, written = threading.Event(), threading.Event()

    def reader():
        with sqlite_store.workspace("w") as ws:
            assert ws.records.counts()["deal"] == 0
            read.set()
            assert written.wait(30)
            ws.records.upsert("c", [Deal(id="2")])

    thread = threading.Thread(target=reader)
    thread.start()
    assert read.wait(30)
    with sqlite_store.workspace("w") as ws:
        ws.records.upsert("c", [Deal(id="1")])
    written.set()
    thread.join(30)
    with sqlite_store.workspace("w") as ws:
        assert ws.records.counts()["deal"] == 2


def test_error_shows_no_values(store):
    # A value that no column takes: the drivers' own messages would quote it.
    with pytest.raises(CrmAiError) as caught, store.workspace("w") as ws:
        ws.cursors.set("c", "deal", {SECRET: 1})
    assert isinstance(caught.value, PermanentError)
    one_line(caught.value)


@pytest.mark.parametrize("name", ["", "x" * 129])
def test_workspace_id_is_checked(store, name):
    with pytest.raises(UserInputError), store.workspace(name):
        pass


def test_other_errors_are_not_ours():
    assert as_our_error(ValueError("x"), "here") is None
    assert as_our_error(None, "here") is None
