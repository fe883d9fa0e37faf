"""What people do with recommendations: done, dismissed with a reason, snoozed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from ...errors import NotFoundError, UserInputError
from ...facts.segment import segment_of
from ...insights import ActionState, Insight, actions_of, with_actions
from ...ports.clock import Clock
from ...store import Setting, Store, WorkspaceSession, made_before
from ..dispatch import Dispatcher
from ..write_back.deliveries import fates
from .reasons import reason_of

ASKED = "asked by a person"
ACTED = "action "
BY_A_PERSON = (ASKED, ACTED)
"""How causes begin behind which somebody waits."""


@dataclass(frozen=True)
class ActionFeedback:
    """Records what was done with a recommendation and has the advice looked at again."""

    store: Store
    dispatcher: Dispatcher
    clock: Clock

    def set(
        self,
        workspace: str,
        kind: str,
        deal_id: str,
        action_id: str,
        state: str,
        *,
        reason: str | None = None,
        until: datetime | None = None,
        by: str | None = None,
        connection: str | None = None,
    ) -> Insight:
        """Store the state of one action of the latest advice and return that advice with it.

        Raises:
            NotFoundError: no such deal, no advice yet, or no such action in it.
            UserInputError: unknown state, a dismissal without a reason, a snooze without an end.
        """
        now = self.clock()
        new = _state(state, reason, until, by, now)
        with self.store.workspace(workspace) as session:
            insight = self.latest(session, kind, "deal", deal_id, connection)
            action = next((a for a in actions_of(insight) if a.id == action_id), None)
            if action is None:
                raise NotFoundError(
                    f"action {action_id} is not part of the latest advice for this deal",
                    code="action_unknown",
                )
            triggers = {r.key: r.trigger for r in session.recommendations.for_insight(insight.id)}
            session.feedback.set(
                insight.kind,
                "deal",
                deal_id,
                action.key,
                new,
                triggers.get(action.key, ""),
                _setting(session, insight, now),
            )
            session.work.touch(insight.connection, "deal", deal_id, f"{ACTED}{state}", now)
            result = with_states(session, insight)
        self.dispatcher.refresh((workspace, insight.connection, "deal", deal_id), urgent=True)
        return result

    @staticmethod
    def latest(
        session: WorkspaceSession, kind: str, subject_type: str, deal_id: str, connection: str | None = None
    ) -> Insight:
        """Return the latest advice for a deal, with the state of its actions.

        Raises:
            NotFoundError: no such deal, or (``no_insight``) no advice yet.
        """
        key, _ = session.records.find_deal(deal_id, connection)
        insight = session.insights.latest(kind, subject_type, deal_id, key)
        if insight is None:
            raise NotFoundError(
                "there is no advice for this deal yet",
                code="no_insight",
                hint="POST to the same address computes it",
            )
        return with_states(session, insight)


def with_states(session: WorkspaceSession, insight: Insight) -> Insight:
    """Return the advice with what became of it: what was written, and what people did with its actions."""
    insight = insight.model_copy(update={"deliveries": fates(session, insight)})
    return _given(
        session, insight, session.feedback.states(insight.kind, insight.subject.type, insight.subject.id)
    )


def as_they_stood(session: WorkspaceSession, versions: Sequence[Insight]) -> list[Insight]:
    """Return versions with what people did with their actions while each was the newest.

    Args:
        session: The store.
        versions: Consecutive versions of one insight, newest first, the newest of all at the head.
    """
    if not versions:
        return []
    newest, *older = versions
    log = session.feedback.log(newest.kind, newest.subject.type, newest.subject.id)
    stood = [with_states(session, newest)]
    for insight, after in zip(older, versions, strict=False):
        states = {
            one.action_key: (one.state, one.trigger)
            for one in log
            # Not by the moment that the next version is about: it may have been in the making for a while.
            if made_before(one.id, after.id)
        }
        stood.append(_given(session, insight, states))
    return stood


def _given(
    session: WorkspaceSession, insight: Insight, states: Mapping[str, tuple[ActionState, str]]
) -> Insight:
    """Return the advice with these states, by action key, where they were set under the facts it was given on."""
    actions = actions_of(insight) if states else []
    if not actions:
        return insight
    triggers = {r.key: r.trigger for r in session.recommendations.for_insight(insight.id)}
    return with_actions(
        insight,
        [
            a.model_copy(update={"state": states[a.key][0]})
            if a.key in states and states[a.key][1] == triggers.get(a.key, "")
            else a
            for a in actions
        ],
    )


def _setting(session: WorkspaceSession, insight: Insight, now: datetime) -> Setting:
    """Where it was decided, as the deal stands now."""
    snapshot = session.records.snapshot(insight.connection, insight.subject.id, now)
    return Setting(insight.connection, segment_of(snapshot), snapshot.deal.owner_id)


def _state(
    state: str, reason: str | None, until: datetime | None, by: str | None, now: datetime
) -> ActionState:
    if state not in ("done", "dismissed", "snoozed", "open"):
        raise UserInputError(
            f"unknown state {state!r}", code="state_unknown", hint="one of done, dismissed, snoozed, open"
        )
    if state == "dismissed" and not (reason or "").strip():
        raise UserInputError("a dismissal needs a reason", code="reason_missing", hint='add "reason": "…"')
    if state == "snoozed" and (until is None or until <= now):
        raise UserInputError(
            "a snooze needs an end in the future", code="until_missing", hint='add "until": "…Z"'
        )
    code, words = reason_of(reason) if state == "dismissed" else (None, (reason or "").strip() or None)
    return ActionState(state=state, reason=words, reason_code=code, by=by, at=now, until=until)
