"""The chance to win, from the learned model or the prior one."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ...records import Outcome
from ...sentences import Say
from ...stats import Interval
from .assessment import DealFacts, Scored
from .learning import Served, unlearned

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
    model = served_by(learned)
    table = model.table(measured.row)
    said = model.ask(table)
    unmeasured = model.unmeasured(table)
    # The same deal as if what is unknown were known to be typical: the difference is what not seeing costs.
    sharp = model.ask(table, typical=True)
    widened = (said.p.high - said.p.low) - (sharp.p.high - sharp.p.low)
    return Scored(
        p=said.p,
        base=said.base,
        contributions=said.contributions,
        sd=said.sd,
        n=model.n,
        basis=Say("basis.learned", {"n": model.n}) if model.n else Say("basis.prior"),
        unmeasured=unmeasured,
        widened=max(widened, 0.0) if unmeasured else 0.0,
        refused=tuple(
            _refusal(entry) for entry in learned.get("refused", ()) if entry["why"] != "not_replayable"
        ),
        model=model,
        quality=learned.get("check"),
    )


def served_by(learned: Mapping[str, Any]) -> Served:
    """Return the model that serves, or the one of before any deal has closed."""
    data = learned.get("win")
    return Served.from_json(data) if data else unlearned()


def _refusal(entry: Mapping[str, Any]) -> Say:
    return Say(
        f"refused.{entry['why']}",
        {**entry["numbers"], "key": entry["key"], "overruled": True if entry.get("overruled") else None},
    )
