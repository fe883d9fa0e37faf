"""``python -m crm_ai_plugin.features.objection.training.space``: fits the space that searching uses.

Its texts are this project's own: sentences with their translations, answers with theirs, words by concept. A text and
its translations are one text for the fit, so that what means the same is pulled together.
"""

from __future__ import annotations

from collections.abc import Iterator
from importlib.resources import files
from pathlib import Path

import numpy as np
import yaml

from ....search.space import FILE, INPUTS, Space, concept_texts, inputs_of
from .labelled import training_sentences

DIMENSIONS = 96
SEED = 0
_CONCEPTS_COUNT = 3
"""How often words by concept count: they say which words mean the same, sentences only who stands beside whom."""


def texts() -> list[str]:
    """Return what the space is fitted on, one text per meaning."""
    by_group: dict[str, list[str]] = {}
    for one in training_sentences():
        by_group.setdefault(one.group, []).append(one.text)
    return (
        [" ".join(group) for group in by_group.values()]
        + list(_answers())
        + _CONCEPTS_COUNT * list(concept_texts())
    )


def fit(dimensions: int = DIMENSIONS) -> Space:
    """Return the space; the same texts give the same one."""
    # Only training needs them.
    from scipy.sparse import csr_matrix  # type: ignore[import-untyped]  # noqa: PLC0415
    from sklearn.decomposition import TruncatedSVD  # type: ignore[import-untyped]  # noqa: PLC0415

    rows = [inputs_of(text) for text in texts()]
    places = np.array([place for row in rows for place in row])
    lines = np.array([at for at, row in enumerate(rows) for _ in row])
    values = np.array([value for row in rows for value in row.values()])
    holders = np.bincount(places, minlength=INPUTS)
    idf = np.where(holders > 0, np.log((1 + len(rows)) / (1 + holders)) + 1, 0.0)
    matrix = csr_matrix((values * idf[places], (lines, places)), shape=(len(rows), INPUTS))
    matrix = matrix.multiply(1 / np.maximum(1e-9, np.sqrt(matrix.multiply(matrix).sum(axis=1)))).tocsr()
    found = TruncatedSVD(dimensions, random_state=SEED).fit(matrix)
    return Space(idf.astype(np.float32), np.asarray(found.components_).T.astype(np.float32))


def _answers() -> Iterator[str]:
    """Yield each built-in answer with its translations as one text."""
    folder = files("crm_ai_plugin.features.objection") / "data" / "responses"
    documents = [
        yaml.safe_load(entry.read_text(encoding="utf-8"))
        for entry in sorted(folder.iterdir(), key=lambda entry: entry.name)
        if entry.name.endswith(".yaml")
    ]
    for category, tones in documents[0].items():
        if category.startswith("_"):
            continue
        for tone, answers in tones.items():
            for at in range(len(answers)):
                yield " ".join(document[category][tone][at] for document in documents)


def main() -> None:
    """Fit and write."""
    fit().save(Path(__file__).parents[3] / "search" / "data" / FILE)


if __name__ == "__main__":
    main()
