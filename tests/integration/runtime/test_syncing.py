from __future__ import annotations

import csv

import pytest

from crm_ai_plugin.errors import ConfigurationError, ReauthoriseError, RetryableError, UserInputError
from crm_ai_plugin.ports.connector import Capability, Page
from crm_ai_plugin.records import Contact
from crm_ai_plugin.runtime.connections import StoredSecrets
from crm_ai_plugin.runtime.pulls.importing import Importing
from crm_ai_plugin.store.repositories.cursors import Cursors
from crm_ai_plugin.store.repositories.records.writing import RecordWriter
from tests.fixtures.runtime_fakes import CrmFactory
from tests.integration.runtime.acts import CONNECTION, WORKSPACE


def counts(services, workspace=WORKSPACE):
    with services.store.workspace(workspace) as session:
        return session.records.counts()


@pytest.fixture
def paged(crm):
    crm.pages = [Page([Contact(id=f"c{n}")], str(n + 1)) for n in range(4)]
    return crm


def failing_at(crm, number, error):
    seen = iter(range(100))

    def on_read(_):
        if next(seen) == number:
            raise error

    crm.on_read = on_read


def test_all_pages_are_read_and_the_next_time_only_what_is_new(both, paged):
    assert both.syncing.run(WORKSPACE, CONNECTION) == {"contact": 4}
    paged.pages.append(Page([Contact(id="c9")], "5"))
    assert both.syncing.run(WORKSPACE, CONNECTION) == {"contact": 1}
    assert counts(both)["contact"] == 5
    assert both.syncing.run(WORKSPACE, CONNECTION, full=True) == {"contact": 5}


@pytest.mark.parametrize("error", [RetryableError("busy"), KeyboardInterrupt()])
def test_interrupted_it_goes_on_where_it_was(both, paged, error):
    failing_at(paged, 2, error)
    with pytest.raises(type(error)):
        both.syncing.run(WORKSPACE, CONNECTION)
    assert counts(both)["contact"] == 2
    paged.on_read = lambda _: None
    assert both.syncing.run(WORKSPACE, CONNECTION) == {"contact": 4}, "of the whole run"
    assert "changes contact from 2" in paged.calls
    assert counts(both)["contact"] == 4


def test_a_page_and_its_cursor_are_stored_together(services, paged, monkeypatch):
    def killed(*_args):
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(Cursors, "set", killed)
        with pytest.raises(KeyboardInterrupt):
            services.syncing.run(WORKSPACE, CONNECTION)
    assert counts(services)["contact"] == 0
    assert services.syncing.run(WORKSPACE, CONNECTION) == {"contact": 4}


def test_what_was_deleted_there_is_deleted_here(services, paged):
    services.syncing.run(WORKSPACE, CONNECTION)
    paged.pages.append(Page((), "5", deleted_ids=("c0", "c1")))
    services.syncing.run(WORKSPACE, CONNECTION)
    assert counts(services)["contact"] == 2


def test_dead_credentials_stop_everybody(services, paged):
    failing_at(paged, 0, ReauthoriseError("revoked"))
    with pytest.raises(ReauthoriseError):
        services.syncing.run(WORKSPACE, CONNECTION)
    paged.calls.clear()
    with pytest.raises(ReauthoriseError):
        services.syncing.run(WORKSPACE, CONNECTION)
    assert paged.calls == []


class OneByOne:
    key = "fake"
    capabilities = frozenset({Capability.READS_DEALS})

    def close(self) -> None: ...


def test_a_connector_without_bulk_says_so(services, monkeypatch):
    monkeypatch.setattr(CrmFactory, "create", lambda *_: OneByOne())
    with pytest.raises(ConfigurationError) as caught:
        services.syncing.run(WORKSPACE, CONNECTION)
    assert caught.value.code == "no_bulk_read"


def test_secrets_are_stored_unreadable(services):
    secrets = StoredSecrets(services.store, services.vault, services.redis, WORKSPACE, CONNECTION)
    secrets.save({"access_token": "pat-secret"})
    assert secrets.load() == {"access_token": "pat-secret"}
    row = services.connections.row(WORKSPACE, CONNECTION)
    assert b"pat-secret" not in (row.secrets_encrypted or b"")


def test_one_process_renews_at_a_time(services, build, sqlite_url, monkeypatch):
    mine, theirs = (
        StoredSecrets(s.store, s.vault, s.redis, WORKSPACE, CONNECTION) for s in (services, build(sqlite_url))
    )
    with mine.exclusive():
        lock = theirs.redis.lock(f"crm-ai:refresh:{WORKSPACE}:{CONNECTION}", timeout=60, blocking_timeout=0)
        monkeypatch.setattr(theirs.redis, "lock", lambda *_args, **_options: lock)
        with pytest.raises(RetryableError) as caught, theirs.exclusive():
            pytest.fail("two at once")
        assert caught.value.code == "refresh_busy"
    with theirs.exclusive():
        pass


def test_without_redis_nobody_renews(services, build, sqlite_url, tmp_path):
    alone = build(sqlite_url, redis=f"unix://{tmp_path}/nobody")
    secrets = StoredSecrets(alone.store, alone.vault, alone.redis, WORKSPACE, CONNECTION)
    with pytest.raises(RetryableError) as caught, secrets.exclusive():
        pytest.fail("nobody can say whether another one is at it")
    assert caught.value.code == "lock_unreachable"


def bundle(folder, deals=300):
    folder.mkdir(exist_ok=True)
    for name, columns, rows in (
        ("companies", ("id", "name"), [(f"co{n}", f"Company {n}") for n in range(5)]),
        (
            "deals",
            ("id", "name", "company_id", "stage"),
            [(f"d{n}", f"Deal {n}", "co1", "new") for n in range(deals)],
        ),
    ):
        with (folder / f"{name}.csv").open("w", newline="") as file:
            writer = csv.writer(file)
            writer.writerow(columns)
            writer.writerows(rows)
    return folder


@pytest.fixture
def importing(both, clock):
    return Importing(both.store, clock)


def test_importing_again_changes_nothing(both, importing, tmp_path):
    folder = bundle(tmp_path / "b")
    assert importing.run("imported", folder).kept == 305
    before = counts(both, "imported")
    assert (before["deal"], before["company"]) == (300, 5)
    importing.run("imported", folder)
    assert counts(both, "imported") == before
    assert counts(both)["deal"] == 0
    assert both.connections.row("imported", "files").connector == "files"


def test_a_file_that_breaks_half_way_leaves_nothing_of_it(both, importing, tmp_path, monkeypatch):
    folder = bundle(tmp_path / "b", deals=9000)
    real = RecordWriter.upsert
    batches = []

    def break_later(self, connection, records):
        batches.append({type(r).__name__ for r in records})
        if batches.count({"Deal"}) == 2:
            raise KeyboardInterrupt
        return real(self, connection, records)

    with monkeypatch.context() as patch:
        patch.setattr(RecordWriter, "upsert", break_later)
        with pytest.raises(KeyboardInterrupt):
            importing.run("imported", folder)
    found = counts(both, "imported")
    assert (found["deal"], found["company"]) == (0, 5)
    importing.run("imported", folder)
    assert counts(both, "imported")["deal"] == 9000


def test_what_can_not_be_read_at_all_is_the_users_to_mend(importing, tmp_path):
    with pytest.raises(UserInputError):
        importing.run("imported", tmp_path / "nothing")
