"""The word lists of the pyspellchecker package."""

from __future__ import annotations

import gzip
import json
from collections.abc import Iterable
from importlib.resources import files


def listed(code: str) -> Iterable[str]:
    """Return the words of a language's dictionary, in small letters."""
    packed = (files("spellchecker") / "resources" / f"{code}.json.gz").read_bytes()
    words: dict[str, int] = json.loads(gzip.decompress(packed))
    return words.keys()
