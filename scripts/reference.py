"""Write the reference pages that follow from code: the settings, and the schema of the card document."""

from __future__ import annotations

import ast
import inspect
import json
import sys
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType, NoneType, UnionType
from typing import Any, Literal, Union, get_args, get_origin

from pydantic import BaseModel, SecretStr
from pydantic.fields import FieldInfo

from crm_ai_cards.schema import card_schema
from crm_ai_plugin import settings as module

REFERENCE = Path(__file__).resolve().parent.parent / "docs" / "reference"
PAGE = REFERENCE / "settings.md"
CARD_SCHEMA = REFERENCE / "card.schema.json"

HEAD = """\
# Settings

<!-- Written by `make generate` from crm_ai_plugin/settings.py; a test holds it current. -->

Read once at start from the environment and from a file `.env` in the working directory; the environment wins.
An unknown name that starts with `CRM_AI_` is an error that suggests the nearest known one.
Secrets are never printed or logged. Lists are JSON: `["a","b"]`.
"""


def page() -> str:
    """Return the page as Markdown."""
    comments = _attribute_docstrings(module)
    parts = [HEAD]
    for title, about, rows in _sections(module.Settings, module.PREFIX, comments):
        table = ["| name | value | default | |", "|---|---|---|---|", *rows]
        parts.append("\n".join([f"## {title}", "", *([about, ""] if about else []), *table, ""]))
    return "\n".join(parts)


def card() -> str:
    """Return the JSON Schema of the card document."""
    return json.dumps(card_schema(), indent=2, sort_keys=True) + "\n"


def _sections(
    model: type[BaseModel], prefix: str, comments: dict[tuple[str, str], str]
) -> Iterator[tuple[str, str, list[str]]]:
    own: list[str] = []
    nested = []
    for name, field in model.model_fields.items():
        part = field.annotation
        if isinstance(part, type) and issubclass(part, BaseModel):
            nested.append((name, part))
        else:
            own.append(_row(name, field, prefix, comments.get((model.__name__, name), "")))
    yield _title(prefix), inspect.getdoc(model) or "", own
    for name, part in nested:
        yield from _sections(part, f"{prefix}{name.upper()}__", comments)


def _title(prefix: str) -> str:
    inner = prefix.removeprefix(module.PREFIX).strip("_")
    return f"`{module.PREFIX}{inner}__…`" if inner else "General"


def _row(name: str, field: FieldInfo, prefix: str, comment: str) -> str:
    shown = str(field.validation_alias.choices[0]) if _is_alias(field) else f"{prefix}{name.upper()}"  # type: ignore[union-attr]
    bounds = [
        f"{label} {getattr(rule, key)}"
        for rule in field.metadata
        for key, label in _BOUNDS
        if hasattr(rule, key)
    ]
    value = ", ".join([_type(field.annotation), *bounds])
    return f"| `{shown}` | {value} | {_default(field)} | {comment} |"


_BOUNDS = (("ge", "at least"), ("gt", "above"), ("le", "at most"), ("lt", "below"))


def _is_alias(field: FieldInfo) -> bool:
    return hasattr(field.validation_alias, "choices")


def _default(field: FieldInfo) -> str:
    default: Any = field.get_default(call_default_factory=True)
    if default is None or default in ("", [], {}):
        return ""
    if isinstance(default, bool):
        return f"`{int(default)}`"
    return f"`{default}`"


_NAMES = {
    bool: "1 or 0",
    int: "whole number",
    float: "number",
    str: "text",
    Path: "path",
    SecretStr: "**secret**",
}


def _type(annotation: Any) -> str:  # noqa: ANN401  # an annotation is any object
    if get_origin(annotation) in (Union, UnionType):
        return " or ".join(_type(one) for one in get_args(annotation) if one is not NoneType)
    if get_origin(annotation) is Literal:
        return ", ".join(f"`{choice}`" for choice in get_args(annotation))
    if get_origin(annotation) is list:
        return "list"
    if get_origin(annotation) is dict:
        return "by name"
    return _NAMES[annotation]


def _attribute_docstrings(source: ModuleType) -> dict[tuple[str, str], str]:
    """Return (class, field) -> the string below the field, which Python itself throws away."""
    found = {}
    classes = [node for node in ast.parse(inspect.getsource(source)).body if isinstance(node, ast.ClassDef)]
    for cls in classes:
        for field, below in zip(cls.body, cls.body[1:], strict=False):
            match field, below:
                case ast.AnnAssign(target=ast.Name(id=name)), ast.Expr(value=ast.Constant(value=str(text))):
                    found[cls.name, name] = " ".join(text.split())
    return found


if __name__ == "__main__":
    for path, text in ((PAGE, page()), (CARD_SCHEMA, card())):
        path.write_text(text, encoding="utf-8")
        print(path.relative_to(Path.cwd()) if path.is_relative_to(Path.cwd()) else path)
    sys.exit(0)
