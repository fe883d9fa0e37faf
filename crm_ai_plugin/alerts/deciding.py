"""What becomes of findings: said once per state, held over quiet hours, no more than so many a week."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from .pattern import Finding
from .rule import AlertRule
from .watched import DealKey

QUIET, CAP = "quiet_hours", "weekly_cap"
State = Literal["waiting", "sent"]


@dataclass(frozen=True)
class OpenAlert:
    """An alert of the rule on a deal that it fitted when it was last looked at."""

    id: str
    deal: DealKey
    state: State
    reason: str | None = None


@dataclass(frozen=True)
class Decision:
    """What to do now.

    Attributes:
        say: New findings to be said now.
        hold: New findings that have to wait, each with the reason.
        release: Ids of waiting alerts that are said now.
        keep: Ids of waiting alerts that go on waiting, each with the reason.
        clear: Ids of alerts whose deal the rule no longer fits: it may be said again when it fits anew.
    """

    say: Sequence[DealKey]
    hold: Sequence[tuple[DealKey, str]]
    release: Sequence[str]
    keep: Sequence[tuple[str, str]]
    clear: Sequence[str]


def decide(
    rule: AlertRule,
    found: Mapping[DealKey, Finding],
    known: Sequence[OpenAlert],
    now: datetime,
    sent_this_week: int,
) -> Decision:
    """Return what to do about what a rule found.

    A state is a rule that fits a deal, from when it first does to when it no longer does: it is said once, however long
    it lasts. Of those that have to wait the longest waiting comes first.

    Args:
        rule: The rule.
        found: Its findings by deal, in order of importance.
        known: Its open alerts, oldest first.
        now: The present.
        sent_this_week: Alerts of the rule since Monday in its zone.
    """
    room = max(0, rule.weekly_cap - sent_this_week)
    quiet = rule.quiet is not None and rule.quiet.covers(now)
    there = {alert.deal for alert in known}
    waiting = [alert for alert in known if alert.state == "waiting" and alert.deal in found]
    new = [key for key in found if key not in there]
    clear = [alert.id for alert in known if alert.deal not in found]
    if quiet:
        return Decision(
            (), [(key, QUIET) for key in new], (), [(alert.id, QUIET) for alert in waiting], clear
        )
    release, kept = waiting[:room], waiting[room:]
    left = room - len(release)
    return Decision(
        say=new[:left],
        hold=[(key, CAP) for key in new[left:]],
        release=[alert.id for alert in release],
        keep=[(alert.id, CAP) for alert in kept],
        clear=clear,
    )
