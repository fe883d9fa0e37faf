"""The steps an insight recommends, whichever feature it comes from.

A payload that recommends steps holds them as ``actions``, in the form of :class:`~.deal_coach.Action`: then people
can say what they did with each, and the first open one becomes a task in the CRM.
"""

from __future__ import annotations

from collections.abc import Sequence

from pydantic import TypeAdapter, ValidationError

from .deal_coach import Action
from .insight import Insight

_ACTIONS = TypeAdapter(list[Action])


def actions_of(insight: Insight) -> list[Action]:
    """Return the recommended steps; none of an insight that recommends none, or speaks of other actions."""
    try:
        return _ACTIONS.validate_python(insight.payload.get("actions", ()))
    except ValidationError:
        return []


def with_actions(insight: Insight, actions: Sequence[Action]) -> Insight:
    """Return the insight with these steps instead of its own."""
    payload = {**insight.payload, "actions": [action.model_dump(mode="json") for action in actions]}
    return insight.model_copy(update={"payload": payload})
