"""The only code of this connector that touches the network.

Calls go through ``hubspot-api-client``, but not through its generated classes: those are frozen on
numbered paths that HubSpot switches off in 2027. Its generic ``Client.api_request`` takes any path, so
the dated ones too. As it stands, that method opens a connection per call, has no timeout, follows
redirects with credentials and prints errors. `_PooledHubSpot` therefore keeps the library's request
builder (URL, query, headers, JSON body) and replaces only the sending, by a pooled `requests.Session`.
The token is put on by a `requests` auth object: the library's configuration never holds it, and a
``.netrc`` can't replace it.

Whether a failed call may be repeated depends on what it does (`Effect`). Reads and repeatable writes are
tried again within a total deadline; a write that HubSpot may have carried out is not, it raises
``RetryableError(uncertain=True)`` and the next attempt looks first.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from http import HTTPStatus
from http.cookiejar import DefaultCookiePolicy
from typing import Any

import requests
from hubspot.utils.requests.http_request_builder import Request  # type: ignore[import-untyped]
from requests.adapters import HTTPAdapter
from requests.auth import AuthBase

from crm_ai_plugin.errors import CrmAiError, RateLimitedError, ReauthoriseError, RetryableError
from crm_ai_plugin.ports.connector import ConnectionContext, Quota
from hubspot import HubSpot  # type: ignore[attr-defined,import-untyped,unused-ignore]  # no types; cards/hubspot shadows it for mypy

from ..http.retry import DAILY, Effect, pause, translated
from ..http.tokens import Tokens
from . import answers
from .config import HubSpotConfig

USER_AGENT = "crm-ai-plugin"
CRM_GROUP = "crm"
SEARCH_GROUP = "search"
_UNREADABLE = object()


class _Bearer(AuthBase):
    def __init__(self, token: str) -> None:
        self._token = token

    def __repr__(self) -> str:
        return "Bearer(***)"

    def __call__(self, request: requests.PreparedRequest) -> requests.PreparedRequest:
        request.headers["Authorization"] = f"Bearer {self._token}"
        return request


class _NoAuth(AuthBase):
    """Keeps `requests` from taking credentials out of a ``.netrc``."""

    def __call__(self, request: requests.PreparedRequest) -> requests.PreparedRequest:
        return request


class _PooledHubSpot(HubSpot):  # type: ignore[misc,unused-ignore]  # untyped base
    """The vendor's client with a pooled session underneath ``api_request``."""

    def __init__(self, config: HubSpotConfig) -> None:
        super().__init__(base_url=config.api_base, user_agent=USER_AGENT)
        self._timeout = (config.connect_timeout_s, config.read_timeout_s)
        self._session = requests.Session()
        # No retries down here: only the caller knows what may be repeated.
        adapter = HTTPAdapter(pool_connections=2, pool_maxsize=config.parallel + 1, max_retries=0)
        self._session.mount("https://", adapter)
        self._session.mount("http://", adapter)
        self._session.cookies.set_policy(DefaultCookiePolicy(allowed_domains=[]))
        # Proxies of the environment are wanted, save for a sandbox on this machine.
        self._session.trust_env = not config.on_loopback

    def api_request(self, options: Mapping[str, Any]) -> requests.Response:
        built = Request(self.config, {k: v for k, v in options.items() if k != "auth"})
        return self._session.request(
            built.get_method(),
            built.get_url(),
            auth=options.get("auth") or _NoAuth(),
            timeout=self._timeout,
            allow_redirects=False,
            **built.get_options_for_sending(),
        )

    def close(self) -> None:
        self._session.close()


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
        self._vendor = _PooledHubSpot(config)
        self._tokens = Tokens(context.secrets, context.clock, self._exchange, label="HubSpot")
        self._sleep = sleep
        self._quota: Quota | None = None

    def __repr__(self) -> str:
        return f"HubSpotClient({self._config.api_base})"

    @property
    def quota(self) -> Quota | None:
        """What the latest answer said about the rate limit."""
        return self._quota

    def close(self) -> None:
        """Close pooled connections."""
        self._vendor.close()

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
                return self._once({**options, "auth": _Bearer(token)}, write=write)
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

    def _once(self, options: Mapping[str, Any], *, write: bool) -> Mapping[str, Any]:
        response = self._send(options, write=write)
        self._quota = answers.quota_of(response.headers) or self._quota
        body = _parsed(response)
        if not response.ok or response.is_redirect or response.status_code >= HTTPStatus.MULTIPLE_CHOICES:
            error = answers.error_of(
                response.status_code, response.headers, None if body is _UNREADABLE else body, write=write
            )
            self._tell_budget(error, body)
            raise error
        if not isinstance(body, Mapping):
            raise RetryableError("HubSpot's answer can't be read", code="malformed_answer", uncertain=write)
        for problem in answers.batch_errors(body, write=write):
            self._tell_budget(problem, body)
            raise problem
        return body

    def _tell_budget(self, error: CrmAiError, body: object) -> None:
        if isinstance(error, RateLimitedError):
            if answers.is_daily(body):
                error.code = DAILY
            self._budget.punish(error.retry_after or 1.0)

    def _send(self, options: Mapping[str, Any], *, write: bool) -> requests.Response:
        try:
            return self._vendor.api_request(options)
        except requests.RequestException as error:
            failure = translated(error, "HubSpot", write=write)
        # Raised out here, not chained: the vendor's exception holds the request, and with it the token.
        raise failure

    def _exchange(self, form: Mapping[str, str]) -> Mapping[str, Any]:
        """Post `form` to the token endpoint; the secrets travel in the body, never in the URL."""
        self._budget.take(CRM_GROUP)
        options = {
            "method": "POST",
            "path": f"/oauth/{self._config.api_version}/token",
            "default_json": False,
            "headers": {"Accept": "application/json"},
            "body": dict(form),
        }
        try:
            return self._once(options, write=False)
        except (RetryableError, ReauthoriseError):
            raise
        except CrmAiError as error:
            raise ReauthoriseError(
                "HubSpot refuses to renew this connection's access",
                detail=error.detail,
                hint="connect HubSpot again; if that fails, check the app's client id and secret",
            ) from error


def _parsed(response: requests.Response) -> Any:  # noqa: ANN401  # vendor JSON
    if response.status_code == HTTPStatus.NO_CONTENT or not response.content:
        return {}
    try:
        return response.json()
    except ValueError:
        return _UNREADABLE
