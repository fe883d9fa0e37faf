"""Write what the workspace is typed against: the OpenAPI document with the card's blocks in it.

``python scripts/web_api.py [FILE]``; without a file, to standard output. ``npm run api`` in ``cards/web``
makes TypeScript of it.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any, cast

from pydantic import SecretStr

from crm_ai_cards.schema import card_schema
from crm_ai_plugin.settings import Settings
from crm_ai_plugin.web import create_app, openapi
from crm_ai_plugin.web.services import Services


class _Unasked:
    """Stands where the runtime would be: routes and contracts are known before anything runs."""

    registry = None

    def __init__(self, settings: Settings) -> None:
        self.settings = settings


def document() -> dict[str, Any]:
    """Return the document, less what says nothing about types: address, version, each problem by itself."""
    settings = Settings(secret_key=SecretStr("only-for-the-document-never-served"), _env_file=None)
    app = create_app(cast(Services, _Unasked(settings)))
    described = openapi.document(app, "/")
    described["info"]["version"] = ""
    described["components"]["schemas"] |= _card()
    for operation in (op for item in described["paths"].values() for op in item.values()):
        # Every problem is one and the same document.
        answers: dict[str, Any] = operation["responses"]
        operation["responses"] = {s: a for s, a in answers.items() if s.startswith("2") or s == "default"}
    _loosen(described)
    untitled: dict[str, Any] = _untitled(described)
    return untitled


def _loosen(described: dict[str, Any]) -> None:
    """Let what is only ever sent leave out what has a default: in answers a default is always there."""
    schemas = described["components"]["schemas"]
    operations = [op for item in described["paths"].values() for op in item.values()]
    answered = _reached([op["responses"] for op in operations] + [schemas["Card"]], schemas)
    for name in _reached([op.get("requestBody") for op in operations], schemas) - answered:
        for part in schemas[name].get("properties", {}).values():
            part.pop("default", None)


def _reached(node: Any, schemas: dict[str, Any]) -> set[str]:  # noqa: ANN401  # any JSON
    """Return the names of the schemas that `node` leads to."""
    found: set[str] = set()
    waiting = [node]
    while waiting:
        match waiting.pop():
            case {"$ref": str(ref)}:
                name = ref.rpartition("/")[2]
                if name not in found:
                    found.add(name)
                    waiting.append(schemas[name])
            case dict() as inner:
                waiting.extend(inner.values())
            case list() as inner:
                waiting.extend(inner)
    return found


def _untitled(node: Any) -> Any:  # noqa: ANN401  # any JSON
    """Return a schema without the titles that only repeat its names."""
    if isinstance(node, list):
        return [_untitled(part) for part in node]
    if not isinstance(node, dict):
        return node
    return {k: _untitled(v) for k, v in node.items() if not (k == "title" and isinstance(v, str))}


def _card() -> dict[str, Any]:
    """Return the schemas of the card and its blocks: the API passes them on without looking inside."""
    schema = dict(card_schema(openapi.REFS))
    parts: dict[str, Any] = schema.pop("$defs")
    del schema["$schema"]
    return {"Card": schema, **parts}


def main(arguments: list[str]) -> int:
    """Write it."""
    text = json.dumps(document(), indent=1, sort_keys=True) + "\n"
    if arguments:
        Path(arguments[0]).write_text(text, encoding="utf-8")
    else:
        sys.stdout.write(text)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
