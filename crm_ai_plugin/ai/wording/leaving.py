"""What of a request may leave at all.

Of people who must not be profiled nothing leaves: not what they wrote, not what was written with them, not a text
that names them. A text that rests on such evidence keeps the engine's words.
"""

from __future__ import annotations

from dataclasses import dataclass

from ...ports.writing import Passage, Slot, WordingRequest
from ..redaction.hiding import names_pattern


@dataclass(frozen=True)
class Leaving:
    """The texts and evidence that may leave, and how many of both stay."""

    slots: tuple[Slot, ...]
    evidence: tuple[Passage, ...]
    withheld: int


def leaving(request: WordingRequest) -> Leaving:
    """Return the part of `request` that may leave."""
    barred = {person.id for person in request.people if person.do_not_profile}
    if not barred:
        return Leaving(request.slots, request.evidence, 0)
    names = names_pattern([name for p in request.people if p.do_not_profile for name in p.names])
    evidence = tuple(
        passage
        for passage in request.evidence
        if not barred.intersection(passage.people)
        and not names.search(passage.what)
        and not names.search(passage.text)
    )
    free = {passage.id for passage in evidence}
    slots = tuple(
        slot for slot in request.slots if set(slot.evidence) <= free and not names.search(slot.text)
    )
    withheld = len(request.slots) - len(slots) + len(request.evidence) - len(evidence)
    return Leaving(slots, evidence, withheld)
