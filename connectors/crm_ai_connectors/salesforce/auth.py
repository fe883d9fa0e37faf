"""How a connection comes to its access token: one endpoint, three flows.

``web_server`` renews by a refresh token that Salesforce replaces with every use (rotation); using an old one
kills the connection. So `Tokens` lets one process at a time refresh, reads again once it may, and saves the
new token before anybody uses it; ``invalid_grant`` is final. ``jwt_bearer`` and ``client_credentials`` have no
refresh token: they ask for a new access token whenever one is refused.

Salesforce does not say how long an access token lives (the org's session policy does), so a 401 leads to
renewal, not the clock.
"""

from __future__ import annotations

import base64
import json
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from http import HTTPStatus
from typing import Any
from urllib.parse import urlsplit

import requests
from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import padding, rsa

from crm_ai_plugin.errors import (
    ConfigurationError,
    PermanentError,
    RateLimitedError,
    ReauthoriseError,
    RetryableError,
    UserInputError,
)
from crm_ai_plugin.ports.clock import Clock
from crm_ai_plugin.ports.connector import Budget, TokenStore

from ..http.retry import translated
from ..http.tokens import Form, Tokens, refresh_form
from .config import SalesforceConfig
from .ids import is_allowed_host
from .refusals import explain
from .transport import Session

KEEP_ALIVE_AFTER = timedelta(days=7)
"""Salesforce lets a refresh token die after 30 days without use."""
_ASSERTION_LIFE = timedelta(minutes=3)
_TOKEN_PATH = "/services/oauth2/token"  # noqa: S105  # a path
_REVOKE_PATH = "/services/oauth2/revoke"
_NEEDS = {
    "web_server": "refresh_token",
    "jwt_bearer": "private_key",
    "client_credentials": "client_secret",
}


class TokenEndpoint:
    """Salesforce's token endpoint. Secrets travel in the body, never in the URL."""

    def __init__(self, config: SalesforceConfig, session: Session, budget: Budget | None = None) -> None:
        self._config = config
        self._session = session
        self._budget = budget

    def __repr__(self) -> str:
        return f"TokenEndpoint({self._config.login_url})"

    def post(self, form: Mapping[str, str]) -> dict[str, Any]:
        """Post a grant and return the answer, its instance checked.

        Raises:
            ReauthoriseError: the grant is dead.
            ConfigurationError: the app or the org is not set up for this; the hint says what to do.
            RetryableError: no usable answer at present.
        """
        if self._budget is not None:
            self._budget.take("rest")
        response = self._send(_TOKEN_PATH, form)
        body = _parsed(response)
        if response.status_code != HTTPStatus.OK:
            raise _refusal(response, body)
        if not isinstance(body, dict):
            raise RetryableError("Salesforce's token answer can't be read", code="malformed_answer")
        instance = body.get("instance_url")
        if instance is not None and not is_allowed_host(
            str(instance), allow_insecure=self._config.allow_insecure
        ):
            raise PermanentError(
                "Salesforce named an address that no token is sent to",
                code="instance_refused",
                hint="use the org's My Domain (https://….my.salesforce.com)",
            )
        return body

    def revoke(self, token: str) -> None:
        """Make a token worthless; one that already is counts as done."""
        response = self._send(_REVOKE_PATH, {"token": token})
        # A 400 says that it is worthless already.
        if response.status_code not in {HTTPStatus.OK, HTTPStatus.BAD_REQUEST}:
            raise RetryableError("Salesforce can't revoke the token at present", code="unavailable")

    def _send(self, path: str, form: Mapping[str, str]) -> requests.Response:
        url = f"{self._config.login_url.rstrip('/')}{path}"
        try:
            return self._session.post(url, data=dict(form), headers={"Accept": "application/json"})
        except requests.RequestException as error:
            failure = translated(error, "Salesforce", write=False)
        # Raised out here, not chained: the exception holds the request, and with it the secrets.
        raise failure


def tokens(config: SalesforceConfig, store: TokenStore, clock: Clock, endpoint: TokenEndpoint) -> Tokens:
    """Return what hands out access tokens of a connection."""
    return Tokens(
        store,
        clock,
        _renewing(endpoint),
        label="Salesforce",
        form=_form(config, clock),
        needs=_NEEDS[config.flow],
        keep=("instance_url", "id", "issued_at"),
        default_life_s=None,
    )


def is_quiet(secrets: Mapping[str, Any], now: datetime) -> bool:
    """Return whether the refresh token has not been used for so long that it should be, to stay alive."""
    if not secrets.get("refresh_token"):
        return False
    try:
        used = datetime.fromtimestamp(int(secrets.get("issued_at") or 0) / 1000, UTC)
    except (TypeError, ValueError, OverflowError, OSError):
        return True
    return now - used >= KEEP_ALIVE_AFTER


def _renewing(endpoint: TokenEndpoint) -> Any:  # noqa: ANN401  # an Exchange
    def exchange(form: Mapping[str, str]) -> Mapping[str, Any]:
        try:
            return endpoint.post(form)
        except (RetryableError, ReauthoriseError):
            raise
        except (ConfigurationError, UserInputError, PermanentError) as error:
            # The connection is dead until a person acts: said so, nobody calls in vain until then.
            raise ReauthoriseError(
                error.user_message, code=error.code, detail=error.detail, hint=error.hint
            ) from None

    return exchange


def _form(config: SalesforceConfig, clock: Clock) -> Form:
    if config.flow == "web_server":
        return refresh_form
    if config.flow == "client_credentials":
        return lambda secrets: {
            "grant_type": "client_credentials",
            "client_id": str(secrets.get("client_id") or ""),
            "client_secret": str(secrets.get("client_secret") or ""),
        }
    return lambda secrets: {
        "grant_type": "urn:ietf:params:oauth:grant-type:jwt-bearer",
        "assertion": assertion(
            str(secrets.get("private_key") or ""),
            client_id=str(secrets.get("client_id") or ""),
            username=config.username or "",
            audience=_audience(config),
            expires=clock() + _ASSERTION_LIFE,
        ),
    }


def _audience(config: SalesforceConfig) -> str:
    """Return whom an assertion is for: one of the two login hosts, also when posted to a My Domain."""
    host = urlsplit(config.login_url).hostname or ""
    if ".sandbox." in host or host == "test.salesforce.com":
        return "https://test.salesforce.com"
    return "https://login.salesforce.com"


def assertion(private_key: str, *, client_id: str, username: str, audience: str, expires: datetime) -> str:
    """Return a signed JWT (RS256) by which an app logs its integration user in.

    Raises:
        ConfigurationError: the private key is none.
    """
    try:
        key = serialization.load_pem_private_key(private_key.encode(), password=None)
    except (ValueError, TypeError, UnsupportedAlgorithm):
        key = None
    if not isinstance(key, rsa.RSAPrivateKey):
        raise ConfigurationError(
            "the Salesforce connection's private key is not an RSA key in PEM form",
            code="private_key_invalid",
            hint="store the key whose certificate the app holds, without a passphrase",
        )
    claims = {"iss": client_id, "sub": username, "aud": audience, "exp": int(expires.timestamp())}
    signed = f"{_segment({'alg': 'RS256'})}.{_segment(claims)}"
    signature = key.sign(signed.encode(), padding.PKCS1v15(), hashes.SHA256())
    return f"{signed}.{_base64url(signature)}"


def _segment(value: Mapping[str, Any]) -> str:
    return _base64url(json.dumps(value, separators=(",", ":")).encode())


def _base64url(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()


def _parsed(response: requests.Response) -> Any:  # noqa: ANN401  # vendor JSON
    try:
        return response.json()
    except ValueError:
        return None


def _refusal(response: requests.Response, body: Any) -> Exception:  # noqa: ANN401  # vendor JSON
    status = response.status_code
    if status == HTTPStatus.TOO_MANY_REQUESTS:
        return RateLimitedError("Salesforce asks to log in less often", retry_after=60.0)
    if status >= HTTPStatus.INTERNAL_SERVER_ERROR:
        return RetryableError(f"Salesforce's login is unavailable (status {status})", code="unavailable")
    if HTTPStatus.MULTIPLE_CHOICES <= status < HTTPStatus.BAD_REQUEST:
        return PermanentError(
            "Salesforce's login answers with a redirect, which is not followed because it would carry secrets",
            code="redirect",
            hint="check login_url",
        )
    if not isinstance(body, Mapping):
        return RetryableError("Salesforce's token answer can't be read", code="malformed_answer")
    return explain(str(body.get("error") or ""), str(body.get("error_description") or ""))
