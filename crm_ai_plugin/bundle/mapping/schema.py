"""The JSON Schema of a mapping file, for editors that complete and check YAML."""

from __future__ import annotations

from typing import Any

from .model import Mapping


def mapping_schema() -> dict[str, Any]:
    """Return the schema, as it ships in ``mapping.schema.json``."""
    schema = Mapping.model_json_schema(by_alias=True, mode="validation")
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", **schema}
