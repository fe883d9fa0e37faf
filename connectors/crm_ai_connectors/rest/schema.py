"""Writes ``docs/reference/rest-connector.schema.json``, with which editors complete and check definitions."""

from __future__ import annotations

import json
import sys
from pathlib import Path

from .model import Definition

_ID = "https://json-schema.org/draft/2020-12/schema"


def schema_text() -> str:
    """Return the JSON Schema of definitions."""
    schema = {
        "$schema": _ID,
        **Definition.model_json_schema(by_alias=True),
        "title": "CRM connector definition",
    }
    return json.dumps(schema, indent=2, ensure_ascii=False) + "\n"


if __name__ == "__main__":
    Path(sys.argv[1]).write_text(schema_text(), encoding="utf-8")
