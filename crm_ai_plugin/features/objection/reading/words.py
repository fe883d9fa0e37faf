"""A sentence as numbers: hashed pieces of words, words, pairs of words, and concepts shared by the languages."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from importlib.resources import files
from itertools import pairwise
from typing import Any
from zlib import crc32

import numpy as np
import yaml

from ....signals import PhraseLibrary
from ....signals.tokens import words_of
from ....stats.linear_classes import Row

INPUTS = 1 << 14
"""Places that pieces are hashed into."""
_PIECES = (3, 4, 5)
_WORD_WEIGHT, _PAIR_WEIGHT, _CONCEPT_WEIGHT, _BOTH_WEIGHT, _RULE_WEIGHT = 1.5, 1.0, 2.0, 1.0, 3.0
_MAX_WORDS = 120
"""No sentence says more; a text without full stops must not cost more."""


def row_of(text: str, *, with_rules: bool = True) -> Row:
    """Return the sparse inputs for a sentence; the squares of their values add up to 1."""
    words = words_of(text, 0, len(text))[:_MAX_WORDS]
    found: dict[int, float] = {}
    for rule in sorted({span.topic for span in rules().find(text)}) if with_rules else ():
        found[crc32(f"r:{rule}".encode()) % INPUTS] = _RULE_WEIGHT
    for name, weight in _features(words):
        place = crc32(name.encode()) % INPUTS
        found[place] = max(found.get(place, 0.0), weight)
    places = np.array(sorted(found), dtype=np.int64)
    values = np.array([found[place] for place in sorted(found)])
    length = float(np.sqrt(np.sum(values**2)))
    return places, values / length if length else values


def _features(words: Sequence[str]) -> Iterator[tuple[str, float]]:
    for word in words:
        yield f"w:{word}", _WORD_WEIGHT
        padded = f"<{word}>"
        for size in _PIECES:
            for start in range(len(padded) - size + 1):
                yield padded[start : start + size], 1.0
    for first, second in pairwise(words):
        yield f"p:{first} {second}", _PAIR_WEIGHT
    concepts = sorted({concept for word in words for concept in _concepts_of(word)})
    for concept in concepts:
        yield f"c:{concept}", _CONCEPT_WEIGHT
        for other in concepts:
            if concept < other:
                yield f"b:{concept} {other}", _BOTH_WEIGHT


@cache
def rules() -> PhraseLibrary:
    """Return the phrases that speak for a category, compiled once per process."""
    folder = files("crm_ai_plugin.features.objection") / "data" / "rules"
    documents = []
    for entry in sorted(folder.iterdir(), key=lambda entry: entry.name):
        language = entry.name.removesuffix(".yaml")
        by_category: Mapping[str, list[str]] = yaml.safe_load(entry.read_text(encoding="utf-8"))
        documents += [
            (entry.name, {"topic": category, "phrases": {language: phrases}})
            for category, phrases in by_category.items()
        ]
    return PhraseLibrary(documents)


@cache
def _stems() -> Mapping[str, tuple[str, ...]]:
    """Concepts by stem."""
    text = (files("crm_ai_plugin.features.objection") / "data" / "concepts.yaml").read_text(encoding="utf-8")
    document: Mapping[str, Mapping[str, list[Any]]] = yaml.safe_load(text)
    found: dict[str, set[str]] = {}
    for concept, by_language in document.items():
        for stem in {str(stem) for stems in by_language.values() for stem in stems}:
            found.setdefault(stem, set()).add(concept)
    return {stem: tuple(sorted(concepts)) for stem, concepts in found.items()}


def _concepts_of(word: str) -> Iterator[str]:
    stems = _stems()
    for end in range(2, len(word) + 1):
        # A stem of three letters or fewer is a whole word: "te" must not fire in "team".
        if end > 3 or end == len(word):
            yield from stems.get(word[:end], ())
