"""What goes in and out over HTTP beside the insights themselves."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from ..insights import DealCoachPayload, Insight, Source, Subject
from ..ports.selection import Selection
from ..records.base import UtcTime


class _In(BaseModel):
    model_config = ConfigDict(extra="forbid")


class SubjectQuery(_In):
    """Which record is meant."""

    connection: str | None = Field(
        None, min_length=1, max_length=128, description="Names the connection when two share the record's id."
    )


class RefreshQuery(SubjectQuery):
    """How long the caller is ready to wait."""

    wait: float = Field(
        0, ge=0, le=30, allow_inf_nan=False, description="Seconds to wait for the new insight."
    )


class HistoryQuery(SubjectQuery):
    """How many versions, and in which notation."""

    limit: int = Field(default=20, ge=1, le=100)
    format: Literal["json", "csv", "md"] = Field(
        default="json", description="`csv` and `md` are rows: odds, what moved them, actions."
    )


class CardQuery(SubjectQuery):
    """In which notation."""

    format: str | None = Field(
        None,
        pattern=r"^[a-z][a-z0-9_-]{0,40}$",
        description="`json`, `html`, `markdown`, `text`, or the key of a card host; goes before `Accept`.",
    )
    template: str | None = Field(
        None,
        pattern=r"^[a-z][a-z0-9_]{0,39}$",
        description="Key of a template that arranges a persona; other kinds have none.",
    )


class ActionStateIn(_In):
    """What a person did with an action."""

    state: Literal["open", "done", "dismissed", "snoozed"]
    reason: str | None = Field(
        None,
        max_length=500,
        description="Required to dismiss: `not_relevant`, `already_done`, `wrong_facts`, `bad_timing`, `wont_work` or "
        "`other`, alone or as `code: words`; words alone count as `other`. The code changes what is suggested next.",
    )
    until: UtcTime | None = Field(default=None, description="Required to snooze; in the future.")


class CardFeedbackIn(_In):
    """Whether a card helped."""

    helpful: bool
    note: str = Field("", max_length=500, description="In their own words.")
    claim: str = Field(
        "", max_length=200, description="Id of an action or key of a statement in it; empty: the whole card."
    )


class CardLinkIn(_In):
    """For whom a link is made."""

    by: str = Field(
        "card", min_length=1, max_length=128, description="Id of the person, kept with what they do."
    )


class CardLinkOut(BaseModel):
    """A link that opens one card for a short time."""

    url: str
    expires_at: datetime


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


class JobStepOut(BaseModel):
    """Where a job is."""

    name: str = Field(
        description="A stable word: `read`, `measure`, `study`, `compare`, `decide`, `word`, `keep`."
    )
    number: int = Field(description="Which of its steps, from 1.")
    of: int = Field(description="How many steps it has.")
    done: int | None = Field(None, description="How much of the step is done, where it can be counted.")
    total: int | None = Field(None, description="Out of how many.")


class JobOut(BaseModel):
    """Work that goes on; look again at `location`."""

    id: str
    state: Literal["queued", "running", "done", "failed"]
    location: str
    error_code: str | None = None
    step: JobStepOut | None = Field(None, description="Where it is, as long as it runs and says so.")


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


class DealCoachInsight(Insight):
    """An insight of the deal coach."""

    payload: DealCoachPayload  # type: ignore[assignment]  # the same JSON, described


class HistoryOut(BaseModel):
    """Versions of one insight, newest first."""

    items: list[DealCoachInsight]


class CardOut(BaseModel):
    """The card document; see docs/reference/card.md for its blocks."""

    model_config = ConfigDict(extra="allow")

    format: str
    id: str
    version: int
    kind: str
    subject: Subject
    title: str
    as_of: datetime
    source: Source
    language: str
    blocks: list[dict[str, Any]]


class DeliveriesQuery(_In):
    """Which deliveries."""

    connection: str | None = Field(None, min_length=1, max_length=128, description="Of this connection only.")
    state: Literal["pending", "done", "failed", "superseded", "undone"] | None = None
    deal: str | None = Field(None, min_length=1, max_length=128, description="Written on this deal only.")
    conflicts: bool = Field(default=False, description="Only those that left a field as a person has it.")
    limit: int = Field(default=50, ge=1, le=500)


class DryRunIn(_In):
    """Of which deal."""

    connection: str = Field(min_length=1, max_length=128)
    deal_id: str | None = Field(
        None, min_length=1, max_length=128, description="Left out: some open deal of the connection."
    )


class DeliveryOut(BaseModel):
    """One write into a CRM: `reason` says why it waits, failed or was left out."""

    model_config = ConfigDict(from_attributes=True)

    id: str
    connection: str
    insight_id: str | None
    kind: str | None
    action: str
    target_type: str
    target_id: str
    state: str
    attempts: int
    code: str | None
    reason: str | None
    conflicts: dict[str, str] = Field(description="Fields left alone, with the value a person gave each.")
    url: str | None
    created_at: datetime | None
    due_at: datetime | None
    delivered_at: datetime | None


class DeliveriesOut(BaseModel):
    """Deliveries, newest first."""

    items: list[DeliveryOut]


class PlannedWriteOut(BaseModel):
    """A write that would be made: what it finds and what it leaves, by field."""

    model_config = ConfigDict(from_attributes=True)

    insight_kind: str
    action: str
    target_type: str
    target_id: str
    url: str | None
    before: dict[str, Any]
    after: dict[str, Any]
    conflicts: dict[str, str]


class PreviewedDealOut(BaseModel):
    """Which deal was looked at."""

    model_config = ConfigDict(from_attributes=True)

    id: str
    name: str
    url: str | None


class PreviewOut(BaseModel):
    """What would be written now; nothing was."""

    model_config = ConfigDict(from_attributes=True)

    writes: list[PlannedWriteOut]
    deal: PreviewedDealOut


class HealthOut(BaseModel):
    """The process answers."""

    status: Literal["ok"]


class CheckOut(BaseModel):
    """One thing the app can't work without."""

    ok: bool
    detail: str


class ReadyOut(BaseModel):
    """Whether requests can be served."""

    status: Literal["ready", "not ready"]
    checks: dict[str, CheckOut]


VersionName = Annotated[str, Field(pattern=r"^(shipped|[0-9]{1,9})$")]
"""A number, or ``shipped`` for the version that comes with the package."""


class PromptOut(BaseModel):
    """One version of a prompt."""

    feature: str
    version: str
    label: str
    active: bool
    author: str | None
    note: str
    at: datetime | None


class PromptsOut(BaseModel):
    """Versions of prompts."""

    items: list[PromptOut]


class PromptTextOut(BaseModel):
    """A version with its text."""

    feature: str
    label: str
    text: str


class PromptIn(_In):
    """A new version."""

    text: str = Field(max_length=20_000)
    note: str = Field("", max_length=500)


class PromptUseIn(_In):
    """Which version."""

    version: VersionName


class DiffQuery(_In):
    """Which two versions."""

    a: VersionName
    b: VersionName


class DiffOut(BaseModel):
    """How two versions differ."""

    feature: str
    a: str
    b: str
    diff: str


class PromptPreviewIn(_In):
    """Which deal, and which version or which text that is not stored yet; the version in use if neither is given."""

    deal_id: str = Field(min_length=1, max_length=128)
    connection: str | None = Field(None, min_length=1, max_length=128)
    version: VersionName | None = None
    text: str | None = Field(None, max_length=20_000)


class PreviewMessage(BaseModel):
    """One message as it would be sent."""

    role: str
    text: str


class PromptPreviewOut(BaseModel):
    """What would be sent, about how many tokens that is, and the engine's texts by slot."""

    prompt: str
    messages: list[PreviewMessage]
    tokens: int
    withheld: int
    engine: dict[str, str]


class ExperimentIn(_In):
    """What is compared; `share_b` is the part of the deals that get b."""

    a: VersionName
    b: VersionName
    share_b: float = Field(0.5, gt=0, lt=1)


class DifferenceOut(BaseModel):
    """How much more often b succeeds than a; bounds and evidence hold however often one looks."""

    value: float
    low: float
    high: float
    evidence: float
    pairs: int


class ExperimentOut(BaseModel):
    """How an experiment stands."""

    id: str
    feature: str
    a: str
    b: str
    share_b: float
    started_at: datetime
    ended_at: datetime | None
    deals: dict[str, int]
    sound: bool
    acceptance: DifferenceOut
    winning: DifferenceOut
    verdict: str | None
