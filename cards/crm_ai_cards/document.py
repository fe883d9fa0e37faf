"""The card: one insight as an ordered list of blocks, without a word about where it is shown."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Annotated, Any, Literal, Union

from pydantic import BaseModel, ConfigDict, Field

from crm_ai_plugin.insights import Insight, Source, Subject, WordedBy

from . import labels
from .blocks import Block, View, block_types
from .outline import Node

if TYPE_CHECKING:
    AnyBlock = Block
else:
    AnyBlock = Annotated[Union[tuple(block_types().values())], Field(discriminator="kind")]  # noqa: UP007


class Card(BaseModel):
    """The card document; ``docs/reference/card.md`` describes its JSON.

    `id` is the insight's; the same insight always gives the same card.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    format: Literal["crm-ai-card/1"] = "crm-ai-card/1"
    id: str
    version: int
    kind: str
    subject: Subject
    connection: str
    title: str
    as_of: datetime
    source: Source
    model: str | None = None
    wording: WordedBy = WordedBy()
    language: str = "en"
    blocks: tuple[AnyBlock, ...]

    @classmethod
    def of(cls, insight: Insight, title: str, blocks: Iterable[Block]) -> Card:
        """Return the card of an insight with these blocks."""
        return cls(
            id=insight.id,
            version=insight.version,
            kind=insight.kind,
            subject=insight.subject,
            connection=insight.connection,
            title=title,
            as_of=insight.as_of,
            source=insight.source,
            model=insight.model,
            wording=insight.wording,
            language=insight.language,
            blocks=tuple(blocks),
        )

    def to_json(self) -> Mapping[str, Any]:
        """Return the card as plain JSON."""
        return self.model_dump(mode="json")

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Card:
        """Read what `to_json` wrote.

        Raises:
            pydantic.ValidationError: not a card of this format.
        """
        return cls.model_validate(data)

    def labelled(self, language: str) -> Card:
        """Return the card with its headings, buttons and forms in a reader's language; the insight's words stay.

        Args:
            language: A tag such as ``de``, ``de-AT`` or ``es_MX``; of a language without labels the card stays English.
        """
        spoken = labels.known(language)
        if spoken is None:
            return self
        changes = {
            "title": labels.title(self.title, spoken),
            "blocks": labels.labelled(self.blocks, spoken),
        }
        return self.model_copy(update=changes)

    def view(self, *, interactive: bool = False) -> View:
        """Return what blocks need to know of the card they stand in."""
        return View(self.blocks, interactive=interactive)

    def outline(self) -> Sequence[Node]:
        """Return the whole card as structure for text hosts."""
        view = self.view()
        return [node for block in self.blocks for node in block.outline(view)]

    @property
    def heading(self) -> str:
        """What the card is and of which record; what is about many has no id that people know."""
        if self.subject.type in _OF_MANY:
            return self.title
        return f"{self.title}: {self.subject.type} {self.subject.id}"

    @property
    def origin(self) -> str:
        """Who decided and who worded it, in words."""
        wording = self.wording
        if self.source == "engine":
            if wording.reason in _NO_MODEL_EXPECTED:
                return "Measured and worded by the engine"
            return "Measured and worded by the engine; the language model had no usable words this time"
        model = self.model or "a model"
        if wording.by == "last_good":
            return f"Measured by the engine; words kept from an earlier answer of {model}"
        stand_in = ", standing in for another" if wording.by == "fallback_model" else ""
        some = f"; {wording.replaced} of the texts by the engine" if wording.replaced else ""
        return f"Measured by the engine, worded by {model}{stand_in}{some}"


_OF_MANY = frozenset({"cohort", "contacts", "workspace"})
_NO_MODEL_EXPECTED = frozenset({None, "no_key", "no_better", "nothing_to_word", "prompt_unknown"})
"""Reasons for the engine's words that are nobody's failure."""
