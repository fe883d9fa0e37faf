"""Words by their beginnings, for what several languages have in common."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from importlib.resources import files
from typing import Any

import yaml

_WHOLE = 3
"""A stem of so many letters or fewer is a whole word: "te" must not fire in "team"."""


@dataclass(frozen=True)
class Stems:
    """Names by stem."""

    by_stem: Mapping[str, tuple[str, ...]]

    @classmethod
    def load(cls, name: str) -> Stems:
        """Read a file of the package's data: names, and under each the stems by language."""
        text = (files("crm_ai_plugin.features.objection") / "data" / name).read_text(encoding="utf-8")
        document: Mapping[str, Mapping[str, list[Any]]] = yaml.safe_load(text)
        found: dict[str, set[str]] = {}
        for concept, by_language in document.items():
            for stem in {str(stem) for stems in by_language.values() for stem in stems}:
                found.setdefault(stem, set()).add(concept)
        return cls({stem: tuple(sorted(names)) for stem, names in found.items()})

    def of(self, word: str) -> list[str]:
        """Return the names of a folded word, sorted, each once."""
        found: set[str] = set()
        for end in range(2, len(word) + 1):
            if end > _WHOLE or end == len(word):
                found.update(self.by_stem.get(word[:end], ()))
        return sorted(found)
