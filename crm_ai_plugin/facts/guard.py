"""What may be learned from: every column but those that give the outcome away, each refusal with its reason."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

from ..ports.moments import MomentBatch
from ..stats.leaks import Leak, find_leaks
from ..stats.table import Table
from .batch import AmountScale, table_of


@dataclass(frozen=True)
class Refusal:
    """A column that is not learned from, or would not be if an admin had not overruled it."""

    leak: Leak
    overruled: bool = False

    def to_json(self) -> dict[str, Any]:
        """Return it as plain JSON."""
        return {
            "key": self.leak.column,
            "why": self.leak.why,
            "numbers": dict(self.leak.numbers),
            "overruled": self.overruled,
        }

    @property
    def stands(self) -> bool:
        """Whether the column is left out."""
        return not self.overruled


@dataclass(frozen=True)
class Guarded:
    """Closed deals with the columns that may be learned from.

    Attributes:
        table: One row per closed deal.
        refused: What was found to give the outcome away, overruled or not.
        scale: Ranks the amounts of later deals as these were ranked.
    """

    table: Table
    refused: tuple[Refusal, ...]
    scale: AmountScale

    @property
    def left_out(self) -> frozenset[str]:
        """The columns that are refused."""
        return frozenset(one.leak.column for one in self.refused if one.stands)


def guarded(
    closed: MomentBatch,
    open_: MomentBatch,
    overruled: Collection[str] = (),
    *,
    changed_at_close: Mapping[str, float] | None = None,
) -> Guarded:
    """Return what may be learned from closed deals.

    Args:
        closed: Inside their lives.
        open_: As they stand; shows what is usually known of a deal that is not at its end.
        overruled: Columns that an admin lets through, knowing better.
        changed_at_close: Share of closed deals in which a column last changed within a day of closing.
    """
    scale = AmountScale.of(closed)
    table = table_of(closed, scale)
    leaks = find_leaks(table, closed.won, table_of(open_, scale), changed_at_close=changed_at_close)
    refused = tuple(Refusal(leak, leak.column in overruled) for leak in leaks)
    out = {one.leak.column for one in refused if one.stands}
    return Guarded(table.only([name for name in table.names if name not in out]), refused, scale)
