"""What goes in and out over HTTP about connections: installing, choosing, syncing."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from ..ports.selection import Selection


class _In(BaseModel):
    model_config = ConfigDict(extra="forbid")


class InstallLinkIn(_In):
    """Which connection a link is for."""

    connection: str | None = Field(
        None,
        max_length=64,
        description="Key it is to have; of one that exists: connect it again.",
    )
    choose_first: bool = Field(
        default=False,
        description="A new connection reads nothing before somebody has chosen what, by `PUT …/selection`.",
    )


class InstallLinkOut(BaseModel):
    """A link with which an admin connects one account."""

    url: str
    expires_at: datetime


class PermissionOut(BaseModel):
    """What a CRM is asked to allow, and why."""

    model_config = ConfigDict(from_attributes=True)

    name: str
    reason: str
    optional: bool = Field(description="Without it the product does less.")


class OfferOut(BaseModel):
    """A CRM that can be connected in the browser."""

    model_config = ConfigDict(from_attributes=True)

    connector: str
    label: str
    permissions: list[PermissionOut]
    lacks: str | None = Field(description="What the installation has to be given first.")


class OffersOut(BaseModel):
    """The CRMs that can be connected in the browser, by key."""

    items: list[OfferOut]


class DisconnectQuery(_In):
    """What happens to what was written."""

    undo: bool = Field(default=False, description="First take back notes, tasks and fields in the CRM.")


class DisconnectedOut(BaseModel):
    """A connection that was ended; `problem` says what is left to do in the CRM."""

    connection: str
    account: str
    revoked: bool
    problem: str | None
    undone: int


class SyncIn(_In):
    """What kind of sync."""

    full: bool = Field(default=False, description="Compare everything, beside reading what changed.")
    accept_loss: bool = Field(
        default=False, description="It is right that most records are gone; else that is asked about."
    )


class SyncErrorOut(BaseModel):
    """Why the last try failed."""

    code: str
    message: str | None
    at: datetime | None


class SyncStepOut(BaseModel):
    """Which pass over the CRM's records is under way."""

    name: str = Field(description="`load`, `changes` or `compare`.")
    kind: str = Field(description="What is being read.")
    number: int = Field(description="Which pass, from 1.")
    of: int = Field(description="How many passes there are.")


class SyncOut(BaseModel):
    """How a connection's records are kept in step."""

    state: Literal["never", "waiting", "running", "failed", "in step"]
    phase: str | None = Field(description="`load`, `changes` or `compare`, while one is under way.")
    step: SyncStepOut | None = Field(None, description="How far it is, while one is under way.")
    asked_at: datetime | None
    next_try_at: datetime | None
    last_success_at: datetime | None
    last_full_at: datetime | None
    lag_s: float | None = Field(description="Seconds since the last success.")
    progress: dict[str, dict[str, int]] = Field(description="Of the present or last run, by kind.")
    compared: dict[str, dict[str, int]] = Field(
        description="What the last comparison found, by kind: compared, missed, changed, vanished."
    )
    error: SyncErrorOut | None
    gap: dict[str, datetime | None] | None = Field(
        description="The last time nothing was heard for too long, and when that was mended."
    )
    refused: dict[str, Any] = Field(description="What could not be read, by kind: count, and the first.")


class ConnectionOut(BaseModel):
    """A connection; its settings and secrets are not in it."""

    key: str
    connector: str
    label: str = Field(description="What people call the CRM.")
    account: str
    status: Literal["active", "reauthorise", "uninstalled", "off"]
    selection: Selection = Field(description="What was chosen to be read and written.")
    missing: list[PermissionOut] = Field(
        description="What the CRM was asked to allow and did not; `reason` is what is left out."
    )
    records: dict[str, int] = Field(description="Records held, by kind.")
    sync: SyncOut


class ChoiceOut(BaseModel):
    """Something to choose: the name it goes by, and what people call it."""

    model_config = ConfigDict(from_attributes=True)

    name: str
    label: str


class ChoicesOut(BaseModel):
    """What can be read and written through a connection, and what is."""

    model_config = ConfigDict(from_attributes=True)

    pipelines: list[ChoiceOut] = Field(description="Empty where the CRM knows none.")
    fields: list[ChoiceOut] = Field(description="Deal fields that the CRM's admins made.")
    read: list[str] = Field(description="Names of `fields` that are read at present.")
    writes: list[str] = Field(description="`note`, `task`, `fields`, and the fields by name.")
    selection: Selection


class ConnectionsOut(BaseModel):
    """The connections of a workspace, by key."""

    items: list[ConnectionOut]
