"""Which language a short text is in, from pieces of one to four characters."""

from __future__ import annotations

import re
from zlib import crc32

import numpy as np

from ....stats.linear_classes import Row

INPUTS = 1 << 13
_PIECES = (1, 2, 3, 4)
_MAX_LETTERS = 600
_WORD = re.compile(r"[^\W\d_]{1,64}")


def language_row(text: str) -> Row:
    """Return the sparse inputs for a text; accents stay, they tell languages apart."""
    found: dict[int, float] = {}
    for word in _WORD.findall(text[:_MAX_LETTERS].lower()):
        padded = f"<{word}>"
        for piece in (f"={word}", *(padded[i : i + n] for n in _PIECES for i in range(len(padded) - n + 1))):
            place = crc32(piece.encode()) % INPUTS
            found[place] = 1.0
    places = np.array(sorted(found), dtype=np.int64)
    return places, np.full(len(places), 1.0 / max(1.0, len(places) ** 0.5))
