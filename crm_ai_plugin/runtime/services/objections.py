"""Answers to objections."""

from __future__ import annotations

from functools import cached_property

from ..advice.linking import Linking
from ..objections.asking import KIND, Asking
from ..objections.background import Background
from ..objections.earlier import Earlier
from ..objections.handling import Handling
from ..objections.library.exchange import LibraryExchange
from ..objections.library.keeping import LibraryKeeping
from ..objections.library.shelf import Shelf
from ..objections.responding import Responding
from .searching import SearchServices


class Objections(SearchServices):
    """Answers somebody asked for."""

    @cached_property
    def objections(self) -> Handling:
        """Answers to objections, and what people do with them."""
        background = Background(Earlier(self.store, self.searching), self.passages)
        asking = Asking(
            self.store, self.registry, self.desk, Linking(self.connections), self.clock, background
        )
        library = LibraryKeeping(self.store, self.clock, lambda: self.registry.text_feature(KIND).topics)
        return Handling(
            self.store,
            asking,
            Responding(self.store, self.clock),
            Shelf(self.store),
            library,
            LibraryExchange(library),
        )
