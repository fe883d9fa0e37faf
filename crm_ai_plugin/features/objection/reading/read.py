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
from ..categories import CATEGORIES, LABELS, LANGUAGES, NOT_AN_OBJECTION
from .language import language_row
from .model import ReadingModel, band_of
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
    best: Floats = table[:, : len(CATEGORIES)].max(axis=0)
    ranked = sorted(range(len(CATEGORIES)), key=lambda at: -best[at])
    plausible = [CATEGORIES[at] for at in ranked if best[at] >= _PLAUSIBLE]
    top = float(best[ranked[0]])
    if top < model.threshold:
        found: tuple[Found, ...] = (_refusal(model, top, parts[0]),)
        plausible = [NOT_AN_OBJECTION, *plausible]
    else:
        clauses = _clauses(parts)
        inside = np.array([model.categories.probabilities(row_of(clause)) for clause in clauses])
        said = inside[:, : len(CATEGORIES)].max(axis=0) if clauses else np.zeros(len(CATEGORIES))
        sure = np.maximum(best, np.where(said >= model.threshold, said, 0.0))
        sure[ranked[0]] = best[ranked[0]]
        found = tuple(
            Found(
                CATEGORIES[at],
                band_of(model.right, float(sure[at])).estimate,
                float(sure[at]),
                parts[int(table[:, at].argmax())],
            )
            for at in sorted(ranked, key=lambda at: -sure[at])
            if at == ranked[0] or best[at] >= _SECOND or said[at] >= model.threshold
        )
        if top < 1.0 - _PLAUSIBLE:
            plausible = [*plausible, NOT_AN_OBJECTION]
    return Reading(spoken, known, found, tuple(plausible))


def label_of(probabilities: Floats, threshold: float) -> str:
    """Return the label that one sentence's probabilities stand for."""
    at = int(probabilities[: len(CATEGORIES)].argmax())
    return LABELS[at] if probabilities[at] >= threshold else NOT_AN_OBJECTION


def _refusal(model: ReadingModel, top: float, quote: str) -> Found:
    return Found(NOT_AN_OBJECTION, band_of(model.refused, top).estimate, 1.0 - top, quote)


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
