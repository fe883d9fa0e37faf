"""Words of the deal coach: one folder of YAML per language.

A language is added by adding a folder with the same keys here and in the rooms below; a test names what is missing.
"""

from functools import cache

from .... import sentences
from ....facts import words as fact_words

PACKAGE = __name__


@cache
def catalogue(language: str = "en") -> sentences.Catalogue:
    """Return what the deal coach can say in `language`.

    Raises:
        KeyError: there is no such language.
    """
    return sentences.catalogue(language, fact_words.PACKAGE, PACKAGE)


def languages() -> tuple[str, ...]:
    """Return the languages there are words for."""
    return sentences.languages(PACKAGE)


__all__ = ["catalogue", "languages"]
