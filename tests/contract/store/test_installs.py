"""Connections in the making, on both databases."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest

from crm_ai_plugin.store import Store
from tests.fixtures.stores import NOON

BROWSER, OTHER = "b" * 43, "o" * 43


@pytest.fixture
def acme(store: Store) -> Store:
    with store.system() as s:
        s.workspaces.ensure("acme", "acme")
    return store


def opened(store: Store, hours: float = 24) -> tuple[str, str]:
    with store.system() as s:
        return s.installs.open(
            "acme",
            "hubspot",
            connection=None,
            config={"pipelines": ["a"]},
            made_by="cli",
            expires_at=NOON + timedelta(hours=hours),
        )


def test_a_link_leads_to_its_row_and_no_secret_is_stored(acme: Store) -> None:
    id_, token = opened(acme)
    with acme.system() as s:
        assert s.installs.begin(id_, BROWSER, "state-1", b"sealed")
        row = s.installs.by_link(token)
        assert row is not None
        assert (row.id, row.workspace_id, row.connector, row.config) == (
            id_,
            "acme",
            "hubspot",
            {"pipelines": ["a"]},
        )
        assert row.is_of(BROWSER)
        assert not row.is_of(OTHER)
        assert not row.is_of(None)
        for other in (token + "x", token[:-1], token.swapcase(), id_, "", "\x00\ud800"):
            assert s.installs.by_link(other) is None
    with acme.engine.connect() as connection:
        stored = repr(connection.exec_driver_sql("SELECT * FROM installs").all())
    for secret in (token, BROWSER, "state-1"):
        assert secret not in stored


def test_a_link_stays_with_the_first_browser(acme: Store) -> None:
    id_, _ = opened(acme)
    with acme.system() as s:
        assert s.installs.begin(id_, BROWSER, "state-1", b"1")
        assert not s.installs.begin(id_, OTHER, "state-2", b"2")
        assert s.installs.by_state("state-2") is None
        assert s.installs.begin(id_, BROWSER, "state-3", b"3")
        assert s.installs.by_state("state-1") is None, "setting out again leaves one state that may come back"
        row = s.installs.by_state("state-3")
        assert row is not None
        assert row.verifier_encrypted == b"3"


def test_a_state_is_good_once(acme: Store) -> None:
    id_, _ = opened(acme)
    with acme.system() as s:
        s.installs.begin(id_, BROWSER, "state-1", b"1")
        assert s.installs.take("state-1")
        assert not s.installs.take("state-1")
        assert s.installs.by_state("state-1") is None
        assert not s.installs.take("never")


def test_of_many_that_come_back_with_a_state_one_gets_it(acme: Store) -> None:
    id_, _ = opened(acme)
    with acme.system() as s:
        s.installs.begin(id_, BROWSER, "state-1", b"1")
    gate = threading.Barrier(4)

    def take(_: int) -> bool:
        gate.wait()
        with acme.system() as s:
            return s.installs.take("state-1")

    with ThreadPoolExecutor(4) as pool:
        assert sorted(pool.map(take, range(4))) == [False, False, False, True]


def test_a_finished_link_begins_nothing(acme: Store) -> None:
    id_, token = opened(acme)
    with acme.system() as s:
        s.installs.begin(id_, BROWSER, "state-1", b"1")
        s.installs.finish(id_)
        assert not s.installs.begin(id_, BROWSER, "state-2", b"2")
        assert not s.installs.take("state-1")
        row = s.installs.by_link(token)
        assert row is not None
        assert row.finished_at == NOON
        assert row.verifier_encrypted is None


def test_a_link_that_is_over_begins_nothing(acme: Store) -> None:
    id_, _ = opened(acme, hours=0)
    with acme.system() as s:
        assert not s.installs.begin(id_, BROWSER, "state-1", b"1")


def test_old_links_are_cleared_away(acme: Store) -> None:
    _, old = opened(acme, hours=-24 * 8)
    _, recent = opened(acme, hours=-24)
    opened(acme)
    with acme.system() as s:
        assert s.installs.by_link(old) is None
        assert s.installs.by_link(recent) is not None
