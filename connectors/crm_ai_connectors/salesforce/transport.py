"""The `requests` session that ``simple-salesforce`` is given.

The library sets no timeout, follows redirects with the token on board, and insists on https. So the session
refuses redirects, cookies and credentials of a ``.netrc``; its adapter puts a timeout on every call and, for
a sandbox on this machine only, speaks plain http. Nothing is repeated down here: only the caller knows what
may be.
"""

from __future__ import annotations

import threading
from collections.abc import Mapping
from http.cookiejar import DefaultCookiePolicy
from typing import Any
from urllib.parse import urlsplit

import requests
from requests.auth import AuthBase
from requests.structures import CaseInsensitiveDict

from crm_ai_plugin.guarded_http.whole import WholeAnswers

from .config import SalesforceConfig
from .ids import LOOPBACK


class _NoAuth(AuthBase):
    """Keeps `requests` from replacing our header by credentials of a ``.netrc``."""

    def __call__(self, request: requests.PreparedRequest) -> requests.PreparedRequest:
        return request


class _Adapter(WholeAnswers):
    def __init__(self, timeout: tuple[float, float], connections: int, *, insecure: bool) -> None:
        self._timeout = timeout
        self._insecure = insecure
        super().__init__(pool_connections=4, pool_maxsize=connections, max_retries=0)

    def send(self, request: requests.PreparedRequest, **kwargs: Any) -> requests.Response:  # type: ignore[override]  # noqa: ANN401  # as in requests
        if kwargs.get("timeout") is None:
            kwargs["timeout"] = self._timeout
        parts = urlsplit(request.url or "")
        if self._insecure and parts.scheme == "https" and parts.hostname in LOOPBACK:
            request.url = f"http{(request.url or '')[len('https') :]}"
        return super().send(request, **kwargs)


class Session(requests.Session):
    """A session without redirects, cookies and foreign credentials; remembers the latest answer's headers."""

    def __init__(self, config: SalesforceConfig) -> None:
        super().__init__()
        timeout = (config.connect_timeout_s, config.read_timeout_s)
        adapter = _Adapter(timeout, config.parallel + 1, insecure=config.allow_insecure)
        self.mount("https://", adapter)
        if config.allow_insecure:
            self.mount("http://", adapter)
        else:
            self.adapters.pop("http://")
        self.auth = _NoAuth()
        self.cookies.set_policy(DefaultCookiePolicy(allowed_domains=[]))
        # Proxies of the environment are wanted, save for a sandbox on this machine.
        self.trust_env = not config.on_loopback
        self._latest = threading.local()

    def __repr__(self) -> str:
        return "Session(***)"

    @property
    def latest_headers(self) -> Mapping[str, str]:
        """Headers of the latest answer in this thread."""
        found: Mapping[str, str] = getattr(self._latest, "headers", CaseInsensitiveDict())
        return found

    def request(self, method: str | bytes, url: str | bytes, *args: Any, **kwargs: Any) -> requests.Response:  # noqa: ANN401  # as in requests
        self._latest.headers = CaseInsensitiveDict()
        kwargs["allow_redirects"] = False
        response = super().request(method, url, *args, **kwargs)
        self._latest.headers = response.headers
        return response
