"""Queries: fields and objects from allow-lists, values only through ``format_soql``.

What an org does not have (multiple currencies, record types, data privacy records) or hides makes a whole
query fail. `Schema` remembers what was refused, so that it is asked for once and left out from then on.
"""

from __future__ import annotations

import threading
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import islice
from typing import TypeVar
from urllib.parse import quote

from simple_salesforce.format import format_soql

from .ids import field_path, object_name, record_id, record_ids

T = TypeVar("T")

IDS_PER_QUERY = 400
"""Ids in one ``IN``: as part of an address they take 11 of the 16 kB that Salesforce takes."""
_PACKED = 14_500
"""Characters in an address that other values of one ``IN`` take at most."""


@dataclass(frozen=True)
class Select:
    """What to read of an object.

    Attributes:
        name: The object.
        fields: Fields without which its records mean nothing.
        wanted: Fields that are left out where an org does not have or show them.
    """

    name: str
    fields: Sequence[str]
    wanted: Sequence[str] = ()


class Schema:
    """What this org turned out not to have, or to hide. Safe in threads."""

    def __init__(self, missing: Iterable[str] = ()) -> None:
        self._missing = set(missing)
        self._lock = threading.Lock()

    @property
    def missing(self) -> frozenset[str]:
        """Objects as ``Note``, fields as ``Opportunity:Loss_Reason__c``."""
        with self._lock:
            return frozenset(self._missing)

    def has(self, name: str) -> bool:
        """Return whether the object may be asked for."""
        with self._lock:
            return name not in self._missing

    def fields(self, select: Select) -> list[str]:
        """Return the fields to ask for."""
        with self._lock:
            wanted = [one for one in select.wanted if f"{select.name}:{one}" not in self._missing]
        return list(dict.fromkeys([*select.fields, *wanted]))

    def lose_object(self, name: str) -> None:
        """Note that an object is not there."""
        with self._lock:
            self._missing.add(name)

    def lose_fields(self, select: Select, names: Collection[str]) -> bool:
        """Note that fields are not there; return whether leaving them out makes a difference.

        Args:
            select: What was asked for.
            names: Fields as Salesforce names them, without their parents; relationships end in a dot.
        """
        asked = self.fields(select)
        lost = {one for one in asked if one in select.wanted and any(_concerns(name, one) for name in names)}
        with self._lock:
            self._missing |= {f"{select.name}:{one}" for one in lost}
        return bool(lost)


def _concerns(name: str, path: str) -> bool:
    lower, asked = name.lower(), path.lower()
    if lower.endswith("."):
        return asked.startswith(lower) or f".{lower}" in asked
    return asked == lower or asked.endswith(f".{lower}")


def select(fields: Sequence[str], name: str, where: str = "", *, also: Iterable[str] = ()) -> str:
    """Return a query whose names have been checked; `where` comes from this module's functions."""
    names = ", ".join(field_path(one) for one in fields)
    return f"SELECT {names} FROM {object_name(name, also)}{where}"  # noqa: S608  # all parts are checked


def where_is(field: str, value: str) -> str:
    """Return ``WHERE field = value``."""
    return str(format_soql(f" WHERE {field_path(field)} = {{}}", value))


def where_in(field: str, ids: Sequence[str]) -> str:
    """Return ``WHERE field IN ids``; every id is checked.

    Raises:
        ValueError: there are no ids: the query would be malformed and has to be left out.
    """
    if not ids:
        raise ValueError("a query for no ids")
    return str(format_soql(f" WHERE {field_path(field)} IN {{}}", record_ids(ids)))


def where_among(field: str, values: Sequence[str]) -> str:
    """Return ``WHERE field IN values``, for values that are no ids.

    Raises:
        ValueError: there are none.
    """
    if not values:
        raise ValueError("a query for no values")
    return str(format_soql(f" WHERE {field_path(field)} IN {{}}", list(values)))


def where_changed(since: datetime | None, field: str = "SystemModstamp") -> str:
    """Return the condition and order of reading on from a time of change."""
    order = order_by(field, "Id")
    if since is None:
        return order
    return str(format_soql(f" WHERE {field_path(field)} >= {{}}", since.astimezone(UTC))) + order


def where_from(field: str, one: str | None) -> str:
    """Return the condition of reading on from an id, none when there is none."""
    return "" if one is None else str(format_soql(f" WHERE {field_path(field)} >= {{}}", record_id(one)))


def one_row() -> str:
    """Return a limit of one."""
    return " LIMIT 1"


def at_most(count: int) -> str:
    """Return a limit."""
    return f" LIMIT {int(count)}"


def order_by(*fields: str) -> str:
    """Return an ascending order."""
    return f" ORDER BY {', '.join(field_path(one) for one in fields)}"


def chunks(items: Iterable[T], size: int = IDS_PER_QUERY) -> Iterator[list[T]]:
    """Yield `items` in lists of at most `size`."""
    rest = iter(items)
    while chunk := list(islice(rest, size)):
        yield chunk


def packed(values: Iterable[str]) -> Iterator[list[str]]:
    """Yield `values` in lists that each fit into the address of one query."""
    batch: list[str] = []
    taken = 0
    for one in values:
        size = len(quote(str(format_soql("{},", one)), safe=""))
        if batch and taken + size > _PACKED:
            yield batch
            batch, taken = [], 0
        batch.append(one)
        taken += size
    if batch:
        yield batch
