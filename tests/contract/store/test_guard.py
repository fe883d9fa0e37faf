"""No statement reaches another workspace's rows: over all tables, on both databases."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

import numpy as np
import pytest
from sqlalchemy import (
    JSON,
    Boolean,
    Date,
    Table,
    column,
    delete,
    exists,
    func,
    insert,
    literal_column,
    select,
    table,
    text,
    union_all,
    update,
)
from sqlalchemy.dialects import postgresql
from sqlalchemy.orm import aliased

from crm_ai_plugin.store import Store, UnboundQueryError
from crm_ai_plugin.store.tables import Base, SystemTable, WorkspaceOwned
from crm_ai_plugin.store.tables.activities import ActivityTable
from crm_ai_plugin.store.tables.deals import DealTable
from crm_ai_plugin.store.types import UtcDateTime
from crm_ai_plugin.store.vector import Embedding

MAPPED: dict[str, type[Any]] = {mapper.local_table.name: mapper.class_ for mapper in Base.registry.mappers}  # type: ignore[attr-defined]
OWNED = sorted(name for name, mapped in MAPPED.items() if issubclass(mapped, WorkspaceOwned))
SYSTEM = sorted(name for name, mapped in MAPPED.items() if issubclass(mapped, SystemTable))


def row_for(name: str) -> dict[str, Any]:
    """A row in which all texts are equal, so that references between tables hold."""
    return {
        column.name: value_for(column)
        for column in Base.metadata.tables[name].columns
        if column.name != "workspace_id"
    }


def value_for(column: Any) -> Any:
    if isinstance(column.type, Boolean):
        return True
    if isinstance(column.type, Date):
        return date(2026, 3, 2)
    if isinstance(column.type, UtcDateTime):
        return datetime(2026, 3, 2, tzinfo=UTC)
    if isinstance(column.type, JSON):
        return {}
    if isinstance(column.type, Embedding):
        return np.array([1, 0], dtype=np.float32)
    values: dict[type, Any] = {str: "x", int: 1, float: 0.5, bytes: b"x"}
    return values[column.type.python_type]


def fill(store: Store, workspace_id: str) -> None:
    with store.workspace(workspace_id) as ws:
        for entry in Base.metadata.sorted_tables:
            if entry.name in OWNED:
                ws.session.execute(insert(entry), [row_for(entry.name)])


def rows_of(store: Store, workspace_id: str, name: str) -> list[Any]:
    with store.workspace(workspace_id) as ws:
        columns = [getattr(MAPPED[name], column.key) for column in Base.metadata.tables[name].columns]
        rows = ws.session.execute(select(*columns))
        return [tuple(v.tolist() if isinstance(v, np.ndarray) else v for v in row) for row in rows]


@pytest.fixture
def filled(store):
    fill(store, "a")
    fill(store, "b")
    return store


def test_there_are_tables_of_both_sorts():
    assert len(OWNED) >= 20
    # Each of these is reached from outside of any workspace: one more is a decision.
    assert set(SYSTEM) == {
        "api_keys",
        "connections",
        "hash_keys",
        "inbox",
        "installs",
        "model_budgets",
        "model_spend",
        "share_links",
        "sign_in_failures",
        "used_tokens",
        "user_sessions",
        "users",
        "webhook_endpoints",
        "workspaces",
    }


def test_each_workspace_reads_its_own_rows(filled):
    for name in OWNED:
        assert [row[0] for row in rows_of(filled, "a", name)] == ["a"], name
        assert [row[0] for row in rows_of(filled, "b", name)] == ["b"], name
        assert rows_of(filled, "c", name) == [], name


def test_no_shape_of_query_reads_another_workspace(filled):
    for name in OWNED:
        mapped = MAPPED[name]
        other = aliased(mapped)
        inner = select(mapped.workspace_id).subquery()
        cte = select(mapped.workspace_id).cte()
        queries = {
            "entity": select(mapped),
            "column": select(mapped.workspace_id),
            "alias": select(other.workspace_id),
            "self join": select(other.workspace_id).join(mapped, mapped.workspace_id != other.workspace_id),
            "cartesian": select(other.workspace_id).where(exists(select(mapped.workspace_id))),
            "subquery": select(inner.c.workspace_id),
            "cte": select(cte.c.workspace_id),
            "in": select(other.workspace_id).where(other.workspace_id.in_(select(mapped.workspace_id))),
            "union": union_all(select(mapped.workspace_id), select(other.workspace_id)),
        }
        for shape, query in queries.items():
            with filled.workspace("a") as ws:
                found = ws.session.execute(query).scalars().all()
            seen = {getattr(value, "workspace_id", value) for value in found}
            assert seen <= {"a"}, (name, shape)
        with filled.workspace("a") as ws:
            assert ws.session.scalar(select(func.count(mapped.workspace_id))) == 1


def test_primary_key_of_another_workspace_finds_nothing(filled):
    for name in OWNED:
        mapped = MAPPED[name]
        key = {column.name: value_for(column) for column in Base.metadata.tables[name].primary_key}
        with filled.workspace("a") as ws:
            assert ws.session.get(mapped, key | {"workspace_id": "a"}) is not None
        with filled.workspace("a") as ws:
            assert ws.session.get(mapped, key | {"workspace_id": "b"}) is None


def test_naming_another_workspace_is_refused(filled):
    for name in OWNED:
        mapped = MAPPED[name]
        for statement in (
            select(mapped).where(mapped.workspace_id == "b"),
            update(mapped).where(mapped.workspace_id == "b").values(workspace_id="a"),
            delete(mapped).where(mapped.workspace_id == "b"),
        ):
            with filled.workspace("a") as ws, pytest.raises(UnboundQueryError):
                ws.session.execute(statement)
        with filled.workspace("a") as ws, pytest.raises(UnboundQueryError):
            ws.session.execute(insert(Base.metadata.tables[name]), [row_for(name) | {"workspace_id": "b"}])
        with filled.workspace("a") as ws, pytest.raises(UnboundQueryError):
            ws.session.execute(update(mapped).values(workspace_id="b"))


def test_deleting_and_changing_everything_spares_others(filled):
    before = {name: rows_of(filled, "b", name) for name in OWNED}
    with filled.workspace("a") as ws:
        for entry in reversed(Base.metadata.sorted_tables):
            if entry.name not in OWNED:
                continue
            changeable = next(c.name for c in entry.columns if c.name != "workspace_id")
            ws.session.execute(
                update(MAPPED[entry.name]).values({changeable: value_for(entry.columns[changeable])})
            )
            ws.session.execute(delete(MAPPED[entry.name]))
    for name in OWNED:
        assert rows_of(filled, "a", name) == []
        assert rows_of(filled, "b", name) == before[name]


def test_core_statements_are_bound_too(filled):
    for name in OWNED:
        bare: Table = Base.metadata.tables[name]
        with filled.workspace("a") as ws, pytest.raises(UnboundQueryError):
            ws.session.execute(select(bare))
    with filled.workspace("a") as ws:
        ws.session.execute(update(DealTable.__table__).values(name="mine"))  # type: ignore[arg-type]
        ws.session.execute(delete(ActivityTable.__table__))  # type: ignore[arg-type]
    with filled.workspace("b") as ws:
        assert ws.session.scalar(select(DealTable.name)) == "x"
        assert ws.session.scalar(select(func.count(ActivityTable.id))) == 1


def test_system_session_does_not_reach_owned_tables(filled):
    for name in OWNED:
        mapped, bare = MAPPED[name], Base.metadata.tables[name]
        for statement in (
            select(mapped),
            select(bare),
            update(mapped).values(workspace_id="a"),
            delete(mapped),
            insert(bare).values(row_for(name) | {"workspace_id": "a"}),
            select(MAPPED["workspaces"]).where(exists(select(mapped.workspace_id))),
        ):
            with filled.system() as s, pytest.raises(UnboundQueryError):
                s.session.execute(statement)


def test_workspace_session_does_not_reach_system_tables(filled):
    for name in SYSTEM:
        mapped = MAPPED[name]
        for statement in (
            select(mapped),
            delete(mapped),
            update(mapped).values({}),
            select(DealTable.id).where(exists(select(mapped))),
        ):
            with filled.workspace("a") as ws, pytest.raises(UnboundQueryError):
                ws.session.execute(statement)


@pytest.mark.parametrize("kind", ["system", "workspace"])
def test_raw_sql_is_refused(filled, kind):
    statements = [
        text("SELECT 1"),
        text("DELETE FROM deals"),
        select(text("1")),
        select(literal_column("(SELECT name FROM deals)")),
        select(column("name")).select_from(table("deals")),
        select(DealTable.id).where(text("1 = 1")),
        select(DealTable.id).order_by(text("1")),
    ]
    for statement in statements:
        opened = filled.system() if kind == "system" else filled.workspace("a")
        with opened as session, pytest.raises(UnboundQueryError):
            session.session.execute(statement)


@pytest.mark.parametrize("kind", ["system", "workspace"])
def test_ways_around_the_session_are_refused(filled, kind):
    def opened():
        return filled.system() if kind == "system" else filled.workspace("a")

    with opened() as session, pytest.raises(UnboundQueryError):
        session.session.connection().execute(select(DealTable.__table__))
    with opened() as session, pytest.raises(UnboundQueryError):
        session.session.connection().exec_driver_sql("SELECT * FROM deals")
    row = row_for("cursors")
    with opened() as session, pytest.raises(UnboundQueryError):
        session.session.bulk_insert_mappings(MAPPED["cursors"], [row | {"workspace_id": "b", "kind": "new"}])
    with opened() as session:
        session.session.add(MAPPED["cursors"](**row | {"workspace_id": "b", "kind": "new"}))
        with pytest.raises(UnboundQueryError):
            session.session.flush()


def test_conflict_with_another_workspaces_key_is_none(filled):
    with filled.workspace("c") as ws:
        statement = ws.cursors._insert(MAPPED["cursors"])
        ws.session.execute(
            statement.on_conflict_do_update(
                index_elements=["workspace_id", "connection", "kind"], set_={"value": "c was here"}
            ),
            [row_for("cursors")],
        )
    assert [row[-1] for row in rows_of(filled, "a", "cursors")] == ["x"]
    assert [row[0] for row in rows_of(filled, "c", "cursors")] == ["c"]


def test_insert_cannot_copy_from_another_workspace(filled):
    target = Base.metadata.tables["cursors"]
    copying = postgresql.insert(target).from_select(
        ["workspace_id", "connection", "kind", "value"],
        select(
            MAPPED["cursors"].workspace_id,
            MAPPED["cursors"].connection,
            MAPPED["deals"].id,
            MAPPED["deals"].name,
        ),
    )
    with filled.workspace("a") as ws, pytest.raises(Exception):  # noqa: B017, PT011  # whoever refuses it first
        ws.session.execute(copying)
    assert len(rows_of(filled, "a", "cursors")) == 1
    assert len(rows_of(filled, "b", "cursors")) == 1
