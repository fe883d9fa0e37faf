"""Finding texts by what they say: pure, no I/O.

==============  =============================================================================
``words``       a text as words and as pieces of words, in any language
``bm25``        an index of words that can be added to and taken from
``corpus``      the texts of one collection: how much of a query each holds
``space``       a text as a vector, in a space that the languages share
``fusion``      what a text holds and how near it lies, as one score
``fitting``     which sentence of a text says most to a query
``data/``       words that say nothing, words of seven languages by concept, the space
==============  =============================================================================

How good it is, and what it was measured with: ``docs/explanation/search.md``.
"""

from .corpus import Corpus, Lexical
from .fitting import best_quote
from .fusion import FITS, NEARNESS, fuse
from .space import LOCAL_MODEL, Space, local_space

__all__ = [
    "FITS",
    "LOCAL_MODEL",
    "NEARNESS",
    "Corpus",
    "Lexical",
    "Space",
    "best_quote",
    "fuse",
    "local_space",
]
