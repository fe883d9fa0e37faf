"""What was found about a cohort, and about one deal beside it, on its way to words."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from ...insights.win_loss import CATEGORIES, Agreement, Category
from ...ports.cohort import CohortQuestion, DealKey
from ...ports.moments import MomentBatch
from ...signals import PhraseLibrary
from ...signals.names import NameIndex
from ...stats import Interval
from ...stats.design import codes_of
from ...stats.factors import Factor
from ...stats.stagewise import StageFactor
from ...stats.table import Floats
from .at_stages import is_whole, stage_factors
from .choosing import Deals
from .comparing import QuarterRate, SegmentRows, by_quarter, segments, slope
from .coverage import Seen, coverage
from .factors import Part, by_part, cohort_factors, has_it, knows_it
from .factors import quarters as quarters_of
from .findings import Finding, findings
from .neighbours import rate_of_likes
from .one_deal import ExplainedDeal, explain, known_competitors
from .reasons import agreement, by_category, shapes, shown_category, stated_category
from .study import Study

_QUOTED_DEALS = 2
_MOST_QUOTED = 12
_DETAILED = 5
"""Factors that are shown by stage, quarter and segment."""


@dataclass(frozen=True)
class CohortFacts:
    """A question with its deals and the model, measured."""

    question: CohortQuestion
    study: Study
    deals: Deals
    parts: Floats
    """Contributions of the closed deals, rows × columns of the model."""
    open_parts: Floats


@dataclass(frozen=True)
class ReasonCounts:
    """Stated reasons of a cohort's losses against the records."""

    n_lost: int
    counts: Mapping[Agreement, int]
    pairs: Sequence[tuple[Category, Category | None, int]]


@dataclass(frozen=True)
class Assessment:
    """All that will be said.

    `by_stage` holds what a detailed factor goes with at each stage: adjusted and tested where deals could be looked at on
    entering their stages, else plain odds ratios by the stage in which the deals stood when they were looked at.
    `examples` names, by factor, closed deals that show it best; `elsewhere` is (won, n) of the deals outside of the
    cohort that are most like those in it.
    """

    facts: CohortFacts
    factors: Sequence[Factor]
    by_stage: Mapping[str, StageFactor | Sequence[Part]]
    by_quarter: Mapping[str, Sequence[Part]]
    quarters: Sequence[QuarterRate]
    slope: Interval | None
    segments: Sequence[SegmentRows]
    seen: Seen
    reasons: ReasonCounts
    findings: Sequence[Finding]
    examples: Mapping[str, Sequence[int]]
    elsewhere: tuple[int, int] | None
    deal: ExplainedDeal | None

    @property
    def found(self) -> list[Factor]:
        """The factors that count as found."""
        return [one for one in self.factors if one.found]


def assess(
    facts: CohortFacts, library: PhraseLibrary | None = None, at_stages: MomentBatch | None = None
) -> Assessment:
    """Decide everything.

    Args:
        facts: What was measured.
        library: Phrases by which stated reasons are read.
        at_stages: The deals of a filtered cohort at entering their stages, with their columns.
    """
    deals, study, question = facts.deals, facts.study, facts.question
    factors = cohort_factors(deals)
    detailed = [one for one in factors if one.found and one.proxy_for is None][:_DETAILED]
    in_quarter = quarters_of(deals.closed.closed_at)
    quarters = by_quarter(deals, in_quarter)
    trend = slope(quarters)
    return Assessment(
        facts=facts,
        factors=factors,
        by_stage=_by_stage(facts, detailed, at_stages),
        by_quarter={key_of(one): by_part(one, deals, in_quarter) for one in detailed},
        quarters=quarters,
        slope=trend,
        segments=segments(deals, question.cohort.by) if question.cohort.by else (),
        seen=coverage(question, deals, study.leaks),
        reasons=reason_counts(deals, facts.parts, study.columns, library, known_competitors(question)),
        findings=findings(
            deals,
            factors,
            study.stages_of(deals.open_),
            quarters,
            trend,
            facts.open_parts,
            study.columns,
        ),
        examples={key_of(one): examples_of(one, facts) for one in factors if one.found},
        elsewhere=_elsewhere(facts),
        deal=explain(question, question.deal, deals, study, facts.parts, library) if question.deal else None,
    )


def _by_stage(
    facts: CohortFacts, detailed: Sequence[Factor], at_stages: MomentBatch | None
) -> dict[str, StageFactor | Sequence[Part]]:
    study, deals = facts.study, facts.deals
    found: Sequence[StageFactor] = ()
    if not detailed:
        return {}
    if is_whole(facts.question.cohort):
        found = study.at_stages
    elif at_stages is not None:
        found = stage_factors(facts.question, at_stages, study.scale, study.refused)
    adjusted = {(one.column, one.level): one for one in found}
    return {
        key_of(one): adjusted.get((one.column, one.level)) or by_part(one, deals, deals.closed.stage)
        for one in detailed
    }


def key_of(factor: Factor) -> str:
    """Return the name of a factor."""
    return f"{factor.column}={factor.level}" if factor.level else factor.column


def examples_of(factor: Factor, facts: CohortFacts, most: int = _QUOTED_DEALS) -> list[int]:
    """Return the closed deals that show a factor best: they have it, and ended the way it goes with; newest first."""
    deals = facts.deals
    helps = factor.odds_ratio.value >= 1.0
    rows = np.flatnonzero(
        has_it(factor, deals.table) & knows_it(factor, deals.table) & (deals.won == float(helps))
    )
    return [int(row) for row in rows[::-1][:most]]


def wanted(assessment: Assessment) -> list[DealKey]:
    """Return the closed deals to quote from, and to name as likes."""
    closed = assessment.facts.deals.closed
    rows = [row for places in assessment.examples.values() for row in places][:_MOST_QUOTED]
    if assessment.deal is not None:
        rows += [near.row for near in (*assessment.deal.won_likes, *assessment.deal.lost_likes)]
    return list(dict.fromkeys((str(closed.connection[row]), str(closed.deal_id[row])) for row in rows))


def reason_counts(
    deals: Deals,
    parts: Floats,
    columns: Sequence[str],
    library: PhraseLibrary | None = None,
    competitors: NameIndex | None = None,
) -> ReasonCounts:
    """Return how stated reasons stand to the records, over the lost deals of a cohort."""
    sums = by_category(parts, columns) if len(columns) else np.zeros((deals.closed.n, len(CATEGORIES)))
    counts: Counter[Agreement] = Counter()
    pairs: Counter[tuple[Category, Category | None]] = Counter()
    lost = deals.won == 0.0
    codes, reasons = codes_of(deals.reasons[lost])
    stated: dict[int, Category | None] = {-1: None}
    stated.update((code, stated_category(text, library, competitors)) for text, code in reasons.items())
    # Of each category only matters whether it took much, something or nothing off, and which took most.
    kinds, places, sizes = np.unique(
        np.column_stack([codes, shapes(sums[lost])]), axis=0, return_index=True, return_counts=True
    )
    own = sums[lost]
    for kind, place, n in zip(kinds.tolist(), places.tolist(), sizes.tolist(), strict=True):
        category = stated[kind[0]]
        found = agreement(category, own[place])
        counts[found] += n
        if category is not None and found != "no_evidence":
            pairs[category, shown_category(own[place])] += n
    ranked = sorted(pairs.items(), key=lambda item: (-item[1], item[0][0], item[0][1] or ""))
    return ReasonCounts(int(lost.sum()), dict(counts), [(said, shown, n) for (said, shown), n in ranked])


def _elsewhere(facts: CohortFacts) -> tuple[int, int] | None:
    question, deals = facts.question, facts.deals
    outside = np.flatnonzero(~deals.rows & np.isfinite(question.closed.won))[-5_000:]
    if len(outside) < 30 or deals.closed.n < 10 or question.deal is not None:
        return None
    others = question.closed.take(outside)
    return rate_of_likes(facts.parts, facts.study.contributions(facts.study.table(others)), others.won)
