"""Fits both models and finds out by cross-validation how far they can be believed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from zlib import crc32

import numpy as np
from numpy.typing import NDArray

from ....stats.linear_classes import Floats, LinearClasses, fit_temperature, fit_weights, matrix, softmax
from ....stats.rates import shrunken_rate
from ..categories import CATEGORIES, CLASSES, LANGUAGES, NOT_AN_OBJECTION
from ..reading.language import INPUTS as LANGUAGE_INPUTS
from ..reading.language import language_row
from ..reading.model import Band, ReadingModel, objecting
from ..reading.words import INPUTS, row_of
from .labelled import Labelled, fingerprint, training_sentences

FOLDS = 5
REFUSED = 0.95
"""Share of the sentences about something else that shall be refused by a model that has not seen them: the cut
between objection and none follows from it."""
_RIDGE = 1.0
_WITHOUT_RULES = 0.5
"""How much a sentence counts a second time with its rules hidden: the rules were written by whoever wrote the
sentences, so that a model that leans on them alone would be lost where none of them fits."""
_EDGES = (0.3, 0.5, 0.7, 0.8, 0.9, 0.95, 0.98, 1.0)
_REFUSED_EDGES = (0.05, 0.1, 0.2, 0.3, 0.5, 0.7, 1.0)
_PRIOR_STRENGTH = 4.0


@dataclass(frozen=True)
class Trained:
    """The model, and what each training sentence was given by a model that had not seen its group."""

    model: ReadingModel
    sentences: Sequence[Labelled]
    unseen: Floats
    """Probabilities (sentences × classes)."""


def train() -> Trained:
    """Fit on all sentences; the same data give the same weights."""
    sentences = training_sentences()
    labels = np.array([CLASSES.index(one.label) for one in sentences])
    weights = np.array([one.weight for one in sentences])
    rows = matrix([row_of(one.text) for one in sentences], INPUTS)
    bare = matrix([row_of(one.text, with_rules=False) for one in sentences], INPUTS)
    folds = np.array([fold_of(one.group) for one in sentences])
    scores = np.zeros((len(sentences), len(CLASSES)))
    for fold in range(FOLDS):
        seen = folds != fold
        scores[~seen] = rows[~seen] @ _fit(rows[seen], bare[seen], labels[seen], weights[seen])
    temperature = fit_temperature(scores, labels, weights)
    unseen = softmax(scores / temperature)
    threshold = _threshold(unseen, labels, weights)
    right, refused = _bands(unseen, labels, weights, threshold)
    model = ReadingModel(
        categories=LinearClasses.of(_fit(rows, bare, labels, weights), temperature),
        languages=_languages(sentences, weights, folds),
        threshold=threshold,
        right=right,
        refused=refused,
        data=fingerprint(),
    )
    return Trained(model, sentences, unseen)


def fold_of(group: str) -> int:
    """Return the fold that a template, with all its sentences and translations, belongs to."""
    return crc32(group.encode()) % FOLDS


def _fit(rows: Any, bare: Any, labels: NDArray[np.int64], weights: Floats) -> Floats:  # noqa: ANN401  # sparse
    from scipy.sparse import vstack  # type: ignore[import-untyped]  # noqa: PLC0415  # only training asks for it

    return fit_weights(
        vstack([rows, bare]).tocsr(),
        np.concatenate([labels, labels]),
        classes=len(CLASSES),
        ridge=_RIDGE,
        weights=np.concatenate([weights, _WITHOUT_RULES * weights]),
    )


def _languages(sentences: Sequence[Labelled], weights: Floats, folds: NDArray[np.int64]) -> LinearClasses:
    labels = np.array([LANGUAGES.index(one.language) for one in sentences])
    rows = matrix([language_row(one.text) for one in sentences], LANGUAGE_INPUTS)
    scores = np.zeros((len(sentences), len(LANGUAGES)))
    for fold in range(FOLDS):
        seen = folds != fold
        scores[~seen] = rows[~seen] @ _fit_languages(rows[seen], labels[seen], weights[seen])
    return LinearClasses.of(_fit_languages(rows, labels, weights), fit_temperature(scores, labels, weights))


def _fit_languages(rows: Any, labels: NDArray[np.int64], weights: Floats) -> Floats:  # noqa: ANN401  # sparse
    return fit_weights(rows, labels, classes=len(LANGUAGES), ridge=_RIDGE, weights=weights)


def _threshold(unseen: Floats, labels: NDArray[np.int64], weights: Floats) -> float:
    """Return the cut that refuses `REFUSED` of the sentences about something else."""
    elsewhere = labels == CLASSES.index(NOT_AN_OBJECTION)
    chances = objecting(unseen[elsewhere])
    order = np.argsort(chances, kind="stable")
    share = np.cumsum(weights[elsewhere][order])
    at = int(np.searchsorted(share, REFUSED * share[-1]))
    # Rounded, so that the last bits of a sum do not show in the file.
    return round(float(chances[order][min(at, len(order) - 1)]), 4)


def _bands(
    unseen: Floats, labels: NDArray[np.int64], weights: Floats, threshold: float
) -> tuple[Sequence[Band], Sequence[Band]]:
    best = unseen[:, : len(CATEGORIES)]
    top, chosen = best.max(axis=1), best.argmax(axis=1)
    raised = objecting(unseen) >= threshold
    right = _reliability(top[raised], (chosen == labels)[raised], weights[raised], _EDGES)
    low = ~raised
    nothing = labels[low] >= len(CATEGORIES)
    return right, _reliability(objecting(unseen)[low] / threshold, nothing, weights[low], _REFUSED_EDGES)


def _reliability(
    chances: Floats, hits: NDArray[np.bool_], weights: Floats, edges: Sequence[float]
) -> list[Band]:
    bands, above = [], 0.0
    for upto in edges:
        inside = (chances > above) & (chances <= upto) if above else chances <= upto
        n = round(float(weights[inside].sum()))
        share = float((weights * hits)[inside].sum() / weights[inside].sum()) if n else 0.5
        rate = shrunken_rate(round(n * share), n, prior_mean=0.5, prior_strength=_PRIOR_STRENGTH)
        bands.append(Band(upto, rate.interval.value, rate.interval.low, rate.interval.high, rate.n))
        above = upto
    return bands
