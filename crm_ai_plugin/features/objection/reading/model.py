"""The weights of the two models and how reliable they proved; numbers in a file, never code."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import as_file, files
from pathlib import Path
from typing import Any

import numpy as np

from ....insights import Estimate
from ....stats.linear_classes import Floats, LinearClasses
from ..categories import CATEGORIES

FILE = "model.npz"
BASIS = "labelled sentences the model had not seen"


@dataclass(frozen=True)
class Band:
    """How often the model was right when its probability lay below `upto` (and above the band before)."""

    upto: float
    rate: float
    low: float
    high: float
    n: int

    @property
    def estimate(self) -> Estimate:
        """The rate as an estimate."""
        return Estimate(value=self.rate, low=self.low, high=self.high, n=self.n, basis=BASIS)


@dataclass(frozen=True)
class ReadingModel:
    """Both models.

    A sentence is an objection if the probabilities of all categories together reach `threshold`. `right` holds the
    bands for objections by the probability of their category, `refused` those for "not an objection" by the share of
    `threshold` that was reached. `data` names the sentences it was trained on.
    """

    categories: LinearClasses
    languages: LinearClasses
    threshold: float
    right: Sequence[Band]
    refused: Sequence[Band]
    data: str

    def save(self, path: Path) -> None:
        """Write the model."""
        notes = {
            "data": self.data,
            "threshold": self.threshold,
            "temperatures": [self.categories.temperature, self.languages.temperature],
            "right": [vars(band) for band in self.right],
            "refused": [vars(band) for band in self.refused],
        }
        np.savez_compressed(
            path,
            category_weights=self.categories.weights,
            category_scale=self.categories.scale,
            language_weights=self.languages.weights,
            language_scale=self.languages.scale,
            notes=np.frombuffer(json.dumps(notes, sort_keys=True).encode(), dtype=np.uint8),
        )

    @classmethod
    def load(cls, path: Path) -> ReadingModel:
        """Read what `save` wrote."""
        with np.load(path, allow_pickle=False) as stored:
            notes: Mapping[str, Any] = json.loads(stored["notes"].tobytes())
            first, second = notes["temperatures"]
            return cls(
                categories=LinearClasses(stored["category_weights"], stored["category_scale"], first),
                languages=LinearClasses(stored["language_weights"], stored["language_scale"], second),
                threshold=notes["threshold"],
                right=[Band(**band) for band in notes["right"]],
                refused=[Band(**band) for band in notes["refused"]],
                data=notes["data"],
            )


@cache
def default_model() -> ReadingModel:
    """Return the model in the package, read once per process."""
    with as_file(files("crm_ai_plugin.features.objection") / "data" / FILE) as path:
        return ReadingModel.load(path)


def objecting(probabilities: Floats) -> Floats:
    """Return the probability of any objection, whichever: of the categories (last axis) together.

    Torn between price and competitor, a model is still sure that it hears an objection.
    """
    total: Floats = probabilities[..., : len(CATEGORIES)].sum(axis=-1)
    return total


def band_of(bands: Sequence[Band], probability: float) -> Band:
    """Return the band that `probability` falls into."""
    return next((band for band in bands if probability <= band.upto), bands[-1])
