"""What people do with answers: copied, edited, sent, rated."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from ...errors import NotFoundError, UserInputError
from ...insights import Insight, ObjectionPayload, Response
from ...ports.clock import Clock
from ...store import ResponseFeedback, ResponseRow, Store, WorkspaceSession
from .asking import KIND, SUBJECT
from .edits import masked_change
from .rewards import reward_of

Did = Literal["copied", "edited", "sent", "rated"]
DID: tuple[Did, ...] = ("copied", "edited", "sent", "rated")


@dataclass(frozen=True)
class Responding:
    """Records what was done with an answer, and lets the ranking learn from it."""

    store: Store
    clock: Clock

    def record(
        self,
        workspace: str,
        response_id: str,
        action: str,
        *,
        by: str,
        text: str | None = None,
        rating: int | None = None,
        objection_id: str | None = None,
    ) -> ResponseFeedback:
        """Store one thing somebody did.

        Args:
            workspace: Whose answer.
            response_id: Which.
            action: ``copied``, ``edited``, ``sent`` or ``rated``.
            by: Who did it.
            text: What an edited answer was made into; only how it differs is kept, strangers' words masked.
            rating: 1 to 5, with ``rated``.
            objection_id: The objection it has to belong to, if the caller may only see that one.

        Raises:
            NotFoundError: no such answer.
            UserInputError: an unknown action, an edit without text, a rating without a number.
        """
        _check(action, text, rating)
        with self.store.workspace(workspace) as session:
            row = session.objections.response(response_id)
            if row is None or objection_id not in (None, row.objection_id):
                raise NotFoundError("there is no such answer", code="response_unknown")
            change = _change(session, row, text) if action == "edited" and text is not None else {}
            entry = ResponseFeedback(
                response_id, action, by, self.clock(), rating if action == "rated" else None, change
            )
            session.objections.record(entry)
            self._observe(session, row)
        return entry

    @staticmethod
    def _observe(session: WorkspaceSession, row: ResponseRow) -> None:
        """Count what was looked at: the answer itself, and those above it, which were read and passed over.

        What stands below may never have been looked at and is not counted (the cascade model of clicks; Kveton et
        al., "Cascading Bandits", 2015).
        """
        reward = reward_of(session.objections.feedback([row.id]), row.next_move)  # type: ignore[arg-type]  # as stored
        session.objections.observe(row.id, reward=reward)
        for other in session.objections.responses([row.objection_id]):
            if other.tone == row.tone and other.position < row.position and not other.seen:
                session.objections.observe(other.id, reward=0.0)


def _check(action: str, text: str | None, rating: int | None) -> None:
    if action not in DID:
        raise UserInputError(
            f"unknown action {action!r}", code="action_unknown", hint=f"one of {', '.join(DID)}"
        )
    if action == "edited" and not (text or "").strip():
        raise UserInputError("an edit needs the new text", code="text_missing", hint='add "text": "…"')
    if action == "rated" and (rating is None or not 1 <= rating <= 5):
        raise UserInputError(
            "a rating is a number from 1 to 5", code="rating_missing", hint='add "rating": 4'
        )


def _change(session: WorkspaceSession, row: ResponseRow, text: str) -> dict[str, object]:
    insight = session.insights.latest(KIND, SUBJECT, row.objection_id)
    response = _response(insight, row.id)
    if insight is None or response is None:
        return {}
    payload = ObjectionPayload.model_validate(insight.payload)
    quotes = [one.quote for one in insight.evidence if one.quote]
    ours = [r.text for r in payload.responses] + [r.why for r in payload.responses]
    return masked_change(response.text, text, ours, [*quotes, payload.text])


def _response(insight: Insight | None, response_id: str) -> Response | None:
    if insight is None:
        return None
    found = ObjectionPayload.model_validate(insight.payload).responses
    return next((one for one in found if one.id == response_id), None)
