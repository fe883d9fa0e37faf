"""What factors go with at entering each stage, adjusted for everything else that was known then."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from ...facts.batch import AmountScale
from ...facts.guard import guarded
from ...insights import Cohort
from ...ports.cohort import CohortQuestion, DealKey
from ...ports.moments import MomentBatch
from ...stats.design import codes_of
from ...stats.interval import Interval
from ...stats.stagewise import MIN_DEALS, AtStage, StageFactor, find_stage_factors
from ...stats.table import Bools
from ...stats.twins import twins
from .choosing import confounders, copies_count_once, learnable, plainest
from .factors import MOST_PARTS

MOST_DEALS = 5_000
"""Deals of a filtered cohort up to which it is looked at stage by stage while somebody waits; of a whole workspace the
newest that are looked at once a day. They have entered some 20,000 stages."""


def is_whole(cohort: Cohort) -> bool:
    """Whether a cohort is all of the workspace's deals, however they are split."""
    return cohort.where is None and cohort.since is None and cohort.until is None


def deals_to_enter(question: CohortQuestion, rows: Bools) -> list[DealKey]:
    """Return the deals of a filtered cohort to look at stage by stage; none where they are too many to wait for.

    Args:
        question: About which cohort.
        rows: Its closed deals among all of the workspace.
    """
    if is_whole(question.cohort) or int(rows.sum()) > MOST_DEALS:
        return []
    return _keys(question.closed.take(rows))


def newest_deals(question: CohortQuestion) -> list[DealKey]:
    """Return the deals of the workspace that are looked at stage by stage once a day."""
    closed = question.closed.take(np.isfinite(question.closed.won))
    return _keys(closed)[-MOST_DEALS:]


def stage_factors(
    question: CohortQuestion, at_stages: MomentBatch, scale: AmountScale, refused: frozenset[str]
) -> list[StageFactor]:
    """Return each factor's effect stage by stage.

    Args:
        question: Knows which deals are copies of one, and what an admin lets through.
        at_stages: Closed deals at entering each of their stages, with their columns.
        scale: Ranks amounts.
        refused: Columns that give the outcome away inside of a deal's life; what does so at a stage is refused as well.
    """
    entered = at_stages.take(np.isfinite(at_stages.won))
    # Open deals stand anywhere in a stage: what they know is no measure of what is known on entering one.
    nobody = question.open_.take(np.zeros(question.open_.n, dtype=bool))
    leaks = guarded(entered, nobody, question.overruled).left_out
    table = learnable(entered, scale, refused | leaks)
    same = twins(table, plainest)
    table = table.only([name for name in table.names if name not in same])
    return find_stage_factors(
        table,
        entered.won,
        entered.stage,
        _stages(entered),
        confounders=confounders(table),
        weights=_weights(question, entered),
    )


def _stages(entered: MomentBatch) -> list[str]:
    """The stages most deals enter, in the order in which they are entered."""
    codes, names = codes_of(entered.stage)
    sizes = {name: int((codes == code).sum()) for name, code in names.items()}
    often = sorted(
        (name for name in sizes if sizes[name] >= MIN_DEALS), key=lambda name: (-sizes[name], name)
    )
    return sorted(
        often[:MOST_PARTS], key=lambda name: (float(entered.place[codes == names[name]].mean()), name)
    )


def _weights(question: CohortQuestion, entered: MomentBatch) -> np.ndarray[Any, np.dtype[np.float64]]:
    """Copies of one deal count as one."""
    group = dict(zip(_keys(question.closed), question.groups.tolist(), strict=True))
    deals = _keys(entered)
    distinct = list(dict.fromkeys(deals))
    # A deal that has no moment inside its life is nobody's copy.
    own = np.array([group.get(key, -1 - place) for place, key in enumerate(distinct)], dtype=np.int64)
    weight = dict(zip(distinct, copies_count_once(own).tolist(), strict=True))
    return np.array([weight[key] for key in deals], dtype=float)


def _keys(batch: MomentBatch) -> list[DealKey]:
    return list(zip(batch.connection.tolist(), batch.deal_id.tolist(), strict=True))


def packed(factors: Sequence[StageFactor]) -> list[Any]:
    """Return stage factors as plain JSON."""
    return [
        [
            one.column,
            one.level,
            one.differs_p,
            one.differs_q,
            [
                [
                    at.stage,
                    [at.odds_ratio.value, at.odds_ratio.low, at.odds_ratio.high],
                    at.p_value,
                    at.q_value,
                    at.n,
                ]
                for at in one.stages
            ],
        ]
        for one in factors
    ]


def unpacked(data: Sequence[Any]) -> tuple[StageFactor, ...]:
    """Read what :func:`packed` wrote."""
    return tuple(
        StageFactor(
            column,
            level,
            tuple(AtStage(stage, Interval(*ratio), p, q, n) for stage, ratio, p, q, n in stages),
            differs_p,
            differs_q,
        )
        for column, level, differs_p, differs_q, stages in data
    )
