"""Learning as a whole."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Mapping, Sequence
from datetime import datetime
from typing import Any

import numpy as np

from ....facts import fact_specs, usual
from ....facts.batch import groups_of, table_of
from ....facts.columns import CUSTOM
from ....facts.guard import Guarded, guarded
from ....facts.looking import moments_of
from ....facts.usual import PRIOR_WIN_RATE
from ....ports.moments import MomentBatch, batch_of
from ....records import DealSnapshot, Outcome
from ....signals import PhraseLibrary
from ....stats.judging import RATE, Deals, Judged, Predicts, lead_of
from ....stats.table import Table, known
from ....stats.win import KINDS, MOST_LEARNED, WinFit, WinModel, carries_trees, judge_kinds, win_fits
from ..candidates import candidate_specs
from .comparing import alarms, compare
from .effects import effects
from .facts_model import fit_facts, input_specs
from .served import FACTS, Served, ServedKind
from .win_rate import rate_model, rate_of, weight_after, without_columns

SCHEMA = 2
"""Shape of the payload; a payload of another shape is not used."""

MIN_JUDGED = 30
_RAW = ("field.", "company.", CUSTOM)


def usable(learned: Mapping[str, Any] | None) -> Mapping[str, Any]:
    """Return what was learned if it has today's shape, else an empty mapping."""
    return learned if learned is not None and learned.get("schema") == SCHEMA else {}


def learn(
    closed: Sequence[DealSnapshot],
    open_: Sequence[DealSnapshot],
    now: datetime,
    library: PhraseLibrary | None = None,
) -> dict[str, Any]:
    """Return what deals teach that are at hand as snapshots; see :func:`learn_moments`."""
    finished = [s for s in closed if s.deal.outcome is not Outcome.OPEN and s.deal.closed_at is not None]
    finished.sort(key=lambda s: (s.deal.closed_at or now, s.connection, s.deal.id))
    living = sorted(
        (s for s in open_ if s.deal.outcome is Outcome.OPEN), key=lambda s: (s.connection, s.deal.id)
    )
    benchmarks = usual.benchmarks(finished, living)
    before, present = (
        batch_of([m for s in group for m in moments_of(s, benchmarks, library, stages=False)])
        for group in (finished, living)
    )
    return learn_moments(before, present, benchmarks, now)


def learn_moments(
    closed: MomentBatch,
    open_: MomentBatch,
    benchmarks: Mapping[str, Any],
    now: datetime,
    overruled: Collection[str] = (),
    last: Mapping[str, Any] | None = None,
    *,
    thorough: bool = True,
) -> dict[str, Any]:
    """Return benchmarks, the model that serves, effects and what was refused, as plain JSON.

    Args:
        closed: Every closed deal once inside its life; nothing that happened later is in it.
        open_: Open deals as they stand.
        benchmarks: What is usual.
        now: The present.
        overruled: Columns that an admin lets through although they may give the outcome away.
        last: What was learned when the model that serves was made; the two are compared.
        thorough: Try boosted trees as well, which takes longer.
    """
    before = usable(last)
    history, bare = _to_learn_from(closed)
    guard = guarded(history, open_, overruled)
    deals = _deals(history, guard, bare=bare)
    present = table_of(open_, guard.scale)
    served, judged, fits = fit_served(deals, present, guard, facts=not bare, thorough=thorough)
    facts = fit_facts(_without(deals) if bare else deals, input_specs(guard.left_out), present)
    quality = judged.quality(served.kind)
    return {
        "schema": SCHEMA,
        "as_of": now.isoformat(),
        "n_closed": closed.n,
        "n_used": history.n,
        "n_open": open_.n,
        **benchmarks,
        "win": served.to_json(),
        "model": facts.model.to_json(),
        "effects": effects(candidate_specs(), facts.model, deals),
        "refused": [one.to_json() for one in guard.refused] + (_unlearned(guard) if history.n else []),
        "rivals": judged.rivals,
        "check": quality.to_json() if quality else None,
        "newest_close": float(np.max(history.closed_at)) if history.n else None,
        "comparison": compare(before, history, deals, fits[served.kind], judged, served.kind)
        if before
        else None,
        "alarms": alarms(before, history, guard.table) if before else [],
    }


def fit_served(
    deals: Deals, present: Table, guard: Guarded, *, facts: bool = True, thorough: bool = True
) -> tuple[Served, Judged, Mapping[str, Callable[[Deals], Predicts]]]:
    """Return the model that serves, how each kind did on deals newer than it learned from, and how it is fitted.

    The model of declared facts serves unless a richer one is better by more than a standard error; where saying the win
    rate of every deal does better than that, the win rate is all that is said.

    Args:
        deals: Closed deals with the columns that may be learned from.
        present: Open deals.
        guard: What was refused.
        facts: Whether the deals' facts are those of the middle of their lives, so that facts may serve.
        thorough: Whether boosted trees are tried.
    """
    specs = input_specs(guard.left_out)
    rich = _modelled(deals)
    fits: dict[str, Callable[[Deals], Predicts]] = {}
    if facts:
        fits[FACTS] = lambda before: fit_facts(before, specs, present)
    for kind, fit in win_fits(PRIOR_WIN_RATE, additive=thorough and carries_trees(rich)).items():
        fits[kind] = _on_modelled(fit)
    judged = judge_kinds(deals, fits, PRIOR_WIN_RATE, at_least=MIN_JUDGED)
    kind = judged.best([kind for kind in (FACTS, *KINDS) if kind in fits])
    if judged.better(RATE, kind):
        kind = RATE
    fits[RATE] = rate_model
    weight = _weight(deals, kind, fits[kind], judged) if kind != RATE else 0.0 if facts else 1.0
    return _serving(kind, deals, rich, present, judged, guard, weight), judged, fits


def _on_modelled(fit: WinFit) -> Callable[[Deals], Predicts]:
    return lambda deals: fit(_modelled(deals))


def _serving(  # a served model has this many parts
    kind: str,
    deals: Deals,
    rich: Deals,
    present: Table,
    judged: Judged,
    guard: Guarded,
    weight: float,
) -> Served:
    fits = win_fits(PRIOR_WIN_RATE, additive=kind == "additive")
    rate = rate_of(deals)
    if kind == FACTS or (kind == RATE and not weight):
        # Where the win rate is all that is said, how far single deals may lie from it is what the facts leave open.
        model = fit_facts(deals, input_specs(guard.left_out), present)
        kinds = dict.fromkeys(model.columns, "number")
        serves: ServedKind = FACTS if kind == FACTS else RATE
        return Served(serves, "", model.n, model, weight, rate, kinds, {}, guard.scale)
    taught = without_columns(rich) if kind == RATE else rich
    fit = fits["additive" if kind == "additive" else "linear"]
    fitted = WinModel(
        "additive" if kind == "additive" else "linear",
        fit(taught),
        taught.table.n,
        judged.quality(kind),
        judged.rivals,
    )
    table = taught.table
    kinds = {name: "number" if table.is_number(name) else "category" for name in table.names}
    served: ServedKind = "rate" if kind == RATE else "additive" if kind == "additive" else "linear"
    return Served(served, "", table.n, fitted, weight, rate, kinds, _typical(table), guard.scale)


def _weight(deals: Deals, kind: str, fit: Callable[[Deals], Predicts], judged: Judged) -> float:
    """Return how much a model counts against the win rate of all deals, by how both foretold the deals judged.

    Both are held to be equally likely beforehand, and the weight is what is held of them after all deals: each deal was
    foretold by either, from what had closed before it. So beliefs that don't fit a workspace lose their say with the first
    deals that say so.

    Source: Vovk, A game of prediction with expert advice, 1998: a weighted mean loses to the better one by a bounded
    amount, however long.
    """
    if kind == "additive":  # too dear to fit over and over
        lead = float((judged.losses[RATE] - judged.losses[kind]).sum())
    else:
        lead = lead_of(deals, fit, rate_model)
    return weight_after(lead)


def _to_learn_from(closed: MomentBatch) -> tuple[MomentBatch, bool]:
    """Return the newest deals whose life is known; where none is, all of them, and that only fields can be used.

    Measured at its end, a deal's facts are those of no open deal.
    """
    inside = np.isfinite(closed.created_at) & (closed.at > closed.created_at)
    bare = closed.n > 0 and not inside.any()
    rows = closed if bare else closed.take(inside)
    return rows.take(np.arange(max(0, rows.n - MOST_LEARNED), rows.n)), bare


def _deals(history: MomentBatch, guard: Guarded, *, bare: bool) -> Deals:
    names = [name for name in guard.table.names if not bare or name.startswith(_RAW)]
    return Deals(guard.table.only(names), history.won, history.closed_at, groups_of(history))


def _without(deals: Deals) -> Deals:
    return deals.take(np.zeros(deals.table.n, dtype=bool))


def _modelled(deals: Deals) -> Deals:
    """Who works on a deal is something to adjust for, no property of the deal: a new owner must not change its odds."""
    names = [name for name in deals.table.names if name != "field.owner"]
    return Deals(deals.table.only(names), deals.outcomes, deals.times, deals.groups)


def _typical(table: Table) -> dict[str, float | str]:
    """Return each column's middle: the median of a number, the most frequent value of a category."""
    found: dict[str, float | str] = {}
    for name in table.names:
        values = table.columns[name][known(table.columns[name])]
        if not len(values):
            continue
        if table.is_number(name):
            found[name] = float(np.quantile(np.sort(values.astype(float)), 0.5, method="lower"))
        else:
            counts = Counter(values.tolist())
            found[name] = min(counts, key=lambda value: (-counts[value], value))
    return found


def _unlearned(guard: Guarded) -> list[dict[str, Any]]:
    return [
        {"key": spec.key, "why": "not_replayable", "numbers": {}, "overruled": False}
        for spec in fact_specs()
        if spec.odds and not spec.odds.replayable and spec.key not in guard.left_out
    ]


__all__ = ["SCHEMA", "fit_served", "learn", "learn_moments", "usable"]
