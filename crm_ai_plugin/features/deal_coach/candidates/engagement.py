"""Getting and keeping the conversation going."""

from __future__ import annotations

from .model import FactView, Moves, Prior, Proposal, candidate


@candidate(
    "answer_question",
    prior=Prior(0.35, 0.25, "a buyer who asks is deciding, and an open question stops the decision"),
    moves=Moves("unanswered_question", -1.0),
    due=1,
)
def answer_question(f: FactView) -> Proposal | None:
    """A question of theirs has no written answer."""
    if not f.yes("unanswered_question"):
        return None
    days = f.detail("unanswered_question", "days") or 0.0
    count = f.number("unanswered_question") or 0
    params = {"several": count if count > 1 else None}
    return Proposal(
        ("unanswered_question",), params, due=0 if days >= 2 else 1, dose=1.0 if days < 14 else 1.2
    )


@candidate(
    "break_silence",
    prior=Prior(0.3, 0.25, "deals without two-way contact rarely close; a changed channel restarts some"),
    moves=Moves("days_since_two_way", -0.8),
    due=1,
    conflicts=("change_channel",),
)
def break_silence(f: FactView) -> Proposal | None:
    """Nothing has come from the customer for two weeks or more."""
    days = f.number("days_since_two_way")
    if days is None or days < 14 or f.yes("next_meeting"):
        return None
    return Proposal(("days_since_two_way",), dose=0.9 if days < 30 else 1.15)


@candidate(
    "change_channel",
    prior=Prior(0.25, 0.25, "a third mail into silence adds little, a call or another person more"),
    moves=Moves("waiting_on_buyer", -0.6),
    due=1,
)
def change_channel(f: FactView) -> Proposal | None:
    """Our last messages have had no reaction for at least five days."""
    if not f.at_least("waiting_on_buyer", 5) or f.yes("next_meeting"):
        return None
    unanswered = f.detail("waiting_on_buyer", "unanswered") or 1.0
    return Proposal(("waiting_on_buyer",), dose=1.0 if unanswered < 2 else 1.2)


@candidate(
    "ask_what_changed",
    prior=Prior(0.15, 0.2, "slowing replies come before lost deals; naming it brings the reason out"),
    moves=Moves("reply_trend", -0.5),
    due=3,
)
def ask_what_changed(f: FactView) -> Proposal | None:
    """Their replies take at least one and a half times as long as before."""
    return Proposal(("reply_trend",)) if f.at_least("reply_trend", 1.5) else None


@candidate(
    "raise_rhythm",
    prior=Prior(0.12, 0.2, "falling activity goes before slipping, though busy is not the same as moving"),
    moves=Moves("touch_trend", 0.8),
    due=3,
)
def raise_rhythm(f: FactView) -> Proposal | None:
    """Touches of the last two weeks are well below those of the two weeks before."""
    return Proposal(("touch_trend",)) if f.below("touch_trend", 0.6) else None


@candidate(
    "send_recap",
    prior=Prior(0.2, 0.2, "a written recap turns what was said into what was agreed"),
    moves=Moves("next_step_agreed", 0.6),
    due=1,
)
def send_recap(f: FactView) -> Proposal | None:
    """The last meeting was followed by no e-mail of ours."""
    return Proposal(("meeting_without_recap",)) if f.yes("meeting_without_recap") else None
