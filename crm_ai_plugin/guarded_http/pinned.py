"""A `requests` session that connects only where it may.

A name is resolved once, every address it stands for is judged, and the connection goes to one of exactly
these addresses; the peer is judged again once connected. So a name that first points at the CRM and then at
this network ("DNS rebinding") gets nowhere. Link-local addresses, where clouds keep their metadata, are
never called.

Keys that an API wants in the query are put on at the socket: no URL in a log or an error ever has them.
"""

from __future__ import annotations

import ipaddress
import socket
from collections.abc import Mapping
from dataclasses import dataclass
from http.cookiejar import DefaultCookiePolicy
from typing import Any

import requests
from requests.auth import AuthBase
from urllib3 import HTTPConnectionPool, HTTPSConnectionPool, PoolManager
from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.exceptions import ConnectTimeoutError, NameResolutionError, NewConnectionError
from urllib3.util import connection as sockets

from ..errors import PermanentError
from .whole import WholeAnswers

QUERY_HEADER = "X-Crm-Ai-Query-Key"
"""Carries a secret query from the caller to the socket; it is never sent as a header."""


@dataclass(frozen=True)
class AddressPolicy:
    """Which addresses may be called."""

    allow_private: bool = False

    def refuses(self, address: str) -> bool:
        """Return whether nothing may be sent to this IP address."""
        try:
            ip = ipaddress.ip_address(address.partition("%")[0])
        except ValueError:
            return True
        if isinstance(ip, ipaddress.IPv6Address):
            # Addresses that carry an IPv4 address are as good or bad as that one.
            inner = ip.ipv4_mapped or ip.sixtofour or (ip.teredo[1] if ip.teredo else None) or _nat64(ip)
            if inner is not None:
                return self.refuses(str(inner))
        if ip.is_link_local or ip.is_multicast or ip.is_unspecified or str(ip) in _METADATA:
            return True
        if ip.is_loopback or ip.is_private:
            return not self.allow_private
        return not ip.is_global


_METADATA = frozenset({"fd00:ec2::254", "100.100.100.200", "168.63.129.16", "192.0.0.192"})
"""Metadata services of clouds that don't use a link-local address."""
_NAT64 = ipaddress.ip_network("64:ff9b::/96")


def _nat64(ip: ipaddress.IPv6Address) -> ipaddress.IPv4Address | None:
    return ipaddress.IPv4Address(int(ip) & 0xFFFFFFFF) if ip in _NAT64 else None


def _refused(host: str) -> PermanentError:
    return PermanentError(
        f"{host} is an address that must not be called (private, loopback, link-local or reserved)",
        code="address_refused",
        hint="check the host; for a CRM inside your own network set allow_private",
    )


def _connect(connection: HTTPConnection, policy: AddressPolicy) -> socket.socket:
    host, port = connection.host, connection.port
    try:
        found = socket.getaddrinfo(host.strip("[]"), port, type=socket.SOCK_STREAM)
    except (socket.gaierror, UnicodeError) as error:
        wrong = error if isinstance(error, socket.gaierror) else socket.gaierror(str(error))
        raise NameResolutionError(host, connection, wrong) from error
    addresses = list(dict.fromkeys(str(row[4][0]) for row in found))
    if any(policy.refuses(one) for one in addresses):
        raise _refused(host)
    last: OSError | None = None
    for address in addresses:
        try:
            made = sockets.create_connection(
                (address, port), connection.timeout, connection.source_address, connection.socket_options
            )
        except OSError as error:
            last = error
            continue
        if policy.refuses(str(made.getpeername()[0])):
            made.close()
            raise _refused(host)
        return made
    if isinstance(last, TimeoutError):
        raise ConnectTimeoutError(connection, f"connecting to {host} timed out") from last
    raise NewConnectionError(connection, f"no connection to {host}") from last


def _with_query(url: str, headers: Mapping[str, Any] | None) -> tuple[str, dict[str, Any]]:
    sent = {name: value for name, value in (headers or {}).items() if name != QUERY_HEADER}
    secret = (headers or {}).get(QUERY_HEADER)
    return (f"{url}{'&' if '?' in url else '?'}{secret}" if secret else url), sent


def _pools(policy: AddressPolicy) -> dict[str, type[HTTPConnectionPool]]:
    class Plain(HTTPConnection):
        def _new_conn(self) -> socket.socket:
            return _connect(self, policy)

        def request(self, method: str, url: str, body: Any = None, headers: Any = None, **more: Any) -> None:  # noqa: ANN401  # as in urllib3
            url, sent = _with_query(url, headers)
            super().request(method, url, body, sent, **more)

    class Secure(HTTPSConnection):
        def _new_conn(self) -> socket.socket:
            return _connect(self, policy)

        def request(self, method: str, url: str, body: Any = None, headers: Any = None, **more: Any) -> None:  # noqa: ANN401  # as in urllib3
            url, sent = _with_query(url, headers)
            super().request(method, url, body, sent, **more)

    class PlainPool(HTTPConnectionPool):
        ConnectionCls = Plain

    class SecurePool(HTTPSConnectionPool):
        ConnectionCls = Secure

    return {"http": PlainPool, "https": SecurePool}


class _PinnedAdapter(WholeAnswers):
    def __init__(self, policy: AddressPolicy, connections: int) -> None:
        self._policy = policy
        # No retries down here: only the caller knows what may be repeated.
        super().__init__(pool_connections=4, pool_maxsize=connections, max_retries=0)

    def init_poolmanager(self, *args: Any, **kwargs: Any) -> None:  # noqa: ANN401
        super().init_poolmanager(*args, **kwargs)
        self.poolmanager: PoolManager
        self.poolmanager.pool_classes_by_scheme = _pools(self._policy)


class _Bare(AuthBase):
    """Keeps `requests` from taking credentials out of a ``.netrc``."""

    def __call__(self, request: requests.PreparedRequest) -> requests.PreparedRequest:
        return request


def pinned_session(policy: AddressPolicy, connections: int, ca_bundle: str | None = None) -> requests.Session:
    """Return a session without cookies, redirects of its own accord, proxies or retries."""
    session = requests.Session()
    session.mount("https://", _PinnedAdapter(policy, connections))
    session.mount("http://", _PinnedAdapter(policy, connections))
    session.cookies.set_policy(DefaultCookiePolicy(allowed_domains=[]))
    # A proxy of the environment would resolve names out of our sight.
    session.trust_env = False
    session.auth = _Bare()
    if ca_bundle is not None:
        session.verify = ca_bundle
    return session
