"""How the deal ended. Not part of the win model: it is what the model foretells."""

from __future__ import annotations

from ..records import Outcome
from ..sentences import Say
from .context import Context
from .model import Found, Unknown, fact


@fact("outcome", unit="text", past="lost")
def outcome(context: Context) -> Found | Unknown:
    """Won or lost; does not apply to an open deal."""
    if context.deal.outcome is Outcome.OPEN:
        return Unknown(Say("reason.still_open"), applies=False)
    name = context.deal.outcome.value
    return Found(name, (context.on_deal(f"closed_{name}", when=context.deal.closed_at),))


@fact("loss_reason", unit="text", past="lost")
def loss_reason(context: Context) -> Found | Unknown:
    """The recorded reason of a loss."""
    if context.deal.outcome is not Outcome.LOST:
        return Unknown(Say("reason.not_lost"), applies=False)
    reason = (context.deal.loss_reason or "").strip()
    if not reason:
        return Found("", (context.on_deal("field_empty", field="loss_reason"),))
    return Found(reason, (context.quoting_deal("loss_reason", reason),))
