"""The card of a ``deal_coach`` insight."""

from __future__ import annotations

import math
from collections.abc import Iterator
from datetime import date
from typing import ClassVar

from crm_ai_plugin.insights import Action, ActionState, DealCoachPayload, Insight, Score

from ..blocks import Block
from ..blocks.actions import ActionsBlock, Button
from ..blocks.changes import ChangeItem, ChangesBlock
from ..blocks.chart import Bar, ChartBlock
from ..blocks.coverage import CoverageBlock
from ..blocks.evidence import EvidenceBlock, EvidenceItem
from ..blocks.form import Field, FormBlock
from ..blocks.headline import HeadlineBlock
from ..blocks.list import ListBlock, ListItem
from ..blocks.metric import MetricBlock
from ..blocks.scorecard import Element, ScorecardBlock
from ..blocks.written import WrittenBlock
from ..document import Card
from ..words import odds

_HOW_TO_READ = (
    "A bar to the right helps, one to the left hurts; × 2 doubles the odds of winning, × 0.5 halves them."
)
_WEIGHTY = 0.05
"""Log-odds below which a factor moves the chance by less than about one point in a hundred."""
_FEWEST, _MOST = 3, 8
_DISMISS = FormBlock(
    id="dismiss",
    submit="Dismiss this step",
    fields=(
        Field(
            name="reason",
            label="Why is this not the right step?",
            input="choice",
            required=True,
            options=(
                ("already_done", "Already happened, but the CRM does not show it"),
                ("not_relevant", "Wrong for this deal"),
                ("bad_timing", "Right step, wrong time"),
                ("wrong_facts", "The evidence is misread"),
                ("wont_work", "Won't work here"),
                ("other", "Something else"),
            ),
        ),
        Field(name="note", label="In your words (optional)", input="text", max_length=300),
    ),
)
_REASONS = {
    "already_done": "Already happened",
    "not_relevant": "Wrong for this deal",
    "bad_timing": "Not now",
    "wrong_facts": "Evidence is misread",
    "wont_work": "Won't work here",
    "other": None,
    None: None,
}
_SNOOZE = FormBlock(
    id="snooze",
    submit="Snooze",
    fields=(
        Field(
            name="until",
            label="Remind me in",
            input="days",
            required=True,
            options=(("1", "1 day"), ("3", "3 days"), ("7", "1 week"), ("14", "2 weeks")),
        ),
    ),
)


class DealCoachCard:
    """Builds the card of a deal coach insight: odds first, then steps, then what is behind them."""

    kind: ClassVar[str] = "deal_coach"
    document_model: ClassVar[type[Card]] = Card

    def build(self, insight: Insight) -> Card:
        """Return the card.

        Raises:
            pydantic.ValidationError: the payload is not that of a deal coach.
        """
        payload = DealCoachPayload.model_validate(insight.payload)
        return Card.of(insight, "Deal coach", _blocks(insight, payload))


def _blocks(insight: Insight, payload: DealCoachPayload) -> Iterator[Block]:
    score = payload.score
    yield HeadlineBlock(text=payload.headline)
    # A closed deal has an outcome and no chance: its headline says which, and no step changes it.
    closed = score.p_win.low == score.p_win.high
    if not closed:
        yield MetricBlock.of(
            "p_win",
            "Chance to win",
            score.p_win,
            outcome="won",
            baseline=_logistic(score.base),
            baseline_label="a deal nothing is known about",
        )
    yield ListBlock(
        title="Next steps",
        items=tuple(_item(action, insight.as_of.date(), odds=not closed) for action in payload.actions),
        empty=payload.excluded or "Nothing that the records show calls for a step right now.",
    )
    yield from _left_out(payload)
    yield ChangesBlock(
        items=tuple(ChangeItem(what=c.what, because=tuple(c.because)) for c in insight.changes)
    )
    yield WrittenBlock.of(insight.deliveries)
    yield from _scorecard(payload)
    yield _chart(score)
    yield CoverageBlock(
        seen=insight.coverage.seen, missing=tuple(insight.coverage.missing), effect=insight.coverage.effect
    )
    yield EvidenceBlock(items=tuple(EvidenceItem.of(e) for e in insight.evidence))
    yield ActionsBlock(buttons=tuple(button for action in payload.actions for button in _buttons(action)))
    yield _DISMISS
    yield _SNOOZE


def _chart(score: Score) -> ChartBlock:
    factors = sorted(score.factors, key=lambda factor: -abs(factor.contribution))
    weighty = sum(abs(factor.contribution) >= _WEIGHTY for factor in factors)
    return ChartBlock(
        title="What moves the odds",
        unit="log-odds",
        bars=tuple(
            Bar(
                key=f.key,
                label=f.label,
                value=f.contribution,
                words=odds(f.contribution),
                evidence=tuple(f.evidence),
            )
            for f in factors
        ),
        shown=min(len(factors), max(_FEWEST, min(weighty, _MOST))),
        notes=(_HOW_TO_READ, *(f"Left out on purpose: {reason}" for reason in score.refused)),
    )


def _left_out(payload: DealCoachPayload) -> Iterator[Block]:
    if payload.left_out:
        yield ListBlock(
            title="Not suggested",
            items=tuple(
                ListItem(id=f"left_{one.key}", title=one.title, why=one.why) for one in payload.left_out
            ),
            ordered=False,
        )


def _scorecard(payload: DealCoachPayload) -> Iterator[Block]:
    card = payload.scorecard
    if card is not None:
        yield ScorecardBlock(
            label=card.label,
            coverage=card.coverage,
            n=card.n,
            of=card.of,
            elements=tuple(
                Element(
                    key=one.key,
                    label=one.label,
                    state=one.state,
                    evidence=tuple(one.evidence),
                    who=tuple(one.who),
                    at=one.at,
                    why=one.why or "",
                )
                for one in card.elements
            ),
        )


def _reason(state: ActionState) -> str | None:
    return ": ".join(part for part in (_REASONS[state.reason_code], state.reason) if part) or None


def _item(action: Action, today: date, *, odds: bool) -> ListItem:
    return ListItem(
        id=action.id,
        title=action.title,
        why=" ".join(part for part in (action.why, action.note) if part),
        how=action.how,
        due=action.due,
        overdue=action.state.state == "open" and action.due < today,
        confidence=action.confidence,
        effect=action.effect.p_win_if_done if odds else None,
        effect_of="to win",
        evidence=tuple(action.evidence),
        state=action.state.state,
        state_reason=_reason(action.state),
        state_until=action.state.until,
    )


def _buttons(action: Action) -> Iterator[Button]:
    if action.state.state != "open":
        yield Button(action_id=action.id, state="open", label="Reopen", spoken=f"Reopen: {action.title}")
        return
    yield Button(action_id=action.id, state="done", label="Done", spoken=f"Mark as done: {action.title}")
    yield Button(
        action_id=action.id, state="snoozed", label="Snooze", spoken=f"Snooze: {action.title}", form="snooze"
    )
    yield Button(
        action_id=action.id,
        state="dismissed",
        label="Dismiss",
        spoken=f"Dismiss: {action.title}",
        form="dismiss",
    )


def _logistic(log_odds: float) -> float:
    return 1 / (1 + math.exp(-max(-60.0, min(60.0, log_odds))))
