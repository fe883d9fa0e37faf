"""The JSON Schema of the card document, for whoever reads cards in another language."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from .document import Card

DIALECT = "https://json-schema.org/draft/2020-12/schema"


def card_schema(refs: str = "#/$defs/{model}") -> Mapping[str, Any]:
    """Return the schema of what `Card.to_json` writes: every field is there, also where it has a default.

    Args:
        refs: Where its parts are looked for; another document may hold them elsewhere.
    """
    written: dict[str, Any] = _written(Card.model_json_schema(mode="serialization", ref_template=refs))
    return {"$schema": DIALECT, "title": "Card", **written}


def _written(node: Any) -> Any:  # noqa: ANN401  # any JSON
    """Return a schema with all fields required, less the titles that only repeat its names."""
    if isinstance(node, list):
        return [_written(part) for part in node]
    if not isinstance(node, dict):
        return node
    cleaned = {
        key: _written(value) for key, value in node.items() if not (key == "title" and isinstance(value, str))
    }
    if isinstance(cleaned.get("properties"), dict):
        cleaned["required"] = sorted(cleaned["properties"])
    return cleaned
