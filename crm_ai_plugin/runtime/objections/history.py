"""What was asked before, with what was answered and done."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from ...insights import ObjectionPayload
from ...store import Store
from .asking import KIND, SUBJECT

COLUMNS = (
    *("objection", "at", "language", "category", "confidence", "text", "deal", "contact"),
    *("response", "tone", "position", "answer", "claims", "did", "rating"),
)
"""Of the export, one row per answer."""


@dataclass(frozen=True)
class PastResponse:
    """An answer that was shown and what was done with it."""

    id: str
    tone: str
    position: int
    text: str
    claims: Sequence[str]
    did: Sequence[str]
    rating: int | None


@dataclass(frozen=True)
class PastObjection:
    """An objection that was asked about."""

    id: str
    conversation: str
    at: datetime
    text: str
    language: str
    category: str
    confidence: float
    deal_id: str | None
    contact_id: str | None
    responses: Sequence[PastResponse]

    def rows(self) -> list[dict[str, object]]:
        """Return it as rows of the export."""
        head: dict[str, object] = {
            "objection": self.id,
            "at": self.at.isoformat(),
            "language": self.language,
            "category": self.category,
            "confidence": round(self.confidence, 3),
            "text": self.text,
            "deal": self.deal_id,
            "contact": self.contact_id,
        }
        return [
            head
            | {
                "response": one.id,
                "tone": one.tone,
                "position": one.position,
                "answer": one.text,
                "claims": " ".join(one.claims),
                "did": " ".join(one.did),
                "rating": one.rating,
            }
            for one in self.responses
        ] or [head]


def past_objections(
    store: Store,
    workspace: str,
    *,
    deal_id: str | None = None,
    contact_id: str | None = None,
    limit: int = 20,
) -> list[PastObjection]:
    """Return objections, newest first, of one deal or contact if named."""
    with store.workspace(workspace) as session:
        rows = session.objections.history(deal_id=deal_id, contact_id=contact_id, limit=limit)
        shown = session.objections.responses([row.id for row in rows])
        places = {one.id: one.position for one in shown}
        did: dict[str, list[str]] = {}
        rated: dict[str, int | None] = {}
        for entry in session.objections.feedback(list(places)):
            did.setdefault(entry.response_id, []).append(entry.action)
            rated[entry.response_id] = entry.rating or rated.get(entry.response_id)
        insights = {row.id: session.insights.latest(KIND, SUBJECT, row.id) for row in rows}
    found = []
    for row in rows:
        insight = insights[row.id]
        if insight is None:
            continue
        payload = ObjectionPayload.model_validate(insight.payload)
        found.append(
            PastObjection(
                id=row.id,
                conversation=row.conversation,
                at=row.at,
                text=row.text,
                language=row.language,
                category=row.category,
                confidence=payload.category.confidence.value,
                deal_id=row.deal_id,
                contact_id=row.contact_id,
                responses=[
                    PastResponse(
                        one.id,
                        one.tone,
                        places.get(one.id, 1),
                        one.text,
                        one.claims,
                        did.get(one.id, ()),
                        rated.get(one.id),
                    )
                    for one in payload.responses
                ],
            )
        )
    return found
