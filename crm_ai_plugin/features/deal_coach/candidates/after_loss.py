"""What to do when a deal is lost."""

from __future__ import annotations

from ....records import Outcome
from .model import FactView, Prior, Proposal, candidate

_RESTS_ON = ("outcome",)


@candidate(
    "record_loss_reason",
    prior=Prior(0.4, 0.3, "without a reason a loss teaches nothing"),
    due=1,
    when=Outcome.LOST,
)
def record_loss_reason(f: FactView) -> Proposal | None:
    """The loss reason is empty."""
    return Proposal(("loss_reason",)) if f.no("loss_reason") else None


@candidate(
    "check_loss_reason",
    prior=Prior(0.3, 0.3, "recorded reasons often name the price where the texts tell another story"),
    due=2,
    when=Outcome.LOST,
)
def check_loss_reason(f: FactView) -> Proposal | None:
    """A loss reason is recorded; compare it with what the texts say."""
    if not f.yes("loss_reason"):
        return None
    heard = next(
        (
            key
            for key in ("budget_blocked", "requirement_gap", "competitor_mentions", "champion_leaving")
            if f.yes(key)
        ),
        None,
    )
    rests_on = ("loss_reason", heard) if heard else ("loss_reason",)
    return Proposal(rests_on, {"reason": f["loss_reason"].value, "heard": heard})


@candidate(
    "ask_feedback",
    prior=Prior(0.35, 0.3, "buyers tell more once the decision is made"),
    due=5,
    when=Outcome.LOST,
)
def ask_feedback(f: FactView) -> Proposal | None:
    """Always after a loss."""
    if f.yes("people_engaged"):
        return Proposal((*_RESTS_ON, "people_engaged"), dict(f["people_engaged"].detail))
    return Proposal(_RESTS_ON)


@candidate(
    "schedule_revisit",
    prior=Prior(0.25, 0.3, "budgets, people and contracts change; a date keeps the door open"),
    due=60,
    when=Outcome.LOST,
)
def schedule_revisit(f: FactView) -> Proposal | None:
    """Always after a loss; sooner where the timing was the trouble."""
    why = next((key for key in ("budget_blocked", "delay_talk", "risk_words") if f.yes(key)), None)
    return Proposal((*_RESTS_ON, why) if why else _RESTS_ON, {"reason": why})


@candidate(
    "thank_people",
    prior=Prior(0.15, 0.2, "people change employers and remember who parted well"),
    due=3,
    when=Outcome.LOST,
)
def thank_people(f: FactView) -> Proposal | None:
    """Somebody took part."""
    if not f.yes("people_engaged"):
        return None
    return Proposal((*_RESTS_ON, "people_engaged"), dict(f["people_engaged"].detail))
