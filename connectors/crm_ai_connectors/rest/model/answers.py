"""G, H: what answers other than success mean, and how much the CRM allows."""

from __future__ import annotations

from typing import Annotated, Literal, Self

from pydantic import Field, StringConstraints, model_validator

from .base import HeaderName, Name, Part, Path, Pattern

Meaning = Literal[
    "auth",
    "forbidden",
    "not_found",
    "empty",
    "validation",
    "conflict",
    "rate_limited",
    "daily_quota",
    "transient",
    "permanent",
]
StatusClass = Annotated[str, StringConstraints(pattern=r"^[1-5]xx$")]


class When(Part):
    """All that is given must hold."""

    status: tuple[int | StatusClass, ...] = ()
    header: dict[HeaderName, Pattern] = Field(default_factory=dict)
    body: dict[Path, Pattern] = Field(default_factory=dict)
    text: Pattern | None = None

    @model_validator(mode="after")
    def _not_always(self) -> Self:
        if not (self.status or self.header or self.body or self.text):
            raise ValueError("matches every answer: give a status, header, body or text")
        return self


class Message(Part):
    """Where the CRM says what is wrong: a header, a path in the body, or the stripped text of the body."""

    header: HeaderName | None = None
    path: Path | None = None
    text: bool = False


class ErrorRule(Part):
    """The first rule that fits decides; then come the usual meanings of HTTP statuses."""

    when: When
    meaning: Meaning = Field(alias="as")
    message: Message | None = None
    field: Path | None = None
    """Names the field a validation is about."""
    existing: Path | None = None
    """Names the record that is there already."""
    retry_after: Path | None = None
    hint: str | None = None


class RateHeaders(Part):
    """Headers that say what is left. `combined` names one that holds all: ``limit=100, remaining=4, reset=2``."""

    limit: HeaderName | None = None
    remaining: HeaderName | None = None
    reset: HeaderName | None = None
    reset_as: Literal["seconds", "milliseconds", "epoch_s", "epoch_ms", "http_date", "iso"] = "seconds"
    combined: HeaderName | None = None
    window_s: float = Field(default=60.0, gt=0)
    """How long a window is, when no header tells."""

    @model_validator(mode="after")
    def _something(self) -> Self:
        if not (self.remaining or self.combined):
            raise ValueError("needs `remaining` or `combined`")
        return self


class Group(Part):
    """So many calls in so many seconds."""

    calls: int = Field(ge=1)
    seconds: int = Field(ge=1)


class DailyQuota(Part):
    """A header with what is left of the day; at `reserve` all calls stop until the next day."""

    remaining: HeaderName
    reserve: int = Field(default=0, ge=0)
    retry_after_s: float = Field(default=3600.0, gt=0)


class Rate(Part):
    """Limits. Groups without numbers fall back on what the connection's settings say."""

    groups: dict[Name, Group] = Field(default_factory=dict)
    concurrency: int = Field(default=4, ge=1, le=20)
    retry_after: tuple[HeaderName, ...] = ("Retry-After",)
    """Headers with seconds or an HTTP date."""
    default_retry_s: float = Field(default=10.0, gt=0)
    headers: RateHeaders | None = None
    daily: DailyQuota | None = None
