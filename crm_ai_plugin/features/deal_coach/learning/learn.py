"""Learning as a whole."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from ....facts import measure_all, usual
from ....facts.moments import moment_in_life
from ....records import DealSnapshot, Outcome
from ....signals import PhraseLibrary
from ....stats import Normal, logit
from ..candidates import candidate_specs
from .effects import effects
from .leaks import Refusal, refused_fields, refused_inputs
from .model import check, fit, input_specs, inputs_of

SCHEMA = 1
"""Shape of the payload; a payload of another shape is not used."""

MAX_CLOSED = 2_000
MAX_OPEN = 400
"""The newest closed deals teach the model; of the open ones a sample shows what is known about them."""

_BASE_SD = 0.7


def usable(learned: Mapping[str, Any] | None) -> Mapping[str, Any]:
    """Return what was learned if it has today's shape, else an empty mapping."""
    return learned if learned is not None and learned.get("schema") == SCHEMA else {}


def learn(
    closed: Sequence[DealSnapshot],
    open_: Sequence[DealSnapshot],
    now: datetime,
    library: PhraseLibrary | None = None,
) -> dict[str, Any]:
    """Return benchmarks, win model, effects and what was refused, as plain JSON.

    Every closed deal is measured once, at a moment inside its life that its own dates fix; nothing that happened
    later is in what is measured.
    """
    finished = sorted(
        (s for s in closed if s.deal.outcome is not Outcome.OPEN and s.deal.closed_at is not None),
        key=lambda s: (s.deal.closed_at or now, s.connection, s.deal.id),
    )[-MAX_CLOSED:]
    living = sorted(open_, key=lambda s: (s.connection, s.deal.id))
    benchmarks = usual.benchmarks(finished, living)
    rows, outcomes = [], []
    for snapshot in finished:
        moment = moment_in_life(snapshot)
        if moment is not None:
            rows.append(inputs_of(measure_all(snapshot.at(moment), benchmarks, library)))
            outcomes.append(int(snapshot.deal.outcome is Outcome.WON))
    sample = [s for s in living if s.deal.outcome is Outcome.OPEN][:: max(1, len(living) // MAX_OPEN)]
    present = [inputs_of(measure_all(s, benchmarks, library)) for s in sample]
    names = [spec.key for spec in input_specs() if spec.odds and spec.odds.replayable]
    refused = refused_inputs(names, rows, present, outcomes)
    specs = input_specs([refusal.key for refusal in refused])
    intercept = Normal(logit(benchmarks["win_rate"]["value"]), _BASE_SD)
    model = fit(specs, rows, outcomes, present, intercept)
    unlearned = [Refusal(s.key, "not_replayable", {}) for s in specs if s.odds and not s.odds.replayable]
    return {
        "schema": SCHEMA,
        "as_of": now.isoformat(),
        "n_closed": len(finished),
        "n_used": len(rows),
        "n_open": len(present),
        **benchmarks,
        "model": model.to_json(),
        "effects": effects(candidate_specs(), model),
        "refused": [
            r.to_json() for r in (*refused, *refused_fields(finished, living), *(unlearned if rows else ()))
        ],
        "check": check(specs, rows, outcomes, present, intercept),
    }
