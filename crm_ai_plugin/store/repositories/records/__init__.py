"""Canonical records: bulk writing, reading of deals with everything around them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from ....records import Record, RecordType
from .codec import table_of
from .directory import ContactLine, DealLine, Directory
from .people import PeopleReader
from .reading import OutcomeFilter
from .surroundings import Surroundings
from .writing import UpsertCounts


class Records(PeopleReader, Surroundings, Directory):
    """The records of one workspace, by connection."""


def kinds_of(records: Iterable[Record]) -> dict[RecordType, int]:
    """Return how many of each kind there are among `records`."""
    return dict(Counter(table_of(type(record)).kind for record in records))


__all__ = ["ContactLine", "DealLine", "OutcomeFilter", "Records", "UpsertCounts", "kinds_of"]
