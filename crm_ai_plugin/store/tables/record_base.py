"""What the tables of canonical records share."""

from __future__ import annotations

from typing import Any, ClassVar

from sqlalchemy.orm import Mapped, mapped_column

from ...records import Record, RecordType
from .base import WorkspaceOwned


class RecordTable(WorkspaceOwned):
    """A table that holds one kind of record, one column per field.

    Class attributes:
        record: The record class; columns are named after its fields.
        kind: Its name in a `RecordRef`.
        key: Columns that, after workspace and connection, name a row.

    References between records are not foreign keys: pages arrive in any order, and a CRM hides some
    records from us, so a reference may point at nothing.
    """

    record: ClassVar[type[Record]]
    kind: ClassVar[RecordType]
    key: ClassVar[tuple[str, ...]]

    nobodys: ClassVar[tuple[str, ...]] = ("workspace_id", "connection", "content_hash")

    connection: Mapped[str] = mapped_column(primary_key=True, sort_order=-10)
    custom: Mapped[dict[str, Any]] = mapped_column(sort_order=10)
    content_hash: Mapped[int] = mapped_column(sort_order=11)
    """Of all fields: tells an unchanged record from a changed one without reading it."""
