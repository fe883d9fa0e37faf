"""Looks at a deal at the moments that count, and keeps what it saw as rows."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from ..ports.moments import Moment, MomentKind
from ..records import DealSnapshot, Outcome
from ..signals import PhraseLibrary
from .columns.measure import Row, row_of
from .moments import moment_to_learn, stage_entries


def moments_of(
    present: DealSnapshot,
    benchmarks: Mapping[str, Any],
    library: PhraseLibrary | None = None,
    *,
    stages: bool = True,
) -> list[Moment]:
    """Return the moments of one deal: an open one as it stands, a closed one inside its life and at its stages.

    Args:
        present: The deal with its whole history.
        benchmarks: What is usual.
        library: Phrases to look for.
        stages: Whether a closed deal is looked at as it entered each stage, too.
    """
    if present.deal.outcome is Outcome.OPEN:
        return [_look(present, "now", 0, None, benchmarks, library)]
    inside = moment_to_learn(present)
    found = [] if inside is None else [_look(present, "life", 0, inside, benchmarks, library)]
    for place, (_, at) in enumerate(stage_entries(present) if stages else ()):
        found.append(_look(present, "stage", place, at, benchmarks, library))
    return found


def _look(  # a look has this many parts
    present: DealSnapshot,
    kind: MomentKind,
    place: int,
    at: datetime | None,
    benchmarks: Mapping[str, Any],
    library: PhraseLibrary | None,
) -> Moment:
    return moment_from(present, kind, place, at, row_of(present, at, benchmarks, library))


def moment_from(present: DealSnapshot, kind: MomentKind, place: int, at: datetime | None, row: Row) -> Moment:
    """Return the moment that a row of columns makes."""
    deal = (present if at is None else present.at(at)).deal
    return Moment(
        connection=present.connection,
        deal_id=deal.id,
        kind=kind,
        place=place,
        at=at or present.as_of,
        outcome=present.deal.outcome.value,
        created_at=present.deal.created_at,
        closed_at=present.deal.closed_at,
        pipeline=deal.pipeline,
        stage=deal.stage,
        owner_id=deal.owner_id,
        company_id=deal.company_id,
        amount=deal.amount,
        currency=deal.currency,
        values=row.values,
        replayed=row.replayed,
    )
