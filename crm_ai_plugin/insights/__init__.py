"""What features produce: insights, their evidence, and estimates that state their uncertainty.

An insight is immutable and versioned per subject. Each feature's payload is in the module named after it.
"""

from .actions import actions_of, with_actions
from .cohort import Cohort, Comparison, Condition
from .deal_coach import (
    Action,
    ActionState,
    DealCoachPayload,
    Effect,
    LeftOutAction,
    ReasonCode,
    Score,
    Scorecard,
    ScorecardElement,
    ScoreFactor,
    ScoreModel,
    ScoreMove,
)
from .estimate import Estimate
from .evidence import Evidence
from .insight import Change, Coverage, Delivery, Insight, InsightKind, Source, Subject, WordedBy
from .objection import ObjectionPayload, Response
from .pipeline import PipelinePayload
from .win_loss import WinLossPayload

__all__ = [
    "Action",
    "ActionState",
    "Change",
    "Cohort",
    "Comparison",
    "Condition",
    "Coverage",
    "DealCoachPayload",
    "Delivery",
    "Effect",
    "Estimate",
    "Evidence",
    "Insight",
    "InsightKind",
    "LeftOutAction",
    "ObjectionPayload",
    "PipelinePayload",
    "ReasonCode",
    "Response",
    "Score",
    "ScoreFactor",
    "ScoreModel",
    "ScoreMove",
    "Scorecard",
    "ScorecardElement",
    "Source",
    "Subject",
    "WinLossPayload",
    "WordedBy",
    "actions_of",
    "with_actions",
]
