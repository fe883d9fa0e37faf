"""What a model gets to read: the evidence that matters most, cut to what fits.

A passage that more texts cite, and earlier ones, is worth more; of two alike the newer. The first thing that goes is
what surrounds a cited line, then whole passages from the end; the engine's own words for each always fit first.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from ..ports.writing import Passage, Slot
from .token_bound import likely_tokens

MARGIN = 1.25
"""The guess of tokens is for English; other languages take up to a quarter more in tried vocabularies, long ones rarely."""
LONGEST = 1600
"""Characters read of one record at most, around what is cited."""
SHORTEST = 160
"""Characters around a citation below which a passage is read by the engine's words alone."""
CUT = " […] "


@dataclass(frozen=True)
class Read:
    """One passage as it will be read; `whole` says whether nothing of its text is missing."""

    passage: Passage
    text: str
    whole: bool


@dataclass(frozen=True)
class Reading:
    """What will be read, best first, about how many tokens that is, and what was left out wholly or in part."""

    passages: tuple[Read, ...]
    tokens: int
    not_read: int


def choose_reading(slots: Sequence[Slot], evidence: Sequence[Passage], budget: int) -> Reading:
    """Return what to read within `budget` tokens."""
    ranked = sorted(evidence, key=lambda p: (-_use(p, slots), -(p.at.timestamp() if p.at else 0.0), p.id))
    left = budget / MARGIN
    chosen: list[Read] = []
    for passage in ranked:
        left -= likely_tokens(passage.what) + 12
        if left < 0:
            break
        chosen.append(Read(passage, "", not passage.text))
    # Evenly first, so that one long mail does not take the room of five short ones; then what is over.
    for place, read in enumerate(chosen):
        if read.whole:
            continue
        share = max(left / max(1, sum(not r.whole for r in chosen[place:])), 0.0)
        characters = min(
            LONGEST, int(share * len(read.passage.text) / max(1, likely_tokens(read.passage.text)))
        )
        text = around(read.passage.text, read.passage.quote, characters)
        left -= likely_tokens(text)
        chosen[place] = Read(read.passage, text, text == read.passage.text)
    partly = sum(not read.whole for read in chosen)
    return Reading(tuple(chosen), int((budget / MARGIN - left) * MARGIN), len(ranked) - len(chosen) + partly)


def around(text: str, quote: str | None, characters: int) -> str:
    """Return at most about `characters` of `text` around `quote`, or from its beginning, cut between words."""
    if len(text) <= characters:
        return text
    if characters < SHORTEST:
        return quote if quote and len(quote) <= characters else ""
    at = max(text.find(quote), 0) if quote else 0
    middle = at + len(quote or "") // 2
    start = max(0, min(middle - characters // 2, len(text) - characters))
    if quote and len(quote) <= characters:
        start = max(0, min(start, at))
    end = start + characters
    piece = text[start:end]
    if start:
        piece = re.sub(r"^\S*\s", "", piece, count=1) if start != at else piece
    if end < len(text) and not (quote and at + len(quote) >= end - 1):
        piece = re.sub(r"\s\S*$", "", piece, count=1)
    return (CUT.lstrip() if start else "") + piece + (CUT.rstrip() if end < len(text) else "")


def _use(passage: Passage, slots: Sequence[Slot]) -> float:
    """How much a passage is worth: each text that cites it counts, later ones less."""
    cited = sum(1.0 / (1 + place) for place, slot in enumerate(slots) if passage.id in slot.evidence)
    return cited * (1.5 if passage.quote else 1.0)
