"""A: how calls are authenticated. Secrets are slots ``{secret.name}``; their values live in the token store."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field, StringConstraints

from .base import Call, HeaderName, Headers, Name, Part, Path, ReadMethod, Template

HttpsTemplate = Annotated[Template, StringConstraints(pattern=r"^https?://[^\s?#@]+$")]


class NoAuth(Part):
    """No credentials, e.g. behind a proxy that adds them, or by a hook."""

    type: Literal["none"]


class HeaderAuth(Part):
    """One or several headers."""

    type: Literal["headers"]
    headers: Headers = Field(min_length=1)


class BasicAuth(Part):
    """HTTP Basic; for a key as user name leave the password empty."""

    type: Literal["basic"]
    username: Template
    password: Template = ""


class QueryAuth(Part):
    """Keys in the query; they are added at the socket, where no log or error sees them."""

    type: Literal["query"]
    params: dict[str, Template] = Field(min_length=1)


class SignatureAuth(Part):
    """An HMAC over each request.

    The header holds ``encode(prefix + digest(hmac(key, message)))``. `message` may use ``{method}``, ``{path}``
    (below `base_url`), ``{full_path}``, ``{query}``, ``{body}`` and ``{timestamp}`` (epoch seconds).
    """

    type: Literal["signature"]
    header: HeaderName
    key: Template
    message: Template
    algorithm: Literal["sha1", "sha256", "sha512"] = "sha256"
    digest: Literal["raw", "hex", "base64"] = "hex"
    prefix: Template = ""
    encode: Literal["none", "base64"] = "none"
    headers: Headers = Field(default_factory=dict)
    """Further headers; may use ``{timestamp}``."""


class AccountCall(Call):
    """A call that says whose account a fresh token opens."""

    method: ReadMethod = "GET"
    id: Path
    """Where the account's id lies in the answer."""


class ConsentPage(Part):
    """How an admin connects an account in the browser (authorization code)."""

    url: HttpsTemplate
    """The CRM's page."""
    scopes: dict[str, str] = Field(default_factory=dict)
    """Permission → why it is needed, as an admin reads it."""
    optional_scopes: tuple[str, ...] = ()
    """Those of `scopes` without which the connection does less."""
    separator: str = Field(" ", min_length=1, max_length=3)
    """Stands between scopes."""
    pkce: bool = False
    """Whether the CRM knows PKCE (S256)."""
    parameters: dict[str, Template] = Field(default_factory=dict)
    """Further parameters of the page, e.g. ``access_type``."""
    account: AccountCall
    revoke_url: HttpsTemplate | None = None
    """Where a refresh token is ended (RFC 7009)."""


class OAuth2Auth(Part):
    """A bearer token that is renewed before it expires and once after a refusal."""

    type: Literal["oauth2"]
    token_url: HttpsTemplate
    grant: Literal["refresh_token", "client_credentials"] = "refresh_token"
    client_in: Literal["body", "basic"] = "body"
    parameters: dict[str, Template] = Field(default_factory=dict)
    """Further form fields, e.g. ``scope``."""
    header: HeaderName = "Authorization"
    value: Template = "Bearer {secret.access_token}"
    consent: ConsentPage | None = None
    """Without it the tokens are made by hand."""
    host_from: Name | None = None
    """Part of the token answer that holds the tenant's own API address, e.g. ``api_domain``."""


Auth = Annotated[
    NoAuth | HeaderAuth | BasicAuth | QueryAuth | SignatureAuth | OAuth2Auth, Field(discriminator="type")
]
