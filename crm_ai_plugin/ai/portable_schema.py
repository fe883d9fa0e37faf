"""JSON Schemas that every server takes, and a refusal of those that are more.

Servers differ in what they can hold a model to. What all can: objects with fixed names, lists, strings, numbers,
choices from a list, "or null". Bounds of lengths and numbers are told in words and checked by pydantic when
the answer is there.
"""

from __future__ import annotations

import weakref
from collections.abc import Mapping
from typing import Any

from pydantic import BaseModel

from ..errors import ConfigurationError

MOST_LEVELS = 5
MOST_PROPERTIES = 100
MOST_CHOICES = 500

_BOUNDS = {
    "minLength": "at least {} characters",
    "maxLength": "at most {} characters",
    "minItems": "at least {} items",
    "maxItems": "at most {} items",
    "minimum": "at least {}",
    "maximum": "at most {}",
    "exclusiveMinimum": "more than {}",
    "exclusiveMaximum": "less than {}",
}
_SIMPLE = frozenset({"string", "integer", "number", "boolean", "null"})

_written: weakref.WeakKeyDictionary[type[BaseModel], dict[str, Any]] = weakref.WeakKeyDictionary()


def portable_schema(model: type[BaseModel]) -> dict[str, Any]:
    """Return the schema to send: no references, every property required, nothing else allowed.

    Raises:
        ConfigurationError: ``schema_not_portable``, and which part is.
    """
    if (ready := _written.get(model)) is not None:
        return ready
    document = model.model_json_schema()
    writer = _Writer(model.__name__, document.get("$defs", {}))
    schema = writer.written(document, (), level=1)
    if schema.get("type") != "object":
        raise writer.refusal((), "the root has to be an object")
    if writer.properties > MOST_PROPERTIES:
        raise writer.refusal((), f"it has more than {MOST_PROPERTIES} properties")
    _written[model] = schema
    return schema


class _Writer:
    def __init__(self, name: str, definitions: Mapping[str, Any]) -> None:
        self.name = name
        self.definitions = definitions
        self.properties = 0

    def refusal(self, path: tuple[str, ...], why: str) -> ConfigurationError:
        where = ".".join((self.name, *path))
        return ConfigurationError(
            f"the schema {where} is not one that every model server takes: {why}", code="schema_not_portable"
        )

    def written(self, part: Mapping[str, Any], path: tuple[str, ...], level: int) -> dict[str, Any]:
        if level > MOST_LEVELS:
            raise self.refusal(path, f"it is nested more than {MOST_LEVELS} levels deep, or contains itself")
        if "$ref" in part:
            target = self.definitions[str(part["$ref"]).rpartition("/")[2]]
            part = {**target, **{k: v for k, v in part.items() if k != "$ref"}}
        form = self._form(part, path, level)
        told = [str(part["description"])] if "description" in part else []
        told += [words.format(part[word]) for word, words in _BOUNDS.items() if word in part]
        return form | ({"description": "; ".join(told)} if told else {})

    def _form(self, part: Mapping[str, Any], path: tuple[str, ...], level: int) -> dict[str, Any]:
        if "const" in part:
            part = {**part, "enum": [part["const"]]}
        if "enum" in part:
            return self._choice(part, path)
        if "anyOf" in part:
            return self._or_null(part["anyOf"], path, level)
        kind = part.get("type")
        if kind == "object":
            return self._object(part, path, level)
        if kind == "array":
            if "items" not in part:
                raise self.refusal(path, "a list has to say of what")
            return {"type": "array", "items": self.written(part["items"], (*path, "[]"), level + 1)}
        if kind in _SIMPLE:
            return {"type": kind}
        raise self.refusal(path, "only objects, lists, strings, numbers, booleans, choices and “or null” are")

    def _choice(self, part: Mapping[str, Any], path: tuple[str, ...]) -> dict[str, Any]:
        choices = list(part["enum"])
        if not choices or len(choices) > MOST_CHOICES or not all(isinstance(c, str) for c in choices):
            raise self.refusal(path, f"a choice is between 1 and {MOST_CHOICES} strings")
        return {"type": "string", "enum": choices}

    def _or_null(self, parts: list[Any], path: tuple[str, ...], level: int) -> dict[str, Any]:
        others = [part for part in parts if part.get("type") != "null"]
        if len(others) != 1 or len(parts) != 2:
            raise self.refusal(path, "of unions only “or null” is")
        return {"anyOf": [self.written(others[0], path, level), {"type": "null"}]}

    def _object(self, part: Mapping[str, Any], path: tuple[str, ...], level: int) -> dict[str, Any]:
        if part.get("additionalProperties"):
            raise self.refusal(path, "an object has to name its properties")
        properties = part.get("properties", {})
        self.properties += len(properties)
        return {
            "type": "object",
            "properties": {n: self.written(p, (*path, n), level + 1) for n, p in properties.items()},
            "required": list(properties),
            "additionalProperties": False,
        }
