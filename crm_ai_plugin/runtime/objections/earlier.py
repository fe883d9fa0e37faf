"""Earlier objections like one that was just raised: what was answered, and how the deal went on."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from ...insights import ObjectionPayload
from ...ports.question import SimilarPast
from ...store import ObjectionRow, ResponseRow, Store, WorkspaceSession
from ..searching.searching import Searching

MOST = 50
"""Looked at for how deals went on."""
WITH_ANSWER = 10
"""Of the first so many the used answer is looked up as well: more are never shown."""
_KIND = "objection"


@dataclass(frozen=True)
class Earlier:
    """Finds them."""

    store: Store
    searching: Searching

    def like(
        self, workspace: str, text: str, *, speaker: str | None = None, conversation: str | None = None
    ) -> tuple[SimilarPast, ...]:
        """Return earlier objections, most like `text` first.

        What people said who must not be profiled is left out, and so is the same conversation.
        """
        ranked = self.searching.search(workspace, "objections", text, MOST, speaker)
        likeness = {hit.id: hit.score for hit in ranked}
        if not likeness:
            return ()
        with self.store.workspace(workspace) as session:
            rows = {row.id: row for row in session.objections.some(list(likeness))}
            silent = session.records.not_profiled([r.contact_id for r in rows.values() if r.contact_id])
            kept = [
                rows[id_]
                for id_ in likeness
                if id_ in rows
                and rows[id_].text
                and rows[id_].contact_id not in silent
                and (conversation is None or rows[id_].conversation != conversation)
            ]
            used = _used(session, [row.id for row in kept])
            return tuple(
                _past(
                    session, row, used.get(row.id), likeness=likeness[row.id], with_answer=place < WITH_ANSWER
                )
                for place, row in enumerate(kept)
            )


def _used(session: WorkspaceSession, ids: Sequence[str]) -> dict[str, ResponseRow]:
    """The answer to each that was used, if any was: the one that brought most."""
    found: dict[str, ResponseRow] = {}
    for response in session.objections.responses(ids):
        best = found.get(response.objection_id)
        if response.reward > 0 and (best is None or response.reward > best.reward):
            found[response.objection_id] = response
    return found


def _past(
    session: WorkspaceSession,
    row: ObjectionRow,
    used: ResponseRow | None,
    *,
    likeness: float,
    with_answer: bool,
) -> SimilarPast:
    return SimilarPast(
        id=row.id,
        topic=row.category,
        variant=used.variant if used else None,
        next_move=used.next_move if used else None,  # type: ignore[arg-type]  # as stored
        at=row.at,
        deal_id=row.deal_id,
        text=row.text,
        language=row.language,
        answer=_answer(session, used) if used and with_answer else None,
        likeness=likeness,
    )


def _answer(session: WorkspaceSession, used: ResponseRow) -> str | None:
    insight = session.insights.latest(_KIND, _KIND, used.objection_id)
    if insight is None:
        return None
    responses = ObjectionPayload.model_validate(insight.payload).responses
    return next((one.text for one in responses if one.id == used.id), None)
