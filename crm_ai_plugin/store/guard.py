"""The workspace guard: binds every statement to a workspace, and proves it before the database sees it.

Two halves that do not trust each other. `GuardedSession` adds the workspace to each statement. The check
at the cursor then reads the SQL that came out and refuses it unless every owned table in it is compared
with this session's workspace; statements that went around the session carry no scope and are refused too.
"""

from __future__ import annotations

import re
import weakref
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any, cast

from sqlalchemy import Connection, Engine, TextClause, event
from sqlalchemy.orm import ORMExecuteState, Session, with_loader_criteria
from sqlalchemy.sql import visitors
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.dml import Delete, Insert, Update
from sqlalchemy.sql.elements import ClauseElement, ColumnClause
from sqlalchemy.sql.schema import Table
from sqlalchemy.sql.selectable import TableClause

from .changes import Change
from .errors import UnboundQueryError
from .tables import Base, SystemTable, WorkspaceOwned

_SCOPE = "crm_ai_scope"


@dataclass(frozen=True)
class Scope:
    """What a session may touch: one workspace's rows, or (None) the tables that have no workspace."""

    workspace_id: str | None


class GuardedSession(Session):
    """A session bound to a scope. Only `execute` and what stands on it is usable; the unit of work is not."""

    def __init__(self, engine: Engine, scope: Scope) -> None:
        super().__init__(bind=engine, autoflush=False, expire_on_commit=False)
        self.scope = scope
        self.changes: list[Change] = []
        """What has to be told once it is committed."""


def guard(engine: Engine) -> Engine:
    """Return a view on `engine` through which only bound statements pass."""
    guarded = engine.execution_options(crm_ai_guarded=True)
    event.listen(guarded, "before_cursor_execute", _check)
    return guarded


@event.listens_for(GuardedSession, "do_orm_execute")
def _bind(state: ORMExecuteState) -> None:
    session = cast(GuardedSession, state.session)
    state.update_execution_options(**{_SCOPE: session.scope})
    workspace_id = session.scope.workspace_id
    if workspace_id is None:
        return
    statement = state.statement
    if isinstance(statement, Insert | Update | Delete) and "workspace_id" not in statement.table.c:
        raise UnboundQueryError("a workspace session does not reach the installation's tables")
    if isinstance(statement, Insert):
        state.statement = statement.values(workspace_id=workspace_id)
        return
    if isinstance(statement, Update | Delete):
        statement = statement.where(statement.table.c.workspace_id == workspace_id)
    state.statement = statement.options(
        with_loader_criteria(
            WorkspaceOwned, lambda cls: cls.workspace_id == workspace_id, include_aliases=True
        )
    )


@dataclass(frozen=True)
class _Reading:
    """What one compiled statement touches, worked out once."""

    raw: bool
    owned: bool
    system: bool
    unbound: str | None
    """First owned table that is not compared with a workspace."""
    binds: frozenset[str]
    """Names of the parameters that must hold the workspace."""


_readings: weakref.WeakKeyDictionary[SQLCompiler, _Reading] = weakref.WeakKeyDictionary()


def _check(
    _conn: Connection,
    _cursor: Any,  # noqa: ANN401  # SQLAlchemy's event signature
    _statement: str,
    _parameters: Any,  # noqa: ANN401
    context: Any,  # noqa: ANN401
    _executemany: bool,  # noqa: FBT001
) -> None:
    scope = context.execution_options.get(_SCOPE)
    compiled = context.compiled
    if scope is None or not isinstance(compiled, SQLCompiler):
        raise UnboundQueryError("a statement went around the session, or is raw SQL", code="unbound_query")
    reading = _readings.get(compiled)
    if reading is None:
        reading = _readings[compiled] = _read(compiled)
    if reading.raw:
        raise UnboundQueryError("raw SQL is refused: nobody can tell whose rows it touches")
    if scope.workspace_id is None:
        if reading.owned:
            raise UnboundQueryError("a system session does not reach a workspace's rows")
        return
    if reading.system:
        raise UnboundQueryError("a workspace session does not reach the installation's tables")
    if reading.unbound is not None:
        raise UnboundQueryError(f"{reading.unbound} is read or written without its workspace")
    parameters: Mapping[str, Any]
    for parameters in context.compiled_parameters:
        if any(parameters[name] != scope.workspace_id for name in reading.binds):
            raise UnboundQueryError("a statement names another workspace")


def _read(compiled: SQLCompiler) -> _Reading:
    owned, system = _tables()
    statement = cast("ClauseElement", compiled.statement)
    mentioned = _mentioned(compiled.string)
    touched = {name for name, _ in mentioned}
    return _Reading(
        raw=any(_is_raw(element) for element in visitors.iterate(statement)),
        owned=bool(touched & owned),
        system=bool(touched & system),
        unbound=_first_unbound(compiled, [(name, alias) for name, alias in mentioned if name in owned]),
        binds=frozenset(name for name in compiled.binds if name.startswith("workspace_id")),
    )


@cache
def _tables() -> tuple[frozenset[str], frozenset[str]]:
    """(owned, system) table names. A table that is neither is treated as owned, so that nobody reaches it."""
    mapped = {cast(Table, mapper.local_table).name: mapper.class_ for mapper in Base.registry.mappers}
    system = frozenset(name for name, table in mapped.items() if issubclass(table, SystemTable))
    return frozenset(mapped) - system, system


def _is_raw(element: object) -> bool:
    if isinstance(element, TextClause):
        return True
    if isinstance(element, ColumnClause) and element.is_literal:
        return element.name != "*"  # count(*)
    return isinstance(element, TableClause) and not isinstance(element, Table)


_NAME = re.compile(r"""(?<![.\w"])"?([a-z_]+)"?(?: AS "?(\w+)"?)?(?![\w."(])""")
_BIND = r"(\?|%\((\w+)\)s)"
_ANY_BIND = re.compile(r"\?|__\[POSTCOMPILE_(\w+)\]")


def _mentioned(sql: str) -> list[tuple[str, str]]:
    """(table, name it goes by) for every place where one of our tables is named, except as a column's prefix."""
    owned, system = _tables()
    known = owned | system
    return [(match[1], match[2] or match[1]) for match in _NAME.finditer(sql) if match[1] in known]


def _first_unbound(compiled: SQLCompiler, mentioned: list[tuple[str, str]]) -> str | None:
    if compiled.isinsert:
        return None if "workspace_id" in compiled.binds or not mentioned else mentioned[0][0]
    # As many comparisons as mentions: a subquery must not live on the condition of the query around it.
    for (table, alias), mentions in Counter(mentioned).items():
        comparisons = re.finditer(
            rf"(?<![\w.])\"?{re.escape(alias)}\"?\.workspace_id = {_BIND}", compiled.string
        )
        parameters = [match[2] or _position(compiled, match.start(1)) for match in comparisons]
        if sum(parameter.startswith("workspace_id") for parameter in parameters) < mentions:
            return table
    return None


def _position(compiled: SQLCompiler, offset: int) -> str:
    """Name of the parameter whose question mark stands at `offset`."""
    before = sum(1 for match in _ANY_BIND.finditer(compiled.string) if match.start() < offset)
    return (compiled.positiontup or [])[before]
