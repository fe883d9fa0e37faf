"""The only code of this connector that touches the network."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import Any
from urllib.parse import urlencode, urljoin, urlsplit

import requests

from crm_ai_plugin.errors import CrmAiError, RateLimitedError, ReauthoriseError, RetryableError
from crm_ai_plugin.guarded_http.pinned import AddressPolicy, pinned_session
from crm_ai_plugin.guarded_http.whole import pieces
from crm_ai_plugin.ports.connector import ConnectionContext, Quota

from ..http.retry import Effect, pause, translated
from . import limits, templates
from .answers import Answer, Verdict, error_of, judge
from .config import RestConfig
from .credentials import Credentials, Outgoing
from .hooks import Hooked
from .hosts import Hosts, variables
from .model import Definition
from .model.auth import OAuth2Auth
from .model.base import Call

USER_AGENT = "crm-ai-plugin"
_CHUNK = 65_536


@dataclass(frozen=True)
class Request:
    """What is to be sent; `url` never has a secret."""

    method: str
    url: str
    effect: Effect
    headers: Mapping[str, str] = field(default_factory=dict)
    body: bytes = b""
    group: str = "read"
    timeout_s: float | None = None


class RestClient:
    """Authenticated calls with budget, deadline and errors of our own. Safe in threads."""

    def __init__(
        self,
        definition: Definition,
        config: RestConfig,
        context: ConnectionContext,
        *,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        self._definition = definition
        self._times = config.times(definition.timeouts)
        self.variables = variables(definition, config)
        self.hosts = Hosts(definition, config, self.variables)
        self._budget = context.budget
        self._clock = context.clock
        self._hooks = Hooked(definition, config)
        self._credentials = Credentials(definition, context, self.variables, self.exchange, self._hooks.sign)
        self._session = pinned_session(
            AddressPolicy(config.allow_private), definition.rate.concurrency + 1, config.ca_bundle
        )
        self._sleep = sleep
        self.quota: Quota | None = None
        """What the latest answer said about the rate limit."""

    def __repr__(self) -> str:
        return f"RestClient({self.hosts.base})"

    def close(self) -> None:
        """Close pooled connections."""
        self._session.close()

    def request(
        self,
        call: Call,
        method: str,
        values: Mapping[str, Any],
        effect: Effect = Effect.READ,
        *,
        body: Any = None,  # noqa: ANN401  # JSON
        query: Mapping[str, str] | None = None,
        headers: Mapping[str, str] | None = None,
        url: str | None = None,
    ) -> Request:
        """Return a request with the slots of `call` filled; nothing is sent.

        Args:
            call: From the definition.
            method: HTTP method.
            values: What fills the slots, beside the tenant's variables.
            effect: Whether it may be repeated.
            body: Instead of the call's own.
            query: Added to the call's own.
            headers: Added to the call's own.
            url: Instead of path and query: the address of a next page.

        Raises:
            NotFoundError: a value could not be an id.
            PermanentError: the address is not allowed.
        """
        known = {**self.variables, **values}
        if url is not None and url.startswith("/") and not url.startswith("//"):
            # The address of a next page may be given without its host.
            url = urljoin(self._base(), url)
        if url is None:
            asked = {**templates.query(call.query, known), **(query or {})}
            url = f"{self._base()}{templates.path(call.path, known)}"
            url += f"?{urlencode(asked)}" if asked else ""
        sent = {name: templates.render(text, known) for name, text in call.headers.items()}
        content = templates.fill(call.body, known) if body is None else body
        group = call.budget or ("read" if effect is Effect.READ else "write")
        payload = b"" if content is None else json.dumps(content, ensure_ascii=False).encode()
        return Request(
            method, self.hosts.check(url), effect, {**sent, **(headers or {})}, payload, group, call.timeout_s
        )

    def send(self, request: Request, allow: Collection[int] = ()) -> Answer:
        """Return the answer; statuses in `allow` are answers as well.

        Raises:
            CrmAiError: what the definition, or HTTP, says the answer means.
        """
        token = self._credentials.token()
        renewed = False
        deadline = time.monotonic() + self._times.deadline_s
        attempt = 0
        while True:
            attempt += 1
            self._budget.take(request.group)
            try:
                return self._once(request, token, allow, deadline)
            except ReauthoriseError:
                if renewed or not self._credentials.renewable:
                    raise
                token, renewed = self._credentials.renew(token), True
                continue
            except CrmAiError as error:
                wait = pause(
                    error,
                    request.effect,
                    attempt,
                    deadline - time.monotonic(),
                    patience=self._times.patience_s,
                    reserve=self._times.connect_s,
                )
                if wait is None:
                    raise
            self._sleep(wait)

    def record(self, resource: str, raw: Mapping[str, Any]) -> Mapping[str, Any] | None:
        """Return a record as the definition's hook leaves it."""
        return self._hooks.record(resource, raw)

    def _base(self) -> str:
        tenant = self._credentials.tenant_host()
        return self.hosts.tenant(tenant) if tenant else self.hosts.base

    def _once(self, request: Request, token: str, allow: Collection[int], deadline: float) -> Answer:
        parts = urlsplit(request.url)
        base = urlsplit(self._base()).path
        outgoing = Outgoing(
            request.method, parts.path.removeprefix(base), parts.path, parts.query, request.body
        )
        headers = {"User-Agent": USER_AGENT, "Accept": "application/json", **request.headers}
        if request.body:
            headers.setdefault("Content-Type", "application/json")
        answer = self._sent(request, {**headers, **self._credentials.headers(outgoing, token)}, deadline)
        return self._judged(request, answer, allow)

    def _judged(self, request: Request, answer: Answer, allow: Collection[int]) -> Answer:
        now = self._clock()
        write = request.effect is not Effect.READ
        self.quota = limits.quota(self._definition.rate, answer.headers, now) or self.quota
        spent = limits.daily(self._definition.rate, answer.headers, self._definition.label)
        if spent is not None:
            # This answer still counts; only the calls after it have to wait.
            self._budget.punish(spent.retry_after or 0.0)
        verdict = judge(self._definition, answer, self._hooks.answer(answer))
        if answer.status in allow or (verdict is not None and verdict.meaning == "empty" and not write):
            return Answer(
                HTTPStatus.NO_CONTENT if answer.status not in allow else answer.status, answer.headers
            )
        if verdict is not None:
            raise self._error(answer, verdict, write=write)
        if answer.unreadable:
            raise RetryableError(
                f"{self._definition.label}'s answer can't be read", code="malformed_answer", uncertain=write
            )
        return answer

    def _error(self, answer: Answer, verdict: Verdict, *, write: bool) -> CrmAiError:
        wait = limits.retry_after(self._definition.rate, answer.headers, self._clock())
        if wait is None and verdict.rule is not None and verdict.rule.retry_after is not None:
            wait = limits.in_body(answer.body, verdict.rule.retry_after, self._clock())
        error = error_of(
            self._definition, answer, verdict, self._credentials.redactor(), write=write, retry_after=wait
        )
        if isinstance(error, RateLimitedError):
            self._budget.punish(error.retry_after or 1.0)
        return error

    def _sent(self, request: Request, headers: Mapping[str, str], deadline: float) -> Answer:
        write = request.effect is not Effect.READ
        times = (self._times.connect_s, request.timeout_s or self._times.read_s)
        try:
            with self._session.request(
                request.method,
                request.url,
                data=request.body or None,
                headers=dict(headers),
                timeout=times,
                allow_redirects=False,
                stream=True,
            ) as response:
                content = self._content(response, deadline, write=write)
                return _answer(response.status_code, response.headers, content)
        except (requests.RequestException, UnicodeError) as error:
            wrong = error if isinstance(error, requests.RequestException) else requests.RequestException()
            failure = translated(wrong, self._definition.label, write=write)
        # Raised out here, not chained: the exception holds the request, and with it the credentials.
        raise failure

    def _content(self, response: requests.Response, deadline: float, *, write: bool) -> bytes:
        found = bytearray()
        for chunk in pieces(response):
            found += chunk
            if len(found) > self._definition.max_bytes:
                raise RetryableError(
                    f"{self._definition.label}'s answer is longer than this connection reads",
                    code="answer_too_large",
                    uncertain=write,
                    hint="lower the page size, or raise max_bytes",
                )
            if time.monotonic() > deadline:
                raise RetryableError(
                    f"{self._definition.label} did not finish its answer in time",
                    code="timeout",
                    uncertain=write,
                )
        return bytes(found)

    def exchange(self, form: Mapping[str, str], headers: Mapping[str, str]) -> Mapping[str, Any]:
        """Post `form` to the token address; the secrets travel in the body, never in the URL."""
        auth = self._definition.auth
        if not isinstance(auth, OAuth2Auth):
            raise TypeError("only OAuth has a token address")
        label = self._definition.label
        try:
            body = self.post_form(auth.token_url, form, headers)
        except (RetryableError, ReauthoriseError):
            raise
        except CrmAiError as error:
            raise ReauthoriseError(
                f"{label} refuses to renew this connection's access",
                detail=error.detail,
                hint=f"connect {label} again; if that fails, check the app's client id and secret",
            ) from error
        if body.get("error"):
            # Some say so with a 200.
            raise ReauthoriseError(
                f"{label} refuses to renew this connection's access", hint=f"connect {label} again"
            )
        return body

    def post_form(
        self, address: str, form: Mapping[str, str], headers: Mapping[str, str]
    ) -> Mapping[str, Any]:
        """Post a form to an address of the definition, without the connection's token."""
        self._budget.take("write")
        sent = {
            "User-Agent": USER_AGENT,
            "Accept": "application/json",
            "Content-Type": "application/x-www-form-urlencoded",
            **headers,
        }
        url = self.hosts.url(templates.render(address, self.variables))
        request = Request("POST", url, Effect.READ, body=urlencode(form).encode())
        answer = self._judged(request, self._sent(request, sent, time.monotonic() + 30), ())
        return answer.body if isinstance(answer.body, Mapping) else {}


def _answer(status: int, headers: Mapping[str, str], content: bytes) -> Answer:
    if status == HTTPStatus.NO_CONTENT or not content.strip():
        return Answer(status, headers)
    try:
        body = json.loads(content, parse_constant=lambda _: None)
    except (ValueError, RecursionError):
        return Answer(status, headers, None, content[:20_000].decode("utf-8", "replace"), unreadable=True)
    return Answer(status, headers, body, content[:20_000].decode("utf-8", "replace"))
