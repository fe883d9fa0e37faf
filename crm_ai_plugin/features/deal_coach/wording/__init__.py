"""Words of the deal coach: one folder of YAML per language, and the formatter that fills the sentences.

A language is added by adding a folder with the same keys; a test names what is missing.
"""

from .catalogue import Catalogue, catalogue, languages
from .plain import plain

__all__ = ["Catalogue", "catalogue", "languages", "plain"]
