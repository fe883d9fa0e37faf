"""Settings of one Salesforce connection; nothing in here is secret.

The secrets are in the connection's `TokenStore`: ``client_id`` and ``client_secret`` of the app, and by flow

====================  ======================================================================================
``web_server``        ``access_token``, ``refresh_token``, ``instance_url`` as `auth.exchange_code` returned them
``jwt_bearer``        ``private_key`` (PEM) of the certificate the app knows
``client_credentials``  nothing more
====================  ======================================================================================

The connector adds what it found out about the org under ``setup``.
"""

from __future__ import annotations

from typing import Literal, Self
from urllib.parse import urlsplit

from pydantic import BaseModel, ConfigDict, Field, field_validator, model_validator

from crm_ai_plugin.errors import UserInputError
from crm_ai_plugin.records import BuyingRole

from .ids import LOOPBACK, field_path, is_allowed_host

API_VERSION = "66.0"
"""Spring '26, which every org has. Salesforce keeps a version for three years or longer."""

Flow = Literal["web_server", "jwt_bearer", "client_credentials"]


def _default_roles() -> dict[str, str]:
    return {
        "champion": BuyingRole.CHAMPION,
        "business user": BuyingRole.USER,
        "end user": BuyingRole.USER,
        "user": BuyingRole.USER,
        "decision maker": BuyingRole.DECISION_MAKER,
        "executive sponsor": BuyingRole.ECONOMIC_BUYER,
        "economic buyer": BuyingRole.ECONOMIC_BUYER,
        "economic decision maker": BuyingRole.ECONOMIC_BUYER,
        "evaluator": BuyingRole.INFLUENCER,
        "influencer": BuyingRole.INFLUENCER,
        "blocker": BuyingRole.BLOCKER,
    }


class SalesforceConfig(BaseModel):
    """What an admin may set for one Salesforce org."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    login_url: str = "https://login.salesforce.com"
    """Where tokens come from; ``https://test.salesforce.com`` for a sandbox org, or the org's My Domain."""
    instance_url: str | None = None
    """The org's own address, if it is not to be taken from the token answer."""
    api_version: str = Field(API_VERSION, pattern=r"^\d{2,3}\.\d$")
    flow: Flow = "web_server"
    username: str | None = Field(default=None, max_length=200)
    """For ``jwt_bearer``: the integration user."""
    namespace: str = Field("", pattern=r"^([A-Za-z][A-Za-z0-9]{0,14}__)?$")
    """Namespace of the installed package, with its two underscores; empty when deployed from source."""
    roles: dict[str, str] = Field(default_factory=_default_roles)
    """Opportunity contact role (any case) → role."""
    do_not_profile_fields: tuple[str, ...] = (
        "Individual.HasOptedOutProfiling",
        "Individual.HasOptedOutProcessing",
        "Individual.ShouldForget",
        "Do_Not_Profile__c",
    )
    """Checkboxes seen from a contact; any that is ticked forbids every inference about the person. One that
    does not exist or is hidden from the connecting user counts as absent: the permission set must show them."""
    loss_reason_field: str | None = "Loss_Reason__c"
    competitors_field: str | None = "MainCompetitors__c"
    seniority_field: str | None = "Level__c"
    """Of contacts; this and the next one are what Salesforce's own developer orgs have."""
    language_field: str | None = "Languages__c"
    source_fields: tuple[str, ...] = ("LeadSource",)
    """Where a deal came from: the first that is filled in."""
    deal_fields: tuple[str, ...] = ()
    """Further opportunity fields to read, into `Deal.custom`."""
    record_types: tuple[str, ...] = ()
    """Names of the opportunity record types to look at; empty means all."""
    currency: str | None = Field(default=None, pattern=r"^[A-Z]{3}$")
    """For deals without a currency of their own, as in every org without multiple currencies."""
    stage_names: Literal["label", "value"] = "label"
    """Whether `Deal.stage` holds what people read or the API value."""
    notes: Literal["auto", "insight", "content_note"] = "auto"
    """Whether a note becomes a record of the package's insight object or an enhanced note; ``auto`` takes the
    first as soon as the package is there."""
    bulk_from: int | None = Field(default=10_000, ge=0)
    """From how many records on a first load goes through Bulk API 2.0; None: never."""
    bulk_wait_s: float = Field(default=20.0, ge=0)
    """How long a first load waits here for a bulk job before it goes back to the queue."""
    daily_reserve: float = Field(default=0.05, ge=0, lt=1)
    """Share of the org's daily calls that is left to others."""
    limits: dict[str, tuple[int, int]] = Field(default_factory=lambda: {"rest": (100, 10)})
    """Calls per seconds: (calls, seconds). Salesforce counts by the day; this only keeps bursts civil."""
    allow_insecure: bool = False
    """Lets the addresses be plain http on this machine, for a sandbox."""
    connect_timeout_s: float = Field(default=3.0, gt=0)
    read_timeout_s: float = Field(default=30.0, gt=0)
    deadline_s: float = Field(default=45.0, gt=0)
    """How long one call may take with all its retries."""
    patience_s: float = Field(default=2.0, ge=0)
    """The longest rate limit that is waited for here; a longer one goes back to the queue."""
    parallel: int = Field(default=4, ge=1, le=10)
    """Calls made at the same time; an org allows 25 long-running ones, a developer org 5."""

    @field_validator("roles")
    @classmethod
    def _names_in_lower_case(cls, roles: dict[str, str]) -> dict[str, str]:
        return {label.strip().lower(): role for label, role in roles.items()}

    @field_validator("do_not_profile_fields", "source_fields", "deal_fields")
    @classmethod
    def _fields_are_names(cls, names: tuple[str, ...]) -> tuple[str, ...]:
        return tuple(_field(name) for name in names)

    @field_validator("loss_reason_field", "competitors_field", "seniority_field", "language_field")
    @classmethod
    def _field_is_a_name(cls, name: str | None) -> str | None:
        return None if name is None else _field(name)

    @model_validator(mode="after")
    def _credentials_only_to_salesforce(self) -> Self:
        if not is_allowed_host(self.login_url, allow_insecure=self.allow_insecure, login=True):
            raise ValueError(
                "login_url must be https://login.salesforce.com, https://test.salesforce.com or the org's"
                " https://….my.salesforce.com"
            )
        if self.instance_url is not None and not is_allowed_host(
            self.instance_url, allow_insecure=self.allow_insecure
        ):
            raise ValueError("instance_url must be the org's https://….my.salesforce.com")
        if self.flow == "jwt_bearer" and not self.username:
            raise ValueError("the jwt_bearer flow needs the username of the integration user")
        shared = urlsplit(self.login_url).hostname in {"login.salesforce.com", "test.salesforce.com"}
        if self.flow == "client_credentials" and shared:
            raise ValueError("the client_credentials flow needs the org's My Domain as login_url")
        return self

    @property
    def on_loopback(self) -> bool:
        """Whether the org is a sandbox on this machine."""
        return urlsplit(self.login_url).hostname in LOOPBACK

    @property
    def insight_object(self) -> str:
        """The package's object that holds insights."""
        return self.own("CRM_AI_Insight__c")

    def own(self, name: str) -> str:
        """Return an API name of the package with the namespace in front."""
        return f"{self.namespace}{name}"


def _field(name: str) -> str:
    try:
        return field_path(name)
    except UserInputError as error:
        raise ValueError("must be names of fields") from error
