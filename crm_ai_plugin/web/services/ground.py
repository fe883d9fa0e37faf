"""What every part of the web app stands on."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any, Protocol, TypeVar

from ...settings import Settings


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


class StandsOn(Protocol):
    """Settings, clock, store, queue, signatures, keys."""

    @property
    def settings(self) -> Settings: ...

    @property
    def clock(self) -> Callable[[], datetime]: ...

    @property
    def store(self) -> Database: ...

    @property
    def redis(self) -> Queue: ...

    @property
    def vault(self) -> Signer: ...

    @property
    def api_limit(self) -> RequestLimit[Any]: ...
