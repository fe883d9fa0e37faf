"""Sends a webhook: signed, to public addresses only, following nothing it is told."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import urlsplit

import requests

from ...errors import PermanentError, RateLimitedError, RetryableError, UserInputError
from ...guarded_http.pinned import AddressPolicy, pinned_session
from .message import Message
from .signing import signed

CONNECT_S, READ_S = 5.0, 10.0
GONE = "gone"
"""Code of an answer that says: never again."""
_MAX_URL = 2_000
_TOO_MANY, _GONE = 429, 410


@dataclass(frozen=True)
class Webhooks:
    """The way out for webhooks.

    `allow_private` lets them go to addresses inside this network, `allow_insecure` over plain http.
    """

    allow_private: bool = False
    allow_insecure: bool = False

    def check(self, url: str) -> str:
        """Return `url` if webhooks may be sent there; where its name points is judged when it is called.

        Raises:
            UserInputError: they may not, and why.
        """
        try:
            parts = urlsplit(url)
            host, _ = parts.hostname, parts.port
        except ValueError:
            host, parts = None, urlsplit("")
        if not host or len(url) > _MAX_URL or any(ord(char) <= 32 or ord(char) == 127 for char in url):
            raise UserInputError("url: not an address", code="url_invalid", hint="https://host/path")
        if parts.username is not None or parts.password is not None:
            raise UserInputError("url: no user name or password in it", code="url_invalid")
        if parts.fragment:
            raise UserInputError("url: nothing after # is ever sent", code="url_invalid")
        if parts.scheme != "https" and not (parts.scheme == "http" and self.allow_insecure):
            raise UserInputError("url: has to be https", code="url_insecure")
        return url

    def send(self, url: str, secret: str, id_: str, message: Message, now: datetime) -> None:
        """Send a message; returns when the other side answered 2xx.

        Raises:
            RetryableError: it may work later.
            PermanentError: it will not: refused for good, or an address that must not be called.
        """
        self.check(url)
        body = body_of(message)
        headers = signed(secret, id_, now, body) | {
            "Content-Type": "application/json",
            "User-Agent": "crm-ai-webhooks/1",
        }
        with pinned_session(AddressPolicy(self.allow_private), 1) as session:
            status, after, failed = 0, "", None
            try:
                with session.post(
                    url,
                    data=body,
                    headers=headers,
                    timeout=(CONNECT_S, READ_S),
                    allow_redirects=False,
                    stream=True,
                ) as answer:
                    status, after = answer.status_code, answer.headers.get("Retry-After", "")
            except requests.Timeout:
                failed = RetryableError("it did not answer in time", code="timeout", uncertain=True)
            except requests.exceptions.SSLError:
                failed = RetryableError("its certificate is not accepted here", code="tls")
            except requests.RequestException:
                failed = RetryableError("it can't be reached", code="unreachable", uncertain=True)
        if failed is not None:
            # Outside of the except block: the exception holds the request, and with it the signature.
            raise failed
        _judge(status, after)


def body_of(message: Message) -> bytes:
    """Return what is sent: type, time and data; the texts stay here."""
    said: Mapping[str, Any] = {
        "type": message.type,
        "timestamp": message.at.isoformat(),
        "data": message.data,
    }
    return json.dumps(said, ensure_ascii=False, separators=(",", ":"), default=str).encode(errors="replace")


def _judge(status: int, after: str) -> None:
    if 200 <= status < 300:
        return
    if 300 <= status < 400:
        raise PermanentError(
            f"it answered {status}: redirects are not followed",
            code="redirected",
            hint="give the final address",
        )
    if status == _GONE:
        raise PermanentError("it answered 410: it wants no more", code=GONE)
    if status in {_TOO_MANY, 503}:
        wait = float(after) if after.isdigit() else None
        raise RateLimitedError(f"it answered {status}", retry_after=wait)
    # By the specification whatever is no 2xx is tried again: many a receiver says 400 while it is being mended.
    raise RetryableError(f"it answered {status}", code=f"status_{status}")
