"""What an insight writes, and the services that are asked for it."""

from __future__ import annotations

import json
import logging

import pytest
import structlog
from pydantic import SecretStr, ValidationError

from crm_ai_plugin.errors import ConfigurationError
from crm_ai_plugin.ports.connector import Capability, WriteFields, WriteNote, WriteTask
from crm_ai_plugin.runtime import logs
from crm_ai_plugin.runtime.services import redis_url
from crm_ai_plugin.runtime.timings import Timings
from crm_ai_plugin.runtime.write_back.planning import WriteBackPlan, command_of
from crm_ai_plugin.settings import HubSpotSettings, Settings, WriteBackSettings
from tests.fixtures.runtime_fakes import NOON, CrmConnector, closed
from tests.integration.runtime.acts import CONNECTION, WORKSPACE, key, refresh, touch, versions

ALL = CrmConnector.capabilities


@pytest.fixture
def insight(services):
    return refresh(services)[0]


def planned(services, insight, capabilities=ALL, trigger="new", **settings):
    plan = WriteBackPlan(services.registry, WriteBackSettings(**settings))
    return plan.rows(insight, capabilities, {"call": trigger}, "o1", NOON)


def test_note_and_fields_are_keyed_by_version_and_the_task_by_its_reason(services, insight):
    note, fields, task = planned(services, insight)
    assert (note.key, fields.key) == (f"{insight.id}.note", f"{insight.id}.fields")
    later = insight.model_copy(update={"id": "ins_later", "version": 2})
    assert planned(services, later)[2].key == task.key
    assert planned(services, later, trigger="other")[2].key != task.key
    elsewhere = insight.model_copy(update={"connection": "fake-2"})
    assert planned(services, elsewhere)[2].key != task.key


def test_only_what_is_wanted_and_possible_is_written(services, insight):
    def actions(*args, **options):
        return [row.action for row in planned(services, insight, *args, **options)]

    assert actions() == ["note", "fields", "task"]
    assert actions(notes=False) == ["fields", "task"]
    assert actions(fields=False, tasks=False) == ["note"]
    assert actions(frozenset({Capability.WRITES_TASKS})) == ["task"]
    assert actions(frozenset()) == []


def test_without_an_open_step_there_is_no_task(services, insight):
    payload = insight.payload | {"actions": []}
    rows = planned(services, insight.model_copy(update={"payload": payload}))
    assert [row.action for row in rows] == ["note", "fields"]


def test_a_row_survives_the_database_as_the_same_command(both):
    (insight,) = refresh(both)
    with both.store.workspace(WORKSPACE) as session:
        rows = {row.action: row for row in session.outbox.list()}
    note = command_of(rows["note"], 2, {})
    assert isinstance(note, WriteNote)
    assert (note.key, note.target.id, note.at, note.attempt) == (f"{insight.id}.note", "1", insight.as_of, 2)
    fields = command_of(rows["fields"], 1, {"p_win": 0.1})
    assert isinstance(fields, WriteFields)
    assert fields.expected == {"p_win": 0.1}
    task = command_of(rows["task"], 1, {})
    assert isinstance(task, WriteTask)
    assert (task.subject, task.owner_id) == ("Call the buyer (new)", "o1")


def test_learning_reads_closed_and_open_deals_of_one_workspace(services, crm):
    with services.store.workspace(WORKSPACE) as session:
        session.records.upsert(CONNECTION, [closed("8"), closed("9")])
    refresh(services)
    seen: list[int] = []
    services.learning.run_all(WORKSPACE, seen.append)
    with services.store.workspace(WORKSPACE) as session:
        learned = session.learned.latest("deal_coach")
    assert (learned["closed"], learned["open"]) == (2, 1)
    assert seen == [1, 2, 3]
    with services.store.workspace("globex") as session:
        assert session.learned.latest("deal_coach") is None


def test_connecting_again_replaces_and_revives(services, crm):
    services.connections.mark_dead(WORKSPACE, CONNECTION)
    services.connect(WORKSPACE, CONNECTION, "fake", "78", {}, {"token": "new"})
    row = services.connections.row(WORKSPACE, CONNECTION)
    assert (row.account, row.status) == ("78", "active")
    touch(services)
    services.refreshing.work(key())
    assert crm.secrets[-1] == {"token": "new"}
    assert len(versions(services)) == 1


def test_wrong_settings_of_a_connection_store_nothing(services):
    with pytest.raises(ValidationError):
        services.connect(WORKSPACE, "fake-9", "fake", "1", {"app_id": ["no"]}, {})
    with services.store.system() as system:
        assert [row.key for row in system.connections.list(WORKSPACE)] == [CONNECTION]


def test_a_connector_is_closed_whatever_happens(services, crm):
    def fail():
        with services.connections.open(WORKSPACE, CONNECTION):
            raise KeyError

    with pytest.raises(KeyError):
        fail()
    assert crm.calls == ["close"]


def test_an_api_key_opens_its_workspace_only(services):
    with services.store.system() as system:
        plain = system.api_keys.create(WORKSPACE, "script")
    assert services.authenticate(plain) == WORKSPACE
    assert services.authenticate(plain + "x") is None


def test_webhooks_may_be_signed_with_the_old_secret_while_it_is_rotated(services):
    with pytest.raises(ConfigurationError) as caught:
        services.webhook_secrets("hubspot")
    assert caught.value.code == "webhook_secret_missing"
    with pytest.raises(ConfigurationError):
        services.webhook_secrets("nobody")
    app = HubSpotSettings(client_secret=SecretStr("new"), previous_client_secret=SecretStr("old"))
    services.settings = services.settings.model_copy(update={"hubspot": app})
    assert services.webhook_secrets("hubspot") == ["new", "old"]


def test_without_a_queue_the_address_is_one_where_nobody_listens(tmp_path):
    settings = Settings.load(env_file=None, home=tmp_path, redis_url="")
    assert redis_url(settings) == f"unix://{tmp_path / 'redis.sock'}"


def test_steps_are_timed_even_when_they_fail():
    timings = Timings()

    def fail():
        with timings.step("pulled"):
            raise KeyError

    with pytest.raises(KeyError):
        fail()
    with timings.step("pulled"), timings.step("decided"):
        pass
    assert list(timings.seconds) == ["pulled", "decided"]
    assert min(timings.seconds.values()) > 0


def test_a_log_line_is_one_json_object(capsys, monkeypatch):
    monkeypatch.setattr(logging, "basicConfig", lambda **_: None)
    before = structlog.get_config()
    try:
        logs.configure("warning")
        log = structlog.get_logger("test")
        log.info("not_this")
        log.warning("delivery_failed", code="timeout\n{}", attempt=2)
    finally:
        structlog.configure(**before)
    (line,) = capsys.readouterr().err.splitlines()
    found = json.loads(line)
    assert found.pop("timestamp").endswith("Z")
    assert found == {"event": "delivery_failed", "level": "warning", "code": "timeout\n{}", "attempt": 2}
