"""The only code of this connector that touches the network, through ``simple-salesforce`` in direct mode.

In direct mode the library makes one call and raises; its other modes renew sessions on their own, without a
lock, and loop on a persistent 401. Each of its exceptions carries URL and body, so none leaves this module.

Whether a failed call may be repeated depends on what it does (`Effect`). Reads and repeatable writes are
tried again within a total deadline; a write that Salesforce may have carried out is not, it raises
``RetryableError(uncertain=True)`` and the next attempt looks first.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, TypeVar

import requests
from simple_salesforce.api import Salesforce
from simple_salesforce.exceptions import SalesforceError

from crm_ai_plugin.errors import (
    ConfigurationError,
    CrmAiError,
    PermanentError,
    RateLimitedError,
    ReauthoriseError,
    RetryableError,
)
from crm_ai_plugin.ports.connector import ConnectionContext, Quota

from ..http.retry import DAILY, Effect, pause, translated
from . import answers
from .auth import TokenEndpoint, is_quiet, tokens
from .config import SalesforceConfig
from .ids import is_allowed_host
from .transport import Session

REST = "rest"
"""Group of the call budget."""
_TRUST_S = 300.0
"""How long a reading of the day's quota counts before one call is let through to read it again."""

T = TypeVar("T")
Call = Callable[[Salesforce], T]


@dataclass(frozen=True, repr=False)
class _Vendor:
    """The library, connected with one token to one org."""

    token: str
    instance: str
    api: Salesforce


class SalesforceClient:
    """Authenticated calls with budget, deadline, quota and errors of our own. Safe in threads."""

    def __init__(
        self,
        config: SalesforceConfig,
        context: ConnectionContext,
        *,
        sleep: Callable[[float], None] = time.sleep,
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        self._config = config
        self._budget = context.budget
        self._clock = context.clock
        self._sleep = sleep
        self._monotonic = monotonic
        self._session = Session(config)
        endpoint = TokenEndpoint(config, self._session, context.budget)
        self._tokens = tokens(config, context.secrets, context.clock, endpoint)
        self._vendor: _Vendor | None = None
        self._quota: tuple[float, Quota] | None = None
        self._lock = threading.Lock()

    def __repr__(self) -> str:
        return f"SalesforceClient({self._config.login_url})"

    @property
    def quota(self) -> Quota | None:
        """What the latest answer said about the day's calls."""
        return None if self._quota is None else self._quota[1]

    @property
    def org_url(self) -> str | None:
        """The org's own address as far as it is known without a call."""
        return self._config.instance_url or self._tokens.secret("instance_url") or None

    def close(self) -> None:
        """Close pooled connections."""
        self._session.close()

    def keep_alive(self) -> bool:
        """Use the refresh token of a connection that has been quiet; return whether that was needed."""
        return self._tokens.keep_alive(lambda secrets: is_quiet(secrets, self._clock()))

    def read_quota(self) -> Quota | None:
        """Ask Salesforce for the day's limits."""
        found = answers.quota_of_limits(self.call(Effect.READ, lambda vendor: vendor.limits()))
        self._note(found)
        return found

    def call(self, effect: Effect, do: Call[T]) -> T:
        """Make one call through the library and return what it returns.

        Args:
            effect: What the call does to the org.
            do: Makes exactly one HTTP call; made again only as far as `effect` allows.
        """
        self._mind_the_day()
        token = self._tokens.bearer()
        renewed = False
        deadline = self._monotonic() + self._config.deadline_s
        attempt = 0
        while True:
            attempt += 1
            self._budget.take(REST)
            try:
                return self._once(do, token, write=effect is not Effect.READ)
            except ReauthoriseError:
                if renewed:
                    raise
                token, renewed = self._tokens.renew(token), True
                continue
            except CrmAiError as error:
                wait = self._pause(error, effect, attempt, deadline - self._monotonic())
                if wait is None:
                    raise
            self._sleep(wait)

    def _pause(self, error: CrmAiError, effect: Effect, attempt: int, left: float) -> float | None:
        config = self._config
        return pause(
            error, effect, attempt, left, patience=config.patience_s, reserve=config.connect_timeout_s
        )

    def _once(self, do: Call[T], token: str, *, write: bool) -> T:
        vendor = self._connected(token)
        try:
            result = do(vendor)
        except requests.exceptions.JSONDecodeError:
            failure: CrmAiError = _unreadable(write=write)
        except requests.RequestException as error:
            failure = translated(error, "Salesforce", write=write)
        except SalesforceError as error:
            failure = answers.error_of(
                int(error.status), self._session.latest_headers, error.content, write=write
            )
        except (ValueError, KeyError, IndexError, TypeError, AttributeError):
            # What the library makes of a 2xx answer that is not what it should be.
            failure = _unreadable(write=write)
        else:
            self._note(answers.quota_of(self._session.latest_headers))
            return result
        # Raised out here, not chained: the library's exceptions hold request, token and body.
        self._tell(failure)
        raise failure

    def tell_part(self, error: CrmAiError) -> None:
        """Take note of a limit that one part of a composite answer spoke of."""
        self._tell(error)

    def _tell(self, error: CrmAiError) -> None:
        if not isinstance(error, RateLimitedError):
            return
        self._budget.punish(error.retry_after or 1.0)
        if error.code == DAILY and self._quota is not None:
            self._note(Quota(self._quota[1].limit, 0, answers.DAY_S))

    def _note(self, quota: Quota | None) -> None:
        if quota is not None:
            self._quota = (self._monotonic(), quota)

    def _mind_the_day(self) -> None:
        """Refuse a call that would eat into what is left to the org's other integrations."""
        if self._quota is None:
            return
        read_at, quota = self._quota
        age = self._monotonic() - read_at
        if quota.remaining > quota.limit * self._config.daily_reserve or age >= _TRUST_S:
            return
        raise RateLimitedError(
            "this Salesforce org has nearly used up its API calls of the last 24 hours",
            code=DAILY,
            retry_after=_TRUST_S,
            hint="the rest is left to other integrations; Setup › System Overview shows who uses them",
        )

    def _connected(self, token: str) -> Salesforce:
        instance = self._config.instance_url or self._tokens.secret("instance_url")
        with self._lock:
            held = self._vendor
            if held is None or (held.token, held.instance) != (token, instance):
                held = self._vendor = _Vendor(token, instance, self._connect(token, instance))
            return held.api

    def _connect(self, token: str, instance: str) -> Salesforce:
        if not instance:
            raise ConfigurationError(
                "this Salesforce connection does not say where its org is", hint="connect Salesforce again"
            )
        if not is_allowed_host(instance, allow_insecure=self._config.allow_insecure):
            raise PermanentError(
                "this Salesforce connection points at an address that no token is sent to",
                code="instance_refused",
                hint="connect Salesforce again",
            )
        return Salesforce(
            session_id=token,
            instance_url=instance,
            version=self._config.api_version,
            session=self._session,
        )


def _unreadable(*, write: bool) -> RetryableError:
    return RetryableError("Salesforce's answer can't be read", code="malformed_answer", uncertain=write)


def as_mapping(value: object, *, write: bool = False) -> Mapping[str, Any]:
    """Return a JSON object.

    Raises:
        RetryableError: the answer is something else.
    """
    if not isinstance(value, Mapping):
        raise _unreadable(write=write)
    return value
