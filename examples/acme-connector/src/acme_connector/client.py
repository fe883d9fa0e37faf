"""The only code that touches the network, and the place where answers become errors."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Any

import requests
from crm_ai_plugin.errors import (
    ConflictError,
    CrmAiError,
    NotFoundError,
    PermanentError,
    RateLimitedError,
    ReauthoriseError,
    RetryableError,
)
from crm_ai_plugin.ports.connector import ConnectionContext, TokenStore
from requests.auth import AuthBase

from .config import AcmeConfig

_DEFAULT_WAIT_S = 10.0


class _Bearer(AuthBase):
    """Puts the token on at the last moment, so that nothing else holds it."""

    def __init__(self, secrets: TokenStore) -> None:
        self._secrets = secrets

    def __call__(self, request: requests.PreparedRequest) -> requests.PreparedRequest:
        request.headers["Authorization"] = f"Bearer {self._secrets.load()['access_token']}"
        return request


class AcmeClient:
    """Calls Acme's API. Raises only errors of crm_ai_plugin.errors."""

    def __init__(self, config: AcmeConfig, context: ConnectionContext) -> None:
        self._base = config.api_base.rstrip("/")
        self._timeout = (config.connect_timeout_s, config.read_timeout_s)
        self._budget = context.budget
        self._session = requests.Session()
        self._session.auth = _Bearer(context.secrets)

    def close(self) -> None:
        self._session.close()

    def get(self, path: str, **query: str | int) -> dict[str, Any]:
        return self._call("GET", path, query=query)

    def post(self, path: str, body: Mapping[str, Any]) -> dict[str, Any]:
        return self._call("POST", path, body=body)

    def patch(self, path: str, body: Mapping[str, Any]) -> dict[str, Any]:
        return self._call("PATCH", path, body=body)

    def delete(self, path: str) -> None:
        self._call("DELETE", path)

    def _call(
        self,
        method: str,
        path: str,
        query: Mapping[str, str | int] | None = None,
        body: Mapping[str, Any] | None = None,
    ) -> dict[str, Any]:
        # An answer that is lost says nothing about whether the write was carried out.
        write = method != "GET"
        self._budget.take("api")
        try:
            response = self._session.request(
                method,
                self._base + path,
                params=query,
                json=body,
                timeout=self._timeout,
                allow_redirects=False,
            )
        except requests.RequestException as error:
            raise RetryableError(
                "Acme did not answer", code="unreachable", detail=type(error).__name__, uncertain=write
            ) from None
        if response.status_code >= 300:
            raise self._refusal(response, write)
        try:
            answer = response.json()
        except ValueError:
            answer = None
        if not isinstance(answer, dict):
            raise RetryableError("Acme's answer can't be read", code="malformed_answer", uncertain=write)
        return answer

    def _refusal(self, response: requests.Response, write: bool) -> CrmAiError:
        status = response.status_code
        match status:
            case 401:
                return ReauthoriseError("Acme no longer accepts the token", hint="connect Acme again")
            case 403:
                return PermanentError("the token may not do this in Acme", code="forbidden")
            case 404:
                return NotFoundError("Acme has no such record")
            case 409:
                return ConflictError("the record was changed in Acme at the same time")
            case 429:
                wait = _seconds(response.headers.get("Retry-After", ""))
                self._budget.punish(wait)
                return RateLimitedError("Acme asks to slow down", retry_after=wait)
        if status >= 500:
            return RetryableError(f"Acme answers {status}", code="server_error", uncertain=write)
        return PermanentError(f"Acme refuses the request ({status})", code="refused")


def _seconds(header: str) -> float:
    """Return the wait that a ``Retry-After`` asks for: it is a number of seconds or a date."""
    if header.isdigit():
        return float(header)
    try:
        until = parsedate_to_datetime(header)
    except ValueError:
        return _DEFAULT_WAIT_S
    return max(1.0, (until.astimezone(UTC) - datetime.now(UTC)).total_seconds())
