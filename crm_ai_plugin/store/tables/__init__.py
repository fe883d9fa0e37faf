"""The tables, one module per aggregate. Importing this package makes all of them known to the metadata."""

from __future__ import annotations

import importlib
import pkgutil

from .base import Base, SystemTable, WorkspaceOwned
from .record_base import RecordTable

for _module in pkgutil.iter_modules(__path__):
    importlib.import_module(f"{__name__}.{_module.name}")

__all__ = ["Base", "RecordTable", "SystemTable", "WorkspaceOwned"]
