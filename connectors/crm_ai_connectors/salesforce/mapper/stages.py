"""Opportunity stages: what they are called and whether they end a deal.

`Deal.stage` holds the stage's label, the API value stays in ``custom["StageName"]``; they differ where an
admin has renamed a stage. History is mapped with today's labels too, so a stage carries one name throughout.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from crm_ai_plugin.records import Outcome

from .rows import Row, flag, text


@dataclass(frozen=True)
class Stages:
    """Labels by API value."""

    labels: Mapping[str, str]

    def name(self, value: object) -> str | None:
        """Return what the stage is called; one that no longer exists keeps its value."""
        found = text(value)
        return None if found is None else self.labels.get(found, found)


def read_stages(rows: Iterable[Row], *, by_label: bool) -> Stages:
    """Return the org's stages; two with one label are told apart by their values."""
    labels: dict[str, str] = {}
    for row in rows if by_label else ():
        value, label = text(row.get("ApiName")), text(row.get("MasterLabel"))
        if value and label:
            labels[value] = label
    seen = list(labels.values())
    return Stages({value: label if seen.count(label) == 1 else value for value, label in labels.items()})


def outcome(row: Row) -> Outcome:
    """Return how an opportunity stands."""
    if not flag(row.get("IsClosed")):
        return Outcome.OPEN
    return Outcome.WON if flag(row.get("IsWon")) else Outcome.LOST
