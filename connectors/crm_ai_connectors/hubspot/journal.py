"""Which portals took the app off: HubSpot's webhooks journal, which is read, not pushed.

The journal goes back three days. Each entry is an address, good for a short time, of a file with events. The file
lies elsewhere, so it is fetched without credentials, from public addresses only.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any

import requests

from crm_ai_plugin.errors import ConflictError, NotFoundError, PermanentError, RetryableError
from crm_ai_plugin.guarded_http.pinned import AddressPolicy, pinned_session
from crm_ai_plugin.ports.installing import OAuthApp, Uninstalls

from ..http.retry import translated
from .auth import TokenEndpoint
from .config import HubSpotConfig
from .wire import Bearer, Wire

UNINSTALL = "4-1916193"
"""HubSpot's id of the event."""
_SCOPES = "developer.webhooks_journal.read developer.webhooks_journal.subscriptions.write"
_ACTION = "APP_UNINSTALL"
_MAX_BYTES = 20_000_000
_ENTRIES = 20
"""So many entries are read at a time."""


class Journal:
    """One reading of the journal with the app's own token."""

    def __init__(self, config: HubSpotConfig, app: OAuthApp, wire: Wire) -> None:
        self._config = config
        self._wire = wire
        form = {
            "grant_type": "client_credentials",
            "client_id": app.client_id,
            "client_secret": app.client_secret,
            "scope": _SCOPES,
        }
        self._token = str(TokenEndpoint(config, wire).post(form).get("access_token") or "")

    def __repr__(self) -> str:
        return "Journal(***)"

    def read(self, cursor: str | None) -> Uninstalls:
        """Return the accounts of some entries from `cursor` on."""
        if cursor is None:
            self._subscribe()
        accounts: dict[str, None] = {}
        for _ in range(_ENTRIES):
            entry = self._entry(cursor)
            if entry is None:
                return Uninstalls(list(accounts), cursor)
            url, cursor = entry
            accounts.update(dict.fromkeys(_accounts(self._file(url))))
        return Uninstalls(list(accounts), cursor, more=True)

    def _subscribe(self) -> None:
        body = {"subscriptionType": "APP_LIFECYCLE_EVENT", "eventTypeId": UNINSTALL}
        try:
            self._call("POST", f"/webhooks-journal/subscriptions/{self._config.api_version}", body)
        except ConflictError:
            return

    def _entry(self, cursor: str | None) -> tuple[str, str] | None:
        """Return address and offset of the next entry; None when there is none yet."""
        place = "earliest" if cursor is None else f"offset/{cursor}/next"
        try:
            found = self._call("GET", f"/webhooks-journal/journal/{self._config.api_version}/{place}")
        except NotFoundError:
            return None
        url, offset = found.get("url"), str(found.get("currentOffset") or "")
        if not url and not offset:
            return None
        if not isinstance(url, str) or not offset.replace("-", "").isalnum():
            raise RetryableError("HubSpot's journal can't be read", code="malformed_answer")
        return url, offset

    def _call(self, method: str, path: str, body: Mapping[str, Any] | None = None) -> Mapping[str, Any]:
        options = {"method": method, "path": path, "auth": Bearer(self._token)}
        return self._wire.once(options | ({"body": body} if body else {}), write=method != "GET")

    def _file(self, url: str) -> Any:  # noqa: ANN401  # vendor JSON
        here = self._config.allow_insecure and self._config.on_loopback
        if not url.startswith("https://") and not here:
            raise PermanentError(
                "HubSpot's journal points at an address that is not called", code="host_refused"
            )
        timeout = (self._config.connect_timeout_s, self._config.read_timeout_s)
        session = pinned_session(AddressPolicy(here), 1)
        try:
            with session.get(url, timeout=timeout, allow_redirects=False, stream=True) as answer:
                read = answer.raw.read(_MAX_BYTES + 1, decode_content=True) if answer.ok else b""
                return json.loads(read) if len(read) <= _MAX_BYTES else None
        except requests.RequestException as error:
            failure = translated(error, "HubSpot", write=False)
        except (ValueError, RecursionError):
            failure = RetryableError("HubSpot's journal can't be read", code="malformed_answer")
        finally:
            session.close()
        raise failure


def _accounts(body: Any) -> Iterator[str]:  # noqa: ANN401  # vendor JSON
    """Yield the portals that a file says took the app off."""
    events = body.get("journalEvents") if isinstance(body, Mapping) else body
    for event in events if isinstance(events, list) else ():
        if not isinstance(event, Mapping):
            continue
        told = {str(event.get("eventTypeId")), str(event.get("action")).upper()}
        if told & {UNINSTALL, _ACTION} and str(event.get("portalId") or "").isdecimal():
            yield str(event["portalId"])
