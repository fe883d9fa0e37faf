"""Somebody of one workspace asks every route for what is another's: nothing comes out, and nothing there moves."""

from __future__ import annotations

import contextlib
import json
from collections.abc import Iterator, Mapping
from functools import partial
from pathlib import Path
from urllib.parse import urlencode

import pytest
from sqlalchemy import Connection, create_engine, select
from sqlalchemy.pool import NullPool

from crm_ai_plugin.errors import CrmAiError
from crm_ai_plugin.privacy.marks import Marker
from crm_ai_plugin.runtime.registry import Registry
from crm_ai_plugin.store import ConnectionRow
from crm_ai_plugin.store.tables import Base
from tests.contract.store.isolation_filling import FILL, given_erasure, given_model
from tests.integration.web.access_world import PASSPHRASE, PORTALS, World
from tests.integration.web.every_route import Attempt, attempts

THEIRS = "ws_b"
"""Stands in every text of theirs, so that one word of them would show."""
FREE = {"connector", "host", "feature", "place", "name"}
"""Parts of paths that name what belongs to nobody: a plugin, a page, a file of ours."""


OWN_PLACE = {
    "PUT /api/ai/models/columns/<column>",
    "DELETE /api/ai/models/columns/<column>",
    "GET /api/ai/personas/templates/<key>/versions",
    "PUT /api/ai/personas/templates/<key>",
    "GET /api/ai/persona/<contact_id>/access",
    "GET /api/ai/persona/<contact_id>/do-not-profile",
    "PUT /api/ai/persona/<contact_id>/do-not-profile",
    "DELETE /api/ai/persona/<contact_id>/do-not-profile",
    "GET /api/ai/win-loss-analysis/<any(cohort, deal):subject_type>/<subject_id>/history",
}
"""Routes on which the same name means something of our own: a wish of somebody not delivered yet, an empty history."""


@pytest.fixture
def world(tmp_path: Path, sqlite_url: str, redis_url: str) -> Iterator[World]:
    made = World(tmp_path, sqlite_url, redis_url)
    made.services.registry = Registry()
    made.services.store.marker_of = partial(Marker, b"k" * 32)
    with made.services.store.system() as system:
        system.connections.add(ConnectionRow(THEIRS, "c", "hubspot", "9999"))
    with made.services.store.workspace(THEIRS) as session:
        for write in FILL.values():
            write(session)
    yield made
    made.close()


@pytest.fixture
def ids(world: World) -> dict[str, str]:
    """What is theirs, by how routes call it; a new name of a row has to be added here."""
    services = world.services
    key_id, _ = services.api_keys.create(THEIRS, "theirs", "test")
    with services.store.workspace(THEIRS) as session:
        model, erasure = given_model(session), given_erasure(session)
    plugins = {"connector": "hubspot", "host": "hubspot", "feature": "deal_coach", "place": "x", "name": "x"}
    return plugins | {
        "deal_id": "1", "record_id": "1", "subject_id": "1", "contact_id": "p", "ids": "p,s",
        "connection": "c", "key": "c", "connection_id": "c", "action_id": "call", "document_id": "doc_1",
        "model_id": model, "column": "custom.x", "objection_id": "obj_1", "response_id": "rsp_1",
        "entry_id": "leave", "file_id": "rpf_1", "schedule": "rps_1", "schedule_id": "rps_1", "rule_id": "rul_1",
        "rule": "rul_1", "channel_id": "chn_1", "channel": "chn_1", "notice_id": "ntc_1", "delivery_id": "dlv_1",
        "job_id": "job_1", "share_id": "shr_1", "erasure_id": erasure, "key_id": key_id, "version": "1",
        "conversation": "obj_1", "token": "nonsense", "frame": "nonsense",
    }  # fmt: skip


@pytest.fixture
def database(world: World) -> Iterator[Connection]:
    """A look at the database beside the app."""
    engine = create_engine(world.services.settings.database_url, poolclass=NullPool)
    with engine.connect() as connection:
        yield connection
    engine.dispose()


def rows(database: Connection) -> dict[str, list[str]]:
    """All rows of theirs, by table."""
    found = {}
    for table in Base.metadata.sorted_tables:
        column = table.c.get("workspace_id")
        if column is not None:
            found[table.name] = sorted(map(repr, database.execute(select(table).where(column == THEIRS))))
    database.rollback()
    return found


def credentials(world: World) -> Mapping[str, Mapping[str, str]]:
    """What somebody of ours can hold, at its strongest."""
    world.services.accounts.add("ws_a", "ada@acme.example", "Ada", "admin", PASSPHRASE)
    embedded = world.client().post(
        "/api/embed/tokens",
        json={"kind": "deal_coach", "record_type": "deal", "record_id": "7", "purpose": "record"},
        headers={"Authorization": f"Bearer {world.keys['ws_a']}"},
    )
    held = world.client().post("/api/embed/sessions", json={"token": embedded.get_json()["token"]})
    return {
        "an admin's key": {"Authorization": f"Bearer {world.keys['ws_a']}"},
        "a page's bearer": {"Authorization": f"Bearer {held.get_json()['bearer']}"},
    }


def asked(world: World, ids: Mapping[str, str]) -> list[Attempt]:
    """Every route, for what is theirs: once by the record alone, once with its connection."""
    without = {name: id_ for name, id_ in ids.items() if name != "connection"}
    return [*attempts(world.app, ids), *attempts(world.app, without)]


def test_what_is_theirs_is_really_there(world: World, database: Connection, ids: dict[str, str]) -> None:
    """Without this the tests below would prove nothing."""
    kept = {name for name, found in rows(database).items() if found}
    assert len(kept) > 40, kept
    key = {"Authorization": f"Bearer {world.keys[THEIRS]}"}
    found, seen = set(), 0
    for one in attempts(world.app, ids):
        if one.spec.access == "key" and not one.changes:
            with contextlib.suppress(CrmAiError):
                answer = world.client().open(**one.sent(), headers=key)
                seen += THEIRS in answer.text
                if answer.status_code == 200 and one.named - FREE:
                    found.add(str(one))
    assert seen > 10
    assert len(found) > 10, found


def test_a_key_or_page_of_ours_opens_nothing_of_theirs(
    world: World, database: Connection, ids: dict[str, str]
) -> None:
    before, leaks, opened = rows(database), {}, {}
    for who, headers in credentials(world).items():
        for one in asked(world, ids):
            answer = world.client().open(**one.sent(), headers=headers)
            if THEIRS in answer.text:
                leaks[f"{who}: {one}"] = answer.status_code
            if answer.status_code < 300 and one.named - FREE and one.spec.access == "key":
                opened[f"{who}: {one}"] = answer.text[:120]
            if one.changes:
                after = rows(database)
                assert after == before, f"{who}: {one} changed {[n for n in after if after[n] != before[n]]}"
    assert rows(database) == before
    assert leaks == {}
    assert opened.keys() <= {f"an admin's key: {route}" for route in OWN_PLACE}, opened


def test_a_portal_that_signs_well_opens_nothing_of_anothers(
    world: World, database: Connection, ids: dict[str, str]
) -> None:
    before, opened = rows(database), {}
    for one in asked(world, ids):
        if one.spec.access != "key":
            continue
        body = b"" if one.body is None else json.dumps(one.body).encode()
        answer = world.signed(one.method, one.path, body, portal=PORTALS["ws_a"], query=urlencode(one.query))
        assert THEIRS not in answer.text, str(one)
        if not one.spec.by_crm:
            assert answer.status_code == 401, (str(one), answer.text)
        elif answer.status_code < 300 and one.named - FREE:
            opened[str(one)] = answer.text[:120]
    assert opened == {}
    assert rows(database) == before
