"""The only code of this connector that touches the network: one call, and what its answer means.

Calls go through ``hubspot-api-client``, but not through its generated classes: those are frozen on
numbered paths that HubSpot switches off in 2027. Its generic ``Client.api_request`` takes any path, so
the dated ones too. As it stands, that method opens a connection per call, has no timeout, follows
redirects with credentials and prints errors. `_PooledHubSpot` therefore keeps the library's request
builder (URL, query, headers, JSON body) and replaces only the sending, by a pooled `requests.Session`.
The token is put on by a `requests` auth object: the library's configuration never holds it, and a
``.netrc`` can't replace it.
"""

from __future__ import annotations

from collections.abc import Mapping
from http import HTTPStatus
from http.cookiejar import DefaultCookiePolicy
from typing import Any, Self

import requests
from hubspot.utils.requests.http_request_builder import Request  # type: ignore[import-untyped]
from requests.auth import AuthBase

from crm_ai_plugin.errors import CrmAiError, RateLimitedError, RetryableError
from crm_ai_plugin.guarded_http.whole import WholeAnswers
from crm_ai_plugin.ports.connector import Budget, Quota
from hubspot import HubSpot  # type: ignore[attr-defined,import-untyped,unused-ignore]  # no types; cards/hubspot shadows it for mypy

from ..http.retry import DAILY, translated
from . import answers
from .config import HubSpotConfig

USER_AGENT = "crm-ai-plugin"
_UNREADABLE = object()


class Bearer(AuthBase):
    """Puts a token on a request."""

    def __init__(self, token: str) -> None:
        self._token = token

    def __repr__(self) -> str:
        return "Bearer(***)"

    def __call__(self, request: requests.PreparedRequest) -> requests.PreparedRequest:
        """Return the request with the token on it."""
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
        adapter = WholeAnswers(pool_connections=2, pool_maxsize=config.parallel + 1, max_retries=0)
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


class Wire:
    """Makes single calls. Safe in threads.

    Args:
        config: Of the connection.
        budget: Told when HubSpot asks to call less often; None outside of a connection.
    """

    def __init__(self, config: HubSpotConfig, budget: Budget | None = None) -> None:
        self._vendor = _PooledHubSpot(config)
        self._budget = budget
        self.quota: Quota | None = None
        """What the latest answer said about the rate limit."""

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Close pooled connections."""
        self._vendor.close()

    def once(self, options: Mapping[str, Any], *, write: bool) -> Mapping[str, Any]:
        """Make a call of the vendor's ``api_request`` and return the JSON object it answers.

        Raises:
            CrmAiError: no answer, an error, or errors inside an answer.
        """
        response = self._send(options, write=write)
        self.quota = answers.quota_of(response.headers) or self.quota
        body = _parsed(response, write=write)
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
            if self._budget is not None:
                self._budget.punish(error.retry_after or 1.0)

    def _send(self, options: Mapping[str, Any], *, write: bool) -> requests.Response:
        try:
            return self._vendor.api_request(options)
        except requests.RequestException as error:
            failure = translated(error, "HubSpot", write=write)
        # Raised out here, not chained: the vendor's exception holds the request, and with it the token.
        raise failure


def _parsed(response: requests.Response, *, write: bool) -> Any:  # noqa: ANN401  # vendor JSON
    # A change may be answered by nothing; a read without an answer was cut off on its way.
    if response.status_code == HTTPStatus.NO_CONTENT or (write and not response.content):
        return {}
    try:
        return response.json()
    except ValueError:
        return _UNREADABLE
