"""Where the deal stands, and how long it has stood there."""

from __future__ import annotations

import math

from ..sentences import Param, Say
from .context import Context
from .model import Category, Found, Odds, Unknown, Value, fact

CATEGORY: Category = "timeline"

_NO_STAGE = Unknown(Say("reason.no_stage"))
_SIX_MONTHS = 183


def _pipeline(context: Context) -> str:
    return context.deal.pipeline or ""


@fact("stage", unit="text")
def stage(context: Context) -> Found | Unknown:
    """The stage's name as the CRM holds it."""
    if not context.deal.stage:
        return _NO_STAGE
    return Found(context.deal.stage, (context.on_deal("stage", stage=context.deal.stage),))


@fact("stage_position", unit="position", odds=Odds(0.8, 0.6, 0.5, 0.3))
def stage_position(context: Context) -> Found | Unknown:
    """How far along its pipeline the deal is, from 0 to 1, by the order in which deals pass the stages."""
    if not context.deal.stage:
        return _NO_STAGE
    position = context.benchmark("stage_order", _pipeline(context)).get(context.deal.stage)
    if position is None:
        return Unknown(Say("reason.no_benchmark"))
    return Found(float(position), (context.on_deal("stage", stage=context.deal.stage),))


@fact("time_in_stage", unit="days", needs=("stage_change",), bands=(7, 14, 30, 60, 90, 180))
def time_in_stage(context: Context) -> Found | Unknown:
    """Days since it entered its stage, with how long deals usually stay there."""
    moves = [move for move in context.stage_moves if move.to_stage == context.deal.stage]
    if not moves:
        return Unknown(Say("reason.no_stage_history"))
    days = context.days_since(moves[-1].at)
    usual = context.benchmark("stages", _pipeline(context), moves[-1].to_stage)
    detail: dict[str, Param] = {
        "stage": moves[-1].to_stage,
        "p50": usual.get("p50"),
        "p75": usual.get("p75"),
        "n": usual.get("n"),
    }
    evidence = context.on_change(moves[-1], "entered_stage", stage=moves[-1].to_stage)
    return Found(days, (evidence,), detail, mark=moves[-1].to_stage)


def _doublings(value: Value) -> float:
    return max(-3.0, min(3.0, math.log2(max(float(value or 0.0), 0.125))))


@fact(
    "stage_overrun",
    unit="ratio",
    needs=("stage_change",),
    bands=(1.0, 1.5, 2.0, 4.0),
    odds=Odds(-0.25, 0.25, -0.5, 1.5, of=_doublings),
)
def stage_overrun(context: Context) -> Found | Unknown:
    """Time in stage as a multiple of the median of deals that passed it."""
    found = time_in_stage(context)
    if isinstance(found, Unknown):
        return found
    median, n = found.detail["p50"], found.detail["n"]
    if not isinstance(median, int | float) or median <= 0:
        return Unknown(Say("reason.no_benchmark"))
    days = found.value if isinstance(found.value, int) else 0
    return Found(
        round((days + 0.5) / max(median, 1.0), 2),
        found.evidence,
        {"days": days, "p50": median, "n": n},
        found.mark,
    )


@fact("stage_regressions", unit="count", needs=("stage_change",), odds=Odds(-0.3, 0.3, 0.1, 0.35))
def stage_regressions(context: Context) -> Found | Unknown:
    """Times it went back to an earlier stage in the last six months."""
    order = context.benchmark("stage_order", _pipeline(context))
    seen: set[str] = set()
    back = []
    for move in context.stage_moves:
        before, after = order.get(move.from_stage or ""), order.get(move.to_stage)
        earlier = before is not None and after is not None and after < before
        if earlier or move.to_stage in seen:
            back.append(move)
        seen.add(move.to_stage)
    recent = [move for move in back if context.days_since(move.at) < _SIX_MONTHS]
    if not recent:
        return Found(0, (context.on_deal("no_regression", n=len(context.stage_moves)),))
    evidence = tuple(
        context.on_change(move, "stage_back", old=move.from_stage or "", new=move.to_stage)
        for move in reversed(recent)
    )
    last = recent[-1]
    detail: dict[str, Param] = {
        "old": last.from_stage or "",
        "new": last.to_stage,
        "days": context.days_since(last.at),
    }
    return Found(min(len(recent), 3), evidence, detail, mark=last.id)
