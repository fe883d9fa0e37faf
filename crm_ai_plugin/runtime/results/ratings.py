"""Whether cards helped, in the words of who read them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import groupby
from typing import Any

from ...errors import NotFoundError
from ...insights import Estimate, Insight
from ...ports.clock import Clock
from ...stats.rates import observed_rate
from ...store import Rated, Rating, RatingReason, Store

ENOUGH = 10
"""Of fewer ratings one more moves the share by ten points or so: too little to be told."""
MONTHS = 12
MOST_REASONS = 50


@dataclass(frozen=True)
class Rater:
    """Whoever rates.

    Attributes:
        by: Who.
        host: Where they read it; None: inside the CRM that the card's record comes from.
        in_crm: Whether `by` is the CRM's id of them.
        proven: Whether more than the word of a key's holder says that they are `by`.
        said_at: When they said so, if a CRM signed that; None: now.
    """

    by: str
    host: str | None
    in_crm: bool = False
    proven: bool = True
    said_at: datetime | None = None


@dataclass(frozen=True)
class Helped:
    """How often cards helped.

    Attributes:
        helpful: Times they did.
        not_helpful: Times they did not.
        told: Of both, times that only the holder of a key says who said so.
        share: That helped, with Wilson's 90 % interval.
        more: Ratings that are missing until it is enough to be told; 0: it is.
    """

    helpful: int
    not_helpful: int
    told: int
    share: Estimate
    more: int


@dataclass(frozen=True)
class HelpedOnHost:
    """How often a kind of card helped on one host."""

    host: str
    helped: Helped


@dataclass(frozen=True)
class HelpedByKind:
    """How often a kind of card helped: in all, and by host."""

    kind: str
    helped: Helped
    hosts: Sequence[HelpedOnHost]


@dataclass(frozen=True)
class HelpedInMonth:
    """How often cards of all kinds helped in a month; `month` is its first day."""

    month: date
    helped: Helped


@dataclass(frozen=True)
class WhatReadersSay:
    """What readers think of cards."""

    as_of: datetime
    kinds: Sequence[HelpedByKind]
    months: Sequence[HelpedInMonth]
    reasons: Sequence[RatingReason]


@dataclass(frozen=True)
class CardRatings:
    """Takes and counts ratings; one of each person for each thing, the last one counts."""

    store: Store
    clock: Clock

    def rate(
        self,
        workspace: str,
        insight: Insight,
        rater: Rater,
        *,
        helpful: bool,
        note: str = "",
        claim: str = "",
    ) -> None:
        """Keep what somebody thinks of an insight, or of one claim in it.

        Args:
            workspace: Whose insight.
            insight: As they saw it.
            rater: Who.
            helpful: Whether it helped.
            note: In their own words.
            claim: Id or key of what in it; empty: all of it.

        Raises:
            NotFoundError: there is no such claim in it.
        """
        if claim and claim not in _names(insight.payload):
            raise NotFoundError("there is no such claim in this card", code="claim_unknown")
        by, host = rater.by, rater.host
        if rater.in_crm:
            crm = self._crm(workspace, insight.connection)
            host = host or crm
            # Who is only said to be somebody can't speak over that somebody.
            by = f"{crm}:{by}" if rater.proven else f"told:{crm}:{by}"
        now = self.clock()
        rating = Rating(
            claim,
            by,
            helpful,
            note.strip(),
            host or insight.connection,
            rater.proven,
            # A clock that is ahead of ours must not win over what is said later.
            now if rater.said_at is None else min(rater.said_at, now),
        )
        with self.store.workspace(workspace) as session:
            session.ratings.set(insight, rating)

    def read(self, workspace: str) -> WhatReadersSay:
        """Return how often cards helped, the last twelve months and the newest reasons."""
        now = self.clock()
        starts = [datetime(year, month, 1, tzinfo=now.tzinfo) for year, month in _months(now)]
        with self.store.workspace(workspace) as session:
            counts = session.ratings.counts()
            spans = session.ratings.over_time(starts)
            reasons = session.ratings.reasons(MOST_REASONS)
        return WhatReadersSay(
            now,
            [_of_kind(kind, list(rows)) for kind, rows in groupby(counts, key=lambda one: one.kind)],
            [
                HelpedInMonth(starts[one.span].date(), _helped(one.helpful, one.not_helpful, 0))
                for one in spans
            ],
            reasons,
        )

    def _crm(self, workspace: str, connection: str) -> str:
        with self.store.system() as system:
            try:
                return system.connections.get(workspace, connection).connector
            except NotFoundError:  # what came from files has a name and no connection
                return connection


def _of_kind(kind: str, rows: Sequence[Rated]) -> HelpedByKind:
    hosts = [HelpedOnHost(one.host, _helped(one.helpful, one.not_helpful, one.told)) for one in rows]
    helpful, not_helpful, told = (
        sum(part) for part in zip(*((one.helpful, one.not_helpful, one.told) for one in rows), strict=True)
    )
    return HelpedByKind(kind, _helped(helpful, not_helpful, told), hosts)


def _helped(helpful: int, not_helpful: int, told: int) -> Helped:
    n = helpful + not_helpful
    rate = observed_rate(helpful, n).interval
    share = Estimate(value=rate.value, low=rate.low, high=rate.high, n=n, basis=f"{n} ratings")
    return Helped(helpful, not_helpful, told, share, max(0, ENOUGH - n))


def _months(now: datetime) -> Iterator[tuple[int, int]]:
    """Yield (year, month) of the last `MONTHS` months, oldest first, the present one included."""
    present = now.year * 12 + now.month - 1
    for number in range(present - MONTHS + 1, present + 1):
        yield number // 12, number % 12 + 1


def _names(part: Any) -> Iterator[str]:  # noqa: ANN401  # any JSON
    """Yield the ids and keys that an insight gives to its parts."""
    if isinstance(part, dict):
        yield from (str(part[name]) for name in ("id", "key") if isinstance(part.get(name), str))
        for one in part.values():
            yield from _names(one)
    elif isinstance(part, list):
        for one in part:
            yield from _names(one)
