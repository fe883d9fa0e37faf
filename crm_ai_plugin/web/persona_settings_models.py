"""What goes in and out of the routes about approving personas and about what admins decide for all of them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from ..runtime.personas.templates import PersonaTemplate
from ..runtime.personas.visibility import VisibilityPolicy
from ..runtime.personas.write_policy import WritePolicy


class _In(BaseModel):
    model_config = ConfigDict(extra="forbid")


class PersonaApprovalIn(_In):
    """What is approved."""

    version: int = Field(ge=1, description="The version that was looked at; it has to be the newest.")
    note: str = Field("", max_length=500, description="Why, or what to know.")


class PersonaWithdrawalIn(_In):
    """Why an approval is taken back."""

    note: str = Field("", max_length=500)
    take_back: bool = Field(default=False, description="Take what was written out of the CRM as well.")


class PersonaApprovalOut(BaseModel):
    """Where a persona stands; `deliveries` are the writes that followed."""

    model_config = ConfigDict(from_attributes=True)

    contact: str
    connection: str
    version: int
    state: Literal["waiting", "approved", "withdrawn", "nothing"]
    approved_version: int | None
    by: str | None
    at: datetime | None
    note: str
    deliveries: Sequence[str]


class PersonaWriteOut(BaseModel):
    """One write that approving would cause; `conflicts` are fields that stay with a person's value."""

    model_config = ConfigDict(from_attributes=True)

    action: str
    target_type: str
    target_id: str
    url: str | None
    before: Mapping[str, Any]
    after: Mapping[str, Any]
    conflicts: Mapping[str, str]


class PersonaWritesOut(BaseModel):
    """What approving the newest version would write now."""

    items: list[PersonaWriteOut]


class VisibilityOut(BaseModel):
    """Who sees which part; version 0 is the default."""

    model_config = ConfigDict(from_attributes=True)

    policy: VisibilityPolicy
    number: int
    author: str | None
    at: datetime | None


class WritePolicyOut(BaseModel):
    """How personas get into the CRM; version 0 is the default."""

    model_config = ConfigDict(from_attributes=True)

    policy: WritePolicy
    number: int
    author: str | None
    at: datetime | None


class PersonaTemplateOut(BaseModel):
    """A template; `own` where the workspace brought it, with its version and author."""

    model_config = ConfigDict(from_attributes=True)

    template: PersonaTemplate
    own: bool
    number: int
    author: str | None
    at: datetime | None


class PersonaTemplatesOut(BaseModel):
    """Templates of personas."""

    items: list[PersonaTemplateOut]
