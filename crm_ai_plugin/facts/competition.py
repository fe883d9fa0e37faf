"""Who else is in the deal."""

from __future__ import annotations

from .context import Context
from .model import Category, Found, Odds, Unknown, fact
from .talk import any_, talk

CATEGORY: Category = "competition"

talk("competitor_mentions", "competitor", category="competition", odds=Odds(-0.3, 0.3, 0.35, 0.48, of=any_))


# Not part of the win model: when the field was filled is not recorded, and often that is at the very end.
@fact("competitor_on_record", unit="text", past="as_now")
def competitor_on_record(context: Context) -> Found | Unknown:
    """Competitors that the deal record names."""
    names = tuple(sorted(name for name in context.deal.competitors if name))
    if not names:
        return Found("", (context.on_deal("no_competitor_field"),), {"names": None})
    return Found(", ".join(names), (context.on_deal("competitor_field", names=names),), {"names": names})
