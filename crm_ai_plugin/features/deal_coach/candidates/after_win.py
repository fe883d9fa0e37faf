"""What to do when a deal is won."""

from __future__ import annotations

from ....records import Outcome
from .model import FactView, Prior, Proposal, candidate

_RESTS_ON = ("outcome",)


@candidate(
    "hand_over",
    prior=Prior(0.5, 0.3, "what was promised in the sale has to reach those who keep the promise"),
    due=2,
    when=Outcome.WON,
)
def hand_over(f: FactView) -> Proposal | None:
    """Always after a win."""
    return Proposal(
        (*_RESTS_ON, "people_engaged") if f.yes("people_engaged") else _RESTS_ON,
        dict(f["people_engaged"].detail),
    )


@candidate(
    "record_win_reason",
    prior=Prior(0.35, 0.3, "reasons are remembered for days; recorded ones improve the next score"),
    due=2,
    when=Outcome.WON,
)
def record_win_reason(_: FactView) -> Proposal | None:
    """Always after a win."""
    return Proposal(_RESTS_ON)


@candidate(
    "ask_reference",
    prior=Prior(0.3, 0.3, "a customer is most willing to speak for us once the first result is there"),
    due=20,
    when=Outcome.WON,
)
def ask_reference(f: FactView) -> Proposal | None:
    """Always after a win; with the champion's name where there is one."""
    name = f["champion_known"].detail.get("name") if f.yes("champion_known") else None
    return Proposal((*_RESTS_ON, "champion_known") if name else _RESTS_ON, {"name": name})


@candidate(
    "check_value",
    prior=Prior(0.25, 0.3, "the renewal is decided in the first ninety days"),
    due=40,
    when=Outcome.WON,
)
def check_value(f: FactView) -> Proposal | None:
    """Always after a win; with what hurt, where they said it."""
    return Proposal((*_RESTS_ON, "pain") if f.yes("pain") else _RESTS_ON)
