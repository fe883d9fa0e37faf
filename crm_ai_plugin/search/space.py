"""A text as a vector in a space that seven languages share: what means the same lies close together.

Latent semantic analysis (Deerwester and others, "Indexing by Latent Semantic Analysis", 1990), made cross-lingual by
fitting it on texts that stand for their translations as well (Dumais, Landauer and Littman, "Automatic Cross-Language
Information Retrieval using Latent Semantic Indexing", 1996). It is fitted on this project's own sentences and word
lists, so that it holds nothing of anybody's customers and is the same in every workspace.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path
from zlib import crc32

import numpy as np
import yaml
from numpy.typing import NDArray

from .words import pieces_of, words_of

INPUTS = 1 << 14
"""Places that words and their pieces are hashed into."""
LOCAL_MODEL = "local-lsa-1"
"""Names the space; vectors of another one are never compared with its vectors."""
FILE = "space.npz"
_WORD_WEIGHT = 2.0

Vector = NDArray[np.float32]


@dataclass(frozen=True)
class Space:
    """Directions for each place, and how telling each place is.

    Attributes:
        idf: (places)
        directions: (places × dimensions); a place that was never seen has none.
    """

    idf: NDArray[np.float32]
    directions: NDArray[np.float32]

    @property
    def dimensions(self) -> int:
        """Length of a vector."""
        return int(self.directions.shape[1])

    def vector(self, text: str) -> Vector:
        """Return the text's place in the space, of length 1, or 0 if it holds nothing that was ever seen."""
        found = inputs_of(text)
        places = np.fromiter(found.keys(), dtype=np.int64, count=len(found))
        values = np.fromiter(found.values(), dtype=np.float32, count=len(found))
        raw = (values * self.idf[places]) @ self.directions[places]
        length = float(np.linalg.norm(raw))
        return (raw / length if length else raw).astype(np.float32)

    def save(self, path: Path) -> None:
        """Write it small: a byte for each number, scaled by direction."""
        scale = np.abs(self.directions).max(axis=0) / 127.0
        packed = np.round(self.directions / scale).astype(np.int8)
        np.savez_compressed(
            path, idf=self.idf.astype(np.float16), scale=scale.astype(np.float32), packed=packed
        )

    @classmethod
    def load(cls, file: Traversable) -> Space:
        """Read what was saved."""
        with file.open("rb") as stream, np.load(stream, allow_pickle=False) as found:
            directions = found["packed"].astype(np.float32) * found["scale"]
            return cls(found["idf"].astype(np.float32), directions)


def inputs_of(text: str) -> Mapping[int, float]:
    """Return the hashed words and pieces of a text with their damped counts."""
    words = words_of(text)
    counted: Counter[str] = Counter(f"w:{word}" for word in words)
    counted.update(pieces_of(words))
    found: dict[int, float] = {}
    for name, count in counted.items():
        place = crc32(name.encode()) % INPUTS
        weight = _WORD_WEIGHT if name.startswith("w:") else 1.0
        found[place] = found.get(place, 0.0) + weight * (1.0 + float(np.log(count)))
    return found


def concept_texts() -> Iterable[str]:
    """Return, for each concept of sellers' documents, its words in all languages as one text."""
    file = files("crm_ai_plugin.search") / "data" / "concepts.yaml"
    by_concept: dict[str, dict[str, str]] = yaml.safe_load(file.read_text(encoding="utf-8"))
    return [" ".join(by_language.values()) for by_language in by_concept.values()]


@cache
def local_space() -> Space:
    """Return the space that comes with this version."""
    return Space.load(files("crm_ai_plugin.search") / "data" / FILE)
