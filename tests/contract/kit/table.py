"""All broken connectors by rule, the one included that must not be imported along with the others."""

from __future__ import annotations

from . import broken_failing, broken_reading, broken_telling, broken_writing  # noqa: F401  # each fills the table
from .broken import BROKEN
from .broken_at_import import WorksAtImport
from .memory_connector import MemoryConnector

TABLE: dict[str, type[MemoryConnector]] = {**BROKEN, "declare.nothing-at-import": WorksAtImport}
