"""Facts of one pattern: what is said in texts. Theme modules declare theirs with :func:`talk`."""

from __future__ import annotations

from ..sentences import Param, Say
from .context import Context, Mention
from .model import Category, Found, Odds, Unknown, Value, fact

SPOKEN = ("email", "call", "meeting", "note")
DAYS = 180
"""Older talk has been overtaken by events."""


def any_(value: Value) -> float:
    """1 if it was said at all."""
    return 1.0 if float(value or 0) > 0 else 0.0


def said(
    context: Context,
    topics: tuple[str, ...],
    *,
    days: int = DAYS,
    ours: bool = False,
    after: Mention | None = None,
) -> Found | Unknown:
    """Count the activities in which one of `topics` comes up, the newest as evidence, with verbatim quotes."""
    if not context.texts:
        return Unknown(Say("reason.no_texts"))
    mentions = context.said(topics, days=days, ours=ours)
    if after is not None:
        mentions = [m for m in mentions if m.activity.at > after.activity.at]
    if not mentions:
        return Found(0, (context.on_deal("not_said", topic=topics[0], n=len(context.texts)),))
    evidence = tuple(
        context.on_activity(m.activity, "said", m.span.quote, topic=m.span.topic) for m in reversed(mentions)
    )
    newest = mentions[-1].activity
    detail: dict[str, Param] = {
        "days": context.days_since(newest.at),
        "when": newest.at,
        "type": newest.type.value,
    }
    return Found(len(mentions), evidence, detail, mark=newest.id)


def talk(
    key: str,
    *topics: str,
    category: Category,
    odds: Odds | None = None,
    days: int = DAYS,
    ours: bool = False,
) -> None:
    """Declare the fact `key`: how many activities of the last `days` days speak of `topics` (default: `key`)."""
    looked_for = topics or (key,)

    def measure(context: Context) -> Found | Unknown:
        return said(context, looked_for, days=days, ours=ours)

    fact(key, unit="count", needs=SPOKEN, bands=(1, 2, 4), odds=odds, category=category)(measure)
