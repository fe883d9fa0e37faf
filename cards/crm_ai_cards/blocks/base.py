"""What every kind of block is."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any, ClassVar, Literal, TypeVar

from markupsafe import Markup
from pydantic import BaseModel, ConfigDict

from ..outline import Node

if TYPE_CHECKING:
    from .evidence import EvidenceItem

Slot = Literal["top", "main", "side"]
B = TypeVar("B", bound="Block")


class Part(BaseModel):
    """Base of what blocks are made of."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Block(Part, ABC):
    """One part of a card.

    A subclass fixes ``kind`` as a literal and lives in a file of its own in this package; nothing else has
    to be told about it. `slot` says where a wide page puts it.
    """

    slot: ClassVar[Slot] = "main"

    if TYPE_CHECKING:

        @property
        def kind(self) -> str:
            """Name of the kind of block."""

    @abstractmethod
    def outline(self, view: View) -> Sequence[Node]:
        """Return the block as structure, for notes, plain text and Markdown; empty when it has nothing to say."""

    @abstractmethod
    def html(self, view: View) -> Markup:
        """Return the block as markup of the card page."""

    def supplies(self) -> Mapping[str, Any]:
        """Return the evidence this block holds, by id, for the blocks that cite it."""
        return {}

    def cites(self) -> frozenset[str]:
        """Return the ids of the evidence that this block shows itself."""
        return frozenset()


@dataclass(frozen=True)
class View:
    """The card a block stands in, as far as a block needs it.

    `interactive` is False where nothing can be clicked (a saved file, an e-mail).
    """

    blocks: tuple[Block, ...]
    interactive: bool = True

    def all(self, kind: type[B]) -> Iterator[B]:
        """Yield the card's blocks of one kind."""
        return (block for block in self.blocks if isinstance(block, kind))

    @cached_property
    def evidence(self) -> Mapping[str, EvidenceItem]:
        """All evidence of the card by id."""
        return {key: item for block in self.blocks for key, item in block.supplies().items()}

    @cached_property
    def cited(self) -> frozenset[str]:
        """Ids of evidence that some block shows beside its claim."""
        return frozenset(key for block in self.blocks for key in block.cites())

    def proof(self, ids: Sequence[str]) -> list[EvidenceItem]:
        """Return the evidence named by `ids` that the card holds, in that order, once each."""
        return [self.evidence[key] for key in dict.fromkeys(ids) if key in self.evidence]
