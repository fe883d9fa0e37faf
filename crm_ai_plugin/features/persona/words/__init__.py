"""Words of the persona: one folder of YAML per language."""

from functools import cache

from .... import sentences

PACKAGE = __name__


@cache
def catalogue(language: str = "en") -> sentences.Catalogue:
    """Return what a persona can say in `language`.

    Raises:
        KeyError: there is no such language.
    """
    return sentences.catalogue(language, PACKAGE)
