"""What was read in the texts of a contact's touchpoints."""

from __future__ import annotations

from typing import ClassVar

from sqlalchemy.orm import Mapped, mapped_column

from ...privacy import Own, PersonalData
from .base import Base, WorkspaceOwned


class PersonaReadingTable(WorkspaceOwned, Base):
    """The readings of one contact per row: topics, counts and places in texts, none of their words.

    They can be made again from the touchpoints at any time.
    """

    __tablename__ = "persona_readings"
    personal_data: ClassVar[PersonalData] = PersonalData(
        nothing=("connection",),
        theirs=("contact_id",),
        derived=("readings",),
        rows=(Own("contact_id"),),
        erased="row",
        how="the row goes; those of others hold no words, and are made again where a text they were read in has changed",
    )

    connection: Mapped[str] = mapped_column(primary_key=True)
    contact_id: Mapped[str] = mapped_column(primary_key=True)
    readings: Mapped[bytes]
