"""HubSpot's token endpoint. Secrets travel in the body, never in the URL."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from crm_ai_plugin.errors import CrmAiError, ReauthoriseError, RetryableError

from .config import HubSpotConfig
from .wire import Wire


class TokenEndpoint:
    """Exchanges, renews, explains and revokes tokens."""

    def __init__(self, config: HubSpotConfig, wire: Wire) -> None:
        self._path = f"/oauth/{config.api_version}/token"
        self._wire = wire

    def post(self, form: Mapping[str, str]) -> Mapping[str, Any]:
        """Post a grant and return the answer."""
        return self._posted(self._path, form)

    def renew(self, form: Mapping[str, str]) -> Mapping[str, Any]:
        """Post a refresh token and return the answer.

        Raises:
            ReauthoriseError: HubSpot refuses for good; what it says of the form is of no use to anybody.
            RetryableError: no usable answer at present.
        """
        try:
            return self.post(form)
        except (RetryableError, ReauthoriseError):
            raise
        except CrmAiError as error:
            raise ReauthoriseError(
                "HubSpot refuses to renew this connection's access",
                detail=error.detail,
                hint="connect HubSpot again; if that fails, check the app's client id and secret",
            ) from error

    def introspect(self, form: Mapping[str, str]) -> Mapping[str, Any]:
        """Return what HubSpot knows of a token."""
        return self._posted(f"{self._path}/introspect", form)

    def revoke(self, form: Mapping[str, str]) -> None:
        """Make a refresh token, and every access token made from it, worthless."""
        self._posted(f"{self._path}/revoke", form)

    def _posted(self, path: str, form: Mapping[str, str]) -> Mapping[str, Any]:
        options = {
            "method": "POST",
            "path": path,
            "default_json": False,
            "headers": {"Accept": "application/json"},
            "body": dict(form),
        }
        return self._wire.once(options, write=False)
