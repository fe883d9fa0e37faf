"""Authenticated calls: budget, tokens, retries.

Whether a failed call may be repeated depends on what it does (`Effect`). Reads and repeatable writes are
tried again within a total deadline; a write that HubSpot may have carried out is not, it raises
``RetryableError(uncertain=True)`` and the next attempt looks first.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from typing import Any

from crm_ai_plugin.errors import CrmAiError, ReauthoriseError
from crm_ai_plugin.ports.connector import ConnectionContext, Quota

from ..http.retry import Effect, pause
from ..http.tokens import Tokens
from .auth import TokenEndpoint
from .config import HubSpotConfig
from .wire import Bearer, Wire

CRM_GROUP = "crm"
SEARCH_GROUP = "search"


class HubSpotClient:
    """Authenticated JSON calls with budget, deadline and errors of our own. Safe in threads."""

    def __init__(
        self,
        config: HubSpotConfig,
        context: ConnectionContext,
        *,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        self._config = config
        self._budget = context.budget
        self._wire = Wire(config, context.budget)
        self._endpoint = TokenEndpoint(config, self._wire)
        self._tokens = Tokens(
            context.secrets, context.clock, self._exchange, label="HubSpot", keep=("scopes",)
        )
        self._sleep = sleep

    def __repr__(self) -> str:
        return f"HubSpotClient({self._config.api_base})"

    @property
    def quota(self) -> Quota | None:
        """What the latest answer said about the rate limit."""
        return self._wire.quota

    def close(self) -> None:
        """Close pooled connections."""
        self._wire.close()

    def get(self, path: str, query: Mapping[str, Any] | None = None) -> Mapping[str, Any]:
        """Read with GET; `path` has ``{v}`` where the API version goes."""
        return self._call("GET", path, effect=Effect.READ, query=query)

    def read(self, path: str, body: Mapping[str, Any], *, group: str = CRM_GROUP) -> Mapping[str, Any]:
        """Read with POST: batch reads and searches."""
        return self._call("POST", path, effect=Effect.READ, body=body, group=group)

    def write(
        self, method: str, path: str, body: Mapping[str, Any] | None, effect: Effect
    ) -> Mapping[str, Any]:
        """Change something."""
        return self._call(method, path, effect=effect, body=body)

    def _call(
        self,
        method: str,
        path: str,
        *,
        effect: Effect,
        query: Mapping[str, Any] | None = None,
        body: Mapping[str, Any] | None = None,
        group: str = CRM_GROUP,
    ) -> Mapping[str, Any]:
        options: dict[str, Any] = {"method": method, "path": path.replace("{v}", self._config.api_version)}
        if query:
            options["qs"] = query
        if body is not None:
            options["body"] = body
        write = effect is not Effect.READ
        token = self._tokens.bearer()
        renewed = False
        deadline = time.monotonic() + self._config.deadline_s
        attempt = 0
        while True:
            attempt += 1
            self._budget.take(group)
            try:
                return self._wire.once({**options, "auth": Bearer(token)}, write=write)
            except ReauthoriseError:
                if renewed:
                    raise
                token, renewed = self._tokens.renew(token), True
                continue
            except CrmAiError as error:
                pause = self._pause(error, effect, attempt, deadline - time.monotonic())
                if pause is None:
                    raise
            self._sleep(pause)

    def _pause(self, error: CrmAiError, effect: Effect, attempt: int, left: float) -> float | None:
        config = self._config
        return pause(
            error, effect, attempt, left, patience=config.patience_s, reserve=config.connect_timeout_s
        )

    def _exchange(self, form: Mapping[str, str]) -> Mapping[str, Any]:
        self._budget.take(CRM_GROUP)
        return self._endpoint.renew(form)
