"""Whether a newly fitted model may take over from the one that serves, and whether the world has moved."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

import numpy as np

from ....facts.batch import table_of
from ....ports.moments import MomentBatch
from ....stats.calibration import log_loss
from ....stats.drift import drift_alarms
from ....stats.judging import RATE, Deals, Judged, Predicts
from ....stats.table import Floats, Table
from .served import Served

MIN_NEWER = 20
RECENT_DAYS = 90.0
_DAY = 86_400.0


def compare(
    last: Mapping[str, Any],
    history: MomentBatch,
    deals: Deals,
    fit: Callable[[Deals], Predicts],
    judged: Judged,
    kind: str,
) -> dict[str, Any]:
    """Return how a new model stands against the one that serves.

    Where enough deals have closed since the one that serves was made, both say what they say of those: neither has learned
    from them (the new one is fitted on the others for it). Else their losses on the newest deals are compared, each as
    its own run judged them. `verdict` is ``better``, ``no_worse``, ``worse`` (by more than a standard error: it must not
    take over) or ``not_comparable``.

    Args:
        last: What was learned when the model that serves was made.
        history: Closed deals, in the order of `deals`.
        deals: The same as they may be learned from now.
        fit: Fits a model of the new kind.
        judged: How the new run judged its kinds.
        kind: The new kind.
    """
    newer = deals.times > since(last)
    if (
        newer.sum() >= MIN_NEWER
        and (~newer).sum() >= MIN_NEWER
        and len(np.unique(deals.outcomes[newer])) == 2
    ):
        served = Served.from_json(last["win"])
        came = deals.outcomes[newer]
        before = log_loss(said_by(served, history.take(newer)), came)
        now = log_loss(fit(deals.take(~newer)).predict(deals.table.take(newer)).value, came)
        return _verdict("newer_deals", now, before)
    rivals: Mapping[str, float] = last.get("rivals") or {}
    old_kind = last["win"]["kind"]
    if not judged.n or old_kind not in rivals or RATE not in rivals:
        return {"basis": "none", "verdict": "not_comparable", "n": int(newer.sum())}
    # Against the win rate on the same deals: the two runs judged nearly the same ones, not exactly.
    gain = judged.losses[RATE] - judged.losses[kind]
    lost = (rivals[RATE] - rivals[old_kind]) - float(gain.mean())
    error = float(gain.std()) / math.sqrt(judged.n)
    return {
        "basis": "own_judgement",
        "n": judged.n,
        "loss": float(judged.losses[kind].mean()),
        "loss_before": rivals[old_kind],
        "error": error,
        "verdict": "worse" if lost > error else "better" if -lost > error else "no_worse",
    }


def alarms(last: Mapping[str, Any], history: MomentBatch, table: Table) -> list[dict[str, Any]]:
    """Return what has moved: deals of the last months unlike those before, or the chances of the model that serves off.

    A model is a day old, and in a day few deals close: whether the population moves shows over months.
    """
    newer = history.closed_at > since(last)
    said = said_by(Served.from_json(last["win"]), history.take(newer)) if newer.any() else np.empty(0)
    newest = float(np.nanmax(history.closed_at)) if history.n else 0.0
    recent = history.closed_at > newest - RECENT_DAYS
    found = drift_alarms(table.take(~recent), table.take(recent), said, history.won[newer])
    return [{"kind": one.kind, "column": one.column, "value": one.value} for one in found]


def said_by(served: Served, batch: MomentBatch) -> Floats:
    """Return the chances that a model gives deals."""
    table = table_of(batch, served.scale, served.kinds)
    return served.predict(served.conform(table)).value


def since(last: Mapping[str, Any]) -> float:
    """Return when the newest deal closed that a run learned from, in days since 1970."""
    newest = last.get("newest_close")
    if newest is not None:
        return float(newest)
    return datetime.fromisoformat(last["as_of"]).timestamp() / _DAY


def _verdict(basis: str, now: Floats, before: Floats) -> dict[str, Any]:
    gain = before - now
    error = float(gain.std()) / math.sqrt(len(gain))
    mean = float(gain.mean())
    return {
        "basis": basis,
        "n": len(gain),
        "loss": float(now.mean()),
        "loss_before": float(before.mean()),
        "error": error,
        "verdict": "better" if mean > error else "worse" if -mean > error else "no_worse",
    }
