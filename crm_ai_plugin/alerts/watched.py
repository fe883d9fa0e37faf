"""What patterns look at."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property
from typing import Any

from ..facts import Fact
from ..insights import Estimate, WinLossPayload
from ..ports.moments import MomentBatch
from ..records import DealSnapshot

DealKey = tuple[str, str]
"""(connection, deal id)"""


@dataclass(frozen=True)
class Chance:
    """What the coach held a deal's chance to be."""

    at: datetime
    p_win: Estimate


@dataclass(frozen=True)
class WatchedDeal:
    """One open deal.

    Attributes:
        snapshot: As of when its records speak.
        measure: Measures its facts; they are measured once, when a pattern asks.
        past: The coach's versions of its chance, oldest first; read when a pattern asks.
    """

    snapshot: DealSnapshot
    measure: Callable[[DealSnapshot], Mapping[str, Fact]] = field(repr=False)
    past: Callable[[DealKey], Sequence[Chance]] = field(repr=False)

    @property
    def key(self) -> DealKey:
        """Connection and deal id."""
        return self.snapshot.connection, self.snapshot.deal.id

    @cached_property
    def facts(self) -> Mapping[str, Fact]:
        """Its measured facts by key."""
        return self.measure(self.snapshot)

    @cached_property
    def chances(self) -> Sequence[Chance]:
        """What its chance was held to be, oldest first."""
        return self.past(self.key)


@dataclass(frozen=True)
class Surroundings:
    """What a pattern may know of the workspace beside one deal; each is read when it is asked for.

    Attributes:
        closed: Closed deals at a moment inside their lives.
        living: Open deals as they stand.
        stays: Closed deals at entering each of their stages.
        lost_to: Competitors named on lost deals.
        win_loss: Why deals are won and lost, over all of them.
    """

    closed: Callable[[], MomentBatch]
    living: Callable[[], MomentBatch]
    stays: Callable[[], MomentBatch]
    lost_to: Callable[[], Mapping[DealKey, Sequence[str]]]
    win_loss: Callable[[], WinLossPayload]
    kept: dict[str, Any] = field(default_factory=dict, repr=False)
    """What patterns computed of it, for the next deal."""

    def once(self, name: str, compute: Callable[[], Any]) -> Any:  # noqa: ANN401  # whatever the pattern computes
        """Return what `compute` gives, computed once per evaluation."""
        if name not in self.kept:
            self.kept[name] = compute()
        return self.kept[name]
