"""How a sentence stands to what it speaks of: for it, against it, done with it; and what a negator turns round.

"The price is too high" and "the price is not too high" share nearly all of their words. Which words speak for and
which against is in ``data/stance.yaml``; a negator turns round what follows within four words, the cheap reading of
a negation's scope that most of what reads sentiment has used since Pang, Lee and Vaithyanathan (2002).
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache

from .stems import Stems

_SCOPE = 4
_NEGATION = "negation"
_TURNS = frozenset(
    ("but", "aber", "doch", "sondern", "mais", "pero", "sino", "mas", "porem", "ma", "pero", "maar")
)
"""After these only what follows counts: "it was expensive, but now it is settled"."""


@cache
def stance_words() -> Stems:
    """Return the words that say how somebody stands to a thing."""
    return Stems.load("stance.yaml")


def stances_of(words: Sequence[str], concepts: Stems) -> list[str]:
    """Return the stances of a sentence in their order, each with ``+`` or, when negated, ``-``."""
    found: list[str] = []
    left = 0
    for word in words:
        if word in _TURNS:
            found, left = [], 0
            continue
        negates = _NEGATION in concepts.of(word)
        if negates:
            left = _SCOPE
        found += [stance + ("-" if left and not negates else "+") for stance in stance_words().of(word)]
        left = max(0, left - 1)
    return found
