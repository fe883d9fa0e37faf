"""People who must not be profiled."""

from __future__ import annotations

from datetime import datetime
from typing import ClassVar

from sqlalchemy.orm import Mapped, mapped_column

from ...privacy import Own, PersonalData
from .base import Base, WorkspaceOwned


class ProfilingOptOutTable(WorkspaceOwned, Base):
    """One contact per row, as long as the CRM's record or somebody here says so.

    The contact's own row says it as well; this one is there before the contact is, outlives its deletion, and knows
    whether what was held of the person before has been erased everywhere.
    """

    __tablename__ = "profiling_opt_outs"
    personal_data: ClassVar[PersonalData] = PersonalData(
        nothing=("connection", "crm_since", "here_since", "erased_at"),
        users=("here_by",),
        theirs=("contact_id",),
        rows=(Own("contact_id"),),
        erased="row",
    )

    connection: Mapped[str] = mapped_column(primary_key=True)
    contact_id: Mapped[str] = mapped_column(primary_key=True)
    crm_since: Mapped[datetime | None]
    """Since when the CRM's record says so."""
    here_since: Mapped[datetime | None]
    """Since when somebody has said so here."""
    here_by: Mapped[str | None]
    """Who: a key, or the command line."""
    erased_at: Mapped[datetime | None]
    """When what was derived from the person was erased; None while that is still to be done."""
