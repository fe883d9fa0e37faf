"""Groups of routes, one file each with a module-level ``blueprint``; this package finds them by looking at itself."""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Iterator

from flask import Blueprint


def blueprints() -> Iterator[Blueprint]:
    """Yield the blueprint of every file here."""
    for info in sorted(pkgutil.iter_modules(__path__), key=lambda info: info.name):
        blueprint = importlib.import_module(f"{__name__}.{info.name}").blueprint
        if not isinstance(blueprint, Blueprint):
            raise TypeError(f"{__name__}.{info.name}.blueprint is not a blueprint")
        yield blueprint
