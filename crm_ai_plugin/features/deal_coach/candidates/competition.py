"""Standing out against others."""

from __future__ import annotations

from .model import FactView, Moves, Prior, Proposal, candidate


@candidate(
    "counter_competitor",
    prior=Prior(0.25, 0.25, "whoever sets the criteria of the comparison tends to win it"),
    moves=Moves("competitor_mentions", -0.4),
    due=2,
)
def counter_competitor(f: FactView) -> Proposal | None:
    """A competitor comes up in a text or on the record."""
    if f.yes("competitor_mentions"):
        facts: tuple[str, ...] = ("competitor_mentions",)
        dose = 1.0 if f.below("competitor_mentions", 3) else 1.2
    elif f.yes("competitor_on_record"):
        facts, dose = ("competitor_on_record",), 0.8
    else:
        return None
    params = {
        "names": f["competitor_on_record"].detail.get("names"),
        "days": f["competitor_mentions"].detail.get("days"),
    }
    if f.yes("competitor_on_record") and facts != ("competitor_on_record",):
        facts = (*facts, "competitor_on_record")
    return Proposal(facts, params, variant="said" if f.yes("competitor_mentions") else "record", dose=dose)


@candidate(
    "ask_for_alternatives",
    prior=Prior(0.06, 0.1, "there is nearly always another option, and doing nothing is the most common one"),
    due=5,
)
def ask_for_alternatives(f: FactView) -> Proposal | None:
    """Texts are visible, no competitor is known, and the deal is past its first two weeks."""
    if not f.no("competitor_mentions") or f.yes("competitor_on_record") or not f.at_least("deal_age", 14):
        return None
    return Proposal(("competitor_mentions", "competitor_on_record"))
