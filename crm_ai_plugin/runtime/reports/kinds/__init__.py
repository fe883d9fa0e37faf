"""Kinds of report, a module each; found by looking at this package."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from functools import cache

from ....discovery import import_modules
from ..kind import ReportKind


@cache
def report_kinds() -> Mapping[str, ReportKind]:
    """Return every kind of report by its key, sorted."""
    found: list[ReportKind] = [module.REPORT for module in import_modules(sys.modules[__name__])]
    return {kind.key: kind for kind in sorted(found, key=lambda kind: kind.key)}
