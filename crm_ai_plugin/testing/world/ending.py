"""How a decided deal ends: outcome drawn from the truth, then the last mails, notes and stage changes."""

from __future__ import annotations

from datetime import datetime, timedelta
from random import Random

from crm_ai_plugin.testing.world.history import Draft, History
from crm_ai_plugin.testing.world.scene import SceneWriter

__all__ = ["close_deal", "loss_reason"]

_REASON_OF_SIGNAL = (
    ("budget_frozen", "budget"),
    ("champion_leaving", "champion"),
    ("requirement_missing", "requirements"),
    ("competitor_named", "competitor"),
    ("price_pressure", "price"),
)


def loss_reason(rng: Random, history: History, at: datetime) -> str:
    """The key of the reason a seller would write down; about a third of them miss the real one."""
    seen = {signal for draft in history.drafts if draft.at <= at for signal in draft.signals}
    fitting = [reason for signal, reason in _REASON_OF_SIGNAL if signal in seen]
    if fitting and rng.random() < 0.65:
        return rng.choice(fitting)
    return rng.choice(("timing", "no_decision", "price"))


def close_deal(
    rng: Random,
    write: SceneWriter,
    history: History,
    *,
    won: bool,
    decided_at: datetime,
    closed_at: datetime,
    now: datetime,
) -> str:
    """Append the ending of a deal to its history.

    Args:
        rng: The deal's own source of chance.
        write: The writer of the deal's scenes.
        history: The deal's history up to ``decided_at``.
        won: The outcome drawn.
        decided_at: The instant the outcome was drawn at.
        closed_at: When the deal was closed; later than ``decided_at``.
        now: The world's present; a hand-over later than this is left out.

    Returns:
        The loss reason, empty for a won deal.
    """
    reason = "" if won else write.reason(loss_reason(rng, history, decided_at))
    _drop_after(history, closed_at)
    contact = next(iter(history.roles))
    _close_stages(history, won=won, decided_at=decided_at, closed_at=closed_at)
    told_at = closed_at - timedelta(minutes=rng.randrange(20, 90))
    if won or rng.random() < 0.8:
        lines = [write.closing_sentence(contact, told_at, won=won)]
        write.mail(
            told_at,
            contact,
            inbound=True,
            thread=history.new_thread(),
            sentences=lines,
            subject=write.subject("email", contact, told_at),
        )
    write.note(told_at + timedelta(minutes=10), contact, key="won" if won else "lost", reason=reason)
    if won and rng.random() < 0.6:
        handed_at = write.later(closed_at, rng.uniform(20, 70))
        if handed_at < now:
            lines = write.seller_sentences(contact, handed_at, "handover")[1:2]
            write.mail(
                handed_at,
                contact,
                inbound=False,
                thread=history.new_thread(),
                sentences=lines,
                subject=write.subject("email", contact, handed_at),
            )
    return reason


def _drop_after(history: History, closed_at: datetime) -> None:
    def stays(draft: Draft) -> bool:
        return draft.at < closed_at - timedelta(hours=2)

    history.drafts = [draft for draft in history.drafts if stays(draft)]


def _close_stages(history: History, *, won: bool, decided_at: datetime, closed_at: datetime) -> None:
    if won:
        reached = history.stages[-1][0]
        ids = [stage.id for stage in history.pipeline.open_stages]
        missing = ids[ids.index(reached) + 1 :]
        for k, stage in enumerate(missing, start=1):
            share = k / (len(missing) + 1)
            when = decided_at + (closed_at - decided_at) * share
            history.stages.append((stage, when.replace(microsecond=0)))
    history.stages.append((history.pipeline.closing_stage(won=won), closed_at))
