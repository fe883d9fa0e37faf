"""What a text holds of the query, and how near it lies to it, as one score."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from .corpus import Lexical

FITS = 0.55
"""Score from which a text is said to fit a query. A ranking always has a first, which need not say anything to the
query. Chosen on the labelled queries; what it lets through and misses is in ``docs/explanation/search.md``."""
NEARNESS: Mapping[str, float] = {"local": 1.0, "provider": 2.0}
"""Weight of a cosine by whose vectors they are. Vectors of a large model lie closer together, so that the same
difference means more; this weight is a guess that no key was there to measure."""


def fuse(
    lexical: Lexical, nearness: Mapping[str, float], weight: float, keys: Iterable[str]
) -> list[tuple[str, float]]:
    """Return `keys` with their scores, best first, equals by key.

    A convex combination of scores that were made comparable by what is possible, not by what the query happened to
    find: Bruch, Gai and Ingber, "An Analysis of Fusion Functions for Hybrid Retrieval" (ACM TOIS, 2023), who find it
    better than reciprocal ranks, as it was here.

    Args:
        lexical: What each text holds.
        nearness: Cosine by key; a key without one counts as far away.
        weight: Of the cosine.
        keys: Which texts.
    """
    scores = {key: lexical.score(key) + weight * max(0.0, nearness.get(key, 0.0)) for key in keys}
    return sorted(scores.items(), key=lambda one: (-round(one[1], 6), one[0]))
