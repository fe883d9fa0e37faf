"""Reads a text sentence by sentence: which objections are in it, how sure that is, and where."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from ....insights import Estimate
from ....signals.ownwords import own_segments
from ....signals.tokens import sentences
from ....stats.linear_classes import Floats
from ..categories import CATEGORIES, LANGUAGES, NOT_AN_OBJECTION
from .language import language_row
from .model import ReadingModel, band_of, objecting
from .words import row_of

MAX_LETTERS = 8_000
MAX_SENTENCES = 60
_WHOLE = 240
"""A text up to this length is read as a whole, too: its sentences explain each other."""
_CLAUSE = re.compile(
    r"[,;:]\s+|\s+(?:and|but|und|aber|et|mais|y|pero|e|mas|ma|però|en|maar)\s+", re.IGNORECASE
)
_WORDS_OF_A_CLAUSE = 3
_MOST_SPLIT = 12
_PLAUSIBLE = 0.12
"""Probability from which a category may be chosen by a model that refines."""
_SECOND = 0.3
"""Probability from which a further category counts as raised beside the first."""
_CLEAR = 0.82
"""Probability from which part of a sentence raises a category of its own."""
_SURE_OF_LANGUAGE = 0.5


@dataclass(frozen=True)
class Found:
    """One objection in a text: its category, how often such a reading is right, and the sentence it is in."""

    category: str
    confidence: Estimate
    probability: float
    quote: str


@dataclass(frozen=True)
class Reading:
    """What a text says.

    `found` is ranked and holds one entry at least; its first may be ``not_an_objection``. `plausible` are the
    categories that a model may choose from: whatever else it says, the engine's choice stands.
    """

    language: str
    language_known: bool
    found: Sequence[Found]
    plausible: Sequence[str]

    @property
    def first(self) -> Found:
        """The main objection."""
        return self.found[0]


def read(text: str, model: ReadingModel, language: str | None = None, fallback: str = "en") -> Reading:
    """Read `text`; whatever it holds, this ends quickly.

    Args:
        text: What the buyer said, or a mail; quoted mails and signatures don't count.
        model: Weights.
        language: The language if it is known.
        fallback: The language if it can't be told.
    """
    text = text[:MAX_LETTERS]
    spoken, known = (language, True) if language in LANGUAGES else _language_of(text, model, fallback)
    parts = _parts(text)
    if not parts:
        return Reading(spoken, known, (_refusal(model, 0.0, text.strip()[:_WHOLE]),), (NOT_AN_OBJECTION,))
    table = np.array([model.categories.probabilities(row_of(part)) for part in parts])
    chances = objecting(table)
    raised = np.flatnonzero(chances >= model.threshold)
    if not len(raised):
        best: Floats = table[:, : len(CATEGORIES)].max(axis=0)
        found: tuple[Found, ...] = (_refusal(model, float(chances.max()), parts[0]),)
        return Reading(spoken, known, found, (NOT_AN_OBJECTION, *_plausible(best)))
    # What is said in sentences that raise nothing is no objection, and would only blur those that do.
    table, spoken_in = table[raised], [parts[at] for at in raised]
    best = table[:, : len(CATEGORIES)].max(axis=0)
    plausible = _plausible(best)
    first = int(best.argmax())
    clauses = _clauses(spoken_in)
    inside = np.array([model.categories.probabilities(row_of(clause)) for clause in clauses])
    said = inside[:, : len(CATEGORIES)].max(axis=0) if clauses else np.zeros(len(CATEGORIES))
    sure = np.maximum(best, np.where(said >= _CLEAR, said, 0.0))
    sure[first] = best[first]
    found = tuple(
        Found(
            CATEGORIES[at],
            band_of(model.right, float(sure[at])).estimate,
            float(sure[at]),
            spoken_in[int(table[:, at].argmax())],
        )
        for at in sorted(range(len(CATEGORIES)), key=lambda at: (at != first, -sure[at]))
        if at == first or best[at] >= _SECOND or said[at] >= _CLEAR
    )
    if chances.max() < 1.0 - _PLAUSIBLE:
        plausible = [*plausible, NOT_AN_OBJECTION]
    return Reading(spoken, known, found, tuple(plausible))


def label_of(probabilities: Floats, threshold: float) -> str:
    """Return the label that one sentence's probabilities stand for."""
    if objecting(probabilities) < threshold:
        return NOT_AN_OBJECTION
    return CATEGORIES[int(probabilities[: len(CATEGORIES)].argmax())]


def _plausible(best: Floats) -> list[str]:
    ranked = sorted(range(len(CATEGORIES)), key=lambda at: -best[at])
    return [CATEGORIES[at] for at in ranked if best[at] >= _PLAUSIBLE]


def _refusal(model: ReadingModel, top: float, quote: str) -> Found:
    share = min(1.0, top / model.threshold)
    return Found(NOT_AN_OBJECTION, band_of(model.refused, share).estimate, 1.0 - top, quote)


def _parts(text: str) -> list[str]:
    found = [
        text[sentence.start : sentence.end]
        for start, end in own_segments(text)
        for sentence in sentences(text, start, end)
    ][:MAX_SENTENCES]
    whole = text.strip()
    if len(found) > 1 and len(whole) <= _WHOLE:
        found.append(whole)
    return found


def _clauses(parts: Sequence[str]) -> list[str]:
    """What stands between commas and conjunctions: one sentence can raise two objections."""
    found = []
    for part in parts[:_MOST_SPLIT]:
        pieces = [piece for piece in _CLAUSE.split(part) if len(piece.split()) >= _WORDS_OF_A_CLAUSE]
        found += pieces if len(pieces) > 1 else []
    return found[:MAX_SENTENCES]


def _language_of(text: str, model: ReadingModel, fallback: str) -> tuple[str, bool]:
    row = language_row(text)
    if not len(row[0]):
        return fallback, False
    chances = model.languages.probabilities(row)
    at = int(chances.argmax())
    return (LANGUAGES[at], True) if chances[at] >= _SURE_OF_LANGUAGE else (fallback, False)
