"""A sentence as numbers: hashed pieces of words, words, pairs of words, concepts shared by the languages, and stance."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from importlib.resources import files
from itertools import pairwise
from zlib import crc32

import numpy as np
import yaml

from ....signals import PhraseLibrary
from ....signals.tokens import words_of
from ....stats.linear_classes import Row
from .stance import stances_of
from .stems import Stems

INPUTS = 1 << 15
"""Places that pieces are hashed into."""
_PIECES = (3, 4, 5)
_WORD_WEIGHT, _PAIR_WEIGHT, _CONCEPT_WEIGHT, _BOTH_WEIGHT, _RULE_WEIGHT = 1.5, 1.0, 2.0, 1.0, 3.0
_STANCE_WEIGHT, _STANCE_WITH_WEIGHT, _ORDER_WEIGHT, _LENGTH_WEIGHT = 3.0, 1.5, 1.0, 0.7
_ORDERED_WITHIN = 3
"""Concepts that are looked at after each: "budget … approve" is not "approve … budget"."""
_LONGEST, _STEP = 40, 4
_NO_TOPICS = frozenset({"negation", "too", "thanks_yes"})
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
    in_order = [concept for word in words for concept in concepts().of(word)]
    found = sorted(set(in_order))
    for concept in found:
        yield f"c:{concept}", _CONCEPT_WEIGHT
        for other in found:
            if concept < other:
                yield f"b:{concept} {other}", _BOTH_WEIGHT
    for place, concept in enumerate(in_order):
        for other in in_order[place + 1 : place + 1 + _ORDERED_WITHIN]:
            yield f"o:{concept}>{other}", _ORDER_WEIGHT
    yield from _stance_features(words, [concept for concept in found if concept not in _NO_TOPICS])
    yield f"len:{min(len(words), _LONGEST) // _STEP}", _LENGTH_WEIGHT
    if words:
        yield f"first:{words[0]}", _ORDER_WEIGHT
    if len(words) > 1:
        yield f"first2:{words[0]} {words[1]}", _ORDER_WEIGHT


def _stance_features(words: Sequence[str], topics: Sequence[str]) -> Iterator[tuple[str, float]]:
    stances = stances_of(words, concepts())
    for one in sorted(set(stances)):
        yield f"s:{one}", _STANCE_WEIGHT
        for topic in topics:
            yield f"st:{one} {topic}", _STANCE_WITH_WEIGHT
        for other in set(stances):
            if one < other:
                yield f"ss:{one} {other}", _STANCE_WITH_WEIGHT
    if stances:
        yield f"last:{stances[-1]}", _STANCE_WITH_WEIGHT


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
def concepts() -> Stems:
    """Return what words of several languages have in common."""
    return Stems.load("concepts.yaml")
