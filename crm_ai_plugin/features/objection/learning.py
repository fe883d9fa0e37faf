"""What people did with answers, as tallies by variant and kind of customer: numbers, no persons, no texts."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from ...stats.bandit import Arm, Tally
from .answers import Answer

PRIOR = {"built_in": 0.3, "approved": 0.36}
"""Share of answers expected to be used before any was: what a team approved itself fits it a little better."""


@dataclass(frozen=True)
class Learned:
    """Tallies by (category, tone), variant and segment."""

    tallies: Mapping[tuple[str, str, str, str], Tally]

    @classmethod
    def of(cls, learned: Mapping[str, Any] | None) -> Learned:
        """Read ``{"answers": [{"category","tone","variant","segment","n","reward"}]}``; what is malformed is ignored."""
        found: dict[tuple[str, str, str, str], Tally] = {}
        for row in (learned or {}).get("answers", ()):
            try:
                key = (str(row["category"]), str(row["tone"]), str(row["variant"]), str(row["segment"]))
                found[key] = Tally(float(row["n"]), float(row["reward"]))
            except (KeyError, TypeError, ValueError):
                continue
        return cls(found)

    def arms(self, category: str, answers: Sequence[Answer], segment: str) -> list[Arm]:
        """Return the variants of one tone with what is known of each."""
        arms = []
        tone = answers[0].tone if answers else ""
        group = _sum(t for (c, o, _, _), t in self.tallies.items() if (c, o) == (category, tone))
        by_variant: dict[str, list[tuple[str, Tally]]] = {}
        for (c, o, variant, s), tally in self.tallies.items():
            if (c, o) == (category, tone):
                by_variant.setdefault(variant, []).append((s, tally))
        for answer in answers:
            seen = by_variant.get(answer.key, [])
            own = _sum(tally for _, tally in seen)
            here = _sum(tally for s, tally in seen if s == segment)
            arms.append(Arm(answer.key, group - own, own - here, here, PRIOR[answer.approval]))
        return arms

    def n(self, category: str, tone: str) -> int:
        """Return how many answers of this category and tone were observed."""
        return round(sum(t.n for (c, o, _, _), t in self.tallies.items() if (c, o) == (category, tone)))


def _sum(tallies: Iterable[Tally]) -> Tally:
    found = Tally()
    for tally in tallies:
        found = Tally(found.n + tally.n, found.reward + tally.reward)
    return found
