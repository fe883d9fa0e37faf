"""``pipeline``: every open deal with its chance and the next step."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from pydantic import Field

from ....insights import Estimate, Insight, PipelinePayload
from ....insights.pipeline import PipelineDeal, StageTotal
from ...advice.scoring import Scored, scored
from ..kind import ReportKind, ReportOptions, Rows, of_workspace

if TYPE_CHECKING:
    from ...services import Services

KIND = "pipeline"
COLUMNS = (
    *("deal_id", "connection", "name", "stage", "owner", "amount", "currency", "expected_close_at"),
    *("p_win", "low", "high", "next_step", "due", "overdue", "moves"),
)
_NO_STAGE = "(no stage)"
_TOP = 3


class PipelineOptions(ReportOptions):
    """Which deals."""

    stage: str | None = Field(None, max_length=200, description="Deals of this stage only.")
    owner: str | None = Field(None, max_length=200, description="Deals of this owner (id) only.")
    most: int = Field(200, ge=1, le=2000, description="Most deals to list; all of them count in the sums.")


@dataclass(frozen=True)
class _Line:
    deal: PipelineDeal
    stage: str


def gather(services: Services, workspace: str, options: PipelineOptions) -> Insight:
    """Return the overview, of the engine as it is now."""
    lines, engine = [], ""
    for one in scored(services.store, services.registry, workspace, services.clock(), answered=True):
        engine = one.engine_version
        deal = one.snapshot.deal
        if options.stage in (None, deal.stage) and options.owner in (None, deal.owner_id):
            lines.append(_Line(_deal(one), deal.stage or _NO_STAGE))
    lines.sort(key=lambda line: (-line.deal.p_win.value, line.deal.connection, line.deal.deal_id))
    seen = {"open deals": len(lines)}
    payload = _payload(lines, options.most)
    return of_workspace(KIND, workspace, services.clock(), seen, payload, engine or "1")


def _payload(lines: Sequence[_Line], most: int) -> PipelinePayload:
    by_stage: dict[str, list[_Line]] = defaultdict(list)
    for line in lines:
        by_stage[line.stage].append(line)
    expected = _sum(line.deal.p_win for line in lines)
    overdue = sum(line.deal.overdue for line in lines)
    late = f" {overdue:,} next steps are overdue." if overdue else ""
    headline = (
        f"Of {len(lines):,} open deals about {expected.value:.0f} will be won "
        f"({expected.low:.0f} to {expected.high:.0f}).{late}"
        if lines
        else "There is no open deal."
    )
    return PipelinePayload(
        headline=headline,
        n_open=len(lines),
        expected=expected,
        stages=[_total(stage, of) for stage, of in sorted(by_stage.items())],
        deals=[line.deal for line in lines[:most]],
        left_out=max(0, len(lines) - most),
        overdue=overdue,
    )


def _total(stage: str, lines: Sequence[_Line]) -> StageTotal:
    amounts: dict[str, float] = defaultdict(float)
    for line in lines:
        if line.deal.amount is not None:
            amounts[line.deal.currency or ""] += line.deal.amount
    return StageTotal(
        stage=stage, n=len(lines), expected=_sum(line.deal.p_win for line in lines), amounts=dict(amounts)
    )


def _sum(chances: Iterable[Estimate]) -> Estimate:
    found = list(chances)
    return Estimate(
        value=sum(p.value for p in found),
        low=sum(p.low for p in found),
        high=sum(p.high for p in found),
        n=max((p.n for p in found), default=0),
        basis=f"the chances of {len(found)} open deals, all erring the same way at the ends",
    )


def _deal(one: Scored) -> PipelineDeal:
    deal, payload = one.snapshot.deal, one.payload
    step = next((action for action in payload.actions if action.state.state == "open"), None)
    strongest = sorted(payload.score.factors, key=lambda f: -abs(f.contribution))[:_TOP]
    return PipelineDeal(
        deal_id=deal.id,
        connection=one.snapshot.connection,
        name=deal.name,
        stage=deal.stage,
        owner=one.snapshot.owner.name if one.snapshot.owner else deal.owner_id,
        amount=deal.amount,
        currency=deal.currency,
        expected_close_at=deal.expected_close_at,
        p_win=payload.score.p_win,
        moves=[(factor.label, factor.direction) for factor in strongest],
        step=step.title if step else None,
        due=step.due if step else None,
        overdue=step is not None and step.due < one.snapshot.as_of.date(),
    )


def rows(insight: Insight) -> Rows:
    """Return one row per deal."""
    payload = PipelinePayload.model_validate(insight.payload)
    return COLUMNS, [_row(deal) for deal in payload.deals]


def _row(deal: PipelineDeal) -> dict[str, object]:
    return deal.model_dump(include={*COLUMNS[:8], "due"}) | {
        "p_win": round(deal.p_win.value, 4),
        "low": round(deal.p_win.low, 4),
        "high": round(deal.p_win.high, 4),
        "next_step": deal.step,
        "overdue": "yes" if deal.overdue else "",
        "moves": "; ".join(f"{label} ({'+' if way == 'up' else '-'})" for label, way in deal.moves),
    }


REPORT = ReportKind("pipeline", "Pipeline", PipelineOptions, gather, rows)
