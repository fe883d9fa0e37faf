"""Alerts end to end: found once, said once, as a task in the CRM, a webhook and an e-mail; taken back; never twice."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from flask.testing import FlaskClient

from crm_ai_plugin.alerts.deciding import CAP, QUIET
from crm_ai_plugin.errors import NotFoundError, UserInputError
from crm_ai_plugin.ports.receiver import RawDelivery, WebhookSecrets
from crm_ai_plugin.ports.verification import STANDARD_WEBHOOKS
from crm_ai_plugin.records import Activity, ActivityType, Deal, Direction
from crm_ai_plugin.runtime import jobs
from crm_ai_plugin.runtime.processes.scheduler import watch_once
from crm_ai_plugin.runtime.services import Services
from crm_ai_plugin.settings import EmailSettings, NoticeSettings, WriteBackSettings
from crm_ai_plugin.web import create_app
from crm_ai_webhooks.verify.table import verify
from tests.fixtures.json_server import JsonServer, Reply
from tests.fixtures.mail_server import MailServer
from tests.fixtures.runtime_fakes import NOON, Clock, Crm
from tests.integration.runtime.acts import CONNECTION, WORKSPACE, connected, deliveries, refresh

SILENT = {"name": "Quiet buyers", "pattern": "silent", "options": {"days": 14}, "deliver": ["task"]}
DAY = 86_400


@pytest.fixture
def server() -> Iterator[JsonServer]:
    with JsonServer(lambda _asked: Reply(status=204)) as opened:
        yield opened


@pytest.fixture
def mail() -> Iterator[MailServer]:
    opened = MailServer()
    yield opened
    opened.close()


@pytest.fixture
def ready(build: Any, database_url: str, mail: MailServer) -> Services:
    """On both databases, connected, with webhooks and e-mail that may go to this machine."""
    email = EmailSettings(host="127.0.0.1", port=mail.port, security="none", sender="ai@acme.example")
    services = connected(
        build(database_url, allow_insecure=True, notices=NoticeSettings(allow_private=True), email=email)
    )
    silent_deal(services)
    return services


def silent_deal(services: Services, id_: str = "1", days: float = 20) -> None:
    at = services.clock() - timedelta(days=days)
    touch = Activity(
        id=f"a{id_}-{days}",
        type=ActivityType.EMAIL,
        direction=Direction.INBOUND,
        at=at,
        deal_id=id_,
        subject="Secret words of Dana Roth",
    )
    with services.store.workspace(WORKSPACE) as session:
        session.records.upsert(
            CONNECTION,
            [
                Deal(
                    id=id_,
                    name=f"Deal {id_}",
                    stage="new",
                    owner_id="o1",
                    created_at=NOON - timedelta(days=90),
                ),
                touch,
            ],
        )
        session.records.declare_visible(CONNECTION, ["email"])


def add(services: Services, **changes: Any) -> str:
    return services.alert_rules.add(WORKSPACE, SILENT | changes, "anna").id


def alerts(services: Services, **chosen: Any) -> list[Any]:
    return list(services.alert_rules.found(WORKSPACE, **chosen))


def pump(services: Services) -> None:
    """Do what workers would: deliver every task and notice that is due."""
    for workspace, id_ in services.store.due_deliveries(services.clock(), 100):
        services.delivering.deliver(workspace, id_)
    for workspace, id_ in services.store.due_notices(services.clock(), 100):
        services.notifying.deliver(workspace, id_)


def test_an_alert_becomes_one_task_and_can_be_taken_back(ready: Services, crm: Crm) -> None:
    add(ready)
    (done,) = ready.alerting.run(WORKSPACE)
    assert len(done.said) == 1
    (task,) = deliveries(ready, action="task")
    assert task.command["owner_id"] == "o1"
    assert "20 days" in task.command["body_text"]
    pump(ready)
    assert len(crm.tasks) == 1
    for _ in range(3):
        ready.alerting.run(WORKSPACE)
        pump(ready)
    assert len(crm.tasks) == 1
    ready.undoing.one(WORKSPACE, task.id)
    assert crm.tasks == {}
    ready.alerting.run(WORKSPACE)
    pump(ready)
    assert crm.tasks == {}


def test_an_alert_has_evidence_and_no_words_of_the_crm(ready: Services) -> None:
    add(ready)
    ready.alerting.run(WORKSPACE)
    (alert,) = alerts(ready)
    assert [one["record"]["id"] for one in alert.evidence] == ["a1-20"]
    assert "Dana" not in repr((alert.why, alert.figures, alert.evidence))


def test_a_webhook_that_our_verifier_believes_has_ids_and_no_texts(
    ready: Services, server: JsonServer
) -> None:
    channel = ready.channels.add_webhook(WORKSPACE, "Ops", f"http://{server.host}/hook", "anna")
    rule = add(ready, deliver=[channel.id])
    ready.alerting.run(WORKSPACE)
    pump(ready)
    (asked,) = server.seen
    headers = {name.lower(): value for name, value in asked.headers.items()}
    delivery = RawDelivery("POST", "http://x/", headers, asked.body, ready.clock())
    verify(STANDARD_WEBHOOKS, delivery, WebhookSecrets(shared=(channel.secret or "",)), ready.clock())
    data = asked.json["data"]
    assert (data["deal"], data["rule"], data["figures"]["days"]) == ("1", rule, 20)
    assert data["url"] == "https://crm.example/deal/1"
    assert [one["id"] for one in data["evidence"]] == ["a1-20"]
    for words in (b"Dana", b"Deal 1", b"Quiet buyers", b"Secret"):
        assert words not in asked.body


def test_an_email_names_the_deal_and_why(ready: Services, mail: MailServer) -> None:
    channel = ready.channels.add_email(WORKSPACE, "Leads", ["lead@acme.example"], "anna")
    add(ready, deliver=[channel.id, "task"])
    ready.alerting.run(WORKSPACE)
    pump(ready)
    (got,) = mail.mails
    assert got["Subject"] == "A deal has gone silent: Deal 1"
    plain = got.get_body(("plain",))
    assert plain is not None
    assert "20 days" in plain.get_content()
    assert "https://crm.example/deal/1" in plain.get_content()


def test_it_is_said_again_only_after_it_was_over(ready: Services, crm: Crm) -> None:
    add(ready)
    ready.alerting.run(WORKSPACE)
    silent_deal(ready, days=1)
    ready.alerting.run(WORKSPACE)
    (first,) = alerts(ready)
    assert first.cleared_at is not None
    ready.clock.advance(20 * DAY)  # type: ignore[attr-defined]  # the test's clock
    ready.alerting.run(WORKSPACE)
    ready.alerting.run(WORKSPACE)
    assert [one.state for one in alerts(ready)] == ["sent", "sent"]
    pump(ready)
    assert len(crm.tasks) == 2


def test_quiet_hours_hold_and_show_what_they_hold(ready: Services, clock: Clock) -> None:
    add(ready, quiet={"start": "11:00", "end": "13:00", "zone": "UTC"})
    ready.alerting.run(WORKSPACE)
    (alert,) = alerts(ready, state="waiting")
    assert (alert.reason, deliveries(ready)) == (QUIET, [])
    clock.advance(3600)
    ready.alerting.run(WORKSPACE)
    (alert,) = alerts(ready)
    assert (alert.state, alert.reason, len(deliveries(ready))) == ("sent", None, 1)


def test_the_weekly_cap_holds_and_shows_what_it_holds(ready: Services, clock: Clock) -> None:
    for number in range(2, 6):
        silent_deal(ready, str(number))
    add(ready, weekly_cap=2)
    ready.alerting.run(WORKSPACE)
    ready.alerting.run(WORKSPACE)
    assert len(deliveries(ready)) == 2
    assert [one.reason for one in alerts(ready, state="waiting")] == [CAP] * 3
    clock.advance(7 * DAY)
    ready.alerting.run(WORKSPACE)
    assert len(deliveries(ready)) == 4


def test_who_was_overtaken_says_nothing(ready: Services, monkeypatch: pytest.MonkeyPatch) -> None:
    """Two schedulers look at the same time: whoever commits second finds that the round moved on."""
    rule = add(ready)
    with ready.store.workspace(WORKSPACE) as session:
        row = session.alerts.rule(rule)
    found = ready.alerting._look(WORKSPACE, {rule: ready.alert_rules.get(WORKSPACE, rule).rule})[rule]
    assert ready.alerting.fire(WORKSPACE, rule) is not None
    assert ready.alerting._apply(WORKSPACE, row, found) is None
    assert len(deliveries(ready)) == 1
    assert len(alerts(ready)) == 1


def test_killed_before_the_commit_it_never_was_and_after_it_is_delivered(
    ready: Services, crm: Crm, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Killed(BaseException):
        pass

    def die(*_: Any) -> None:
        raise Killed

    add(ready)
    # Killed between storing the alert and the commit: nothing of it is there, and the next look finds it anew.
    with monkeypatch.context() as patched:
        patched.setattr(ready.notifying.__class__, "add", die)
        with pytest.raises(Killed):
            ready.alerting.run(WORKSPACE)
    assert (alerts(ready), deliveries(ready)) == ([], [])
    # Killed right after it: the queue never heard of it, the sweeper finds it.
    with monkeypatch.context() as patched:
        patched.setattr(ready.dispatcher.__class__, "deliver", die)
        with pytest.raises(Killed):
            ready.alerting.run(WORKSPACE)
    pump(ready)
    ready.alerting.run(WORKSPACE)
    pump(ready)
    assert len(crm.tasks) == 1


def test_a_changed_rule_says_nothing_twice(ready: Services, crm: Crm) -> None:
    rule = add(ready)
    ready.alerting.run(WORKSPACE)
    ready.alert_rules.change(WORKSPACE, rule, SILENT | {"name": "Renamed"}, "anna")
    ready.alerting.run(WORKSPACE)
    pump(ready)
    assert len(crm.tasks) == 1


def test_a_filter_that_does_not_fit_is_named(ready: Services) -> None:
    rule = add(ready, where={"field": "colour", "value": "red"})
    ready.alerting.run(WORKSPACE)
    assert "there is no field 'colour'" in (ready.alert_rules.get(WORKSPACE, rule).error or "")
    assert alerts(ready) == []


def test_a_segment_and_a_switch(ready: Services) -> None:
    inside = add(
        ready, where={"all": [{"field": "stage", "value": "NEW"}, {"field": "deal_id", "value": "1"}]}
    )
    assert [len(one.found) for one in ready.alerting.run(WORKSPACE)] == [1]
    ready.alert_rules.remove(WORKSPACE, inside, "anna")
    add(ready, where={"field": "stage", "value": "won"})
    off = add(ready, active=False)
    assert [one.found for one in ready.alerting.run(WORKSPACE)] == [{}]
    assert alerts(ready, rule=off) == []


def test_tasks_that_are_switched_off_are_not_made(build: Any, sqlite_url: str) -> None:
    services = connected(build(sqlite_url, write_back=WriteBackSettings(tasks=False)))
    silent_deal(services)
    add(services)
    services.alerting.run(WORKSPACE)
    assert deliveries(services) == []
    assert len(alerts(services)) == 1


def test_one_rule_that_fails_does_not_silence_the_others(
    ready: Services, monkeypatch: pytest.MonkeyPatch
) -> None:
    from crm_ai_plugin.alerts.patterns import chance_dropped, patterns

    broken = add(ready, pattern="chance_dropped", options={})

    def explode(*_: Any) -> None:
        raise ZeroDivisionError

    kind = type(chance_dropped.PATTERN)("chance_dropped", "x", chance_dropped.DropOptions, explode)
    monkeypatch.setattr(
        "crm_ai_plugin.runtime.alerting.alerting.patterns", lambda: {**patterns(), "chance_dropped": kind}
    )
    add(ready)
    ready.alerting.run(WORKSPACE)
    assert len(alerts(ready)) == 1
    assert ready.alert_rules.get(WORKSPACE, broken).error == "failed unexpectedly (ZeroDivisionError)"


def test_a_drop_of_the_chance_comes_from_the_coachs_versions(ready: Services, crm: Crm, clock: Clock) -> None:
    refresh(ready)
    clock.advance(2 * DAY)
    crm.deal("1", amount=5000.0)
    refresh(ready)
    rule = add(ready, pattern="chance_dropped", options={"points": 20, "days": 7})
    done = ready.alerting.fire(WORKSPACE, rule)
    assert done is not None
    ((_, finding),) = done.found.items()
    assert finding.figures["before"] == 50
    assert finding.figures["now"] == 8


def test_the_scheduler_has_rules_looked_at_once_per_interval(ready: Services) -> None:
    add(ready)
    jobs.use(ready)
    from rq import Queue
    from rq.serializers import JSONSerializer

    queue = Queue("crm-ai-low", connection=ready.redis, serializer=JSONSerializer)
    # Two schedulers, twice each.
    for _ in range(4):
        watch_once(ready)
    assert [job.func_name for job in queue.jobs] == ["crm_ai_plugin.runtime.jobs.watch"]
    jobs.watch(WORKSPACE)
    assert len(alerts(ready)) == 1


def test_a_preview_stores_nothing_and_tells_nobody(ready: Services) -> None:
    done = ready.alerting.preview(WORKSPACE, SILENT)
    assert [key[1] for key in done.found] == ["1"]
    assert (alerts(ready), deliveries(ready), ready.alert_rules.list(WORKSPACE)) == ([], [], [])


def test_another_workspace_has_no_part_in_it(ready: Services) -> None:
    rule = add(ready)
    with ready.store.system() as system:
        system.workspaces.ensure("other", "other")
    for act in (
        lambda: ready.alert_rules.get("other", rule),
        lambda: ready.alert_rules.remove("other", rule, "x"),
        lambda: ready.alert_rules.change("other", rule, SILENT, "x"),
        lambda: ready.alerting.fire("other", rule),
    ):
        with pytest.raises(NotFoundError):
            act()
    assert ready.alerting.run("other") == []
    assert ready.alert_rules.list("other") == []


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"pattern": "horoscope"}, "there is no 'horoscope'"),
        ({"options": {"days": 0}}, "options.days"),
        ({"options": {"weeks": 2}}, "options.weeks"),
        ({"deliver": ["chn_none"]}, "there is no channel 'chn_none'"),
        ({"quiet": {"zone": "Nowhere"}}, "quiet.zone"),
        ({"where": {"field": "x", "op": "~"}}, "where"),
        ({"name": ""}, "name"),
    ],
)
def test_what_is_wrong_with_a_rule_is_named(ready: Services, changes: dict[str, Any], said: str) -> None:
    with pytest.raises(UserInputError) as caught:
        add(ready, **changes)
    assert said in caught.value.user_message


def test_alerts_over_http(ready: Services) -> None:
    client: FlaskClient = create_app(ready).test_client()
    with ready.store.system() as system:
        key = {"Authorization": f"Bearer {system.api_keys.create(WORKSPACE, 'test')}"}
    base = "/api/ai/win-loss-analysis/alerts"
    assert {"silent", "like_lost"} <= {
        one["key"] for one in client.get(f"{base}/patterns", headers=key).get_json()["items"]
    }
    preview = client.post(f"{base}/preview", json=SILENT, headers=key).get_json()
    assert [one["deal"] for one in preview["found"]] == ["1"]
    made = client.post(base, json=SILENT, headers=key)
    assert made.status_code == 201
    rule = made.get_json()["id"]
    fired = client.post(f"{base}/{rule}/fire", headers=key).get_json()
    assert len(fired["said"]) == 1
    (found,) = client.get(f"{base}/found?rule={rule}", headers=key).get_json()["items"]
    assert (found["state"], found["deal_id"]) == ("sent", "1")
    changed = client.put(f"{base}/{rule}", json=SILENT | {"active": False}, headers=key).get_json()
    assert changed["rule"]["active"] is False
    assert [one["id"] for one in client.get(base, headers=key).get_json()["items"]] == [rule]
    assert client.delete(f"{base}/{rule}", headers=key).status_code == 204
    assert client.get(f"{base}/{rule}", headers=key).status_code == 404
    assert client.post(base, json=SILENT | {"deliver": ["chn_x"]}, headers=key).status_code == 422
    hook = {"kind": "webhook", "name": "Ops", "url": "https://ops.example/hook"}
    channel = client.post("/api/channels", json=hook, headers=key).get_json()
    assert channel["secret"].startswith("whsec_")
    (listed,) = client.get("/api/channels", headers=key).get_json()["items"]
    assert listed["to"] == ["https://ops.example/hook"]
    assert "secret" not in listed
    assert client.delete(f"/api/channels/{channel['id']}", headers=key).status_code == 204
    assert client.post("/api/channels", json=hook | {"url": "ftp://x"}, headers=key).status_code == 422
