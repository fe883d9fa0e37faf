"""Questions about deals whose truth is known."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import numpy as np

from crm_ai_plugin.insights import Cohort
from crm_ai_plugin.ports.cohort import CohortQuestion
from crm_ai_plugin.ports.moments import MomentBatch, objects
from crm_ai_plugin.testing.planted import planted_deals

NOW = datetime(2026, 11, 1, tzinfo=UTC)
FACTORS = (
    "price_pressure",
    "champion_known",
    "competitor_mentions",
    "meetings_held",
    "next_step_agreed",
    "budget_blocked",
    "security_review",
    "pain",
)
"""Facts that stand for the planted factors; the first ones are real, alternately for and against."""


def question(
    n: int = 390,
    seed: int = 1,
    *,
    real: int = 3,
    odds_ratio: float = 4.0,
    n_open: int = 120,
    cohort: Cohort | None = None,
    leak: bool = False,
    order: np.ndarray[Any, Any] | None = None,
) -> CohortQuestion:
    """Return a question about `n` closed deals; fewer than 400, so that no trees are grown."""
    deals = planted_deals(n + n_open, seed, factors=len(FACTORS), real=real, odds_ratio=odds_ratio)
    closed = _batch(deals, np.arange(n), closed=True, leak=leak)
    open_ = _batch(deals, np.arange(n, n + n_open), closed=False, leak=leak)
    reasons = objects(
        ["price too high" if won == 0.0 and i % 2 else None for i, won in enumerate(closed.won)]
    )
    if order is not None:
        closed, reasons = closed.take(order), reasons[order]
    return CohortQuestion(
        id="coh_test",
        cohort=cohort or Cohort(),
        asked_at=NOW,
        closed=closed,
        open_=open_,
        reasons=reasons,
        groups=np.arange(n),
        closed_in_all=n + 30,
        data_version="v1",
    )


def _batch(deals: Any, rows: Any, *, closed: bool, leak: bool) -> MomentBatch:
    n = len(rows)
    days = (NOW - timedelta(days=1_100)).timestamp() / 86_400 + deals.times[rows]
    unknown = np.full(n, np.nan)
    numbers = {
        name: deals.columns[f"factor_{place:02d}"][rows].astype(float) for place, name in enumerate(FACTORS)
    }
    numbers["company.employees"] = deals.columns["employees"][rows].astype(float)
    numbers["deal_age"] = 20.0 + 8.0 * deals.outcomes[rows] + np.arange(n) % 23
    if leak:
        numbers["custom.close value"] = deals.outcomes[rows] * 1_000.0 if closed else unknown.copy()
    return MomentBatch(
        n=n,
        connection=objects(["crm"] * n),
        deal_id=objects([f"{'c' if closed else 'o'}{i}" for i in range(n)]),
        place=np.zeros(n, dtype=np.int64),
        at=days - 10,
        created_at=days - 60 - np.arange(n) % 30,
        closed_at=days if closed else unknown,
        won=deals.outcomes[rows] if closed else unknown,
        pipeline=objects([None] * n),
        stage=objects(["early" if i % 2 else "late" for i in range(n)]),
        owner_id=objects([None] * n),
        company_id=objects([f"co{i}" for i in range(n)]),
        amount=unknown,
        currency=objects(["EUR"] * n),
        numbers=numbers,
        texts={"custom.Segment": deals.columns["segment"][rows]},
        replayed={},
    )
