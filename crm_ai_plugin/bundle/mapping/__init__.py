"""The mapping file: how rows of a foreign table become records."""

from .load import load_mapping, shipped_mappings
from .model import FieldSource, FileMapping, Mapping, RecordMapping
from .schema import mapping_schema

__all__ = [
    "FieldSource",
    "FileMapping",
    "Mapping",
    "RecordMapping",
    "load_mapping",
    "mapping_schema",
    "shipped_mappings",
]
