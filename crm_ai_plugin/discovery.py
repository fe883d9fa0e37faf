"""Finds the modules of a package, so that nobody has to keep a list of them."""

from __future__ import annotations

from importlib import import_module
from pkgutil import iter_modules
from types import ModuleType


def import_modules(package: ModuleType) -> list[ModuleType]:
    """Import every module of `package` (not of its sub-packages) and return them in the order of their names."""
    found = sorted(module.name for module in iter_modules(package.__path__) if not module.ispkg)
    return [import_module(f"{package.__name__}.{name}") for name in found]
