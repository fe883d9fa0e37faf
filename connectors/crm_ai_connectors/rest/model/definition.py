"""The whole of a definition."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Annotated, Literal

from pydantic import Field, StringConstraints

from crm_ai_plugin.ports.connector import Capability

from .. import templates
from .answers import ErrorRule, Rate, When
from .auth import Auth, HttpsTemplate, OAuth2Auth
from .base import Headers, Name, Part, Pattern
from .listing import Metadata
from .resources import Hooks, Probe, Relation, Resource
from .webhooks import Webhooks
from .writes import Writes

HostPattern = Annotated[str, StringConstraints(pattern=r"^(\*\.)?[A-Za-z0-9{}._:-]+$", max_length=253)]
Key = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_-]*$", max_length=40)]


class Variable(Part):
    """Something that differs per tenant and is no secret."""

    description: str
    pattern: Pattern = r"[A-Za-z0-9][A-Za-z0-9.-]{0,252}"
    """The whole value must match; the usual one allows what a host name may hold."""
    default: str | None = None
    example: str | None = None


class Verified(Part):
    """How far anybody has tried that this definition is right."""

    how: Literal["recorded_exchanges", "vendor_docs", "secondary"]
    at: date
    notes: tuple[str, ...] = ()


class Timeouts(Part):
    """Seconds. `deadline_s` is for one call with all its retries."""

    connect_s: float = Field(default=3.0, gt=0, le=60)
    read_s: float = Field(default=20.0, gt=0, le=300)
    deadline_s: float = Field(default=45.0, gt=0, le=600)
    patience_s: float = Field(default=2.0, ge=0, le=60)
    """The longest rate limit that is waited for in place."""


class Definition(Part):
    """A CRM, declared."""

    definition: Literal[1]
    """Version of this format."""
    name: Key
    label: str = Field(min_length=1, max_length=60)
    verified: Verified
    documentation: str | None = None
    variables: dict[Name, Variable] = Field(default_factory=dict)
    base_url: HttpsTemplate
    hosts: tuple[HostPattern, ...] = Field(min_length=1)
    """The only hosts that are called: names, ``*.name`` for everything below one, slots for variables."""
    headers: Headers = Field(default_factory=dict)
    """Sent with every call."""
    auth: Auth
    auth_errors: tuple[When, ...] = ()
    """Answers that mean "these credentials are dead" beside 401."""
    timeouts: Timeouts = Timeouts()
    max_bytes: int = Field(default=20_000_000, ge=10_000, le=200_000_000)
    """The longest answer that is read."""
    max_page_size: int = Field(default=10_000, ge=1)
    """A larger page size is clamped to this."""
    redact: tuple[Pattern, ...] = ()
    """What else must not show in messages, beside secrets, e-mail addresses and long numbers."""
    rate: Rate = Rate()
    errors: tuple[ErrorRule, ...] = ()
    metadata: dict[Name, Metadata] = Field(default_factory=dict)
    resources: dict[Name, Resource]
    snapshot: tuple[Relation, ...] = ()
    """What is read around a deal; company and owner come of themselves."""
    history_fields: tuple[str, ...] = ()
    """Our fields whose changes `field_change` records tell."""
    writes: Writes = Writes()
    webhooks: Webhooks | None = None
    hooks: Hooks = Hooks()
    probe: Probe
    """A cheap call for `check`."""

    def secrets(self) -> list[str]:
        """Return the names of the secrets a connection needs, sorted."""
        found = {name.removeprefix("secret.") for name in self._slots() if name.startswith("secret.")}
        if isinstance(self.auth, OAuth2Auth):
            found |= {"client_id", "client_secret"}
            if self.auth.grant == "refresh_token":
                found.add("refresh_token")
            found.discard("access_token")
        return sorted(found)

    def of_kind(self, kind: str) -> list[tuple[str, Resource]]:
        """Return the resources that hold records of `kind`, by name."""
        return [(name, one) for name, one in self.resources.items() if one.kind == kind]

    def capabilities(self) -> frozenset[Capability]:
        """Return what a connector of this definition can do."""
        found = set()
        if any(one.list is not None for one in self.resources.values()):
            found.add(Capability.READS_RECORDS)
        if any(one.detail is not None for _, one in self.of_kind("deal")):
            found.add(Capability.READS_DEALS)
            related = {self.resources[one.resource].kind for one in self.snapshot}
            if "stage_change" in related:
                found.add(Capability.READS_HISTORY)
        for capability, part in (
            (Capability.WRITES_NOTES, self.writes.note),
            (Capability.WRITES_TASKS, self.writes.task),
            (Capability.WRITES_FIELDS, self.writes.fields),
        ):
            if part is not None:
                found.add(capability)
        if self.rate.headers is not None:
            found.add(Capability.REPORTS_QUOTA)
        return frozenset(found)

    def _slots(self) -> Iterator[str]:
        yield from templates.slots(self.auth.model_dump())
        yield from templates.slots(self.headers)
        yield from templates.slots(self.base_url)
