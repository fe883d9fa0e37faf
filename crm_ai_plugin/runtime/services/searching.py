"""Searching a workspace's texts, and its own documents."""

from __future__ import annotations

from functools import cached_property

from ..knowledge.adding import KnowledgeAdding
from ..knowledge.finding import PassageFinding
from ..searching.searching import Searching
from .wording import Wording


class SearchServices(Wording):
    """Searching."""

    @cached_property
    def searching(self) -> Searching:
        """Ranking passages and earlier objections."""
        return Searching(self.store)

    @cached_property
    def passages(self) -> PassageFinding:
        """Finding passages of documents."""
        return PassageFinding(self.store, self.searching)

    @cached_property
    def knowledge(self) -> KnowledgeAdding:
        """The customer's own documents."""
        return KnowledgeAdding(self.store, self.clock)
