"""Words of the win-loss explainer: one folder of YAML per language."""

from functools import cache

from .... import sentences
from ....facts import words as fact_words

PACKAGE = __name__


@cache
def catalogue(language: str = "en") -> sentences.Catalogue:
    """Return what the win-loss explainer can say in `language`.

    Raises:
        KeyError: there is no such language.
    """
    return sentences.catalogue(language, fact_words.PACKAGE, PACKAGE)


__all__ = ["catalogue"]
