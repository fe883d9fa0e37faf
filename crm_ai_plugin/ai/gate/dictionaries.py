"""The word lists of the pyspellchecker and the simplemma packages.

The first is short and holds few names, so it decides over words with a capital. The second knows nearly every form
of a language's ordinary words, and where it writes one small that is no name.
"""

from __future__ import annotations

import gzip
import heapq
import json
from collections.abc import Iterable
from importlib.resources import files


def listed(code: str) -> Iterable[str]:
    """Return the words of a language's dictionary, in small letters."""
    return _counted(code).keys()


def most_used(code: str, how_many: int) -> Iterable[str]:
    """Return those of them that are used most."""
    counted = _counted(code)
    return heapq.nlargest(how_many, counted, key=counted.__getitem__)


def _counted(code: str) -> dict[str, int]:
    packed = (files("spellchecker") / "resources" / f"{code}.json.gz").read_bytes()
    words: dict[str, int] = json.loads(gzip.decompress(packed))
    return words


def forms(code: str) -> Iterable[str]:
    """Return the forms of a language's words as they are written, names among those with a capital."""
    # A tenth of a second to import, which whoever words nothing need not wait for.
    from simplemma.strategies.dictionaries import StreamDictionaryFactory  # noqa: PLC0415

    # Its cache would keep what is read once: only hashes of it stay.
    return iter(StreamDictionaryFactory(cache_max_size=0).get_dictionary(code))
