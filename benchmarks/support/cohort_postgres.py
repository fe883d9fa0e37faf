"""The cohort benchmark's store once more, in PostgreSQL: copied row by row, so that both hold the same."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any, cast

import psycopg
from psycopg import sql
from sqlalchemy import JSON, Table, create_engine, select

from crm_ai_plugin.runtime.services import Services
from crm_ai_plugin.store.tables.activities import ActivityTable
from crm_ai_plugin.store.tables.deal_moments import DealMomentTable, MomentLayoutTable
from crm_ai_plugin.store.tables.deals import DealTable

from .cohort_store import WORKSPACE, settings_of, use_database

_TABLES = (DealTable, ActivityTable, MomentLayoutTable, DealMomentTable)


def copied(home: Path, url: str) -> None:
    """Copy the SQLite store at `home` to the empty database at `url`, which `home` uses from then on."""
    source = create_engine(settings_of(home).effective_database_url)
    use_database(home, url)
    services = Services(settings_of(home))
    services.store.upgrade()
    with services.store.system() as system:
        system.workspaces.ensure(WORKSPACE, WORKSPACE)
    services.close()
    with source.connect() as rows, psycopg.connect(plain(url)) as target:
        for mapped in _TABLES:
            table = cast("Table", mapped.__table__)
            names = [sql.Identifier(column.name) for column in table.columns]
            into = sql.SQL("COPY {} ({}) FROM STDIN").format(
                sql.Identifier(table.name), sql.SQL(",").join(names)
            )
            documents = {column.name for column in table.columns if isinstance(column.type, JSON)}
            with target.cursor().copy(into) as copy:
                for row in rows.execution_options(yield_per=5_000).execute(select(table)).mappings():
                    copy.write_row(_values(dict(row), documents))
        target.commit()
        target.autocommit = True
        target.execute("ANALYZE")
    source.dispose()


def plain(url: str) -> str:
    """Return a database's URL as psycopg takes it."""
    return url.replace("postgresql+psycopg://", "postgresql://", 1)


def _values(row: Mapping[str, Any], documents: set[str]) -> list[Any]:
    return [
        json.dumps(value) if name in documents and value is not None else value for name, value in row.items()
    ]
