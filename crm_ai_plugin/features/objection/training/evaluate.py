"""How good the readings are, per language: macro F1 and the share of other texts that is refused."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from ..categories import LABELS, NOT_AN_OBJECTION


@dataclass(frozen=True)
class Score:
    """Macro F1 over all labels, share of other texts refused, and the weight behind both."""

    macro_f1: float
    refused: float
    n: float


def score(truth: Sequence[str], said: Sequence[str], weights: Sequence[float]) -> Score:
    """Compare labels.

    Args:
        truth: What each text is.
        said: What it was read as.
        weights: How much each text counts.
    """
    right: dict[str, float] = dict.fromkeys(LABELS, 0.0)
    wrong: dict[str, float] = dict.fromkeys(LABELS, 0.0)
    for one, other, weight in zip(truth, said, weights, strict=True):
        if one == other:
            right[one] += weight
        else:
            wrong[one] += weight
            wrong[other] += weight
    present = [label for label in LABELS if right[label] + wrong[label] > 0]
    f1 = [2 * right[label] / (2 * right[label] + wrong[label]) for label in present]
    elsewhere = [i for i, label in enumerate(truth) if label == NOT_AN_OBJECTION]
    total = sum(weights[i] for i in elsewhere)
    refused = sum(weights[i] for i in elsewhere if said[i] == NOT_AN_OBJECTION)
    return Score(sum(f1) / len(f1) if f1 else 0.0, refused / total if total else 1.0, sum(weights))
