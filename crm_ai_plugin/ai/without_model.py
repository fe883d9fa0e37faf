"""The writer that needs no model."""

from __future__ import annotations

from collections.abc import Mapping

from ..ports.language_model import Wording


class EngineWriter:
    """Returns the engine's own texts."""

    def phrase(self, feature: str, engine_texts: Mapping[str, str], evidence: Mapping[str, str]) -> Wording:
        """Return the texts unchanged, marked as the engine's."""
        return Wording(dict(engine_texts), source="engine")
