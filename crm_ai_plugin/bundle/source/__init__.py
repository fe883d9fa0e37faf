"""Where rows come from: a folder, a zip or one file; CSV, JSON Lines or Parquet. Streaming, and wary.

A file is hostile until read: lines without end, archives that unpack to terabytes and bytes that are no
text each end in one `UserInputError` that says where and how to mend it.
"""

from .entry import Entry, list_entries
from .opening import EXTENSIONS, open_table
from .table import Row, Table, TableOptions

__all__ = ["EXTENSIONS", "Entry", "Row", "Table", "TableOptions", "list_entries", "open_table"]
