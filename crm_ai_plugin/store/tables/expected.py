"""What a complete reading has still to bring."""

from __future__ import annotations

from typing import ClassVar

from sqlalchemy.orm import Mapped, mapped_column

from ...privacy import Own, PersonalData
from .base import Base, WorkspaceOwned


class ExpectedTable(WorkspaceOwned, Base):
    """One stored record per row, from the beginning of a complete reading until the reading has brought it.

    What is left at the end is gone from the CRM. A record that came in by an event meanwhile was not
    expected, so it can't be taken for one that is gone.
    """

    __tablename__ = "expected"
    personal_data: ClassVar[PersonalData] = PersonalData(
        nothing=("connection", "kind"),
        theirs=("key",),
        rows=(
            Own("key", only=("kind", "contact")),
            Own("key", only=("kind", "deal_contact"), form="*\x1f{id}"),
        ),
        erased="row",
    )

    connection: Mapped[str] = mapped_column(primary_key=True)
    kind: Mapped[str] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(primary_key=True)
