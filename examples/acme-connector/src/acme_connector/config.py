"""Settings of one Acme connection; nothing in here is secret."""

from __future__ import annotations

from typing import Self
from urllib.parse import urlsplit

from pydantic import BaseModel, ConfigDict, Field, model_validator

_LOOPBACK = frozenset({"127.0.0.1", "localhost", "::1"})


class AcmeConfig(BaseModel):
    """What an admin may set. The token is in the connection's secrets as ``access_token``."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    api_base: str = "https://api.acme.example"
    app_base: str = "https://app.acme.example"
    """Where record links point."""
    page_size: int = Field(100, ge=1, le=200)
    connect_timeout_s: float = Field(3.0, gt=0)
    read_timeout_s: float = Field(15.0, gt=0)
    allow_insecure: bool = False
    """Lets `api_base` be plain http on this machine, for tests."""

    @model_validator(mode="after")
    def _credentials_only_over_tls(self) -> Self:
        parts = urlsplit(self.api_base)
        if parts.scheme != "https" and not (self.allow_insecure and parts.hostname in _LOOPBACK):
            raise ValueError("api_base must be https")
        return self
