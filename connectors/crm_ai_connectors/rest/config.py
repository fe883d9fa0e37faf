"""Settings of one REST connection; nothing in here is secret.

The secrets a definition asks for (`Definition.secrets`) are in the connection's `TokenStore`.
"""

from __future__ import annotations

from typing import Annotated, Self
from urllib.parse import urlsplit

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, model_validator

from .model.definition import Timeouts

Dotted = Annotated[str, StringConstraints(pattern=r"^[A-Za-z_][\w.]*:[A-Za-z_]\w*$")]


class RestConfig(BaseModel):
    """What an admin may set for one CRM."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    definition: str
    """Name of a shipped definition, or the path of a YAML file."""
    variables: dict[str, str] = Field(default_factory=dict)
    """What differs per tenant, as the definition asks for it."""
    base_url: str | None = None
    """Another address for everything, e.g. a sandbox; its host then is the only one allowed."""
    limits: dict[str, tuple[int, int]] = Field(default_factory=dict)
    """Calls per seconds by group: (calls, seconds); see `RestConnectorFactory.limits`."""
    page_size: int | None = Field(default=None, ge=1, le=10_000)
    allow_insecure: bool = False
    """Lets addresses be plain http."""
    allow_private: bool = False
    """Lets addresses lie in a private network or on this machine."""
    allow_hooks: tuple[Dotted, ...] = ()
    """Python functions that the definition may call: ``package.module:function``."""
    ca_bundle: str | None = None
    """A file of certificate authorities, for a CRM with a certificate of the house."""
    connect_timeout_s: float | None = Field(default=None, gt=0)
    read_timeout_s: float | None = Field(default=None, gt=0)
    deadline_s: float | None = Field(default=None, gt=0)
    patience_s: float | None = Field(default=None, ge=0)

    def times(self, usual: Timeouts) -> Timeouts:
        """Return the definition's timeouts, with what this connection sets instead."""
        own = {
            "connect_s": self.connect_timeout_s,
            "read_s": self.read_timeout_s,
            "deadline_s": self.deadline_s,
            "patience_s": self.patience_s,
        }
        return usual.model_copy(update={name: value for name, value in own.items() if value is not None})

    @model_validator(mode="after")
    def _plain_address(self) -> Self:
        if self.base_url is None:
            return self
        parts = urlsplit(self.base_url)
        if parts.scheme not in {"http", "https"} or not parts.hostname or parts.username or parts.query:
            raise ValueError("base_url must be a plain http(s) address")
        if parts.scheme == "http" and not self.allow_insecure:
            raise ValueError("base_url must be https; plain http needs allow_insecure")
        return self
