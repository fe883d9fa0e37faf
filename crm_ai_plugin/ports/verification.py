"""How the sender of a webhook proves itself, as data: what a declarative connector definition carries.

Each class is one *kind of check*; a CRM is a choice among them with its own names filled in, so a new CRM
needs no code. The checks themselves are the receivers' business. Secrets are no part of this.
"""

from __future__ import annotations

import re
from typing import Annotated, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, model_validator

HeaderName = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9-]{1,100}$", to_lower=True)]
"""Kept in lower case, as deliveries have them."""

SIGNED_PARTS = ("method", "url", "body", "timestamp", "id")
"""What `Hmac.signs` may name."""

_PLACEHOLDER = re.compile(r"\{([^{}]*)\}")


class _Check(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Timestamp(_Check):
    """A header that says when the delivery was signed.

    Attributes:
        header: Its name.
        unit: Unix seconds or milliseconds.
        tolerance_s: How far it may be from now, into the past and into the future.
    """

    header: HeaderName
    unit: Literal["s", "ms"] = "s"
    tolerance_s: int = Field(default=300, ge=1, le=3600)


class Hmac(_Check):
    """A keyed hash over the delivery, in a header.

    Attributes:
        header: Where the signature is.
        algorithm: The hash.
        encoding: How the hash is written. ``hex`` is lower case.
        signs: What is hashed: placeholders for `SIGNED_PARTS` and whatever stands between them,
            e.g. ``{timestamp}{body}`` or ``{id}.{timestamp}.{body}``.
        key: How the secret becomes the key: as it is, hex or base64 decoded, or ``whsec``: base64 after
            the prefix ``whsec_``.
        wrapping: ``plain``: `prefix` and the hash. ``versions``: several, apart by spaces, of which those
            count that begin with `prefix` (``v1,``). ``id``: base64 of an id, a colon and the hash; the id
            says which of the connection's secrets it is.
        prefix: What stands before the hash, e.g. ``sha256=``.
        id_header: Where ``{id}`` is.
        timestamp: Where ``{timestamp}`` is.
    """

    kind: Literal["hmac"] = "hmac"
    header: HeaderName
    algorithm: Literal["sha1", "sha256", "sha384", "sha512"] = "sha256"
    encoding: Literal["hex", "base64", "raw"] = "hex"
    signs: str = Field("{body}", max_length=200)
    key: Literal["text", "hex", "base64", "whsec"] = "text"
    wrapping: Literal["plain", "versions", "id"] = "plain"
    prefix: str = Field("", max_length=40)
    id_header: HeaderName | None = None
    timestamp: Timestamp | None = None

    @model_validator(mode="after")
    def _signs_what_it_says(self) -> Self:
        named = _PLACEHOLDER.findall(self.signs)
        unknown = [one for one in named if one not in SIGNED_PARTS]
        if unknown or re.search(r"[{}]", _PLACEHOLDER.sub("", self.signs)):
            raise ValueError(f"signs: what may stand in braces: {', '.join(SIGNED_PARTS)}")
        if "body" not in named:
            raise ValueError("signs: a signature that leaves out {body} proves nothing")
        if len(named) != len(set(named)):
            raise ValueError("signs: each part once")
        if ("timestamp" in named) != (self.timestamp is not None):
            raise ValueError("a timestamp counts only if it is signed: name it in `signs` and in `timestamp`")
        if ("id" in named) != (self.id_header is not None):
            raise ValueError("{id} in `signs` and `id_header` go together")
        if self.wrapping == "versions" and (not self.prefix or " " in self.prefix or self.encoding == "raw"):
            raise ValueError("versions: needs a prefix without spaces, and no raw bytes")
        if self.wrapping == "id" and self.encoding == "base64":
            raise ValueError("id: the whole is base64, the hash within is hex or raw")
        return self

    def signed_parts(self) -> list[str]:
        """Return `signs` cut up: literals at even places, names of parts at odd ones."""
        return _PLACEHOLDER.split(self.signs)


class Echo(_Check):
    """The secret itself, repeated in the JSON body.

    Attributes:
        path: Where, e.g. ``token`` or ``meta.token``.
    """

    kind: Literal["echo"] = "echo"
    path: str = Field(pattern=r"^[^.\s]{1,100}(\.[^.\s]{1,100}){0,7}$")


class Basic(_Check):
    """HTTP Basic authentication; the secret is the password."""

    kind: Literal["basic"] = "basic"
    username: str = Field(max_length=200, pattern=r"^[^:]*$")


class SharedKey(_Check):
    """The secret itself, in a header or in the query."""

    kind: Literal["key"] = "key"
    place: Literal["header", "query"] = "header"
    name: str = Field(pattern=r"^[A-Za-z0-9_.-]{1,100}$")


class Unsigned(_Check):
    """Nothing at all: only who knows the address can send. A hint, like any event: the record is read again."""

    kind: Literal["none"] = "none"


Verification = Annotated[Hmac | Echo | Basic | SharedKey | Unsigned, Field(discriminator="kind")]
"""One of the checks, told apart by ``kind``."""

STANDARD_WEBHOOKS = Hmac(
    header="webhook-signature",
    encoding="base64",
    signs="{id}.{timestamp}.{body}",
    key="whsec",
    wrapping="versions",
    prefix="v1,",
    id_header="webhook-id",
    timestamp=Timestamp(header="webhook-timestamp"),
)
"""The scheme of standardwebhooks.com, symmetric."""
