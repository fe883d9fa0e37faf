"""What the web app needs from the runtime: the seam between the two.

The runtime's own ``Services`` has this shape; tests bring a fake of it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any, Literal, Protocol, TypeVar, runtime_checkable

from ..insights import Insight
from ..ports.card import CardBuilder, CardDocument, CardHost
from ..ports.receiver import BoundReceiver, RawDelivery, Receiver
from ..settings import Settings
from .installing import Disconnecting, Installing
from .objecting import Objecting

JobState = Literal["queued", "running", "done", "failed"]
DeliveryState = Literal["pending", "done", "failed", "superseded", "undone"]


class Job(Protocol):
    """Work that goes on after the answer."""

    @property
    def id(self) -> str:
        """Names the job; opaque."""

    @property
    def state(self) -> JobState:
        """How far it is."""

    @property
    def error_code(self) -> str | None:
        """Why it failed, as a stable code."""


class Registry(Protocol):
    """Plugins by key. Each method raises `NotFoundError` for an unknown key."""

    def receiver(self, key: str) -> Receiver: ...

    def card_builder(self, kind: str) -> CardBuilder: ...

    def card_host(self, key: str) -> CardHost: ...


class Intake(Protocol):
    """The way in for webhooks."""

    def accept(self, receiver: str, delivery: RawDelivery, secrets: Sequence[str]) -> str:
        """Return the id of the stored delivery; when this returns, it is on disk.

        Raises:
            WebhookRejected: it is not to be believed.
            RetryableError: it could not be stored.
        """


class BoundEndpoint(Protocol):
    """Where a connection gets its webhooks."""

    @property
    def receiver(self) -> BoundReceiver: ...


E = TypeVar("E", bound=BoundEndpoint)


class Receiving(Protocol[E]):
    """The way in for webhooks that come to a connection's own address."""

    def resolve(self, route: str, token: str) -> E:
        """Return the endpoint behind an address, if it may take a delivery now.

        Raises:
            WebhookRejected: ``unknown_connection``.
            RateLimitedError: too many of late.
            ConfigurationError: the admin has to act first.
        """

    def accept(self, bound: E, delivery: RawDelivery) -> str:
        """Return the id of the stored delivery; when this returns, it is on disk.

        Raises:
            WebhookRejected: it is not to be believed.
            ConfigurationError: there is nothing to check it against.
            RetryableError: it could not be stored.
        """


class Coach(Protocol):
    """Insights of one workspace: reading, recomputing, and what people do with them.

    A subject is named by kind of insight, type and id of the record, and the connection when two
    connections share the id. Each method raises `NotFoundError` when the workspace has no such thing and
    `ConflictError` when the id is ambiguous.
    """

    def latest(
        self, workspace: str, kind: str, subject_type: str, subject_id: str, connection: str | None = None
    ) -> Insight:
        """Return the newest version with the present states of its actions.

        Raises:
            NotFoundError: code ``no_insight`` when the record is there and nothing was computed yet.
        """

    def history(
        self,
        workspace: str,
        kind: str,
        subject_type: str,
        subject_id: str,
        *,
        connection: str | None = None,
        limit: int = 20,
    ) -> Sequence[Insight]:
        """Return at most `limit` versions, newest first."""

    def refresh_now(
        self,
        workspace: str,
        kind: str,
        subject_type: str,
        subject_id: str,
        *,
        wait_s: float,
        connection: str | None = None,
    ) -> Insight | Job:
        """Recompute; return the insight if it is there within `wait_s` seconds, else the job that makes it."""

    def job(self, workspace: str, job_id: str) -> Job:
        """Return a job of this workspace."""

    def set_action_state(
        self,
        workspace: str,
        kind: str,
        subject_type: str,
        subject_id: str,
        *,
        action_id: str,
        state: str,
        reason: str | None,
        until: datetime | None,
        by: str,
        connection: str | None = None,
    ) -> Insight:
        """Store what a person did with an action and return the insight with it."""


class ConnectionReport(Protocol):
    """How connections are kept in step, as plain JSON."""

    def all(self, workspace: str) -> Sequence[dict[str, Any]]:
        """Return every connection of a workspace, by key."""

    def one(self, workspace: str, key: str) -> dict[str, Any]:
        """Return one connection.

        Raises:
            NotFoundError: there is none of that name.
        """


class Deliveries(Protocol):
    """What is to be written into CRMs, what came of it, and changing that.

    Each method raises `NotFoundError` when the workspace has no such delivery.
    """

    def list(
        self,
        workspace: str,
        *,
        connection: str | None = None,
        state: DeliveryState | None = None,
        deal: str | None = None,
        conflicts: bool = False,
        limit: int = 100,
    ) -> Sequence[Any]:
        """Return deliveries, newest first."""

    def get(self, workspace: str, delivery_id: str) -> Any:  # noqa: ANN401  # read by attribute into `DeliveryOut`
        """Return one delivery."""

    def again(self, workspace: str, delivery_id: str, actor: str) -> Any:  # noqa: ANN401  # as above
        """Have a failed delivery tried again.

        Raises:
            ConflictError: it has not failed.
        """


class Undoing(Protocol):
    """Taking back what was written."""

    def one(self, workspace: str, delivery_id: str, actor: str) -> Any:  # noqa: ANN401  # only that it returns counts
        """Take back one delivery.

        Raises:
            NotFoundError: no such delivery.
            ConflictError: it is being written at this moment.
        """


class Previewing(Protocol):
    """Saying what would be written."""

    def of_deal(self, workspace: str, connection: str, deal_id: str) -> Any:  # noqa: ANN401  # read by attribute
        """Return what looking at a deal now would write, by reading alone."""


class Signer(Protocol):
    """Signs short-lived links."""

    def sign(self, purpose: str, payload: Mapping[str, Any]) -> str:
        """Return a URL-safe token."""

    def verify(self, purpose: str, token: str, max_age_s: float) -> Mapping[str, Any]:
        """Return the payload.

        Raises:
            UserInputError: code ``link_expired`` or ``link_invalid``.
        """


class Database(Protocol):
    """As much of the store as readiness asks for."""

    def revision(self) -> tuple[str | None, str | None]:
        """Return the schema's present and newest revision."""


class Queue(Protocol):
    """As much of Redis as readiness asks for."""

    def ping(self) -> Any: ...  # noqa: ANN401  # redis-py's own type covers its asynchronous twin as well


class Room(Protocol):
    """What a limit said to one request."""

    @property
    def taken(self) -> bool:
        """Whether it was let in."""

    @property
    def requests_left(self) -> int:
        """How many more would be."""

    @property
    def wait_s(self) -> float:
        """Seconds until there is room, or until the window gives some back."""


R_co = TypeVar("R_co", bound=Room, covariant=True)


class RequestLimit(Protocol[R_co]):
    """How many requests one key may make."""

    @property
    def most(self) -> int:
        """Requests in any window."""

    @property
    def seconds(self) -> int:
        """Length of the window."""

    def take(self, credential: str) -> R_co:
        """Count one request."""


class ModelUse(Protocol):
    """A month's calls of one kind."""

    @property
    def feature(self) -> str: ...

    @property
    def model(self) -> str: ...

    @property
    def calls(self) -> int: ...

    @property
    def failed(self) -> int: ...

    @property
    def input_tokens(self) -> int: ...

    @property
    def output_tokens(self) -> int: ...

    @property
    def cost(self) -> int:
        """In billionths of a US dollar."""


class ModelReadings(Protocol):
    """How the language model stands."""

    @property
    def spent(self) -> Sequence[ModelUse]: ...

    @property
    def taken(self) -> int:
        """What counts against the cap, in billionths of a US dollar."""

    @property
    def cap_usd(self) -> float | None: ...

    @property
    def breakers(self) -> Mapping[str, str]:
        """State by model."""


class PromptText(Protocol):
    """A prompt's words."""

    @property
    def label(self) -> str: ...

    @property
    def text(self) -> str: ...


PV_co = TypeVar("PV_co", covariant=True)
PT_co = TypeVar("PT_co", bound=PromptText, covariant=True)
ST_co = TypeVar("ST_co", covariant=True)
PW_co = TypeVar("PW_co", covariant=True)


class Prompts(Protocol[PV_co, PT_co]):
    """Prompts of a workspace. Each method raises `NotFoundError` for an unknown feature or version."""

    def list(self, workspace: str, feature: str | None = None) -> Sequence[PV_co]: ...

    def version(self, workspace: str, feature: str, name: str | None = None) -> PT_co: ...

    def draft(self, feature: str, text: str) -> PT_co:
        """Return a text that is not stored as if it were a version.

        Raises:
            UserInputError: it can't be used, and why.
        """

    def save(self, workspace: str, feature: str, text: str, author: str, note: str = "") -> PV_co:
        """Store a version that is not in use yet.

        Raises:
            UserInputError: it can't be used, and why.
        """

    def use(self, workspace: str, feature: str, name: str, author: str) -> PT_co: ...

    def roll_back(self, workspace: str, feature: str, author: str) -> PT_co: ...

    def diff(self, workspace: str, feature: str, a: str, b: str) -> str: ...

    def begin(self, workspace: str, feature: str, a: str, b: str, share_b: float, author: str) -> object: ...


class PromptPreviews(Protocol[PW_co]):
    """Prompts at work, without sending or keeping anything."""

    def preview(
        self,
        workspace: str,
        prompt: Any,  # noqa: ANN401  # whatever `Prompts` gave
        deal_id: str,
        connection: str | None = None,
    ) -> PW_co: ...


class Experiments(Protocol[ST_co]):
    """Comparisons of prompts."""

    def standing(self, workspace: str, feature: str) -> ST_co: ...

    def end(self, workspace: str, feature: str, author: str) -> ST_co: ...


class Services(Protocol):
    """Everything the web app is given."""

    @property
    def settings(self) -> Settings: ...

    @property
    def clock(self) -> Callable[[], datetime]: ...

    @property
    def store(self) -> Database: ...

    @property
    def redis(self) -> Queue: ...

    @property
    def registry(self) -> Registry: ...

    @property
    def intake(self) -> Intake: ...

    @property
    def receiving(self) -> Receiving[Any]: ...

    @property
    def coach(self) -> Coach: ...

    @property
    def installing(self) -> Installing: ...

    @property
    def disconnecting(self) -> Disconnecting: ...

    @property
    def connection_report(self) -> ConnectionReport: ...

    def ask_sync(
        self, workspace: str, connection: str, *, full: bool = False, accept_loss: bool = False
    ) -> None:
        """Ask for a sync, to be done by workers.

        Raises:
            NotFoundError: there is no such connection.
            ConfigurationError: there is nothing to read behind it.
        """

    @property
    def deliveries(self) -> Deliveries: ...

    @property
    def undoing(self) -> Undoing: ...

    @property
    def previewing(self) -> Previewing: ...

    @property
    def objections(self) -> Objecting: ...

    @property
    def vault(self) -> Signer: ...

    @property
    def api_limit(self) -> RequestLimit[Any]: ...

    def model_readings(self) -> ModelReadings:
        """Return this month's spend and the breakers.

        Raises:
            CrmAiError: the database is away.
        """

    @property
    def prompts(self) -> Prompts[Any, Any]: ...

    @property
    def experiments(self) -> Experiments[Any]: ...

    @property
    def prompt_previews(self) -> PromptPreviews[Any]: ...

    def counts(self) -> Iterable[tuple[str, Mapping[str, str], float]]:
        """Return (name, labels, sum) of what all processes counted.

        Raises:
            RedisError: Redis is away.
        """

    def authenticate(self, api_key: str) -> str | None:
        """Return the workspace that a key opens."""

    def webhook_secrets(self, receiver: str) -> Sequence[str]:
        """Return the secrets a receiver's deliveries may be signed with, newest first.

        Raises:
            ConfigurationError: none is set.
        """


@runtime_checkable
class HasPages(Protocol):
    """A card host that writes whole pages beside fragments."""

    def page(
        self,
        card: CardDocument,
        *,
        stylesheet: str | None = None,
        script: str | None = None,
        icon: str | None = None,
        api: str | None = None,
    ) -> str: ...

    def assets(self) -> Mapping[str, bytes]:
        """Return the files its pages need, by name."""
