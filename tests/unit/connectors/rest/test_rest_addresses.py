"""Which addresses a connection may lead to, whatever a name says."""

from __future__ import annotations

import socket
from typing import Any

import pytest

from crm_ai_plugin.errors import PermanentError
from crm_ai_plugin.guarded_http.pinned import AddressPolicy, pinned_session
from tests.fixtures.json_server import JsonServer


@pytest.mark.parametrize(
    "address",
    [
        "127.0.0.1", "10.0.0.1", "172.16.5.4", "192.168.1.1", "169.254.169.254", "0.0.0.0", "100.64.0.1", "224.0.0.1",
        "::1", "::", "fe80::1", "fc00::1", "fd00:ec2::254", "::ffff:127.0.0.1", "::ffff:169.254.169.254",
        "64:ff9b::7f00:1", "2002:7f00:1::", "100.100.100.200", "168.63.129.16", "not-an-address", "fe80::1%eth0",
    ],
)  # fmt: skip
def test_inner_addresses_are_refused(address: str) -> None:
    assert AddressPolicy().refuses(address)


@pytest.mark.parametrize("address", ["93.184.216.34", "2606:2800:220:1::1", "8.8.8.8"])
def test_public_addresses_are_called(address: str) -> None:
    assert not AddressPolicy().refuses(address)


@pytest.mark.parametrize(
    "address", ["169.254.169.254", "fd00:ec2::254", "fe80::1", "0.0.0.0", "::ffff:169.254.169.254"]
)
def test_metadata_stays_out_of_reach_in_a_private_network(address: str) -> None:
    policy = AddressPolicy(allow_private=True)
    assert policy.refuses(address)
    assert not policy.refuses("10.0.0.1")


def test_a_name_that_leads_inside_is_refused(server: JsonServer, monkeypatch: pytest.MonkeyPatch) -> None:
    answers = [["93.184.216.34", "127.0.0.1"], ["127.0.0.1"]]

    def resolve(host: str, port: int, *_: Any, **__: Any) -> list[Any]:
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (one, port)) for one in answers.pop(0)]

    monkeypatch.setattr(socket, "getaddrinfo", resolve)
    session = pinned_session(AddressPolicy(), 1)
    for _ in range(2):
        with pytest.raises(PermanentError) as caught:
            session.get(f"http://crm.example:{server.host.split(':')[1]}/", timeout=1)
        assert caught.value.code == "address_refused"
    assert server.seen == []


def test_the_address_that_was_judged_is_the_one_called(
    server: JsonServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[str] = []

    def resolve(host: str, port: int, *_: Any, **__: Any) -> list[Any]:
        asked.append(host)
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", ("127.0.0.1", port))]

    monkeypatch.setattr(socket, "getaddrinfo", resolve)
    session = pinned_session(AddressPolicy(allow_private=True), 1)
    assert session.get(f"http://crm.example:{server.host.split(':')[1]}/x", timeout=1).status_code == 200
    # Once for the name; the connection itself is made to an address, which "resolves" to itself.
    assert [one for one in asked if one == "crm.example"] == ["crm.example"]
