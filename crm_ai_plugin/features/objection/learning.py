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
    """Tallies of one category, by tone: variant and segment with what was observed."""

    by_tone: Mapping[str, Sequence[tuple[str, str, Tally]]]

    @classmethod
    def of(cls, learned: Mapping[str, Any] | None, category: str) -> Learned:
        """Read ``{"answers": [{"category","tone","variant","segment","n","reward"}]}``; what is malformed is ignored."""
        found: dict[str, list[tuple[str, str, Tally]]] = {}
        for row in (learned or {}).get("answers", ()):
            # A large library has many rows, and those of other categories say nothing here.
            if row.get("category") != category:
                continue
            try:
                tally = Tally(float(row["n"]), float(row["reward"]))
                found.setdefault(str(row["tone"]), []).append(
                    (str(row["variant"]), str(row["segment"]), tally)
                )
            except (KeyError, TypeError, ValueError):
                continue
        return cls(found)

    def arms(self, tone: str, answers: Sequence[Answer], segment: str) -> list[Arm]:
        """Return the variants of one tone with what is known of each."""
        seen: dict[str, list[tuple[str, Tally]]] = {}
        for variant, where, tally in self.by_tone.get(tone, ()):
            seen.setdefault(variant, []).append((where, tally))
        group = _sum(tally for entries in seen.values() for _, tally in entries)
        arms = []
        for answer in answers:
            mine = seen.get(answer.key, ())
            own = _sum(tally for _, tally in mine)
            here = _sum(tally for where, tally in mine if where == segment)
            arms.append(Arm(answer.key, group - own, own - here, here, PRIOR[answer.approval]))
        return arms

    def n(self, tone: str) -> int:
        """Return how many answers of this tone were observed."""
        return round(sum(tally.n for _, _, tally in self.by_tone.get(tone, ())))


def _sum(tallies: Iterable[Tally]) -> Tally:
    found = Tally()
    for tally in tallies:
        found = Tally(found.n + tally.n, found.reward + tally.reward)
    return found
