from __future__ import annotations

import subprocess
import sys

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import inspect

from crm_ai_plugin.errors import ConfigurationError
from crm_ai_plugin.store import Store
from crm_ai_plugin.store.tables import Base, SystemTable, WorkspaceOwned

NOW = {"now": "2026-03-02 12:00:00.000000+00:00"}
TABLES = sorted(Base.metadata.tables)
SYSTEM_TABLES = {
    *("workspaces", "api_keys", "connections", "inbox", "webhook_endpoints", "installs", "share_links"),
    *("model_spend", "model_budgets"),  # the installation pays one bill for all
    *("users", "user_sessions", "sign_in_failures", "used_tokens"),  # who comes in names no workspace
    "hash_keys",
}


# An index over an expression is made on SQLite and can't be read back; PostgreSQL compares it.
@pytest.mark.filterwarnings("ignore:Skipped unsupported reflection of expression-based index")
@pytest.mark.filterwarnings("ignore:autogenerate skipping metadata-specified expression-based index")
def test_migrations_make_exactly_the_models(store):
    with store.engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_server_default": True})
        assert compare_metadata(context, Base.metadata) == []


def test_every_migration_can_be_taken_back(empty_database):
    from alembic import command

    from crm_ai_plugin.store import schema

    store = Store.open(empty_database)
    store.upgrade()
    config = schema._config()
    with store.engine.begin() as connection:
        config.attributes["connection"] = connection
        command.downgrade(config, "base")
    with store.engine.connect() as connection:
        assert set(inspect(connection).get_table_names()) <= {"alembic_version"}
    store.upgrade()
    store.require_current()
    store.close()


def test_revisions_are_a_line_that_the_file_names_tell():
    from alembic.script import ScriptDirectory

    from crm_ai_plugin.store import schema

    line = [script.revision for script in ScriptDirectory.from_config(schema._config()).walk_revisions()]
    assert schema._known() == line[::-1]


def test_revision_tells_before_and_after(empty_database):
    store = Store.open(empty_database)
    current, head = store.revision()
    assert current is None
    with pytest.raises(ConfigurationError, match="crm-ai db upgrade"):
        store.require_current()
    store.upgrade()
    store.upgrade()
    assert store.revision() == (head, head)
    store.require_current()
    store.close()


def test_unmigrated_database_is_named_as_such(empty_database):
    store = Store.open(empty_database)
    with pytest.raises(ConfigurationError, match="crm-ai db upgrade") as caught, store.system() as s:
        s.workspaces.list()
    assert caught.value.code == "database_not_upgraded"
    store.close()


def test_newer_database_is_refused(empty_database):
    store = Store.open(empty_database)
    store.upgrade()
    with store.engine.begin() as connection:
        connection.exec_driver_sql("UPDATE alembic_version SET version_num = 'from_the_future'")
    for refuse in (store.upgrade, store.require_current):
        with pytest.raises(ConfigurationError, match="newer version") as caught:
            refuse()
        assert caught.value.code == "database_newer"
    store.close()


def test_processes_may_upgrade_at_the_same_time(empty_database):
    program = (
        "import sys; from crm_ai_plugin.store import Store; store = Store.open(sys.argv[1]);"
        "print('ready', flush=True); sys.stdin.read(1); store.upgrade(); print(*store.revision())"
    )
    processes = [
        subprocess.Popen(
            [sys.executable, "-c", program, empty_database],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        for _ in range(3)
    ]
    for process in processes:
        assert process.stdout is not None
        assert process.stdout.readline() == "ready\n"
    for process in processes:
        assert process.stdin is not None
        process.stdin.write("g")
        process.stdin.flush()
    ends = [(*process.communicate(timeout=60), process.returncode) for process in processes]
    assert [code for _, _, code in ends] == [0, 0, 0], ends
    assert len({out for out, _, _ in ends}) == 1


@pytest.mark.parametrize("name", TABLES)
def test_table_says_whose_rows_it_holds(name):
    table = Base.metadata.tables[name]
    (mapped,) = [mapper.class_ for mapper in Base.registry.mappers if mapper.local_table is table]
    if issubclass(mapped, SystemTable):
        assert not issubclass(mapped, WorkspaceOwned)
        assert name in SYSTEM_TABLES, "a new table belongs to a workspace"
        return
    assert issubclass(mapped, WorkspaceOwned)
    first = next(iter(table.primary_key.columns))
    assert first.name == "workspace_id"
    for index in table.indexes:
        if index.unique:
            assert "workspace_id" in index.columns
    for constraint in table.constraints:
        if hasattr(constraint, "columns") and type(constraint).__name__ in {
            "UniqueConstraint",
            "ForeignKeyConstraint",
        }:
            assert "workspace_id" in constraint.columns


def test_no_column_is_named_after_a_table():
    # The guard finds tables in SQL by name.
    assert not {column.name for table in Base.metadata.tables.values() for column in table.columns} & set(
        TABLES
    )


def test_ratings_from_before_hosts_were_kept_say_where_they_came_from(empty_database):
    from alembic import command
    from sqlalchemy import text

    from crm_ai_plugin.store import schema

    store = Store.open(empty_database)
    config = schema._config()
    names = ("hubspot:99", "user:u1", "api", "card", "99")
    with store.engine.begin() as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, "0028")
        connection.execute(text("INSERT INTO workspaces (id, name, created_at) VALUES ('w', 'w', :now)"), NOW)
        for by in names:
            connection.execute(
                text(
                    "INSERT INTO ratings VALUES ('w', 'ins', '', :by, 'deal_coach', 'deal', '7', 'c', true, '', :now)"
                ),
                NOW | {"by": by},
            )
    with store.engine.begin() as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, "0029")
        rows = connection.execute(text("SELECT by, host, proven FROM ratings")).all()
    store.close()
    assert {by: (host, bool(proven)) for by, host, proven in rows} == {
        "hubspot:99": ("hubspot", True),
        "user:u1": ("workspace", True),
        "api": ("api", False),
        "card": ("link", False),
        "99": ("embed", False),
    }
