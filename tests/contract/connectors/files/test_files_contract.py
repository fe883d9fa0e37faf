"""A watched folder keeps the connector contract, as far as a folder can."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, ClassVar, Literal

import pytest

from crm_ai_connectors.files import FilesConnectorFactory
from crm_ai_plugin.ports.connector import ConnectionContext, Connector
from crm_ai_plugin.runtime.bundles import open_tables
from crm_ai_plugin.testing.contracts import ConnectorContract, KnownDeal
from crm_ai_plugin.testing.contracts.backstage import FaultName
from crm_ai_plugin.testing.world import World, build_world, write_bundle
from tests.fixtures.rest_connecting import Counting, Secrets

LONG_AGO = 1_700_000_000


@pytest.fixture(scope="module")
def world() -> World:
    made = build_world(5, deals=30)
    hushed = made.deal_contacts[0].contact_id
    contacts = tuple(replace(one, do_not_profile=one.id == hushed) for one in made.contacts)
    return replace(made, contacts=contacts)


@pytest.fixture(scope="module")
def bundle(world: World, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("watched")
    write_bundle(world, folder)
    for path in folder.iterdir():
        os.utime(path, (LONG_AGO, LONG_AGO))
    return folder


def made(folder: Path, **settings: Any) -> Connector:
    context = ConnectionContext(
        "files-1",
        {"folder": str(folder), **settings},
        Secrets({}),
        Counting(),
        lambda: datetime.now(UTC),
        open_tables,
    )
    return FilesConnectorFactory().create(context)


@dataclass
class FolderBackstage:
    """The folder from behind. All that can befall it is not to be there for a while."""

    folder: Path
    faults: ClassVar[frozenset[FaultName]] = frozenset({"server_error", "timeout"})
    secrets: ClassVar[Sequence[str]] = ()

    def fault(self, name: FaultName, *, writes: bool) -> None:
        self.folder.rename(self.folder.with_name("away"))

    def clear(self) -> None:
        away = self.folder.with_name("away")
        if away.exists():
            away.rename(self.folder)

    def count(self, what: Literal["note", "task"], deal_id: str) -> int:
        return 0

    def field(self, deal_id: str, name: str) -> str | None:
        return None

    def human_sets(self, deal_id: str, name: str, value: str) -> None: ...

    def drop_field(self, name: str) -> None: ...


class TestWatchedFolder(ConnectorContract):
    @pytest.fixture
    def backstage(self, bundle: Path) -> Iterator[FolderBackstage]:
        made = FolderBackstage(bundle)
        yield made
        made.clear()

    @pytest.fixture
    def connector(self, bundle: Path) -> Connector:
        return made(bundle)

    @pytest.fixture
    def another(self, bundle: Path) -> Connector:
        return made(bundle)

    @pytest.fixture
    def known(self, world: World) -> KnownDeal:
        deal_id = world.deal_contacts[0].deal_id
        deal = world.deal(deal_id)
        people = [one.contact_id for one in world.deal_contacts if one.deal_id == deal_id]
        hushed = {one.id for one in world.contacts if one.do_not_profile}
        activities = [one.id for one in world.activities_of(deal_id)]
        return KnownDeal(
            deal_id=deal_id,
            name=deal.name,
            missing_id="nobody",
            contact_ids=people,
            activity_ids=activities,
            stages=[one.to_stage for one in world.stage_changes if one.deal_id == deal_id],
            created_at=deal.created_at,
            do_not_profile=[one for one in people if one in hushed],
            ids={
                "owner": [deal.owner_id],
                "company": [deal.company_id],
                "deal": [deal_id],
                "contact": people,
                "activity": activities,
            },
        )


@pytest.fixture
def own_copy(bundle: Path, tmp_path: Path) -> Path:
    folder = tmp_path / "copy"
    shutil.copytree(bundle, folder)
    return folder


def test_reading_leaves_the_folder_as_it_is(own_copy: Path, world: World) -> None:
    before = {path.name: (path.read_bytes(), path.stat().st_mtime_ns) for path in own_copy.iterdir()}
    connector: Any = made(own_copy)
    for kind in connector.kinds():
        list(connector.changes(kind, None))
    connector.snapshot(world.deals[0].id)
    after = {path.name: (path.read_bytes(), path.stat().st_mtime_ns) for path in own_copy.iterdir()}
    assert after == before


def test_what_has_not_changed_is_not_delivered_again(own_copy: Path) -> None:
    connector: Any = made(own_copy)
    pages = list(connector.changes("deal", None))
    assert [page.whole for page in pages][:2] == [True, False]
    os.utime(own_copy / "deals.csv", (LONG_AGO + 5, LONG_AGO + 5))  # copied again, with the same content
    assert [list(page.records) for page in connector.changes("deal", pages[-2].cursor)] == [[]]
