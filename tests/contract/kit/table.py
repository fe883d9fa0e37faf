"""All broken connectors by rule, the one included that must not be imported along with the others."""

from __future__ import annotations

from .broken import BROKEN
from .broken_at_import import WorksAtImport
from .memory_connector import MemoryConnector

TABLE: dict[str, type[MemoryConnector]] = {**BROKEN, "declare.nothing-at-import": WorksAtImport}
