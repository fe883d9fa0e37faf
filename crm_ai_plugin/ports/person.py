"""The seam of a feature about a person: everything seen of a contact → facts → assessment → insight.

It is a seam beside :mod:`.feature` because people of ours have a say in it: what they state, lock or reject stands
above anything that is observed.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, ClassVar, Literal, Protocol

from ..insights import Insight
from ..records import ContactSnapshot
from .feature import Draft
from .writing import Writer


@dataclass(frozen=True)
class Override:
    """What a person of ours decided about one trait.

    ``state`` puts their own words in its place, ``lock`` keeps the value as it stood, ``reject`` takes it off.
    Each holds until it is lifted.

    Attributes:
        trait: Key of the trait.
        kind: What was decided.
        value: The statement that holds; None for ``reject``.
        data: Its form for machines, if the trait had one when it was locked.
        reason: Why.
        by: Who.
        at: When.
    """

    trait: str
    kind: Literal["state", "lock", "reject"]
    value: str | None
    reason: str
    by: str
    at: datetime
    data: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class PersonHistory:
    """The version before, and what people decided; at most one override per trait."""

    last: Insight | None = None
    overrides: Sequence[Override] = ()
    causes: Sequence[str] = ()


class PersonFeature(Protocol):
    """A feature in ``crm_ai.features`` that looks at contacts."""

    key: ClassVar[str]
    version: ClassVar[str]
    subject_type: ClassVar[str]

    def learn(self, people: Iterable[ContactSnapshot], now: datetime) -> Mapping[str, Any]:
        """Return how people behave in this workspace, as plain JSON; nobody can be told from it."""

    def facts(
        self,
        snapshot: ContactSnapshot,
        learned: Mapping[str, Any] | None,
        kept: bytes | None = None,
    ) -> Any:  # noqa: ANN401
        """Measure; pure. `kept` is what `keep` returned earlier; the facts are the same with and without."""

    def keep(self, facts: Any) -> bytes:  # noqa: ANN401
        """Return what spares the next `facts` of the same person work; it may hold no words of anybody's."""

    def assess(self, facts: Any, history: PersonHistory) -> Any:  # noqa: ANN401
        """Decide; pure."""

    def word(self, assessment: Any, writer: Writer) -> Draft:  # noqa: ANN401
        """Phrase what was decided."""
