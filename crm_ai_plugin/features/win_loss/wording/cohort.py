"""What the payload says about the cohort as a whole: coverage, segments, trends, stages, reasons, benchmarks."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

import numpy as np

from ....insights import Estimate
from ....insights import win_loss as payload
from ....ports.moments import MomentBatch
from ....sentences import Catalogue, Param, Say, plain
from ....stats import Interval, median_interval, shrunken_rate
from ....stats.factors import odds_ratio_of
from ..assessment import Assessment, key_of
from ..comparing import SegmentRows, median_life, win_rate
from ..coverage import Lack
from ..factors import has_it, knows_it
from ..stages import StageTimes
from .factors import factor_part
from .labels import based, factor_label, label_of

_MIN_OTHERS = 10
_SEGMENT_FACTORS = 5
_MIN_SEGMENT = 40


def coverage_part(assessment: Assessment, words: Catalogue) -> payload.CohortCoverage:
    """Return the meter of who is in the answer."""
    seen = assessment.seen
    return payload.CohortCoverage(
        used=seen.used,
        complete=seen.complete,
        missing=[_gap(one, words) for one in seen.missing],
        late=[_gap(one, words) for one in seen.late],
        drift=[_gap(one, words) for one in seen.drift],
    )


def _gap(lack: Lack, words: Catalogue) -> payload.Gap:
    params: dict[str, Param] = {
        "n": lack.n,
        "share": lack.share,
        "known": 1.0 - lack.share,
        "open": lack.size,
        "label": label_of(lack.column, words) if lack.column else None,
    }
    return payload.Gap(
        key=lack.column or lack.kind,
        text=words.render(Say(f"gap.{lack.kind}", params)),
        n=lack.n,
        share=lack.share,
    )


def segment_parts(assessment: Assessment, words: Catalogue) -> list[payload.Segment]:
    """Return the segments side by side, each with the cohort's found factors as they are there."""
    return [_segment(one, assessment, words) for one in assessment.segments]


def _segment(rows: SegmentRows, assessment: Assessment, words: Catalogue) -> payload.Segment:
    n = rows.n_won + rows.n_lost
    days = rows.median_days
    return payload.Segment(
        value=plain(rows.value, 60),
        n_won=rows.n_won,
        n_lost=rows.n_lost,
        n_open=int(rows.open_.sum()),
        win_rate=based(rows.win_rate, n, "rate", words),
        differs=rows.q,
        median_days=based(days[0], days[1], "rate", words) if days else None,
        factors=_factors_there(rows, assessment, words),
    )


def _factors_there(rows: SegmentRows, assessment: Assessment, words: Catalogue) -> list[payload.Factor]:
    deals = assessment.facts.deals
    found = []
    for factor in assessment.found[:_SEGMENT_FACTORS]:
        has = has_it(factor, deals.table)
        here = rows.closed & knows_it(factor, deals.table)
        if int(here.sum()) < _MIN_SEGMENT or not 5 <= int(has[here].sum()) <= int(here.sum()) - 5:
            continue
        ratio = odds_ratio_of(has[here], deals.won[here], deals.weights[here])
        part = factor_part(factor, words)
        found.append(
            part.model_copy(
                update={
                    "odds_ratio": based(ratio, int(here.sum()), "raw", words),
                    "direction": "up" if ratio.value >= 1.0 else "down",
                    "share": float(has[here].mean()),
                }
            )
        )
    return found


def trends_part(assessment: Assessment, words: Catalogue) -> payload.Trends:
    """Return win rate and found factors by quarter."""
    labels = {key_of(one): factor_label(one, words) for one in assessment.found}
    return payload.Trends(
        quarters=[
            payload.Quarter(
                quarter=one.quarter,
                n_won=one.n_won,
                n_lost=one.n_lost,
                win_rate=based(one.win_rate, one.n_won + one.n_lost, "rate", words),
            )
            for one in assessment.quarters
        ],
        slope=based(assessment.slope, len(assessment.quarters), "slope", words) if assessment.slope else None,
        factors=[
            payload.FactorTrend(
                key=key,
                label=labels[key],
                points=[
                    payload.TrendPoint(quarter=p.name, odds_ratio=based(p.odds_ratio, p.n, "raw", words))
                    for p in points
                ],
            )
            for key, points in assessment.by_quarter.items()
            if points
        ],
    )


def stage_parts(stages: Sequence[StageTimes], words: Catalogue) -> list[payload.StageTime]:
    """Return the time in stages."""
    return [
        payload.StageTime(
            pipeline=plain(one.pipeline, 60),
            stage=plain(one.stage, 60),
            n=one.n,
            median=based(one.median, one.n, "stays", words) if one.median else None,
            late_after=one.late_after,
            late_open=len(one.late_open),
            won_if_late=_share(one.if_late, words),
            won_if_not=_share(one.if_not, words),
        )
        for one in stages
    ]


def _share(rate: tuple[Interval, int] | None, words: Catalogue) -> Estimate | None:
    return based(rate[0], rate[1], "rate", words) if rate else None


def reasons_part(assessment: Assessment, words: Catalogue) -> payload.StatedReasons:
    """Return how often stated reasons agree with the records."""
    counts = assessment.reasons.counts
    compared = counts.get("same", 0) + counts.get("partly", 0) + counts.get("contradicted", 0)
    agree = None
    if compared:
        rate = shrunken_rate(counts.get("same", 0), compared, prior_mean=0.5, prior_strength=2.0)
        agree = based(rate.interval, compared, "rate", words)
    return payload.StatedReasons(
        n_lost=assessment.reasons.n_lost,
        n_stated=assessment.reasons.n_lost - counts.get("not_stated", 0),
        agree=agree,
        counts=dict(sorted(counts.items())),
        pairs=[
            payload.ReasonPair(stated=stated, shown=shown, n=n)
            for stated, shown, n in assessment.reasons.pairs[:20]
        ],
    )


def benchmark_parts(assessment: Assessment, words: Catalogue) -> list[payload.Benchmark]:
    """Return the cohort beside all other closed deals, and beside those elsewhere that are most like it."""
    question, deals = assessment.facts.question, assessment.facts.deals
    others = question.closed.take(~deals.rows & np.isfinite(question.closed.won))
    if others.n < _MIN_OTHERS or deals.closed.n < _MIN_OTHERS:
        return []
    own = based(win_rate(deals.won), deals.closed.n, "rate", words)
    found = [
        payload.Benchmark(
            key="win_rate",
            label=words.text("benchmark.win_rate"),
            unit="share",
            own=own,
            other=based(win_rate(others.won), others.n, "rate", words),
            other_is=words.text("benchmark.others"),
        )
    ]
    if assessment.elsewhere is not None and assessment.elsewhere[1] >= _MIN_OTHERS:
        won, n = assessment.elsewhere
        rate = shrunken_rate(won, n, prior_mean=0.3, prior_strength=2.0)
        found.append(
            found[0].model_copy(
                update={
                    "key": "win_rate_of_likes",
                    "other": based(rate.interval, n, "likes", words),
                    "other_is": words.text("benchmark.likes"),
                }
            )
        )
    found += _medians(deals.closed, others, words)
    return found


def _medians(own: MomentBatch, others: MomentBatch, words: Catalogue) -> list[payload.Benchmark]:
    found = []
    cycles = [median_life(batch.take(batch.won == 1.0)) for batch in (own, others)]
    if cycles[0] and cycles[1]:
        found.append(_beside("cycle", "days", {}, cycles[0], cycles[1], words))
    currency = _main_currency(own)
    amounts = [_median_amount(batch, currency) for batch in (own, others)]
    if amounts[0] and amounts[1]:
        found.append(_beside("amount", "money", {"currency": currency}, amounts[0], amounts[1], words))
    return found


def _beside(
    key: str,
    unit: str,
    params: dict[str, Param],
    own: tuple[Interval, int],
    other: tuple[Interval, int],
    words: Catalogue,
) -> payload.Benchmark:
    return payload.Benchmark(
        key=key,
        label=words.render(Say(f"benchmark.{key}", params)),
        unit=unit,
        own=based(own[0], own[1], "rate", words),
        other=based(other[0], other[1], "rate", words),
        other_is=words.text("benchmark.others"),
    )


def _main_currency(batch: MomentBatch) -> str | None:
    names = [name for name in batch.currency if name is not None]
    counts = Counter(str(name) for name in names)
    return min(counts, key=lambda name: (-counts[name], name)) if counts else None


def _median_amount(batch: MomentBatch, currency: str | None) -> tuple[Interval, int] | None:
    same = np.array([name == currency for name in batch.currency], dtype=bool)
    amounts = batch.amount[same & np.isfinite(batch.amount)]
    found = median_interval(amounts.tolist())
    return (found, len(amounts)) if found else None
