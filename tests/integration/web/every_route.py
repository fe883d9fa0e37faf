"""A request to every route there is, made from the contracts, so that no new route can be forgotten."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import quote

from flask import Flask
from pydantic import BaseModel
from werkzeug.routing import Rule

from crm_ai_plugin.web.openapi import operations
from crm_ai_plugin.web.operation import Operation

SAFE = ("GET", "HEAD", "OPTIONS")
CHOSEN = {"kind": "deal_coach", "record_type": "deal", "subject_type": "deal"}
"""Parts of a path that name no row."""


@dataclass(frozen=True)
class Attempt:
    """A request that its route's contract accepts."""

    route: str
    method: str
    path: str
    spec: Operation
    named: frozenset[str]
    """Which parts of the path name a row."""
    query: Mapping[str, str] = field(default_factory=dict)
    body: Any = None

    def __str__(self) -> str:
        """Return the route as it is declared."""
        return f"{self.method} {self.route}"

    @property
    def changes(self) -> bool:
        """Return whether it is meant to change something."""
        return self.method not in SAFE

    def sent(self) -> dict[str, Any]:
        """Return what a test client needs to send it."""
        given: dict[str, Any] = {"method": self.method, "path": self.path, "query_string": dict(self.query)}
        if self.spec.raw_body is not None:
            return given | {"data": b"x", "content_type": self.spec.raw_body}
        return given | ({} if self.body is None else {"json": self.body})


def attempts(app: Flask, ids: Mapping[str, str] | None = None) -> Iterator[Attempt]:
    """Yield a request for every route and method.

    Args:
        app: Whose routes.
        ids: What stands in paths, queries and bodies, by the parameter's name; None: a row that nobody has.

    Raises:
        KeyError: a path has a parameter that `ids` doesn't know.
    """
    for rule, method, spec in operations(app):
        if rule.websocket:
            continue
        query = _filled(spec.query, ids or {}) if spec.query else {}
        texts = {name: str(value) for name, value in query.items() if isinstance(value, str | int | float)}
        body = _filled(spec.body, ids or {}) if spec.body else None
        named = frozenset(rule.arguments - CHOSEN.keys())
        yield Attempt(rule.rule, method.upper(), _path(rule, ids), spec, named, texts, body)


def _path(rule: Rule, ids: Mapping[str, str] | None) -> str:
    given = {name: CHOSEN.get(name) or ("nobody" if ids is None else ids[name]) for name in rule.arguments}
    parts = []
    for is_part, text in rule._trace:
        parts.append(quote(given[text], safe="") if is_part else text)
    return "".join(parts).partition("|")[2]


def _filled(model: type[BaseModel], ids: Mapping[str, str]) -> dict[str, Any]:
    schema = model.model_json_schema()
    return dict(_value(schema, schema.get("$defs", {}), ids))


def _value(schema: Mapping[str, Any], defs: Mapping[str, Any], ids: Mapping[str, str]) -> Any:
    """Return something that a JSON schema takes: what is required, and ids wherever one fits."""
    if "$ref" in schema:
        return _value(defs[schema["$ref"].rpartition("/")[2]], defs, ids)
    for name in ("anyOf", "oneOf"):
        if name in schema:
            return _value(next(one for one in schema[name] if one.get("type") != "null"), defs, ids)
    if "const" in schema or "enum" in schema:
        return schema.get("const", schema.get("enum", [None])[0])
    if "default" in schema and schema["default"] is not None:
        return schema["default"]
    if schema.get("type") == "object":
        wanted = schema.get("required", [])
        found = {}
        for name, part in schema.get("properties", {}).items():
            if name in ids and _takes_text(part):
                found[name] = ids[name]
            elif name in wanted:
                found[name] = _value(part, defs, ids)
        return found
    return _simple(schema, defs, ids)


def _simple(schema: Mapping[str, Any], defs: Mapping[str, Any], ids: Mapping[str, str]) -> Any:
    kind = schema.get("type")
    if kind == "array":
        return [_value(schema["items"], defs, ids)] * max(1, schema.get("minItems", 1))
    if kind in ("integer", "number"):
        return schema.get("minimum", 1)
    if kind == "boolean":
        return False
    if schema.get("format") == "date-time":
        return "2030-01-01T00:00:00Z"
    return "x" * max(12, schema.get("minLength", 0))


def _takes_text(schema: Mapping[str, Any]) -> bool:
    return any(one.get("type") == "string" for one in (schema, *schema.get("anyOf", ())))
