"""Results as plain data, as rows for spreadsheets, and as a document."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from ...insights import Estimate
from ...insights.effectiveness import EffectivenessPayload
from ...stats.interval import Interval
from ...stats.reliability import Reliability
from ..spreadsheet import markdown_table
from .calibration import Calibration, Part
from .effectiveness import ActionResult, Effectiveness, Told

ACTION_COLUMNS = (
    "action",
    "recommended",
    "held_back",
    "marked_done",
    "observed_done",
    "both",
    "dismissed",
    "reasons",
    "by",
    "verdict",
    "uplift",
    "low",
    "high",
    "with",
    "without",
    "raw_difference",
    "detectable",
    "more_deals",
    "q_value",
)
PART_COLUMNS = (
    "part",
    "name",
    "deals",
    "predictions",
    "said",
    "came",
    "low",
    "high",
    "verdict",
    "brier",
    "brier_base",
    "ece",
    "ece_by_chance",
)
OBSERVED = "closed deals, doubly robust (observational)"
DRAWN = "closed deals, randomised hold-out; bounds hold at any time"
CLOSED = "closed deals"


def effectiveness_json(found: Effectiveness) -> dict[str, Any]:
    """Return it as plain JSON."""
    return {
        "as_of": found.as_of.isoformat(),
        "window_days": found.window_days,
        "deals": found.deals,
        "overall": _action(found.overall),
        "actions": [_action(one) for one in found.actions],
        "months": [dict(month.__dict__) for month in found.months],
    }


def effectiveness_payload(found: Effectiveness) -> EffectivenessPayload:
    """Return it as the payload of an insight."""
    return EffectivenessPayload.model_validate(
        effectiveness_json(found) | {"headline": say_effectiveness(found)}
    )


def effectiveness_rows(found: EffectivenessPayload) -> Iterator[dict[str, object]]:
    """Yield a row for each action and way of comparing, advice as a whole first."""
    for one in (found.overall, *found.actions):
        for by, told in (("doing", one.doing), ("showing", one.showing)):
            if told is not None:
                yield {
                    "action": one.key,
                    "recommended": one.recommended,
                    "held_back": one.held_back,
                    "marked_done": one.done.marked,
                    "observed_done": one.done.observed,
                    "both": one.done.both,
                    "dismissed": sum(one.dismissed.values()),
                    "reasons": ", ".join(f"{code} {n}" for code, n in one.dismissed.items()),
                    "by": by,
                    "verdict": told.verdict,
                    **_bounds(told.uplift, "uplift"),
                    "with": told.with_,
                    "without": told.without,
                    "raw_difference": _rounded(told.raw_difference),
                    "detectable": _rounded(told.detectable),
                    "more_deals": told.more_deals,
                    "q_value": _rounded(told.q_value),
                }


def effectiveness_markdown(found: Effectiveness) -> str:
    """Return it as a document."""
    parts = ["# What following the advice did", "", say(found.overall), ""]
    parts += [f"- {one.key.replace('_', ' ')}: {say(one)}" for one in found.actions]
    return (
        "\n".join(parts)
        + "\n\n"
        + markdown_table(ACTION_COLUMNS, effectiveness_rows(effectiveness_payload(found)))
    )


def say_effectiveness(found: Effectiveness) -> str:
    """Return what can be said about advice as a whole in a sentence or two."""
    if not found.deals:
        return "No deal that was advised on has closed yet, so nothing can be said about what advice did."
    deals = "one closed deal" if found.deals == 1 else f"{found.deals:,} closed deals"
    return f"On {deals}, {say(found.overall)}"


def say(one: ActionResult) -> str:
    """Return what can be said about an action in a sentence or two."""
    text = _said(one.doing, "doing it within two weeks")
    return f"{text} {_said(one.showing, 'Showing it')}" if one.showing else text


def calibration_json(found: Calibration) -> dict[str, Any]:
    """Return it as plain JSON."""
    return {
        "as_of": found.as_of.isoformat(),
        "overall": _part(found.overall) if found.overall else None,
        "months": [_part(one) for one in found.months],
        "stages": [_part(one) for one in found.stages],
        "models": [_part(one) for one in found.models],
    }


def calibration_rows(found: Calibration) -> Iterator[dict[str, object]]:
    """Yield a row for all, each group of the reliability table, each month and each stage."""
    if found.overall is None:
        return
    yield _row("all", found.overall)
    for group in found.overall.measured.groups:
        yield {
            "part": "odds",
            "name": f"around {100 * group.said:.0f} %",
            "deals": round(group.n, 1),
            "said": _rounded(group.said),
            **_bounds(group.came, "came"),
        }
    for part, ones in (("month", found.months), ("stage", found.stages), ("model", found.models)):
        for one in ones:
            yield _row(part, one)


def calibration_markdown(found: Calibration) -> str:
    """Return it as a document."""
    head = f"# How well the odds held\n\n{say_calibration(found)}\n\n"
    return head + markdown_table(PART_COLUMNS, calibration_rows(found))


def say_calibration(found: Calibration) -> str:
    """Return what can be said about the odds in a sentence or two."""
    if found.overall is None:
        return "No deal has closed after odds were given, so nothing can be said yet."
    one, measured = found.overall, found.overall.measured
    words = {
        "held": "The odds held",
        "too_low": "The odds were too low",
        "too_high": "The odds were too high",
        "not_told_yet": "Too few deals have closed to tell whether the odds held",
    }
    better = measured.brier_base - measured.brier.value
    return (
        f"{words[one.verdict]}: over {measured.cases} deals {100 * measured.said:.0f} % were said on average and "
        f"{100 * measured.came.value:.0f} % ({100 * measured.came.low:.0f} to {100 * measured.came.high:.0f}) came true. "
        f"Squared error {measured.brier.value:.3f} against {measured.brier_base:.3f} for always saying the rate of these deals"
        f"{'' if better > 0 else ', which is no better than that'}."
    )


def _said(told: Told, what: str) -> str:
    if told.verdict in ("helps", "harms") and told.difference is not None:
        d = told.difference
        return (
            f"{what} changed the chance to win by {100 * d.value:+.0f} points ({100 * d.low:+.0f} to {100 * d.high:+.0f}), "
            f"from {told.treated} deals with and {told.untreated} without."
        )
    if told.verdict == "no_overlap":
        return f"{what} can't be compared: deals with and without it are too different."
    seen = (
        f"; so far {100 * told.difference.low:+.0f} to {100 * told.difference.high:+.0f} points"
        if told.difference
        else ""
    )
    smallest = (
        f" ({told.treated} with and {told.untreated} without show {100 * told.detectable:.0f} points or more)"
        if told.detectable
        else ""
    )
    return (
        f"{what} can't be told yet{seen}: a difference of {100 * told.target:.0f} points needs about "
        f"{told.more} more closed deals{smallest}."
    )


def _action(one: ActionResult) -> dict[str, Any]:
    return {
        "key": one.key,
        "recommended": one.recommended,
        "held_back": one.held_back,
        "done": {"marked": one.marked, "observed": one.observed, "both": one.both},
        "dismissed": dict(one.dismissed),
        "too_short": one.too_short,
        "doing": _told(one.doing, OBSERVED),
        "showing": _told(one.showing, DRAWN) if one.showing else None,
        "says": say(one),
    }


def _told(told: Told, basis: str) -> dict[str, Any]:
    n = told.treated + told.untreated
    return {
        "verdict": told.verdict,
        "uplift": _estimate(told.difference, n, basis) if told.difference else None,
        "raw_difference": told.raw,
        "with": told.treated,
        "without": told.untreated,
        "detectable": told.detectable,
        "target": told.target,
        "more_deals": told.more,
        "q_value": told.q_value,
    }


def _part(one: Part) -> dict[str, Any]:
    found = one.measured
    return {
        "name": one.name,
        "verdict": one.verdict,
        "deals": found.cases,
        "predictions": found.predictions,
        "said": found.said,
        "came": _estimate(found.came, found.cases, CLOSED),
        "gap": _estimate(found.gap, found.cases, CLOSED),
        "brier": _estimate(found.brier, found.cases, CLOSED),
        "brier_base": found.brier_base,
        "ece": found.ece,
        "ece_by_chance": found.ece_by_chance,
        "table": _table(found),
    }


def _table(found: Reliability) -> Sequence[Mapping[str, Any]]:
    return [
        {"said": group.said, "deals": group.n, "came": _estimate(group.came, round(group.n), CLOSED)}
        for group in found.groups
    ]


def _row(part: str, one: Part) -> dict[str, object]:
    found = one.measured
    return {
        "part": part,
        "name": one.name,
        "deals": found.cases,
        "predictions": found.predictions,
        "said": _rounded(found.said),
        **_bounds(found.came, "came"),
        "verdict": one.verdict,
        "brier": _rounded(found.brier.value),
        "brier_base": _rounded(found.brier_base),
        "ece": _rounded(found.ece),
        "ece_by_chance": _rounded(found.ece_by_chance),
    }


def _estimate(interval: Interval, n: int, basis: str) -> dict[str, Any]:
    return Estimate(value=interval.value, low=interval.low, high=interval.high, n=n, basis=basis).model_dump(
        mode="json"
    )


def _bounds(interval: Interval | Estimate | None, name: str) -> dict[str, object]:
    if interval is None:
        return {name: None, "low": None, "high": None}
    return {
        name: _rounded(interval.value),
        "low": _rounded(interval.low),
        "high": _rounded(interval.high),
    }


def _rounded(value: float | None) -> float | None:
    return None if value is None else round(value, 4)
