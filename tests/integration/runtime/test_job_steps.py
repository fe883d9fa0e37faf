"""Whoever waits for a job is told at which step it is, wherever they ask."""

from __future__ import annotations

import json

from crm_ai_plugin.ports.connector import Page
from crm_ai_plugin.records import Contact
from crm_ai_plugin.runtime.advice.feedback import ASKED
from tests.integration.runtime.acts import CONNECTION, WORKSPACE, connected, key, touch


def told(services, at):
    return [e.data for e in services.live.since(WORKSPACE, at).events if e.topic.startswith("job/")]


def begin(services):
    return services.live.since(WORKSPACE, None).at


def test_another_process_sees_the_step_while_the_crm_is_read(build, sqlite_url, crm):
    one, other = connected(build(sqlite_url)), build(sqlite_url)
    seen = []
    job = f"refresh:{CONNECTION}:deal:1:1"
    crm.on_read = lambda _: seen.append(other.coach.job(WORKSPACE, job))
    touch(one, cause=ASKED)
    one.refreshing.work(key())
    (found,) = seen
    assert (found.state, found.step.name, found.step.number, found.step.of) == ("running", "read", 1, 4)
    after = other.coach.job(WORKSPACE, job)
    assert (after.state, after.step) == ("done", None)


def test_live_pages_hear_each_step_in_its_order(services):
    at = begin(services)
    touch(services, cause=ASKED)
    services.refreshing.work(key())
    steps = [(one["state"], (one.get("step") or {}).get("name")) for one in told(services, at)]
    assert steps == [
        ("running", None),
        ("running", "read"),
        ("running", "decide"),
        ("running", "word"),
        ("running", "keep"),
        ("done", None),
    ]


def test_where_nobody_waits_nothing_is_told_of_steps(services):
    at = begin(services)
    touch(services, cause="deal.propertyChange amount")
    services.refreshing.work(key())
    assert [one["state"] for one in told(services, at)] == ["running", "done"]


def test_no_name_of_a_record_stands_in_a_key(services):
    touch(services, deal="1", cause=ASKED)
    services.job_steps.track(WORKSPACE, "refresh:fake-1:deal:somebody", "job", ("read",)).step("read")
    keys = [name.decode() for name in services.redis.scan_iter("crm-ai:steps:*")]
    assert keys
    assert "somebody" not in json.dumps(keys)


def test_a_sync_says_which_pass_is_under_way(services, crm):
    crm.pages = [Page([Contact(id=f"c{n}")], str(n + 1)) for n in range(2)]
    seen = []

    def look(_):
        seen.append(services.connection_report.one(WORKSPACE, CONNECTION)["sync"]["step"])

    crm.on_read = look
    services.syncing.run(WORKSPACE, CONNECTION)
    assert seen[-1] == {"name": "load", "kind": "contact", "number": 1, "of": 1}
    assert services.connection_report.one(WORKSPACE, CONNECTION)["sync"]["step"] is None
