"""What a query says, as values."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

__all__ = [
    "Bare",
    "Both",
    "Compare",
    "Condition",
    "Either",
    "Literals",
    "Neither",
    "Number",
    "Order",
    "Path",
    "Query",
    "Text",
    "Value",
]

Path = tuple[str, ...]
"""A field with the relationships before it: ``("Account", "Name")``."""


@dataclass(frozen=True, slots=True)
class Text:
    """A value in quotes, escapes resolved except those of LIKE, which ``like`` holds as written."""

    text: str
    like: str


@dataclass(frozen=True, slots=True)
class Number:
    """A number as written."""

    text: str


@dataclass(frozen=True, slots=True)
class Bare:
    """A value without quotes that is no number: a date, an instant, ``true``, ``null``, ``LAST_N_DAYS:30``."""

    text: str


Value = Text | Number | Bare
Literals = tuple[Value, ...]


@dataclass(frozen=True, slots=True)
class Compare:
    """A field against one value, or against many with ``in`` and ``not in``."""

    path: Path
    operator: Literal["=", "!=", "<", "<=", ">", ">=", "like", "in", "not in"]
    values: Literals


@dataclass(frozen=True, slots=True)
class Both:
    """Conditions that must all hold."""

    parts: tuple[Condition, ...]


@dataclass(frozen=True, slots=True)
class Either:
    """Conditions of which one must hold."""

    parts: tuple[Condition, ...]


@dataclass(frozen=True, slots=True)
class Neither:
    """A condition that must not hold."""

    part: Condition


Condition = Compare | Both | Either | Neither


@dataclass(frozen=True, slots=True)
class Order:
    """One step of the order; ``nulls_last`` is ``None`` where the query leaves it open."""

    path: Path
    descending: bool = False
    nulls_last: bool | None = None


@dataclass(frozen=True, slots=True)
class Query:
    """A parsed query. ``count`` is ``SELECT COUNT()``; ``every`` is ``FIELDS(ALL)`` and its kin."""

    fields: tuple[Path, ...]
    source: str
    where: Condition | None = None
    order: tuple[Order, ...] = ()
    limit: int | None = None
    offset: int = 0
    count: bool = False
    every: str = ""
