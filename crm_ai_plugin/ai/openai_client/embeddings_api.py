"""The embeddings API: texts in, a vector for each out."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from ..pricing import TokenCount
from .raw_answer import bad_output, is_count

PATH = "/embeddings"


@dataclass(frozen=True)
class EmbeddingRequest:
    """What is asked.

    Attributes:
        texts: At least one, none empty.
        dimensions: Length of the vectors.
        choosable: Whether the model lets its length be chosen; others have but one.
    """

    model: str
    texts: Sequence[str]
    dimensions: int
    choosable: bool = False


@dataclass(frozen=True)
class RawVectors:
    """What came back, before anybody believes it."""

    rows: Sequence[Any]
    tokens: TokenCount | None

    def judged(self, request: EmbeddingRequest) -> list[list[float]]:
        """Return a vector for each text, in their order.

        Raises:
            PermanentError: ``bad_output``: one is missing, or is no vector of the length that was asked for.
        """
        found: dict[int, list[float]] = {}
        for row in self.rows:
            if isinstance(row, Mapping) and isinstance(row.get("index"), int):
                found[row["index"]] = _vector(row.get("embedding"), request.dimensions)
        if sorted(found) != list(range(len(request.texts))):
            raise bad_output("vectors are missing")
        return [found[at] for at in range(len(request.texts))]


def body_of(request: EmbeddingRequest) -> dict[str, Any]:
    """Return the request's body."""
    body: dict[str, Any] = {
        "model": request.model,
        "input": list(request.texts),
        "encoding_format": "float",  # what is left out is packed, which other servers don't know
    }
    return body | ({"dimensions": request.dimensions} if request.choosable else {})


def answer_of(body: Mapping[str, Any]) -> RawVectors:
    """Read an answer's body."""
    usage, rows = body.get("usage"), body.get("data")
    spent = usage.get("prompt_tokens") if isinstance(usage, Mapping) else None
    tokens = TokenCount(spent) if is_count(spent) else None
    return RawVectors(rows if isinstance(rows, list) else [], tokens)


def _vector(value: Any, dimensions: int) -> list[float]:  # noqa: ANN401  # from outside
    if not isinstance(value, list) or not all(isinstance(x, int | float) and math.isfinite(x) for x in value):
        raise bad_output("a vector is none")
    if len(value) != dimensions:
        # What a server of another maker gives; its length is a setting, so that lengths never mix.
        raise bad_output(f"vectors have {len(value)} numbers; set CRM_AI_AI__EMBEDDING_DIMENSIONS to that")
    return [float(x) for x in value]
