"""What the web app needs of the runtime to steer advice and to look back on it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol

from ...features.deal_coach.methodology import Methodology
from ...features.deal_coach.strategy import Strategy
from ...insights import Insight
from ...runtime.advice.controls import MethodologyChoice, StrategyVersion
from ...runtime.results.calibration import Calibration
from ...runtime.results.effectiveness import Effectiveness
from ...runtime.results.ratings import Rater, WhatReadersSay


class Controls(Protocol):
    """What admins of one workspace decide; bad documents raise `UserInputError`."""

    def strategy(self, workspace: str) -> StrategyVersion:
        """Return the strategy in force."""

    def strategies(self, workspace: str) -> Sequence[StrategyVersion]:
        """Return all versions, newest first."""

    def check_strategy(self, document: object) -> Strategy:
        """Return what a document says."""

    def set_strategy(self, workspace: str, document: object, author: str, note: str = "") -> StrategyVersion:
        """Put a strategy in force as a new version."""

    def methodologies(self, workspace: str) -> Sequence[MethodologyChoice]:
        """Return those that can be used, by key."""

    def check_methodology(self, document: object) -> Methodology:
        """Return what a document defines."""

    def use_methodology(self, workspace: str, key: str | None, author: str) -> MethodologyChoice | None:
        """Use a known methodology; None uses none."""

    def bring_methodology(self, workspace: str, document: object, author: str) -> MethodologyChoice:
        """Use a methodology of the workspace's own."""


class Outcomes(Protocol):
    """What came of the advice of one workspace."""

    def effectiveness(self, workspace: str) -> Effectiveness:
        """Return what following it and what showing it did."""

    def calibration(self, workspace: str, since: datetime | None = None) -> Calibration:
        """Return how well the odds held."""


class Ratings(Protocol):
    """What people of one workspace thought of cards."""

    def rate(
        self,
        workspace: str,
        insight: Insight,
        rater: Rater,
        *,
        helpful: bool,
        note: str = "",
        claim: str = "",
    ) -> None:
        """Keep it; raises `NotFoundError` for a claim that is not in the insight."""

    def read(self, workspace: str) -> WhatReadersSay:
        """Return how often cards helped, and why not."""


class LooksBack(Protocol):
    """Steering advice and looking back on it."""

    @property
    def advice_controls(self) -> Controls: ...

    @property
    def results(self) -> Outcomes: ...

    @property
    def ratings(self) -> Ratings: ...
