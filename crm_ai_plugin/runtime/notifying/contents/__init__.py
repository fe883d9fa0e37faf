"""Kinds of notice, a module each; found by looking at this package."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from functools import cache

from ....discovery import import_modules
from ..message import Content


@cache
def contents() -> Mapping[str, Content]:
    """Return every kind of notice by name."""
    found: list[Content] = [module.CONTENT for module in import_modules(sys.modules[__name__])]
    return {content.kind: content for content in found}
