"""What PostgreSQL's files hold of deleted rows, and what it says when it may not let go of them."""

from __future__ import annotations

from collections.abc import Iterator

import psycopg
import pytest

from crm_ai_plugin.errors import PermanentError, RetryableError
from crm_ai_plugin.records import Contact
from crm_ai_plugin.store import Store, compaction
from tests.fixtures.servers import Postgres

W, C = "acme", "crm-1"
ANN = Contact(id="ann", first_name="Ann", last_name="Weberling", email="ann@weberling.example")


@pytest.fixture
def database() -> str:
    """PostgreSQL only."""
    return "postgresql"


@pytest.fixture
def ann(store: Store) -> Store:
    """Somebody who was stored, known to the planner, and deleted."""
    with store.workspace(W) as session:
        session.records.upsert(C, [ANN])
    with store.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as server:
        server.exec_driver_sql("ANALYZE contacts")
    with store.workspace(W) as session:
        session.records.delete(C, "contact", ["ann"])
    return store


@pytest.fixture
def reader(ann: Store) -> Iterator[psycopg.Connection]:
    """A transaction of somebody who looks at the rows as they were."""
    url = ann.engine.url
    where = f"user=postgres dbname={url.database} host={url.query['host']}"
    with psycopg.connect(where) as connection:
        connection.isolation_level = psycopg.IsolationLevel.REPEATABLE_READ
        yield connection


def known(store: Store) -> int:
    with store.engine.connect() as connection:
        question = "SELECT count(*) FROM pg_stats WHERE tablename = 'contacts'"
        return int(connection.exec_driver_sql(question).scalar_one())


def test_of_a_table_that_became_empty_the_planner_knows_nothing_any_more(ann: Store) -> None:
    assert known(ann) > 0
    ann.compact()
    assert known(ann) == 0
    with ann.workspace(W) as session:
        session.records.upsert(C, [ANN])
        assert session.records.fetch(C, Contact, ["ann"]) == [ANN]


def test_while_somebody_may_still_look_at_the_rows_it_waits(
    store: Store, monkeypatch: pytest.MonkeyPatch, reader: psycopg.Connection
) -> None:
    monkeypatch.setattr(compaction, "_PAUSE_S", 0.0)
    with store.workspace(W) as session:
        session.records.upsert(C, [ANN])
    reader.execute("SELECT count(*) FROM workspaces")
    with store.workspace(W) as session:
        session.records.delete(C, "contact", ["ann"])
    with pytest.raises(RetryableError) as kept:
        store.compact()
    assert (kept.value.code, kept.value.detail) == ("database_old_transaction", "contacts")
    reader.commit()
    store.compact()


def test_a_table_that_somebody_holds_is_not_waited_for_long(
    store: Store, monkeypatch: pytest.MonkeyPatch, reader: psycopg.Connection
) -> None:
    monkeypatch.setattr(compaction, "LOCK_WAIT_S", 0.05)
    reader.execute("SELECT count(*) FROM contacts")
    with pytest.raises(RetryableError) as busy:
        store.compact()
    assert busy.value.code == "database_busy"
    reader.commit()
    store.compact()
    with store.engine.connect() as connection:
        assert connection.exec_driver_sql("SHOW lock_timeout").scalar_one() == "0"


def test_who_does_not_own_the_tables_is_told_so(store: Store, postgres: Postgres) -> None:
    name = str(store.engine.url.database)
    postgres.run(
        name,
        "CREATE ROLE clerk LOGIN",
        "GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO clerk",
    )
    clerk = Store.open(str(store.engine.url.set(username="clerk").render_as_string(hide_password=False)))
    try:
        with pytest.raises(PermanentError) as refused:
            clerk.compact()
    finally:
        clerk.close()
        postgres.run(name, "DROP OWNED BY clerk", "DROP ROLE clerk")
    assert refused.value.code == "database_rewrite_refused"
    assert "contacts" in refused.value.user_message
