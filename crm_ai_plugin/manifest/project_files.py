"""What is generated: path relative to the checkout -> content. Pure; writing and comparing are the caller's."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from .hubspot_project import hubspot_project
from .json_text import as_json
from .model import Manifest
from .salesforce_project import salesforce_project

SCHEMA_PATH = "docs/reference/manifest.schema.json"
_DIALECT = "https://json-schema.org/draft/2020-12/schema"


def project_files(manifest: Manifest) -> Mapping[str, str]:
    """Return every generated file."""
    hubspot = {
        f"cards/hubspot/{path}": as_json(content) for path, content in hubspot_project(manifest).items()
    }
    salesforce = {f"cards/salesforce/{path}": text for path, text in salesforce_project(manifest).items()}
    return {SCHEMA_PATH: as_json(manifest_schema()), **hubspot, **salesforce}


def manifest_schema() -> dict[str, Any]:
    """Return the JSON Schema of `manifest.json`, for editors and partners."""
    return {"$schema": _DIALECT, **Manifest.model_json_schema()}
