"""Canonical records: bulk writing, reading of deals with everything around them."""

from __future__ import annotations

from .reading import OutcomeFilter, RecordReader
from .writing import RecordWriter, UpsertCounts


class Records(RecordReader, RecordWriter):
    """The records of one workspace, by connection."""


__all__ = ["OutcomeFilter", "Records", "UpsertCounts"]
