"""Searching a workspace's texts, and its own documents."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

from ...documents import Bounds
from ..knowledge.adding import KnowledgeAdding
from ..knowledge.embedding import AT_ONCE, TextEmbedding
from ..knowledge.finding import PassageFinding
from ..knowledge.leaving import Leaving
from ..searching.searching import Searching
from .wording import Wording

if TYPE_CHECKING:
    from ...ai.embedding_client import EmbeddingClient
    from ..language_model.preview import ExpectedCost


class SearchServices(Wording):
    """Searching."""

    @cached_property
    def embedding_client(self) -> EmbeddingClient | None:
        """What gives texts a provider's vectors; None without a key."""
        if self.settings.openai_api_key is None:
            return None
        # The vendor's package takes a second to load.
        from ..language_model.building import embedding_client  # noqa: PLC0415

        return embedding_client(self.settings, self.redis, self.store, self.clock)

    @cached_property
    def embedding(self) -> TextEmbedding:
        """Giving texts vectors."""
        return TextEmbedding(self.store, self.embedding_client, Leaving(self.settings.ai.names, self.tally))

    def embedding_cost(self, workspace: str) -> ExpectedCost | None:
        """Return what the vectors that texts lack are likely to cost; None where there are none to get."""
        if not (texts := self.embedding.lacking(workspace)):
            return None
        return self.run_costs.vectors(texts, self.embedding.length(workspace), AT_ONCE)

    @cached_property
    def searching(self) -> Searching:
        """Ranking passages and earlier objections."""
        return Searching(self.store, self.embedding if self.embedding_client is not None else None)

    @cached_property
    def passages(self) -> PassageFinding:
        """Finding passages of documents."""
        return PassageFinding(self.store, self.searching)

    @cached_property
    def knowledge(self) -> KnowledgeAdding:
        """The customer's own documents."""
        bounds = Bounds(size=self.settings.knowledge.max_document_bytes)
        return KnowledgeAdding(self.store, self.clock, bounds, self._passages_changed)

    def _passages_changed(self, workspace: str) -> None:
        if self.settings.openai_api_key is not None:
            self.dispatcher.embed(workspace)

    def close(self) -> None:
        """Let go of the provider first."""
        if (client := self.__dict__.get("embedding_client")) is not None:
            client.close()
        super().close()
