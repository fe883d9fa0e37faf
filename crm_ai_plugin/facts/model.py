"""What a fact is, and how a module declares one."""

from __future__ import annotations

import sys
from bisect import bisect_right
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING, Literal

from ..records import RecordRef
from ..sentences import Param, Say

if TYPE_CHECKING:
    from .context import Context

Value = float | int | str | bool | None
State = Literal["measured", "missing", "not_applicable"]
Category = Literal["timeline", "stakeholders", "competition", "pricing", "requirements", "other"]
Past = Literal["dated", "as_now", "lost"]
"""What is known of an earlier value: ``dated`` rests on records with a time, ``as_now`` on what the record says today
(which may have been filled in later), ``lost`` can't be told at all and teaches nothing."""


@dataclass(frozen=True, slots=True)
class EvidenceDraft:
    """Evidence before it has an id; `quote` is verbatim."""

    record: RecordRef
    what: Say
    at: datetime | None = None
    quote: str | None = None


@dataclass(frozen=True, slots=True)
class Found:
    """What a measurement returned; `mark` names further state, such as the record a value rests on."""

    value: Value
    evidence: tuple[EvidenceDraft, ...]
    detail: Mapping[str, Param] = field(default_factory=dict)
    mark: str = ""


@dataclass(frozen=True, slots=True)
class Unknown:
    """Why nothing could be measured. `applies` is False where the question makes no sense for this deal."""

    reason: Say
    applies: bool = True


def _as_number(value: Value) -> float:
    return float(value) if isinstance(value, int | float) else 0.0


@dataclass(frozen=True, slots=True)
class Odds:
    """How a fact enters the win model.

    Attributes:
        mean: Expected change of the log-odds per unit, before any deal has closed.
        sd: How unsure that is.
        typical: The number of a typical deal.
        spread: Standard deviation of the number among deals.
        of: Turns the value into the number.
        replayable: False if the past state can't be reconstructed, so that it can't be learned.
    """

    mean: float
    sd: float
    typical: float
    spread: float
    of: Callable[[Value], float] = _as_number
    replayable: bool = True


@dataclass(frozen=True, slots=True)
class FactSpec:
    """A declared fact."""

    key: str
    theme: str
    unit: str
    measure: Callable[[Context], Found | Unknown]
    needs: tuple[str, ...]
    bands: tuple[float, ...]
    odds: Odds | None
    category: Category = "other"
    past: Past = "dated"

    def band(self, value: Value) -> str:
        """Name the state of `value`: equal for values that mean the same to a rep."""
        if self.bands and isinstance(value, int | float) and not isinstance(value, bool):
            return str(bisect_right(self.bands, value))
        return str(value)


@dataclass(frozen=True, slots=True)
class Fact:
    """One measured fact, or why it couldn't be measured."""

    spec: FactSpec
    state: State
    value: Value = None
    evidence: tuple[EvidenceDraft, ...] = ()
    detail: Mapping[str, Param] = field(default_factory=dict)
    reason: Say | None = None
    mark: str = ""

    @property
    def key(self) -> str:
        """The fact's key."""
        return self.spec.key

    @property
    def unit(self) -> str:
        """``days``, ``count``, ``share``, ``ratio``, ``hours``, ``yes_no``, ``text`` or ``position``."""
        return self.spec.unit

    @property
    def measured(self) -> bool:
        """Whether there is a value."""
        return self.state == "measured"

    @property
    def band(self) -> str:
        """The state that triggers and changes go by."""
        name = self.spec.band(self.value) if self.measured else self.state
        return f"{name}@{self.mark}" if self.mark else name

    @property
    def number(self) -> float | None:
        """The number that the win model takes, or None."""
        return self.spec.odds.of(self.value) if self.measured and self.spec.odds else None


REGISTRY: dict[str, FactSpec] = {}
"""Filled by the decorators as the theme modules are imported."""

Measure = Callable[["Context"], "Found | Unknown"]


def fact(
    key: str,
    *,
    unit: str,
    needs: tuple[str, ...] = (),
    bands: tuple[float, ...] = (),
    odds: Odds | None = None,
    category: Category | None = None,
    past: Past = "dated",
) -> Callable[[Measure], Measure]:
    """Declare the decorated function as the measurement of a fact.

    Args:
        key: Unique name.
        unit: See :attr:`Fact.unit`.
        needs: Record or activity types of which at least one must be visible; without them it is missing.
        bands: Where a number begins to mean something else.
        odds: How it enters the win model, if it does.
        category: What it is about; the ``CATEGORY`` of its module if left out.
        past: What is known of an earlier value.
    """

    def declare(measure: Measure) -> Measure:
        if key in REGISTRY:
            raise ValueError(f"two facts are called {key}")
        theme = measure.__module__.rsplit(".", 1)[-1]
        of_module: Category = getattr(sys.modules[measure.__module__], "CATEGORY", "other")
        REGISTRY[key] = FactSpec(key, theme, unit, measure, needs, bands, odds, category or of_module, past)
        return measure

    return declare
