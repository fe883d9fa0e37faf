"""What a candidate action is, and how a module declares one."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field

from ....facts import EvidenceDraft, Fact
from ....records import Outcome
from ....sentences import Param
from ....stats import Normal

MAX_EVIDENCE = 4
"""Evidence per action."""


@dataclass(frozen=True, slots=True)
class Prior:
    """What is believed about an action before any deal has closed.

    Attributes:
        mean: Expected gain in log-odds of winning when it is done.
        sd: How unsure that is.
        spread: How much the gain differs from deal to deal.
        because: Why it is believed; one sentence.
    """

    mean: float
    sd: float
    because: str
    spread: float = 0.3

    @property
    def normal(self) -> Normal:
        """The belief as a distribution."""
        return Normal(self.mean, self.sd)


@dataclass(frozen=True, slots=True)
class Moves:
    """The fact whose number an action changes, and by how much; less than one whole step where it can't undo it."""

    fact: str
    by: float


class FactView(Mapping[str, Fact]):
    """The facts of one deal, with the questions that conditions ask."""

    def __init__(self, facts: Mapping[str, Fact], outcome: Outcome) -> None:
        """Wrap measured facts."""
        self._facts = facts
        self.outcome = outcome

    def __getitem__(self, key: str) -> Fact:
        return self._facts[key]

    def __iter__(self) -> Iterator[str]:
        return iter(self._facts)

    def __len__(self) -> int:
        return len(self._facts)

    def number(self, key: str) -> float | None:
        """The fact's value as a number, or None if it isn't measured or is no number."""
        value = self[key].value
        return float(value) if self[key].measured and isinstance(value, int | float) else None

    def at_least(self, key: str, limit: float) -> bool:
        """Whether the fact is measured and reaches `limit`."""
        value = self.number(key)
        return value is not None and value >= limit

    def below(self, key: str, limit: float) -> bool:
        """Whether the fact is measured and lies below `limit`."""
        value = self.number(key)
        return value is not None and value < limit

    def yes(self, key: str) -> bool:
        """Whether the fact is measured and true (or above zero)."""
        return self[key].measured and bool(self[key].value)

    def no(self, key: str) -> bool:
        """Whether the fact is measured and false (or zero)."""
        return self[key].measured and not self[key].value

    def detail(self, key: str, name: str) -> float | None:
        """A number from the fact's detail."""
        value = self[key].detail.get(name)
        return float(value) if isinstance(value, int | float) else None


@dataclass(frozen=True, slots=True)
class Proposal:
    """A candidate whose condition holds.

    Attributes:
        rests_on: Facts that made it so; they give evidence, trigger and numbers.
        params: What else the sentences need.
        variant: Which of several wordings fits.
        due: Business days from now; the candidate's own if None.
        dose: How strongly the need shows, around 1; scales the expected gain.
        worded_as: Whose sentences say it; the candidate's own if empty.
    """

    rests_on: tuple[str, ...]
    params: Mapping[str, Param] = field(default_factory=dict)
    variant: str = ""
    due: int | None = None
    dose: float = 1.0
    worded_as: str = ""


Condition = Callable[[FactView], Proposal | None]


@dataclass(frozen=True, slots=True)
class CandidateSpec:
    """A declared candidate action."""

    key: str
    theme: str
    condition: Condition
    prior: Prior
    moves: Moves | None
    due: int
    when: Outcome
    conflicts: frozenset[str]


@dataclass(frozen=True, slots=True)
class Candidate:
    """A candidate that fits this deal now."""

    spec: CandidateSpec
    proposal: Proposal
    trigger: str
    evidence: tuple[EvidenceDraft, ...]

    @property
    def key(self) -> str:
        """The candidate's key."""
        return self.spec.key


REGISTRY: dict[str, CandidateSpec] = {}
"""Filled by the decorators as the theme modules are imported."""


def candidate(
    key: str,
    *,
    prior: Prior,
    moves: Moves | None = None,
    due: int = 2,
    when: Outcome = Outcome.OPEN,
    conflicts: tuple[str, ...] = (),
) -> Callable[[Condition], Condition]:
    """Declare the decorated condition as a candidate action of its module's theme.

    Args:
        key: Unique name.
        prior: What is believed about its effect.
        moves: The fact it would change, so that history can say something about its effect.
        due: Business days until it should be done.
        when: For open, won or lost deals.
        conflicts: Candidates that must not be shown beside it.
    """

    def declare(condition: Condition) -> Condition:
        if key in REGISTRY:
            raise ValueError(f"two candidates are called {key}")
        theme = condition.__module__.rsplit(".", 1)[-1]
        REGISTRY[key] = CandidateSpec(key, theme, condition, prior, moves, due, when, frozenset(conflicts))
        return condition

    return declare
