"""How generated JSON files look."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any


def as_json(content: Mapping[str, Any]) -> str:
    """Return `content` with two spaces of indent and one newline at the end."""
    return json.dumps(content, indent=2, ensure_ascii=False) + "\n"
