"""I: how the CRM reports changes. Receivers read this; the connector itself only checks its form."""

from __future__ import annotations

from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from .base import Call, HeaderName, Part, Path, Template


class HmacVerify(Part):
    """A signature; `message` is made of ``{body}`` and ``{timestamp}``."""

    type: Literal["hmac"]
    header: HeaderName
    algorithm: Literal["sha1", "sha256", "sha512"] = "sha256"
    message: Template = "{body}"
    encoding: Literal["hex", "base64", "raw"] = "hex"
    key_encoding: Literal["text", "hex", "base64"] = "text"
    id_prefix: str | None = None
    """The decoded header is ``id + id_prefix + signature``; the id names the subscription whose key it is."""
    outer: Literal["none", "base64"] = "none"
    """How id and signature together are encoded."""
    timestamp_header: HeaderName | None = None
    tolerance_s: float = Field(default=300.0, gt=0)

    @model_validator(mode="after")
    def _time_is_sent(self) -> Self:
        if "{timestamp}" in self.message and self.timestamp_header is None:
            raise ValueError("signs a timestamp but names no `timestamp_header`")
        return self


class TokenVerify(Part):
    """A shared secret that comes back: in the body, a header or the query."""

    type: Literal["token"]
    path: Path | None = None
    header: HeaderName | None = None
    query: str | None = None

    @model_validator(mode="after")
    def _one_place(self) -> Self:
        if sum(place is not None for place in (self.path, self.header, self.query)) != 1:
            raise ValueError("needs exactly one of `path`, `header` and `query`")
        return self


class BasicVerify(Part):
    """HTTP Basic credentials that were set when subscribing."""

    type: Literal["basic"]


class NoVerify(Part):
    """Nothing to check: a delivery is a hint, and the record is always fetched again."""

    type: Literal["none"]


Verify = Annotated[HmacVerify | TokenVerify | BasicVerify | NoVerify, Field(discriminator="type")]


class EventName(Part):
    """Where the kind of event comes from."""

    source: Literal["body", "header", "subscription"] = Field(alias="from")
    path: Path | None = None
    header: HeaderName | None = None
    map: dict[str, Literal["created", "updated", "deleted"]] = Field(default_factory=dict)


class Payload(Part):
    """What a delivery looks like."""

    shape: Literal["object", "array", "ids"]
    items: Path = ""
    id: Path = "id"
    event: EventName
    at: Path | None = None
    dedupe: HeaderName | None = None
    """A header that names the delivery; else the hash of the body does."""


class Subscription(Part):
    """How to subscribe, and how long that lasts."""

    create: Call | None = None
    id: Path = "id"
    secret: Path | None = None
    expires_s: int | None = Field(default=None, gt=0)
    renew_before_s: int = Field(default=3600, gt=0)


class Webhooks(Part):
    """Deliveries of the CRM."""

    verify: Verify
    payload: Payload
    subscription: Subscription | None = None
    partial: bool = True
    """Deliveries hold only a part of the record."""
