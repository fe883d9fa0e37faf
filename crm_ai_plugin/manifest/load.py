"""Reads and checks `manifest.json`."""

from __future__ import annotations

import json
from importlib.resources import files
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from ..errors import ConfigurationError
from .model import Manifest

_SHOWN = 5


def load_manifest(path: Path | None = None) -> Manifest:
    """Return the manifest at `path`, or this release's own.

    Raises:
        ConfigurationError: it is missing, no JSON, or says something that can't be; names each place.
    """
    try:
        return parse_manifest(path.read_bytes() if path else _own())
    except OSError as error:
        raise ConfigurationError(
            f"cannot read {path or 'manifest.json'}: {error.strerror}", code="manifest_missing"
        ) from error


def parse_manifest(text: bytes | str) -> Manifest:
    """Return the manifest in `text`.

    Raises:
        ConfigurationError: as `load_manifest`.
    """
    try:
        content: Any = json.loads(text, object_pairs_hook=_no_key_twice)
        return Manifest.model_validate_json(json.dumps(content))
    except ValidationError as error:
        raise ConfigurationError(_explain(error), code="manifest_invalid") from None
    except ValueError as error:
        raise ConfigurationError(f"manifest.json is no JSON: {error}", code="manifest_invalid") from None


def _own() -> bytes:
    """The wheel carries a copy beside this module; a checkout has the one at its top."""
    packaged = files("crm_ai_plugin.manifest") / "manifest.json"
    if packaged.is_file():
        return packaged.read_bytes()
    return (Path(__file__).resolve().parents[2] / "manifest.json").read_bytes()


def _no_key_twice(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    # JSON readers keep the last one in silence; in a list of permissions that would hide the first.
    content = dict(pairs)
    if len(content) < len(pairs):
        keys = [key for key, _ in pairs]
        raise ValueError(f"key given twice: {next(key for key in keys if keys.count(key) > 1)}")
    return content


def _explain(error: ValidationError) -> str:
    problems = []
    for problem in error.errors(include_input=False, include_url=False, include_context=False):
        place = "".join(
            f"[{part}]" if isinstance(part, int) else f".{part}" for part in problem["loc"]
        ).lstrip(".")
        problems.append(f"{place or 'the whole'}: {problem['msg'].removeprefix('Value error, ')}")
    more = f" (and {len(problems) - _SHOWN} more)" if len(problems) > _SHOWN else ""
    return "manifest.json: " + "; ".join(problems[:_SHOWN]) + more
