"""CRM fields: the few values a view, a report or a workflow can use."""

from __future__ import annotations

import json
from datetime import UTC
from typing import ClassVar

from ..blocks.list import ListBlock, ListItem
from ..blocks.metric import MetricBlock
from ..document import Card
from ..text import clean

_TEXT_LIMIT = 500


class FieldsHost:
    """Writes a card as a JSON object of logical field names; what a card lacks is null."""

    key: ClassVar[str] = "fields"
    media_type: ClassVar[str] = "application/json"
    names: ClassVar[tuple[str, ...]] = (
        "p_win",
        "p_win_low",
        "p_win_high",
        "next_step",
        "next_step_due",
        "insight_version",
        "updated_at",
    )
    """The fields there are."""

    def render(self, card: Card) -> str:
        """Return ``p_win``, ``p_win_low``, ``p_win_high``, ``next_step``, ``next_step_due``, version and time."""
        chance = next((b.estimate for b in card.view().all(MetricBlock) if b.key == "p_win"), None)
        step = _first_open(card)
        return json.dumps(
            {
                "p_win": _rounded(chance.value) if chance else None,
                "p_win_low": _rounded(chance.low) if chance else None,
                "p_win_high": _rounded(chance.high) if chance else None,
                "next_step": clean(step.title, _TEXT_LIMIT) if step else None,
                "next_step_due": step.due.isoformat() if step and step.due else None,
                "insight_version": card.version,
                "updated_at": card.as_of.astimezone(UTC).isoformat().replace("+00:00", "Z"),
            }
        )


def _first_open(card: Card) -> ListItem | None:
    # A list without an order is no list of steps to take.
    items = (item for block in card.view().all(ListBlock) if block.ordered for item in block.items)
    return next((item for item in items if item.state == "open"), None)


def _rounded(share: float) -> float:
    # A tenth of a percent: fields of some CRMs keep no more, and a connector could not tell finer values from rounding.
    return round(share, 3)
