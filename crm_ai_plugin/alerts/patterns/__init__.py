"""Patterns, a module each; found by looking at this package."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from functools import cache

from ...discovery import import_modules
from ..pattern import Pattern


@cache
def patterns() -> Mapping[str, Pattern]:
    """Return every pattern by key."""
    found: list[Pattern] = [module.PATTERN for module in import_modules(sys.modules[__name__])]
    return {pattern.key: pattern for pattern in found}
