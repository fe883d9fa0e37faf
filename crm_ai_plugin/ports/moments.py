"""Deals as they stood at a moment: one by one for writing, as arrays for reading."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]
Texts = NDArray[np.object_]

MomentKind = Literal["life", "now", "stage"]
"""``life``: a closed deal once inside its life, to learn from; ``now``: an open deal as it stands; ``stage``: a closed
deal at entering each of its stages."""


@dataclass(frozen=True, slots=True)
class Layout:
    """Columns in a fixed order, and the name by which stored rows refer to it.

    The name changes with the columns and with how they are measured: rows of another name are out of date.
    """

    name: str
    numbers: tuple[str, ...]
    texts: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Moment:
    """One deal at one moment.

    Attributes:
        connection: Where the deal comes from.
        deal_id: The CRM's id.
        kind: See :data:`MomentKind`.
        place: 0, and for ``stage`` which one in the deal's own order.
        at: The moment.
        outcome: ``won``, ``lost`` or ``open``: how the deal ended, whatever it was at the moment.
        created_at: When the deal was created.
        closed_at: When it closed.
        pipeline: At the moment.
        stage: At the moment.
        owner_id: At the moment.
        company_id: At the moment.
        amount: At the moment, in `currency`.
        currency: Of the amount.
        values: Known cells by column.
        replayed: Columns whose value comes out of change records.
    """

    connection: str
    deal_id: str
    kind: MomentKind
    place: int
    at: datetime
    outcome: str
    created_at: datetime | None
    closed_at: datetime | None
    pipeline: str | None
    stage: str | None
    owner_id: str | None
    company_id: str | None
    amount: float | None
    currency: str | None
    values: Mapping[str, float | str]
    replayed: frozenset[str] = frozenset()


@dataclass(frozen=True)
class MomentBatch:
    """`n` moments as columns, oldest close first, then oldest creation.

    Attributes:
        n: Rows.
        connection: And other texts: arrays of objects, None for unknown.
        place: See :class:`Moment`.
        at: And other times: days since 1970 (UTC) as floats, NaN for unknown.
        won: 1 for won, 0 for lost, NaN for open.
        amount: NaN for unknown.
        numbers: Arrays by column, NaN for unknown.
        texts: Arrays of objects by column, None for unknown.
        replayed: By column, the share of known cells whose value comes out of change records.
    """

    n: int
    connection: Texts
    deal_id: Texts
    place: Ints
    at: Floats
    created_at: Floats
    closed_at: Floats
    won: Floats
    pipeline: Texts
    stage: Texts
    owner_id: Texts
    company_id: Texts
    amount: Floats
    currency: Texts
    numbers: Mapping[str, Floats]
    texts: Mapping[str, Texts]
    replayed: Mapping[str, float]

    def take(self, rows: Ints | Bools) -> MomentBatch:
        """Return some rows, in the order of `rows`; `replayed` stays that of all rows."""
        picked: dict[str, Any] = {name: getattr(self, name)[rows] for name in _ROWS}
        count = int(rows.sum()) if rows.dtype == bool else len(rows)
        return replace(
            self,
            n=count,
            numbers={key: column[rows] for key, column in self.numbers.items()},
            texts={key: column[rows] for key, column in self.texts.items()},
            **picked,
        )


_ROWS = (
    "connection",
    "deal_id",
    "place",
    "at",
    "created_at",
    "closed_at",
    "won",
    "pipeline",
    "stage",
    "owner_id",
    "company_id",
    "amount",
    "currency",
)


def batch_of(moments: Sequence[Moment]) -> MomentBatch:
    """Return moments as columns, in the order in which :class:`MomentBatch` keeps them."""
    rows = sorted(moments, key=_order)
    n = len(rows)
    names: dict[str, bool] = {}
    for row in rows:
        for key, value in row.values.items():
            names[key] = names.get(key, False) or isinstance(value, str)
    numbers: dict[str, Floats] = {}
    texts: dict[str, Texts] = {}
    for key in sorted(names):
        if names[key]:
            texts[key] = objects([as_text(row.values.get(key)) for row in rows])
        else:
            numbers[key] = np.array([row.values.get(key, np.nan) for row in rows], dtype=float)
    known = dict.fromkeys(names, 0)
    replayed = dict.fromkeys(names, 0)
    for row in rows:
        for key in row.values:
            known[key] += 1
            replayed[key] += key in row.replayed
    return MomentBatch(
        n=n,
        connection=objects([row.connection for row in rows]),
        deal_id=objects([row.deal_id for row in rows]),
        place=np.array([row.place for row in rows], dtype=np.int64),
        at=days([row.at for row in rows]),
        created_at=days([row.created_at for row in rows]),
        closed_at=days([row.closed_at for row in rows]),
        won=np.array([OUTCOMES[row.outcome] for row in rows], dtype=float),
        pipeline=objects([row.pipeline for row in rows]),
        stage=objects([row.stage for row in rows]),
        owner_id=objects([row.owner_id for row in rows]),
        company_id=objects([row.company_id for row in rows]),
        amount=np.array([np.nan if row.amount is None else row.amount for row in rows], dtype=float),
        currency=objects([row.currency for row in rows]),
        numbers=numbers,
        texts=texts,
        replayed={key: replayed[key] / known[key] for key in sorted(names)},
    )


OUTCOMES = {"won": 1.0, "lost": 0.0, "open": float("nan")}
_DAY = 86_400.0


def days(moments: Sequence[datetime | None]) -> Floats:
    """Return moments as days since 1970, NaN for None."""
    return np.array([np.nan if at is None else at.timestamp() / _DAY for at in moments], dtype=float)


def objects(values: Sequence[str | None]) -> Texts:
    """Return an array of objects, one per value."""
    made = np.empty(len(values), dtype=object)
    made[:] = values
    return made


def as_text(value: float | str | None) -> str | None:
    """Return a cell as text: where a column holds texts anywhere, a number is a text as well."""
    return value if isinstance(value, str) or value is None else f"{value:g}"


def _order(row: Moment) -> tuple[float, float, int, str, str]:
    closed, created = (
        float("inf") if at is None else at.timestamp() for at in (row.closed_at, row.created_at)
    )
    return closed, created, row.place, row.connection, row.deal_id
