"""The engine's own words: what stands when no language model is asked, or none may be believed."""

from __future__ import annotations

from collections.abc import Mapping

from ..ports.language_model import Wording


class EngineWriter:
    """Returns the engine's texts as they are; implements the ``Writer`` port."""

    def phrase(self, feature: str, engine_texts: Mapping[str, str], evidence: Mapping[str, str]) -> Wording:  # noqa: ARG002
        """Return `engine_texts`, labelled ``engine``."""
        return Wording(texts=dict(engine_texts))
