"""``stage_overdue``: the deal stays in its stage longer than nearly all before it, those still there counted in."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping

import numpy as np
from pydantic import Field

from ...ports.moments import MomentBatch
from ...records import RecordRef
from ...stats.survival import Survival
from ..pattern import Finding, Pattern, PatternOptions, Proof
from ..watched import Surroundings, WatchedDeal

Stays = Mapping[tuple[str, str], Survival]
"""By (pipeline, stage)."""


class OverdueOptions(PatternOptions):
    """What counts as late."""

    share: float = Field(0.8, ge=0.5, le=0.99, description="Share of deals that have left the stage by then.")


def look(deal: WatchedDeal, around: Surroundings, options: OverdueOptions) -> Finding | None:
    """Return the finding; none with too few deals that left the stage to say what is late."""
    record = deal.snapshot.deal
    moves = [move for move in deal.snapshot.stage_changes if move.at <= deal.snapshot.as_of]
    if not record.stage or not moves or moves[-1].to_stage != record.stage:
        return None
    curve = _stays(around).get((record.pipeline or "", record.stage))
    late = curve.quantile(options.share) if curve is not None else None
    days = int((deal.snapshot.as_of - moves[-1].at).total_seconds() // 86_400)
    if curve is None or late is None or days <= late:
        return None
    still = curve.at(days)
    entered = RecordRef(type="stage_change", id=moves[-1].id, connection=deal.key[0])
    return Finding(
        f"It has been in {record.stage} for {days} days; {options.share:.0%} of {curve.n} deals had left it "
        f"after {late:.0f}.",
        {
            "days": days,
            "late_after": round(late, 1),
            "share": options.share,
            "n": curve.n,
            "still_there": round(still.value, 3),
        },
        (Proof(entered, "it entered the stage", moves[-1].at),),
    )


def _stays(around: Surroundings) -> Stays:
    found: Stays = around.once("stays", lambda: stays_of(around.stays()))
    return found


def stays_of(batch: MomentBatch) -> Stays:
    """Return how long closed deals stayed in each stage; the last stay ends with the deal."""
    order = np.lexsort((batch.place, batch.deal_id.astype(str), batch.connection.astype(str)))
    lasted: dict[tuple[str, str], list[float]] = defaultdict(list)
    for place, row in enumerate(order):
        after = order[place + 1] if place + 1 < len(order) else None
        same = after is not None and (
            (batch.connection[after], batch.deal_id[after]) == (batch.connection[row], batch.deal_id[row])
        )
        end = batch.at[after] if same else batch.closed_at[row]
        if np.isfinite(end) and batch.stage[row] is not None:
            lasted[str(batch.pipeline[row] or ""), str(batch.stage[row])].append(
                max(0.0, float(end - batch.at[row]))
            )
    return {key: Survival.of(days, [True] * len(days)) for key, days in lasted.items()}


PATTERN = Pattern("stage_overdue", "A deal is late in its stage", OverdueOptions, look)
