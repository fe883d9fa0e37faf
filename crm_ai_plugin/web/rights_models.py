"""What goes out of the routes about people's rights."""

from __future__ import annotations

from datetime import datetime

from pydantic import BaseModel, ConfigDict, Field


class WishOut(BaseModel):
    """Whether somebody must not be profiled."""

    model_config = ConfigDict(from_attributes=True)

    connection: str
    contact_id: str
    do_not_profile: bool
    crm_since: datetime | None = Field(description="Since when the CRM's record says so; null: it does not.")
    here_since: datetime | None = Field(description="Since when somebody has said so here; null: nobody has.")
    here_by: str | None = Field(description="Who has.")
    erased_at: datetime | None = Field(
        description="When what was derived from the person was erased; null while it is still to be, or nobody asked."
    )
