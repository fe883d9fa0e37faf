"""Sentences of the product: which one, what goes into it, and the words of each language.

A room brings its own words as one folder of YAML per language; what several rooms say lies with the lowest of them.
"""

from .catalogue import Catalogue, catalogue, languages
from .plain import plain
from .say import Money, Param, Say

__all__ = ["Catalogue", "Money", "Param", "Say", "catalogue", "languages", "plain"]
