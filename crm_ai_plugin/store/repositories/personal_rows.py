"""A person's rows in any table, found and erased by what the table declares of itself."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from types import MappingProxyType
from typing import Any, cast

from sqlalchemy import JSON, Table, Text, and_, delete, or_, select, true, update
from sqlalchemy import cast as as_type
from sqlalchemy.sql.elements import ColumnElement

from ...ports.clock import Clock
from ...privacy import Named, Own
from ...privacy.person import Person, scope_of
from ...privacy.scrubbing import Scrubber
from ..guard import GuardedSession
from ..tables import Base
from .base import Repository
from .erasures import Erasures
from .records.chunks import chunks
from .records.erasing import holds_any

Row = Mapping[str, Any]
_IDS = 400


class PersonalRows(Repository):
    """Rows of one workspace by whom they are about."""

    def __init__(self, session: GuardedSession, clock: Clock, erasures: Erasures) -> None:
        super().__init__(session, clock)
        self._erasures = erasures

    def own(self, mapped: type[Base], person: Person) -> list[Row]:
        """Return the rows of a table that are the person's, by its `personal_data.rows`."""
        found: dict[tuple[Any, ...], Row] = {}
        for finder in mapped.personal_data.rows:
            rows = (
                self._own(mapped, finder, person)
                if isinstance(finder, Own)
                else self._named(mapped, finder, person)
            )
            found |= {_key(mapped, row): row for row in rows}
        return list(found.values())

    def mentioning(self, mapped: type[Base], person: Person) -> list[Row]:
        """Return the rows whose texts mention the person, or quote them; their own rows are left out."""
        return [row for row, _ in self._scrubbed(mapped, person)]

    def holding(
        self,
        mapped: type[Base],
        columns: Collection[str],
        needles: Sequence[str],
        among: Mapping[str, Collection[str]] = MappingProxyType({}),
    ) -> list[Row]:
        """Return the rows in whose columns one of `needles` may stand; whoever asks looks again.

        Args:
            mapped: The table.
            columns: Where to look.
            needles: What for.
            among: Values of other columns that make a row one to look at, too.
        """
        if not columns or not (needles or among):
            return []
        conditions = [holds_any([getattr(mapped, name) for name in columns], needles)] if needles else []
        for name, values in among.items():
            conditions += [getattr(mapped, name).in_(some) for some in chunks(values)]
        return self._rows(mapped, or_(*conditions)) if conditions else []

    def all(self, mapped: type[Base]) -> list[Row]:
        """Return every row: for what is sealed nobody can ask by its content."""
        return self._rows(mapped, true())

    def erase(self, mapped: type[Base], person: Person) -> int:
        """Do with the person's own rows what the table declares; returns how many those were."""
        data, rows = mapped.personal_data, self.own(mapped, person)
        for row in rows:
            if data.erased == "row":
                self._run(delete(mapped).where(_is(mapped, row)))
            elif data.erased == "clear":
                empty = {name: _empty(mapped, name) for name in data.theirs}
                self._run(update(mapped).where(_is(mapped, row)).values(**empty))
        return len(rows)

    def scrub(self, mapped: type[Base], person: Person) -> int:
        """Take the person out of the texts of a table; returns how many rows changed."""
        changed = 0
        for row, values in self._scrubbed(mapped, person):
            self._run(update(mapped).where(_is(mapped, row)).values(**values))
            changed += 1
        return changed

    def drop(self, mapped: type[Base], rows: Sequence[Row]) -> int:
        """Delete rows that were found here; returns how many were still there."""
        return sum(self._run(delete(mapped).where(_is(mapped, row))).rowcount for row in rows)

    def put(self, mapped: type[Base], row: Row, **values: Any) -> None:  # noqa: ANN401  # any column
        """Change columns of a row that was found here."""
        self._run(update(mapped).where(_is(mapped, row)).values(**values))

    def _scrubbed(self, mapped: type[Base], person: Person) -> Iterator[tuple[Row, dict[str, Any]]]:
        data, scrubber = mapped.personal_data, self._erasures.scrubber_for(person)
        names = (*data.words, *data.labels)
        if not names:
            return
        mine = {_key(mapped, row) for row in self.own(mapped, person)}
        for row in self._candidates(mapped, names, person):
            if _key(mapped, row) in mine:
                continue
            values = {}
            for name in names:
                new = _scrub(scrubber, row[name], scopes_of(row, person), label=name in data.labels)
                if new != row[name]:
                    values[name] = new
            if values:
                yield row, values

    def _candidates(self, mapped: type[Base], names: Sequence[str], person: Person) -> list[Row]:
        columns = [getattr(mapped, name) for name in names]
        conditions = [holds_any(columns, person.needles)]
        deals = [id_ for _, id_ in person.deals]
        for name in ("deal_id", "subject_id", "target_id"):
            if deals and hasattr(mapped, name):
                of_deals = [
                    getattr(mapped, name).in_(deals[at : at + _IDS]) for at in range(0, len(deals), _IDS)
                ]
                conditions.append(or_(*of_deals))
        return self._rows(mapped, or_(*conditions))

    def _own(self, mapped: type[Base], finder: Own, person: Person) -> list[Row]:
        column = getattr(mapped, finder.id)
        conditions = []
        for connection, contact_id in person.contacts:
            spelt = finder.form.format(id=contact_id)
            named = column.endswith(spelt[1:], autoescape=True) if spelt[:1] == "*" else column == spelt
            if finder.connection is not None:
                held = getattr(mapped, finder.connection)
                named = and_(named, or_(held == connection, held.is_(None)))
            conditions.append(named)
        only = [] if finder.only is None else [getattr(mapped, finder.only[0]) == finder.only[1]]
        return self._rows(mapped, and_(or_(*conditions), *only)) if conditions else []

    def _named(self, mapped: type[Base], finder: Named, person: Person) -> list[Row]:
        column = getattr(mapped, finder.column)
        spelt = {finder.form.format(connection=c, id=id_) for c, id_ in person.contacts}
        text = as_type(column, Text)
        # What JSON spells otherwise than the text does is found by looking at all that has a backslash.
        may = [text.contains(id_, autoescape=True) for _, id_ in person.contacts]
        may.append(text.contains("\\", autoescape=True))
        if finder.null_is_anybody:
            may.append(column.is_(None))
        rows = self._rows(mapped, or_(*may))
        return [
            row
            for row in rows
            if (row[finder.column] is None and finder.null_is_anybody)
            or spelt & set(row[finder.column] or ())
        ]

    def _rows(self, mapped: type[Base], condition: ColumnElement[bool]) -> list[Row]:
        columns = [column.name for column in _table(mapped).columns if column.name != "workspace_id"]
        query = select(*(getattr(mapped, name) for name in columns)).where(condition)
        return [dict(zip(columns, row, strict=True)) for row in self._run(query)]


def scopes_of(row: Row, person: Person) -> list[str]:
    """Return where the words of a row are known again: on the deal it is about, or on all of theirs when none is said."""
    connection = row.get("connection")
    for kind, id_ in (
        (row.get("subject_type"), row.get("subject_id")),
        (row.get("target_type"), row.get("target_id")),
        ("deal", row.get("deal_id")),
    ):
        if kind == "deal" and id_:
            return [scope_of("deal", c, d) for c, d in person.deals if d == id_ and connection in (None, c)]
    return []


def _scrub(scrubber: Scrubber, value: Any, scopes: Sequence[str], *, label: bool) -> Any:  # noqa: ANN401  # any column
    if isinstance(value, bytes) or value is None:
        return value
    if isinstance(value, str):
        return scrubber.label(value, scopes) if label else scrubber.text(value, scopes)
    return scrubber.json(value, scopes)


def _table(mapped: type[Base]) -> Table:
    return cast(Table, mapped.__table__)


def _key(mapped: type[Base], row: Row) -> tuple[Any, ...]:
    return tuple(row[column.name] for column in _table(mapped).primary_key if column.name != "workspace_id")


def _is(mapped: type[Base], row: Row) -> ColumnElement[bool]:
    names = [column.name for column in _table(mapped).primary_key if column.name != "workspace_id"]
    return and_(*(getattr(mapped, name) == row[name] for name in names))


def _empty(mapped: type[Base], name: str) -> Any:  # noqa: ANN401  # any column
    column = _table(mapped).columns[name]
    if column.nullable:
        return None
    if isinstance(column.type, JSON):
        return {}
    return b"" if column.type.python_type is bytes else ""
