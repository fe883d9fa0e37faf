"""A plain answer to any schema, for tests that need one and don't care which."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from crm_ai_plugin.testing.language_model.asked import Answer, Asked

__all__ = ["filled", "filled_answer"]

DEPTH = 12
"""Levels after which a schema that contains itself is left."""


def filled_answer(asked: Asked) -> Answer:
    """Answer with the smallest object that the schema allows."""
    value = filled(asked.schema)
    return value if isinstance(value, Mapping) else str(value)


def filled(schema: Mapping[str, Any], text: str = "text") -> Any:  # noqa: ANN401  # any JSON
    """Return the smallest value that fits: `text` in each string, first choices, one item per list.

    Args:
        schema: JSON Schema as pydantic writes it.
        text: Written into every free string.
    """
    return _fill(schema, schema, text, DEPTH)


def _fill(root: Mapping[str, Any], part: Mapping[str, Any], text: str, depth: int) -> Any:  # noqa: ANN401
    if depth == 0:
        return None
    if "$ref" in part:
        target: Any = root
        for name in str(part["$ref"]).removeprefix("#/").split("/"):
            target = target[name]
        return _fill(root, target, text, depth - 1)
    if "const" in part:
        return part["const"]
    if "enum" in part:
        return part["enum"][0]
    for choice in ("anyOf", "oneOf", "allOf"):
        if choice in part:
            return _fill(root, part[choice][0], text, depth - 1)
    return _plain(root, part, text, depth)


def _plain(root: Mapping[str, Any], part: Mapping[str, Any], text: str, depth: int) -> Any:  # noqa: ANN401
    kind = part.get("type")
    if isinstance(kind, list):
        kind = kind[0]
    if kind == "object" or "properties" in part:
        return {name: _fill(root, p, text, depth - 1) for name, p in part.get("properties", {}).items()}
    if kind == "array":
        count = max(1, int(part.get("minItems", 1)))
        return [_fill(root, part.get("items", {}), text, depth - 1) for _ in range(count)]
    simple: dict[object, Any] = {
        "integer": int(part.get("minimum", 1)),
        "number": float(part.get("minimum", 0.5)),
        "boolean": True,
        "null": None,
    }
    return simple.get(kind, text)
