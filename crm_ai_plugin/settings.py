"""The one reader of the environment.

Names: prefix ``CRM_AI_``, nested with ``__``; the OpenAI names are the vendor's own. An unknown
``CRM_AI_`` name is an error that suggests the nearest known one, because a misspelt setting that is
silently ignored costs an admin an afternoon.
"""

from __future__ import annotations

import difflib
import os
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, Literal, Self
from urllib.parse import urlsplit
from urllib.request import getproxies, proxy_bypass

from dotenv import dotenv_values
from pydantic import (
    AliasChoices,
    BaseModel,
    ConfigDict,
    Field,
    SecretStr,
    ValidationError,
    field_validator,
    model_validator,
)
from pydantic_settings import BaseSettings, SettingsConfigDict

from .errors import ConfigurationError

PREFIX = "CRM_AI_"
_APP = re.compile(rf"{PREFIX}APPS__[A-Z][A-Z0-9_]*__(CLIENT_ID|CLIENT_SECRET)")
DATABASE = "crm-ai.db"
"""File of the embedded database, in `home`."""


class ModelPrice(BaseModel):
    """What a model costs."""

    model_config = ConfigDict(extra="forbid")

    input_usd: float = Field(ge=0)
    output_usd: float = Field(ge=0)


class AiSettings(BaseModel):
    """Language model: which one, and what it may cost."""

    model_config = ConfigDict(extra="forbid")

    model: str = "gpt-6.1-terra"
    """Asked first."""
    fallback_model: str = "gpt-6-luna"
    """Asked when that one fails; empty: no other."""
    api_mode: Literal["responses", "chat"] = "responses"
    """Which API the server at OPENAI_BASE_URL speaks; servers of other makers are safest with `chat`."""
    requests_per_minute: int = Field(default=60, ge=1)
    """Most calls in any minute, over all processes."""
    tokens_per_minute: int = Field(default=90_000, ge=1)
    """Most tokens in any minute, over all processes."""
    max_retries: int = Field(default=3, ge=0)
    """Further attempts at one model."""
    timeout_s: float = Field(default=30.0, gt=0)
    """Seconds for one attempt, however the answer comes."""
    deadline_s: float = Field(default=45.0, gt=0)
    """Seconds for all attempts and waits, the fallback's too."""
    max_output_tokens: int = Field(default=2_000, ge=1)
    """Longest answer, thinking included."""
    reasoning_effort: Literal["none", "minimal", "low", "medium", "high"] | None = "low"
    """How long a model that reasons may do so; sent to the models of the list that do."""
    proxy: str | None = None
    """HTTP proxy to the provider; empty: what HTTPS_PROXY and NO_PROXY say."""
    monthly_budget_usd: float | None = Field(default=None, ge=0)
    """Most that all workspaces may spend in a calendar month; never passed. Empty: no cap."""
    workspace_monthly_budget_usd: float | None = Field(default=None, ge=0)
    """Most that each workspace may spend in a calendar month. Empty: no cap of its own."""
    prices: dict[str, ModelPrice] = Field(default_factory=dict)
    """US dollars per million tokens by model, as JSON; before those that come with this version."""
    names: Literal["people", "all", "none"] = "people"
    """Which names the model does not get to see: those of people, of companies and deals as well, or none."""
    embedding_model: str = "text-embedding-3-small"
    """Gives texts that are searched their vectors, where there is a key; empty: only the local index is used."""
    embedding_dimensions: int = Field(default=512, ge=16, le=4_000)
    """Length of these vectors, sent to the models of the list that let it be chosen."""
    urgent_s: float = Field(default=12.0, gt=0, le=60)
    """Seconds somebody who asks for advice is let wait for a model's words."""


class AppSettings(BaseModel):
    """The app this installation is in a CRM."""

    model_config = ConfigDict(extra="forbid")

    client_id: str | None = None
    client_secret: SecretStr | None = None


class HubSpotSettings(AppSettings):
    """The HubSpot app this installation is."""

    previous_client_secret: SecretStr | None = None
    """Still accepted on webhooks while a secret is rotated."""
    app_id: str | None = None
    api_base: str = "https://api.hubapi.com"
    app_base: str = "https://app.hubspot.com"
    """Where admins consent and record links point."""
    api_version: str = "2026-09"


class SalesforceSettings(AppSettings):
    """The Salesforce app this installation is."""

    login_url: str = "https://login.salesforce.com"
    api_version: str = "66.0"


class WriteBackSettings(BaseModel):
    """What is written into the CRM."""

    model_config = ConfigDict(extra="forbid")

    notes: bool = True
    fields: bool = True
    tasks: bool = True
    give_up_after_h: float = Field(default=72, gt=0, le=720)
    """Hours for which a write that a CRM does not take is tried again; then it waits for somebody to ask for it."""


class WebSettings(BaseModel):
    """Pages for people."""

    model_config = ConfigDict(extra="forbid")

    frame_ancestors: list[str] = Field(default_factory=lambda: ["'self'"])
    """Which sites may show a card in a frame, as in a Content-Security-Policy."""
    requests_per_minute: int = Field(default=600, ge=1)
    """How many requests to the HTTP API one key may make in any minute."""
    card_link_ttl_s: int = Field(default=900, ge=60, le=86_400)
    """How long the link of a card opens it."""
    live_connections: int = Field(default=5_000, ge=1, le=50_000)
    """How many live connections one web process holds; who comes after that is told to come back."""


class EventSettings(BaseModel):
    """How events become work."""

    model_config = ConfigDict(extra="forbid")

    coalesce_ms: int = Field(default=250, ge=0, le=60_000)
    """Events for one deal within this window become one job."""
    deliveries_per_minute: int = Field(default=1200, ge=1)
    """How many webhook deliveries one connection's own address takes; the sender of more is told to wait."""
    lease_s: float = Field(default=60.0, gt=0)
    """How long a worker may hold a piece of work before it counts as dead."""
    sweep_s: float = Field(default=5.0, gt=0)
    """How often the sweeper looks for accepted work that nobody does."""


class SyncSettings(BaseModel):
    """How the records of connected CRMs are kept in step."""

    model_config = ConfigDict(extra="forbid")

    automatic: bool = True
    """Whether the scheduler loads a new connection and keeps it in step; else only `crm-ai sync` does."""
    every_s: float = Field(default=21_600.0, gt=0)
    """How often changes are read that no event told of."""
    files_every_s: float = Field(default=30.0, gt=0)
    """How often a watched folder is looked at."""
    full_every_s: float = Field(default=604_800.0, gt=0)
    """How often everything is compared, to find what neither events nor changes told of."""
    gap_s: float = Field(default=259_200.0, gt=0)
    """After so long without sync and event everything is compared: CRMs keep track of deletions only for so long."""
    slice_s: float = Field(default=20.0, gt=0)
    """How long a worker stays at one sync before it looks for what is more urgent."""


class EmailSettings(BaseModel):
    """The server that takes e-mail; nothing is sent unless `host` and `sender` are set."""

    model_config = ConfigDict(extra="forbid")

    host: str | None = None
    port: int = Field(default=587, ge=1, le=65_535)
    security: Literal["starttls", "tls", "none"] = "starttls"
    """How the way to the server is encrypted; `none` is for a server on this machine."""
    username: str | None = None
    password: SecretStr | None = None
    sender: str | None = None
    """Address that e-mails come from."""
    timeout_s: float = Field(default=20.0, gt=0, le=60)
    """Seconds for each answer of the server."""


class NoticeSettings(BaseModel):
    """Alerts, and webhooks and e-mails that go out."""

    model_config = ConfigDict(extra="forbid")

    every_s: float = Field(default=900.0, gt=0)
    """How often alert rules look at the open deals."""
    allow_private: bool = False
    """Whether webhooks may go to addresses inside this network."""
    give_up_after_h: float = Field(default=72, gt=0, le=720)
    """Hours for which a notice that a channel does not take is tried again."""
    disable_after_h: float = Field(default=120, gt=0, le=2_160)
    """Hours after which a channel that takes nothing is switched off."""
    report_files_kept_d: int = Field(default=90, ge=1, le=3_650)
    """Days for which files of scheduled reports are kept unless the schedule says otherwise."""


class KnowledgeSettings(BaseModel):
    """The customer's own documents, which answers cite."""

    model_config = ConfigDict(extra="forbid")

    max_document_bytes: int = Field(default=20_000_000, ge=1_000, le=200_000_000)
    """Largest document that is taken."""


class Settings(BaseSettings):
    """All settings of one installation."""

    model_config = SettingsConfigDict(
        env_prefix=PREFIX,
        env_nested_delimiter="__",
        env_file=".env",
        extra="ignore",  # .env may hold other programs' names; ours are checked in `load`
        populate_by_name=True,
    )

    home: Path = Path("var")
    database_url: str = ""
    """Empty: SQLite in `home`."""
    redis_url: str = ""
    """Empty: an embedded server in `home`."""
    secret_key: SecretStr | None = None
    """Encrypts tokens and signs links; made and kept in `home` when empty."""
    previous_secret_key: SecretStr | None = None
    """While the key is rotated: the one before, which still reads what it wrote."""
    public_url: str = "http://127.0.0.1:8000"
    allow_insecure: bool = False
    workspace: str = "default"
    """Workspace of the command line and of a single-tenant installation."""
    log_level: Literal["debug", "info", "warning", "error"] = "info"
    max_body_bytes: int = Field(default=1_000_000, ge=1_000)
    plugins_disabled: list[str] = Field(default_factory=list)
    """Entry points, as ``group:name``, that are not loaded."""

    openai_api_key: SecretStr | None = Field(default=None, validation_alias=AliasChoices("OPENAI_API_KEY"))
    openai_base_url: str | None = Field(default=None, validation_alias=AliasChoices("OPENAI_BASE_URL"))
    openai_org_id: str | None = Field(default=None, validation_alias=AliasChoices("OPENAI_ORG_ID"))

    ai: AiSettings = AiSettings()
    hubspot: HubSpotSettings = HubSpotSettings()
    salesforce: SalesforceSettings = SalesforceSettings()
    apps: dict[str, AppSettings] = Field(default_factory=dict)
    """Apps in other CRMs, by the name their connector or definition gives: `CRM_AI_APPS__ZOHO__CLIENT_ID`,
    `CRM_AI_APPS__ZOHO__CLIENT_SECRET`."""
    write_back: WriteBackSettings = WriteBackSettings()
    web: WebSettings = WebSettings()
    events: EventSettings = EventSettings()
    sync: SyncSettings = SyncSettings()
    email: EmailSettings = EmailSettings()
    notices: NoticeSettings = NoticeSettings()

    knowledge: KnowledgeSettings = KnowledgeSettings()

    @field_validator("redis_url")
    @classmethod
    def _redis_scheme(cls, url: str) -> str:
        if url and not url.startswith(("redis://", "rediss://", "unix://")):
            raise ValueError("must start with redis://, rediss:// or unix://")
        return url

    @model_validator(mode="after")
    def _loopback_only_when_allowed(self) -> Self:
        for name, url in (
            ("HUBSPOT__API_BASE", self.hubspot.api_base),
            ("HUBSPOT__APP_BASE", self.hubspot.app_base),
            ("SALESFORCE__LOGIN_URL", self.salesforce.login_url),
        ):
            if not url.startswith("https://") and not self.allow_insecure:
                raise ValueError(
                    f"{PREFIX}{name} must be https; plain http needs {PREFIX}ALLOW_INSECURE=1 and is for tests"
                )
        return self

    @property
    def effective_database_url(self) -> str:
        """The database to use, with the embedded default filled in."""
        return self.database_url or f"sqlite:///{(self.home / DATABASE).resolve()}"

    @property
    def model_proxy(self) -> str | None:
        """Proxy to the language model: the setting, else what the environment names for its address."""
        if self.ai.proxy or not self.openai_base_url:
            return self.ai.proxy or getproxies().get("https")
        parts = urlsplit(self.openai_base_url)
        host = parts.hostname or ""
        if host in {"localhost", "127.0.0.1", "::1"} or proxy_bypass(host):
            return None
        return getproxies().get(parts.scheme)

    @classmethod
    def load(cls, env_file: Path | None = Path(".env"), **overrides: Any) -> Settings:  # noqa: ANN401
        """Read environment and `env_file`.

        Raises:
            ConfigurationError: an unknown or invalid setting; names it and suggests the nearest.
        """
        names = [*os.environ]
        if env_file is not None and env_file.is_file():
            names += dotenv_values(env_file)
        _refuse_unknown(names)
        try:
            return cls(_env_file=env_file, **overrides)  # pyright: ignore[reportCallIssue]  # its plugin knows, pyright not
        except ValidationError as error:
            raise ConfigurationError(_first_line(error), code="setting_invalid") from None


def _known(model: type[BaseModel], prefix: str) -> Iterator[str]:
    for name, field in model.model_fields.items():
        if isinstance(field.validation_alias, AliasChoices):
            continue
        annotation = field.annotation
        if isinstance(annotation, type) and issubclass(annotation, BaseModel):
            yield from _known(annotation, f"{prefix}{name}__".upper())
        yield f"{prefix}{name}".upper()


def known_names() -> list[str]:
    """Return every ``CRM_AI_`` name, for messages and the reference page."""
    return sorted(_known(Settings, PREFIX))


def _refuse_unknown(names: list[str]) -> None:
    known = set(known_names())
    for name in names:
        upper = name.upper()
        if upper.startswith(PREFIX) and upper not in known and not _APP.fullmatch(upper):
            near = difflib.get_close_matches(upper, known, n=1, cutoff=0.5)
            hint = f"did you mean {near[0]}?" if near else "see docs/reference/settings.md"
            raise ConfigurationError(f"unknown setting {name}: {hint}", code="setting_unknown", hint=hint)


def _first_line(error: ValidationError) -> str:
    # Never the input: it may be a secret.
    problem: Mapping[str, Any] = error.errors(include_input=False, include_url=False, include_context=False)[
        0
    ]
    where = "__".join(str(part) for part in problem["loc"]).upper()
    message = str(problem["msg"]).removeprefix("Value error, ")
    return f"{PREFIX}{where}: {message}" if where else message
