"""Kinds of block, one file each; this package finds them by looking at itself."""

from __future__ import annotations

import importlib
import inspect
import pkgutil
from collections.abc import Mapping
from functools import cache

from .base import Block, Part, Slot, View

__all__ = ["Block", "Part", "Slot", "View", "block_types"]


@cache
def block_types() -> Mapping[str, type[Block]]:
    """Return every kind of block by name.

    Raises:
        TypeError: two files claim the same kind.
    """
    found: dict[str, type[Block]] = {}
    for info in pkgutil.iter_modules(__path__):
        module = importlib.import_module(f"{__name__}.{info.name}")
        for candidate in vars(module).values():
            if not (
                inspect.isclass(candidate)
                and issubclass(candidate, Block)
                and candidate.__module__ == module.__name__
            ):
                continue
            if inspect.isabstract(candidate):
                continue
            kind = candidate.model_fields["kind"].default
            if kind in found:
                raise TypeError(f"two blocks of kind {kind}: {found[kind].__module__} and {module.__name__}")
            found[kind] = candidate
    return found
