"""Versions of advice as rows: what the odds were, what moved them, what was advised."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from ...insights import Insight

COLUMNS = ("version", "as_of", "p_win", "low", "high", "change", "moved", "actions", "source")


def version_rows(versions: Iterable[Insight]) -> Iterator[dict[str, object]]:
    """Yield a row per version in the order given, newest first; `change` is against the version before.

    Args:
        versions: Consecutive versions of one insight, newest first.
    """
    found = list(versions)
    for insight, before in zip(found, [*found[1:], None], strict=True):
        p, old = _odds(insight), _odds(before) if before is not None else {}
        value, last = p.get("value"), old.get("value")
        yield {
            "version": insight.version,
            "as_of": insight.as_of.isoformat(timespec="seconds"),
            "p_win": _rounded(value),
            "low": _rounded(p.get("low")),
            "high": _rounded(p.get("high")),
            "change": _rounded(value - last) if value is not None and last is not None else None,
            "moved": "; ".join(change.what for change in insight.changes),
            "actions": "; ".join(_action(one) for one in insight.payload.get("actions", ())),
            "source": insight.source,
        }


def _odds(insight: Insight) -> Mapping[str, Any]:
    score = insight.payload.get("score")
    p = score.get("p_win") if isinstance(score, Mapping) else None
    return p if isinstance(p, Mapping) else {}


def _action(action: Mapping[str, Any]) -> str:
    state = action.get("state", {}).get("state", "open")
    return str(action.get("key")) if state == "open" else f"{action.get('key')} ({state})"


def _rounded(value: float | None) -> float | None:
    return None if value is None else round(float(value), 4)
