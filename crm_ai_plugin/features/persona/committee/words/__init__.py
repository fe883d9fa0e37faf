"""Words of the committee map: one folder of YAML per language."""

from functools import cache

from ..... import sentences
from .....facts import words as fact_words
from ... import words as persona_words

PACKAGE = __name__


@cache
def catalogue(language: str = "en") -> sentences.Catalogue:
    """Return what a committee map can say in `language`.

    Raises:
        KeyError: there is no such language.
    """
    return sentences.catalogue(language, fact_words.PACKAGE, persona_words.PACKAGE, PACKAGE)
