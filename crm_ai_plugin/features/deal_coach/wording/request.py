"""What the deal coach hands to a writer: its texts, what each may use, and who is spoken of."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from ....facts.passages import companies_of, passages_of, people_of
from ....insights import Evidence, Subject
from ....ports.writing import Slot, SlotKind, WordingRequest
from ....records import DealSnapshot
from ..assessment import Weighed
from .action_texts import ActionTexts

_KINDS: tuple[SlotKind, ...] = ("title", "why", "how")


def wording_request(
    snapshot: DealSnapshot,
    headline: str,
    actions: Sequence[tuple[Weighed, ActionTexts, Sequence[str]]],
    evidence: Mapping[str, Evidence],
    language: str,
) -> WordingRequest:
    """Return what may be worded anew.

    Args:
        snapshot: The deal.
        headline: The engine's.
        actions: Each action with its texts and the ids of its evidence.
        evidence: All that was entered, by id.
        language: Of the texts.
    """
    slots = [Slot("headline", headline, "headline")]
    for weighed, texts, ids in actions:
        key = weighed.candidate.key
        slots += [
            Slot(slot_key(key, kind), getattr(texts, kind), kind, key, evidence=tuple(ids)) for kind in _KINDS
        ]
    used = {id_ for _, _, ids in actions for id_ in ids}
    return WordingRequest(
        feature="deal_coach",
        subject=Subject(type="deal", id=snapshot.deal.id),
        language=language,
        slots=tuple(slots),
        evidence=passages_of([one for id_, one in evidence.items() if id_ in used], [snapshot]),
        people=people_of([snapshot]),
        companies=companies_of([snapshot]),
    )


def slot_key(action: str, kind: SlotKind) -> str:
    """Return the name of one text of an action."""
    return f"actions.{action}.{kind}"
