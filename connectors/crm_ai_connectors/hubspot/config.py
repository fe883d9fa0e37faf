"""Settings of one HubSpot connection; nothing in here is secret.

The secrets are in the connection's `TokenStore`: ``access_token``, ``refresh_token``, ``expires_at``
(ISO 8601 or epoch seconds), ``client_id``, ``client_secret``. A private app has only ``access_token``.
"""

from __future__ import annotations

from typing import Literal, Self
from urllib.parse import urlsplit

from pydantic import BaseModel, ConfigDict, Field, field_validator, model_validator

from crm_ai_plugin.records import BuyingRole

API_VERSION = "2026-09"
"""The dated API this connector is written against; numbered paths (v3, v4) end in 2027."""

_LOOPBACK = frozenset({"127.0.0.1", "localhost", "::1"})


def _default_roles() -> dict[str, str]:
    return {
        "champion": BuyingRole.CHAMPION,
        "economic buyer": BuyingRole.ECONOMIC_BUYER,
        "budget holder": BuyingRole.ECONOMIC_BUYER,
        "decision maker": BuyingRole.DECISION_MAKER,
        "influencer": BuyingRole.INFLUENCER,
        "end user": BuyingRole.USER,
        "user": BuyingRole.USER,
        "blocker": BuyingRole.BLOCKER,
    }


def _default_limits() -> dict[str, tuple[int, int]]:
    return {"crm": (100, 10), "search": (4, 1)}


class HubSpotConfig(BaseModel):
    """What an admin may set for one HubSpot account."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    api_base: str = "https://api.hubapi.com"
    api_version: str = Field(API_VERSION, pattern=r"^\d{4}-\d{2}(-beta)?$")
    app_base: str = "https://app.hubspot.com"
    """Where record links point."""
    portal_id: str | None = Field(default=None, pattern=r"^\d+$")
    app_id: str | None = Field(default=None, pattern=r"^\d+$")
    """Our app in HubSpot: changes it caused are left out of a deal's history."""
    property_prefix: str = Field("crm_ai_", pattern=r"^[a-z][a-z0-9_]*_$")
    property_group: str = Field("crm_ai", pattern=r"^[a-z][a-z0-9_]*$")
    pipelines: tuple[str, ...] = ()
    """Ids of the deal pipelines to look at; empty means all."""
    currency: str | None = Field(default=None, pattern=r"^[A-Z]{3}$")
    """For deals without a currency of their own."""
    stage_names: Literal["label", "id"] = "label"
    """Whether `Deal.stage` and `Deal.pipeline` hold what people read or HubSpot's internal ids."""
    roles: dict[str, str] = Field(default_factory=_default_roles)
    """Association label or buying role (any case) → role."""
    do_not_profile_property: str | None = Field("do_not_profile", pattern=r"^[a-z][a-z0-9_]*$")
    """Contact checkbox that forbids every inference about the person."""
    loss_reason_property: str = Field("closed_lost_reason", pattern=r"^[a-z][a-z0-9_]*$")
    competitors_property: str | None = Field("competitors", pattern=r"^[a-z][a-z0-9_]*$")
    source_properties: tuple[str, ...] = ("deal_source", "hs_analytics_source")
    """Where a deal came from: the first that is filled in."""
    deal_properties: tuple[str, ...] = ()
    """Further deal properties to read, into `Deal.custom`."""
    limits: dict[str, tuple[int, int]] = Field(default_factory=_default_limits)
    """Calls per seconds that the account allows our app: (calls, seconds). HubSpot gives an OAuth app 110 in 10 s
    and about 4 searches a second; an API limit increase allows more."""
    allow_insecure: bool = False
    """Lets `api_base` be plain http on this machine, for a sandbox."""
    connect_timeout_s: float = Field(default=3.0, gt=0)
    read_timeout_s: float = Field(default=15.0, gt=0)
    deadline_s: float = Field(default=30.0, gt=0)
    """How long one call may take with all its retries."""
    patience_s: float = Field(default=2.0, ge=0)
    """The longest 429 that is waited for here; a longer one goes back to the queue."""
    parallel: int = Field(default=14, ge=1, le=20)
    """Calls made at the same time for one snapshot."""

    @field_validator("roles")
    @classmethod
    def _labels_in_lower_case(cls, roles: dict[str, str]) -> dict[str, str]:
        return {label.strip().lower(): role for label, role in roles.items()}

    @field_validator("api_base", "app_base")
    @classmethod
    def _without_trailing_slash(cls, url: str) -> str:
        parts = urlsplit(url)
        if parts.scheme not in {"http", "https"} or not parts.hostname or parts.username or parts.query:
            raise ValueError("must be a plain http(s) address")
        return url.rstrip("/")

    @model_validator(mode="after")
    def _credentials_only_over_tls(self) -> Self:
        parts = urlsplit(self.api_base)
        if parts.scheme != "https" and not (self.allow_insecure and parts.hostname in _LOOPBACK):
            raise ValueError(
                "api_base must be https; plain http needs allow_insecure and this machine's own address"
            )
        return self

    @property
    def on_loopback(self) -> bool:
        """Whether the API is a sandbox on this machine."""
        return urlsplit(self.api_base).hostname in _LOOPBACK
