"""What is different from the answer before, in words, each with what shows it now."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from pydantic import ValidationError

from ....insights import Change, Insight, WinLossPayload
from ....insights import win_loss as payload
from ....sentences import Catalogue, Say

_MOVED = 0.05
"""A chance to win that moved by less is not worth a line."""

_NAMED = 2


def changes(
    now: WinLossPayload,
    last: Insight | None,
    gone: Callable[[str], Sequence[str]],
    words: Catalogue,
) -> list[Change]:
    """Return what changed since the last answer about the same deals; nothing where it was about others.

    Args:
        now: The answer.
        last: The version before.
        gone: Returns evidence of a factor, by key, that was found before and is not any more.
        words: The engine's sentences.
    """
    before = _payload_of(last)
    if last is None or before is None or before.cohort_id != now.cohort_id:
        return []
    found = {one.key: one for one in now.factors if one.found}
    were = {one.key: one for one in before.factors if one.found}
    made = _about_the_deal(now, before, words)
    if now.verdict != before.verdict and last.language == words.language:
        because = [key for one in now.factors if one.found != (one.key in were) for key in one.evidence]
        say = Say("change.verdict", {"old": before.verdict, "new": now.verdict})
        made.append(Change(what=words.render(say), because=list(dict.fromkeys(because))))
    for key, one in found.items():
        if key not in were:
            made.append(_factor(f"new_{one.direction}", one, one.evidence, words))
        elif were[key].direction != one.direction:
            made.append(_factor(f"turned_{one.direction}", one, one.evidence, words))
    made += [_factor("gone", one, gone(key), words) for key, one in were.items() if key not in found]
    return made


def _factor(how: str, factor: payload.Factor, because: Sequence[str], words: Catalogue) -> Change:
    return Change(what=words.render(Say(f"change.{how}", {"label": factor.label})), because=list(because))


def _about_the_deal(now: WinLossPayload, before: WinLossPayload, words: Catalogue) -> list[Change]:
    made = []
    if now.outcome is not None and before.outcome is not None and now.outcome != before.outcome:
        params = {
            key: words.text(f"outcome.{one}") for key, one in (("old", before.outcome), ("new", now.outcome))
        }
        made.append(Change(what=words.render(Say("change.outcome", params))))
    if now.score is None or before.score is None:
        return made
    old, new = before.score.p_win.value, now.score.p_win.value
    if abs(new - old) < _MOVED:
        return made
    moved = _moved(now.contributions, {one.key: one.contribution for one in before.contributions})
    labels = tuple(one.label for one in moved) or None
    because = [key for one in moved for key in one.evidence]
    say = Say("change.chance", {"old": old, "new": new, "labels": labels})
    return [*made, Change(what=words.render(say), because=list(dict.fromkeys(because)))]


def _moved(now: Sequence[payload.Contribution], before: Mapping[str, float]) -> list[payload.Contribution]:
    """The contributions that moved most, and enough to be named."""
    apart = {one.key: abs(one.contribution - before.get(one.key, 0.0)) for one in now}
    ranked = sorted(now, key=lambda one: (-apart[one.key], one.key))
    return [one for one in ranked[:_NAMED] if apart[one.key] >= _MOVED]


def _payload_of(last: Insight | None) -> WinLossPayload | None:
    if last is None:
        return None
    try:
        return WinLossPayload.model_validate(last.payload)
    except ValidationError:
        return None  # of a program whose answers had another shape
