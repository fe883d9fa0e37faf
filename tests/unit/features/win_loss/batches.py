"""Small batches of deals as columns."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

import numpy as np

from crm_ai_plugin.features.win_loss.filters.match import days_of
from crm_ai_plugin.ports.moments import MomentBatch


def batch_of(
    *,
    won: Sequence[float],
    amount: Sequence[float] | None = None,
    closed_at: Sequence[date | None] | None = None,
    created_at: Sequence[date | None] | None = None,
    stage: Sequence[str | None] | None = None,
    texts: Mapping[str, Sequence[str | None]] | None = None,
    numbers: Mapping[str, Sequence[float]] | None = None,
) -> MomentBatch:
    """Return deals ``d0``, ``d1``, … with these columns."""
    n = len(won)
    unknown = np.full(n, np.nan)
    return MomentBatch(
        n=n,
        connection=_objects(["crm"] * n),
        deal_id=_objects([f"d{i}" for i in range(n)]),
        stage=_objects(stage or [None] * n),
        pipeline=_objects([None] * n),
        owner_id=_objects([None] * n),
        company_id=_objects([None] * n),
        currency=_objects(["EUR"] * n),
        place=np.zeros(n, dtype=np.int64),
        at=unknown.copy(),
        created_at=_days(created_at) if created_at else unknown.copy(),
        closed_at=_days(closed_at) if closed_at else unknown.copy(),
        won=np.asarray(won, dtype=float),
        amount=np.asarray(amount, dtype=float) if amount is not None else unknown.copy(),
        numbers={key: np.asarray(values, dtype=float) for key, values in (numbers or {}).items()},
        texts={key: _objects(values) for key, values in (texts or {}).items()},
        replayed={},
    )


def _objects(values: Sequence[Any]) -> Any:
    made = np.empty(len(values), dtype=object)
    made[:] = list(values)
    return made


def _days(values: Sequence[date | None]) -> Any:
    return np.array([np.nan if day is None else float(days_of(day)) for day in values])
