"""``silent``: the customer has not taken part in anything for long."""

from __future__ import annotations

from pydantic import Field

from ..pattern import Finding, Pattern, PatternOptions, proof_of
from ..watched import Surroundings, WatchedDeal

FACT = "days_since_two_way"


class SilentOptions(PatternOptions):
    """How long is long."""

    days: int = Field(14, ge=1, le=365, description="Days without an answer.")


def look(deal: WatchedDeal, _around: Surroundings, options: SilentOptions) -> Finding | None:
    """Return the finding; none where e-mails, calls and meetings can't be seen."""
    fact = deal.facts.get(FACT)
    if fact is None or not fact.measured or not isinstance(fact.value, int | float):
        return None
    days = int(fact.value)
    proof = proof_of(fact, deal.key[0], "the last time the customer took part")
    if days < options.days or not proof:
        return None
    return Finding(
        f"The customer has not taken part in anything for {days} days.",
        {"days": days, "limit": options.days},
        proof,
    )


PATTERN = Pattern("silent", "A deal has gone silent", SilentOptions, look)
