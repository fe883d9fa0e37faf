"""A watched folder: what changes in it changes here, what is half-written waits, what is refused is shown."""

from __future__ import annotations

import os
from datetime import timedelta

import pytest

from crm_ai_plugin.errors import ConfigurationError, ConflictError, PermanentError, UserInputError
from crm_ai_plugin.runtime import jobs
from crm_ai_plugin.runtime.processes.workers import run_worker
from crm_ai_plugin.runtime.pulls.importing import Importing
from crm_ai_plugin.runtime.pulls.watching import Watching
from crm_ai_plugin.runtime.registry import CONNECTORS
from tests.fixtures.runtime_fakes import NOON, Point

WORKSPACE, CONNECTION = "filed", "files"


@pytest.fixture
def points(points):
    from crm_ai_connectors.files import FilesConnectorFactory

    points[CONNECTORS].append(Point("files", FilesConnectorFactory))
    return points


@pytest.fixture
def folder(tmp_path):
    made = tmp_path / "watched"
    made.mkdir()
    write(made, "deals.csv", "id,name,stage", "d1,One,new", "d2,Two,new")
    write(made, "activities.csv", "id,type,at,deal_id,subject", "a1,email,2026-03-01T10:00:00Z,d1,Hello")
    return made


def write(folder, name, *lines, at=NOON - timedelta(hours=1)):
    path = folder / name
    path.write_text("\n".join(lines) + "\n")
    os.utime(path, (at.timestamp(), at.timestamp()))


def watch(services, folder, **options):
    return Watching(services.store, services.connections, services.syncing).run(WORKSPACE, folder, **options)


def held(services):
    with services.store.workspace(WORKSPACE) as session:
        counts = session.records.counts(CONNECTION)
        names = {s.deal.id: s.deal.name for s in session.records.snapshots()}
    return {kind: n for kind, n in counts.items() if n}, names


def sync(services):
    return services.syncing.run(WORKSPACE, CONNECTION)


def test_what_changes_in_the_folder_changes_here(both, folder):
    assert watch(both, folder)["deal"] == 2
    assert held(both) == ({"deal": 2, "activity": 1}, {"d1": "One", "d2": "Two"})
    assert sync(both)["deal"] == 0, "nothing has changed, so nothing is delivered"
    write(folder, "deals.csv", "id,name,stage", "d1,Uno,new", "d3,Three,new")
    sync(both)
    assert held(both)[1] == {"d1": "Uno", "d3": "Three"}
    (folder / "activities.csv").unlink()
    sync(both)
    assert held(both)[0] == {"deal": 2}


def test_a_row_that_went_and_came_back_is_there(services, folder, clock):
    watch(services, folder)
    write(folder, "deals.csv", "id,name,stage", "d1,One,new")
    sync(services)
    clock.advance(60)
    write(folder, "deals.csv", "id,name,stage", "d1,One,new", "d2,Two,new")
    sync(services)
    assert held(services)[1] == {"d1": "One", "d2": "Two"}


def test_a_file_that_is_being_written_waits(services, folder, clock):
    watch(services, folder)
    write(folder, "deals.csv", "id,name,stage", "d1,Half", at=clock())
    services.syncing.ask(WORKSPACE, CONNECTION)
    state = services.syncing.step(WORKSPACE, CONNECTION)
    assert (state.error_code, state.mode) == ("files_unsettled", "changes")
    assert held(services)[1] == {"d1": "One", "d2": "Two"}
    write(folder, "deals.csv", "id,name,stage", "d1,Whole,new", at=clock())
    clock.advance(10)
    state = services.syncing.step(WORKSPACE, CONNECTION)
    assert (state.error_code, state.mode) == (None, None)
    assert held(services)[1] == {"d1": "Whole"}


def test_a_file_that_changes_while_it_is_read_is_read_again(services, folder, monkeypatch):
    watch(services, folder)
    write(folder, "deals.csv", "id,name,stage", "d9,Nine,new")
    from crm_ai_connectors.files.folder import Folder

    real = Folder.require_same
    monkeypatch.setattr(
        Folder,
        "require_same",
        lambda self, before: (
            write(folder, "deals.csv", "id,name,stage", "d8,Eight,new"),
            real(self, before),
        ),
    )
    services.syncing.ask(WORKSPACE, CONNECTION)
    state = services.syncing.step(WORKSPACE, CONNECTION)
    assert state.error_code == "files_unsettled"
    assert {"d1", "d2"} <= held(services)[1].keys(), "nothing goes before all was read"
    monkeypatch.undo()
    services.syncing.step(WORKSPACE, CONNECTION)
    assert held(services)[1] == {"d8": "Eight"}


def test_refused_rows_are_shown_to_the_admin(services, folder):
    write(folder, "deals.csv", "id,name,stage", "d1,One,new", ",Nameless,new")
    watch(services, folder)
    [refused] = services.connection_report.one(WORKSPACE, CONNECTION)["sync"]["refused"].values()
    assert refused["count"] == 1
    assert refused["first"][0]["where"].startswith("deals.csv, line 3")
    assert "Nameless" not in str(refused)
    write(folder, "deals.csv", "id,name,stage", "d1,One,new")
    sync(services)
    assert services.connection_report.one(WORKSPACE, CONNECTION)["sync"]["refused"] == {}


def test_the_scheduler_notices_and_a_worker_reads(services, folder, clock):
    watch(services, folder)
    write(folder, "deals.csv", "id,name,stage", "d1,One,won")
    services.keeping.run()
    assert services.syncing.state(WORKSPACE, CONNECTION).mode is None, "it was looked at a moment ago"
    clock.advance(services.settings.sync.files_every_s)
    services.keeping.run()
    jobs.use(services)
    run_worker(services, burst=True)
    assert held(services)[1] == {"d1": "One"}


def test_an_emptied_folder_is_asked_about_first(services, folder):
    rows = [f"d{n},Deal {n},new" for n in range(60)]
    write(folder, "deals.csv", "id,name,stage", *rows)
    watch(services, folder)
    write(folder, "deals.csv", "id,name,stage", "d1,One,new")
    with pytest.raises(PermanentError) as caught:
        sync(services)
    assert caught.value.code == "much_vanished"
    assert len(held(services)[1]) == 60
    assert services.connection_report.one(WORKSPACE, CONNECTION)["sync"]["state"] == "failed"
    services.syncing.run(WORKSPACE, CONNECTION, accept_loss=True)
    assert held(services)[1] == {"d1": "One"}


def test_imports_and_watched_folders_don_t_mix(services, folder, tmp_path):
    watch(services, folder)
    with pytest.raises(ConflictError) as caught:
        Importing(services.store, services.clock).run(WORKSPACE, folder)
    assert caught.value.code == "connection_watched"
    with pytest.raises(UserInputError):
        watch(services, folder / "deals.csv", connection="another")
    Importing(services.store, services.clock).run("imported", folder)
    with pytest.raises(ConfigurationError) as passive:
        services.syncing.run("imported", CONNECTION)
    assert passive.value.code == "connection_passive"
