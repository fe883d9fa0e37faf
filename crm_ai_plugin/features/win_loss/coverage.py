"""Who is in the answer and who is not: the sample-bias meter."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from ...ports.cohort import CohortQuestion
from ...ports.moments import MomentBatch
from ...stats.drift import population_shift
from ...stats.leaks import Leak
from ...stats.table import Table
from .choosing import Deals

_SPARSE = 0.5
_SHIFTED = 0.25
"""A population stability index above this is taken for another population (credit scoring)."""

_MOST = 8
_COMPARED = 5_000
_LATE_KINDS = ("filled_at_close", "emptied_at_close", "changed_at_close", "missing_by_outcome")


@dataclass(frozen=True)
class Lack:
    """Something that is not there. `column` is set where it is a column's values; `size` says how much."""

    kind: str
    n: int
    share: float
    column: str | None = None
    size: float = 0.0


@dataclass(frozen=True)
class Seen:
    """What the answer rests on.

    Attributes:
        used: Share of the closed deals that have a moment to be looked at.
        complete: Mean share of values that are known.
        missing: Deals, and columns that are known for few.
        late: Columns filled in late.
        drift: Columns in which open deals differ from closed ones, most different first.
    """

    used: float
    complete: float
    missing: tuple[Lack, ...]
    late: tuple[Lack, ...]
    drift: tuple[Lack, ...]


def coverage(question: CohortQuestion, deals: Deals, leaks: tuple[Leak, ...]) -> Seen:
    """Return the meter of a cohort."""
    table, n = deals.table, deals.closed.n
    shares = {name: float(table.known(name).mean()) if n else 0.0 for name in table.names}
    in_all, with_moment = question.closed_in_all, question.closed.n
    lost = max(0, in_all - with_moment)
    missing = [Lack("no_moment", lost, lost / in_all)] if lost else []
    missing += _undated(deals.closed)
    missing += [
        Lack("column", round((1 - share) * n), 1 - share, name)
        for name, share in sorted(shares.items(), key=lambda item: (item[1], item[0]))
        if share < _SPARSE
    ][:_MOST]
    shift = population_shift(_part(table), _part(deals.open_table))
    moved = sorted(shift.items(), key=lambda item: (-item[1], item[0]))
    return Seen(
        used=with_moment / in_all if in_all else 0.0,
        complete=float(np.mean(list(shares.values()))) if shares else 0.0,
        missing=tuple(missing),
        late=tuple(_late(leak) for leak in leaks if leak.why in _LATE_KINDS),
        drift=tuple(
            Lack("drift", deals.open_.n, 0.0, name, index) for name, index in moved if index > _SHIFTED
        )[:_MOST],
    )


def _part(table: Table) -> Table:
    """Return the last rows: more would not move a coarse comparison."""
    return table.take(np.arange(max(0, table.n - _COMPARED), table.n))


def _undated(closed: MomentBatch) -> list[Lack]:
    found = []
    for kind, days in (("no_created_at", closed.created_at), ("no_closed_at", closed.closed_at)):
        gone = int((~np.isfinite(days)).sum())
        if gone:
            found.append(Lack(kind, gone, gone / closed.n))
    return found


def _late(leak: Leak) -> Lack:
    numbers = leak.numbers
    high = max((numbers.get(name, 0.0) for name in ("closed", "won", "lost", "share")), default=0.0)
    return Lack(leak.why, 0, high, leak.column, numbers.get("open", 0.0))
