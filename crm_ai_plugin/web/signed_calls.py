"""Requests that a CRM signed, because a card inside it asks for something."""

from __future__ import annotations

from collections.abc import Collection

from flask import request

from ..ports.host import HostCaller, SignedHost
from ..ports.receiver import RawDelivery
from .body import read_body
from .principal import AccessError, Principal
from .state import services

MOST_BYTES = 64_000


def principal() -> Principal | None:
    """Return who makes a request that a CRM signed; None when it does not say so.

    Raises:
        WebhookRejected: it says so, and no CRM signed it.
        AccessError: nobody has connected that account.
    """
    host = _host()
    if host is None:
        return None
    delivery = raw_delivery(read_body(MOST_BYTES, keep=True))
    caller = host.verify(delivery, services().webhook_secrets(host.key), services().clock())
    return of(host, caller)


def of(host: SignedHost, caller: HostCaller) -> Principal:
    """Return the principal of an account's user.

    Raises:
        AccessError: code ``account_unknown``: nobody has connected the account; ``account_shared``: several
            workspaces have, and nothing says which is meant.
    """
    active = services().connected_accounts(host.connector, caller.account)
    if not active:
        raise AccessError("this CRM account is not connected", code="account_unknown")
    if len(active) > 1:
        raise AccessError("several workspaces are connected to this CRM account", code="account_shared")
    workspace, connection = active[0]
    return Principal(
        workspace,
        actor=f"{host.key}:{caller.user or 'workflow'}",
        role="rep",
        connection=connection,
        crm_user=caller.user,
        whose=f"{host.key}:{caller.account}",
        host=host.key,
        signed_at=caller.at,
    )


def added_parameters() -> Collection[str]:
    """Return what the CRM itself added to the present request's query."""
    host = _host()
    return host.parameters if host is not None and "Authorization" not in request.headers else ()


def raw_delivery(body: bytes) -> RawDelivery:
    """Return the present request as it came."""
    return RawDelivery(
        method=request.method,
        url=public_url(),
        headers={name.lower(): value for name, value in request.headers.items()},
        body=body,
        received_at=services().clock(),
    )


def public_url() -> str:
    """Return the address the sender used and signed: a proxy in between may have changed host and scheme."""
    query = request.query_string.decode("latin-1")
    base = services().settings.public_url.rstrip("/")
    return f"{base}{request.path}{'?' + query if query else ''}"


def _host() -> SignedHost | None:
    return next((host for host in services().registry.signed_hosts() if host.header in request.headers), None)
