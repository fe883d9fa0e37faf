"""Two versions of a prompt, or two models, on the same requests: a golden set and the workspace's own closed deals.

Cases are paired: both versions get the same ones. What a case is worth is said in :mod:`.trials`.
"""

from __future__ import annotations

import math
import statistics
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import TypeVar

from pydantic import BaseModel

from ...ai.prompts import Prompt
from ...ai.prompts.library import shipped
from ...ai.wording import DeskConfig, ModelDesk, NothingKept
from ...errors import NotFoundError
from ...ports.language_model import CallOptions, Completion, LanguageModel, Message
from ...ports.writing import Wording, WordingRequest
from ...records import DealSnapshot
from ...settings import AiSettings
from ...stats.interval import Z90
from ...store import Store
from ..registry import Registry
from .previewing import FixedPrompt, Overhearing, drafted
from .trials import Scored, Trial, WordingTrial, golden_trials

T = TypeVar("T", bound=BaseModel)

BEFORE_CLOSE = timedelta(days=14)
"""How long before its end a closed deal is looked at: advice was worth most then."""


@dataclass(frozen=True)
class Version:
    """What is tried: a prompt, and the model it is sent to (None: the prompt's or the installation's)."""

    prompt: Prompt
    model: str | None = None

    @property
    def label(self) -> str:
        """How reports name it."""
        return f"{self.prompt.label} on {self.model}" if self.model else self.prompt.label


@dataclass(frozen=True)
class Summary:
    """All cases under one version; means."""

    label: str
    score: float
    passed: float
    kept: float
    words_per_sentence: float
    failures: int
    tokens: int
    cost_usd: float


@dataclass(frozen=True)
class Comparison:
    """b against a: the mean difference of the scores of pairs with its 90 % interval."""

    a: Summary
    b: Summary
    cases: int
    difference: float
    low: float
    high: float
    worst: Sequence[tuple[str, float]]
    """The cases on which b lost most."""

    @property
    def verdict(self) -> str:
        """``better``, ``worse`` or ``no_difference``: whether the interval leaves out nought."""
        if self.low > 0:
            return "better"
        return "worse" if self.high < 0 else "no_difference"


@dataclass
class _Metered:
    """Asks one model and adds up what it took."""

    model: LanguageModel
    name: str | None
    tokens: int = 0
    cost_usd: float = 0.0

    def complete(self, messages: Sequence[Message], schema: type[T], options: CallOptions) -> Completion[T]:
        if self.name is not None:
            options = CallOptions(**{**options.__dict__, "model": self.name})
        found = self.model.complete(messages, schema, options)
        self.tokens += found.usage.input_tokens + found.usage.output_tokens
        self.cost_usd += found.usage.cost_usd
        return found


@dataclass(frozen=True)
class Evaluating:
    """Tries versions of prompts. Nothing of it is kept or shown to anybody; what the model takes is booked."""

    store: Store
    registry: Registry
    settings: AiSettings
    model: LanguageModel

    def compare(
        self,
        workspace: str,
        a: Version,
        b: Version,
        deals: int,
        progress: Callable[[], None] = lambda: None,
    ) -> Comparison:
        """Try both versions on the golden set and on at most `deals` closed deals of the workspace.

        Raises:
            NotFoundError: neither a golden set nor closed deals.
        """
        feature = a.prompt.feature
        cases = [*golden_trials(a.prompt), *self._own(workspace, feature, deals)]
        if not cases:
            raise NotFoundError(f"there is nothing to try {feature} on", code="nothing_to_try")
        found: dict[str, list[Scored]] = {"a": [], "b": []}
        meters = {"a": _Metered(self.model, a.model), "b": _Metered(self.model, b.model)}
        for case in cases:
            for arm, version in (("a", a), ("b", b)):
                found[arm].append(self._tried(workspace, case, version, meters[arm]))
            progress()
        return _compared(
            _summary(a.label, found["a"], meters["a"]),
            _summary(b.label, found["b"], meters["b"]),
            found["a"],
            found["b"],
        )

    def cases(self, workspace: str, feature: str, deals: int) -> int:
        """Return how many cases `compare` would try; each costs two calls."""
        own = sum(1 for _ in self._own(workspace, feature, deals))
        return len(golden_trials(shipped(feature))) + own

    def _tried(self, workspace: str, case: Trial, version: Version, meter: _Metered) -> Scored:
        config = DeskConfig(self.settings.model, self.settings.names, self.settings.urgent_s)
        desk = ModelDesk(config, meter, FixedPrompt(version.prompt), lambda _: NothingKept())
        return case.tried(desk, workspace)

    def _own(self, workspace: str, feature: str, deals: int) -> Iterator[Trial]:
        about_deals = {one.key for one in self.registry.features_for("deal")}
        if deals <= 0 or feature not in about_deals:
            return
        with self.store.workspace(workspace) as session:
            learned = session.learned.latest(feature)
            closed = [
                _before_close(s)
                for s in session.records.snapshots(outcome="closed", limit=4 * deals)
                if s.deal.closed_at
            ]
        closed.sort(key=lambda s: (s.as_of, s.deal.id), reverse=True)
        for snapshot in closed[:deals]:
            writer = Overhearing(_Engine())
            drafted(self.registry, feature, snapshot, learned, writer)
            if writer.request is not None:
                yield WordingTrial(f"deal {snapshot.deal.id}", writer.request)


class _Engine:
    """Words nothing anew."""

    def phrase(self, request: WordingRequest) -> Wording:
        return Wording(request.texts)


def _before_close(snapshot: DealSnapshot) -> DealSnapshot:
    closed = snapshot.deal.closed_at
    return snapshot.at(closed - BEFORE_CLOSE) if closed is not None else snapshot


def _summary(label: str, found: Sequence[Scored], meter: _Metered) -> Summary:
    def mean(name: str) -> float:
        return statistics.fmean(getattr(one, name) for one in found)

    return Summary(
        label,
        mean("score"),
        mean("passed"),
        mean("kept"),
        mean("words_per_sentence"),
        sum(one.passed == 0.0 for one in found),
        meter.tokens,
        meter.cost_usd,
    )


def _compared(a: Summary, b: Summary, of_a: Sequence[Scored], of_b: Sequence[Scored]) -> Comparison:
    pairs = {one.case: other.score - one.score for one, other in zip(of_a, of_b, strict=True)}
    values = list(pairs.values())
    mean = statistics.fmean(values)
    half = _t90(len(values)) * statistics.stdev(values) / math.sqrt(len(values)) if len(values) > 1 else 1.0
    worst = sorted(((name, value) for name, value in pairs.items() if value < 0), key=lambda pair: pair[1])
    return Comparison(a, b, len(values), mean, mean - half, mean + half, worst[:5])


def _t90(n: int) -> float:
    """Student's quantile for a 90 % interval of a mean of `n`, by the expansion of Abramowitz and Stegun, 26.7.5."""
    z, v = Z90, n - 1
    return z + (z**3 + z) / (4 * v) + (5 * z**5 + 16 * z**3 + 3 * z) / (96 * v**2)
