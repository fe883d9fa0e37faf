"""The chance to win, from the learned model or the prior one."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import Any

from ...records import Outcome
from ...sentences import Say
from ...stats import BayesianLogistic, Interval
from .assessment import DealFacts, Scored
from .learning import prior_model
from .learning.model import inputs_of

CERTAIN_LOG_ODDS = 16.0
"""Log-odds that stand for a known outcome; its probability is 1 or 0 to the seventh digit."""


def score(measured: DealFacts, learned: Mapping[str, Any]) -> Scored:
    """Return the chance to win; a closed deal's outcome is stated, not estimated."""
    outcome = measured.snapshot.deal.outcome
    if outcome is not Outcome.OPEN:
        won = outcome is Outcome.WON
        value = 1.0 if won else 0.0
        base = CERTAIN_LOG_ODDS if won else -CERTAIN_LOG_ODDS
        return Scored(Interval(value, value, value), base, {}, 0.0, 0, Say("basis.closed"))
    model = model_of(learned)
    known = inputs_of(measured.facts)
    prediction = model.predict(known)
    unmeasured = tuple(name for name in model.names if known.get(name) is None)
    # The same deal as if what is unknown were known to be typical: the difference is what not seeing costs.
    typical = dict(zip(model.names, (float(c) for c in model.center), strict=True))
    sharp = model.predict(
        {name: known[name] if known.get(name) is not None else typical[name] for name in model.names}
    )
    widened = (prediction.p.high - prediction.p.low) - (sharp.p.high - sharp.p.low)
    return Scored(
        p=prediction.p,
        base=prediction.base,
        contributions=prediction.contributions,
        sd=prediction.sd,
        n=model.n,
        basis=Say("basis.learned", {"n": model.n}) if model.n else Say("basis.prior"),
        unmeasured=unmeasured,
        widened=max(widened, 0.0) if unmeasured else 0.0,
        refused=tuple(
            _refusal(entry) for entry in learned.get("refused", ()) if entry["why"] != "not_replayable"
        ),
    )


def model_of(learned: Mapping[str, Any]) -> BayesianLogistic:
    """Return the learned model, or the prior one."""
    data = learned.get("model")
    return BayesianLogistic.from_json(data) if data else _prior()


@cache
def _prior() -> BayesianLogistic:
    return prior_model()


def _refusal(entry: Mapping[str, Any]) -> Say:
    return Say(
        f"refused.{entry['why']}",
        {**entry["numbers"], "key": entry["key"], "field": bool(entry.get("field"))},
    )
