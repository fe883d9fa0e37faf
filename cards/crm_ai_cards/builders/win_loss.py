"""The card of a ``win_loss`` insight: what goes with winning and losing, how sure that is, and what to do about it."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from typing import ClassVar

from crm_ai_plugin.insights import Estimate, Insight, WinLossPayload
from crm_ai_plugin.insights.win_loss import Alike, Benchmark, Factor, Finding, ModelCard

from ..blocks import Block
from ..blocks.changes import ChangeItem, ChangesBlock
from ..blocks.chart import Bar, ChartBlock
from ..blocks.coverage import CoverageBlock
from ..blocks.evidence import EvidenceBlock, EvidenceItem
from ..blocks.headline import HeadlineBlock
from ..blocks.list import ListBlock, ListItem
from ..blocks.metric import MetricBlock
from ..blocks.plot import AxisEnd, PlotBlock, PlotPoint
from ..blocks.table import TableBlock
from ..document import Card
from ..words import moment, odds, percent, ratio, span

_FEWEST, _MOST = 3, 8
_WEIGHTY = 0.05


class WinLossCard:
    """Builds the card of a cohort, or of one deal beside the cohort it is compared with."""

    kind: ClassVar[str] = "win_loss"
    route: ClassVar[str] = "win-loss-analysis"
    document_model: ClassVar[type[Card]] = Card

    def build(self, insight: Insight) -> Card:
        """Return the card.

        Raises:
            pydantic.ValidationError: the payload is not that of a win-loss answer.
        """
        payload = WinLossPayload.model_validate(insight.payload)
        return Card.of(insight, "Win-loss", _blocks(insight, payload))


def _blocks(insight: Insight, payload: WinLossPayload) -> Iterator[Block]:
    yield HeadlineBlock(text=payload.headline)
    yield ChangesBlock(
        items=tuple(ChangeItem(what=c.what, because=tuple(c.because)) for c in insight.changes)
    )
    if payload.outcome is not None:
        yield from _deal(payload)
    else:
        yield from _cohort(payload)
    yield _model(payload.model)
    yield CoverageBlock(
        seen=insight.coverage.seen,
        missing=tuple(insight.coverage.missing),
        effect=" ".join(
            part
            for part in (insight.coverage.effect, *(gap.text for gap in payload.coverage.missing))
            if part
        ),
    )
    yield EvidenceBlock(items=tuple(EvidenceItem.of(one) for one in insight.evidence))


def _cohort(payload: WinLossPayload) -> Iterator[Block]:
    yield ListBlock(
        title="What to do about it",
        items=tuple(_finding(one) for one in payload.insights),
        empty=_sentence(payload.verdict),
    )
    found = [one for one in payload.factors if one.found]
    yield ChartBlock(
        title="What goes with winning and losing",
        unit="log-odds",
        bars=tuple(_bar(one) for one in found),
        notes=_reading(payload, found),
    )
    yield _factors(payload.factors)
    yield _by_stage(found)
    yield TableBlock(
        title="Side by side",
        columns=("Segment", "Won", "Lost", "Open", "Win rate", "Differs (q)"),
        numeric=("Won", "Lost", "Open", "Win rate", "Differs (q)"),
        rows=tuple(
            (
                one.value or "(empty)",
                f"{one.n_won:,}",
                f"{one.n_lost:,}",
                f"{one.n_open:,}",
                _share(one.win_rate),
                "" if one.differs is None else _small(one.differs),
            )
            for one in payload.segments
        ),
    )
    yield _benchmarks(payload.benchmarks)
    yield _trend(payload)
    yield TableBlock(
        title="Time in stage",
        columns=(
            "Stage",
            "Half have left it after",
            "Late after",
            "Open and late",
            "Won if late",
            "Won if not",
        ),
        numeric=("Half have left it after", "Late after", "Open and late", "Won if late", "Won if not"),
        rows=tuple(
            (
                one.stage,
                _days(one.median.value if one.median else None),
                _days(one.late_after),
                f"{one.late_open:,}",
                _share(one.won_if_late),
                _share(one.won_if_not),
            )
            for one in payload.stages
        ),
    )


def _deal(payload: WinLossPayload) -> Iterator[Block]:
    score = payload.score
    if score is not None and score.p_win.low < score.p_win.high:
        yield MetricBlock.of("p_win", "Chance of a deal like this one", score.p_win, outcome="won")
    bars = sorted(payload.contributions, key=lambda one: -abs(one.contribution))
    weighty = sum(abs(one.contribution) >= _WEIGHTY for one in bars)
    yield ChartBlock(
        title="What moved the odds",
        unit="log-odds",
        bars=tuple(
            Bar(
                key=one.key,
                label=one.label,
                value=one.contribution,
                words=odds(one.contribution),
                evidence=tuple(one.evidence),
            )
            for one in bars
        ),
        shown=min(len(bars), max(_FEWEST, min(weighty, _MOST))),
    )
    yield ChartBlock(
        title="What that was about",
        unit="log-odds",
        bars=tuple(
            Bar(
                key=one.category,
                label=one.category.capitalize(),
                value=one.contribution,
                words=odds(one.contribution),
                evidence=tuple(one.evidence),
            )
            for one in payload.by_category
        ),
    )
    stated = payload.stated_reason_vs_evidence
    if stated is not None:
        yield TableBlock(
            title="The stated reason and the records",
            columns=("", "Says"),
            rows=(
                ("Stated by the rep", stated.stated or "nothing"),
                ("Shown by the records", stated.shown_category or "nothing of weight"),
                ("Together", stated.text),
            ),
        )
    yield TableBlock(
        title="What happened",
        columns=("When", "What"),
        rows=tuple((moment(one.at), one.text) for one in payload.timeline),
    )
    yield TableBlock(
        title="Closed deals most like it",
        columns=("Deal", "Ended", "Alike in", "Unlike in"),
        rows=tuple(_alike(one) for one in payload.similar),
        empty="No closed deal is near enough to compare.",
    )
    yield _benchmarks(payload.benchmarks)


def _finding(one: Finding) -> ListItem:
    touched = f"Touches {one.touches:,} open deals." if one.touches else ""
    return ListItem(
        id=one.id,
        title=one.title,
        why=f"{one.why} {touched}".strip(),
        how=one.how,
        evidence=tuple(one.evidence),
    )


def _bar(one: Factor) -> Bar:
    return Bar(
        key=one.key,
        label=f"{one.label}, per {one.step}" if one.step else one.label,
        value=math.log(one.odds_ratio.value) if one.odds_ratio.value > 0 else 0.0,
        words=f"odds × {ratio(one.odds_ratio)}",
        evidence=tuple(one.evidence),
    )


def _reading(payload: WinLossPayload, found: Sequence[Factor]) -> tuple[str, ...]:
    notes = [
        "Each is adjusted for all others that were looked at; at most one in ten of those found is chance."
    ]
    if payload.detectable is not None:
        notes.append(f"With these deals an effect below odds × {payload.detectable:.1f} may well go unseen.")
    return tuple(notes) if found else ()


def _factors(factors: Sequence[Factor]) -> TableBlock:
    return TableBlock(
        title="All that was looked at",
        columns=("Factor", "Category", "Odds ×", "Unadjusted", "p", "q", "Share", "Found"),
        numeric=("Odds ×", "Unadjusted", "p", "q", "Share"),
        rows=tuple(
            (
                one.label,
                one.category,
                ratio(one.odds_ratio),
                f"{one.raw.value:.2f}",
                _small(one.p_value),
                _small(one.q_value),
                percent(one.share),
                _whether_found(one),
            )
            for one in factors
        ),
        empty="Nothing could be looked at.",
    )


def _whether_found(factor: Factor) -> str:
    if factor.found:
        return "yes"
    if factor.proxy_for:
        return f"explained by {factor.proxy_for}"
    return f"only beside {factor.only_beside}" if factor.only_beside else "no"


def _by_stage(found: Sequence[Factor]) -> TableBlock:
    detailed = [one for one in found if one.by_stage]
    notes = [f"{one.label}: {one.stages_differ}" for one in detailed if one.stages_differ]
    if any(at.q_value is None for one in detailed for at in one.by_stage):
        notes.append("Without q it is not adjusted: deals that stood in the stage when they were looked at.")
    return TableBlock(
        title="By stage",
        columns=("Factor", "Entering", "Odds ×", "q", "Deals"),
        numeric=("Odds ×", "q", "Deals"),
        rows=tuple(
            (
                one.label,
                at.stage,
                ratio(at.odds_ratio),
                "" if at.q_value is None else _small(at.q_value),
                f"{at.odds_ratio.n:,}",
            )
            for one in detailed
            for at in one.by_stage
        ),
        notes=tuple(notes) if detailed else (),
    )


def _benchmarks(found: Sequence[Benchmark]) -> TableBlock:
    return TableBlock(
        title="Beside other deals",
        columns=("Figure", "Here", "There", "There is"),
        numeric=("Here", "There"),
        rows=tuple(
            (one.label, _figure(one.unit, one.own.value), _figure(one.unit, one.other.value), one.other_is)
            for one in found
        ),
    )


def _trend(payload: WinLossPayload) -> PlotBlock:
    quarters = payload.trends.quarters
    marks = tuple(
        AxisEnd(at=place, label=one.quarter)
        for place, one in enumerate(quarters)
        # The ends, and as many between as have room.
        if place in (0, len(quarters) - 1) or (len(quarters) <= 6)
    )
    return PlotBlock(
        title="Win rate by quarter",
        points=tuple(
            PlotPoint(
                x=place,
                y=one.win_rate.value,
                low=one.win_rate.low,
                high=one.win_rate.high,
                words=f"{one.quarter}: {_share(one.win_rate)}, {one.n_won:,} won, {one.n_lost:,} lost",
            )
            for place, one in enumerate(quarters)
        ),
        across=marks or (AxisEnd(at=0, label=""),),
        up=(AxisEnd(at=0, label="0%"), AxisEnd(at=0.5, label="50%"), AxisEnd(at=1, label="100%")),
        joined=True,
    )


def _model(model: ModelCard) -> TableBlock:
    figures = [
        ("Closed deals learned from", f"{model.n:,}"),
        ("Newer deals it was judged on", f"{model.judged:,}" if model.judged else "too few to judge"),
        *(
            (name, f"{value:.3f}")
            for name, value in (
                ("Ranking right (AUC)", model.auc),
                ("Error (Brier)", model.brier),
                ("Error of the win rate alone", model.brier_base),
                ("Odds off by (ECE)", model.ece),
            )
            if value is not None
        ),
    ]
    return TableBlock(
        title="How good the model is",
        columns=("Figure", "Value"),
        numeric=("Value",),
        rows=tuple(figures),
        notes=tuple(f"Not learned from: {one.label}: {one.text}" for one in model.leaks_refused),
    )


def _alike(one: Alike) -> tuple[str, ...]:
    ended = f"{one.outcome}{f' {one.closed_at}' if one.closed_at else ''}"
    return (one.name or one.deal_id, ended, ", ".join(one.because), ", ".join(one.unlike))


def _share(estimate: Estimate | None) -> str:
    return "" if estimate is None else f"{percent(estimate.value)} ({span(estimate)})"


def _small(p: float) -> str:
    return "<0.001" if p < 0.001 else f"{p:.3f}"


def _days(value: float | None) -> str:
    return "" if value is None else f"{value:,.0f} days"


def _figure(unit: str, value: float) -> str:
    if unit == "share":
        return percent(value)
    return f"{value:,.0f} days" if unit == "days" else f"{value:,.0f}" if unit == "money" else f"{value:,.1f}"


def _sentence(text: str) -> str:
    return f"{text[:1].upper()}{text[1:].rstrip('.')}." if text else ""
