from __future__ import annotations

from datetime import timedelta

import pytest

from crm_ai_plugin.errors import ConflictError, NotFoundError, RetryableError, UserInputError
from crm_ai_plugin.records import Deal
from crm_ai_plugin.runtime.advice.coaching import RefreshJob
from crm_ai_plugin.store import ConnectionRow
from tests.fixtures.runtime_fakes import NOON
from tests.integration.runtime.acts import CONNECTION, WORKSPACE, key, refresh, versions


def act(services, state, action="act_call_new", **options):
    return services.feedback.set(WORKSPACE, "deal_coach", "1", action, state, **options)


def states(insight):
    return [action["state"]["state"] for action in insight.payload["actions"]]


def logged(services):
    with services.store.workspace(WORKSPACE) as session:
        return [change.state.state for change in session.feedback.log("deal_coach", "deal", "1")]


def test_what_was_done_shows_at_once_and_has_the_deal_looked_at_again(both):
    refresh(both)
    assert states(act(both, "done", by="rep@acme.example")) == ["done"]
    assert states(both.coach.latest(WORKSPACE, "deal_coach", "deal", "1")) == ["done"]
    assert both.redis.exists("crm-ai:queued:urgent:acme|fake-1|deal|1")
    # What was stored is never changed.
    assert states(versions(both)[0]) == ["open"]


@pytest.mark.parametrize(
    ("state", "options", "code"),
    [
        ("dismissed", {}, "reason_missing"),
        ("dismissed", {"reason": "  "}, "reason_missing"),
        ("snoozed", {}, "until_missing"),
        ("snoozed", {"until": NOON}, "until_missing"),
        ("forgotten", {}, "state_unknown"),
    ],
)
def test_half_an_answer_is_refused(services, state, options, code):
    refresh(services)
    with pytest.raises(UserInputError) as caught:
        act(services, state, **options)
    assert caught.value.code == code
    assert logged(services) == []


def test_every_change_is_kept(services):
    refresh(services)
    act(services, "snoozed", until=NOON + timedelta(days=1))
    act(services, "dismissed", reason=" no budget ")
    insight = act(services, "open")
    assert logged(services) == ["snoozed", "dismissed", "open"]
    assert states(insight) == ["open"]


def test_a_dismissed_step_stays_away_until_its_facts_change(services, crm):
    refresh(services)
    act(services, "dismissed", reason="not now")
    (without,) = services.refreshing.work(key())
    assert without.payload["actions"] == []
    crm.deal("1", stage="closing")
    (again,) = refresh(services)
    assert states(again) == ["open"]
    # The old state is of the old facts, so it does not lie over the new step.
    assert states(services.coach.latest(WORKSPACE, "deal_coach", "deal", "1")) == ["open"]


def test_an_older_version_says_what_was_done_with_it(both, crm):
    refresh(both)
    act(both, "dismissed", reason="not_relevant: they buy without")
    both.refreshing.work(key())
    crm.deal("1", stage="closing")
    refresh(both)
    newest, without, first = both.coach.history(WORKSPACE, "deal_coach", "deal", "1")
    assert (states(newest), states(without), states(first)) == (["open"], [], ["dismissed"])
    assert first.payload["actions"][0]["state"]["reason_code"] == "not_relevant"


def test_what_was_done_later_is_not_told_of_an_older_version(services, crm, clock):
    refresh(services)
    clock.advance(3_600)
    crm.deal("1", stage="closing")
    refresh(services)
    clock.advance(3_600)
    act(services, "done", action="act_call_closing")
    newest, first = services.coach.history(WORKSPACE, "deal_coach", "deal", "1")
    assert (states(newest), states(first)) == (["done"], ["open"])


def test_what_is_not_there_is_said_precisely(services):
    with pytest.raises(NotFoundError):
        act(services, "done")
    refresh(services)
    with pytest.raises(NotFoundError) as caught:
        act(services, "done", action="act_other")
    assert caught.value.code == "action_unknown"
    with services.store.workspace(WORKSPACE) as session:
        session.records.upsert(CONNECTION, [Deal(id="2")])
    with pytest.raises(NotFoundError) as caught:
        services.coach.latest(WORKSPACE, "deal_coach", "deal", "2")
    assert caught.value.code == "no_insight"
    with pytest.raises(NotFoundError) as caught:
        services.coach.latest(WORKSPACE, "deal_coach", "contact", "1")
    assert caught.value.code == "kind_unknown"


def test_another_workspace_sees_nothing(services):
    refresh(services)
    with pytest.raises(NotFoundError):
        services.feedback.set("globex", "deal_coach", "1", "act_call_new", "done")
    with pytest.raises(NotFoundError):
        services.coach.latest("globex", "deal_coach", "deal", "1")


def test_the_state_is_saved_when_nobody_can_be_sent(services, build, sqlite_url, tmp_path):
    refresh(services)
    alone = build(sqlite_url, redis=f"unix://{tmp_path}/nobody")
    assert states(act(alone, "done")) == ["done"]
    assert services.sweeper.run().work == 1


def imported(services, deal="9"):
    with services.store.system() as system:
        system.connections.add(ConnectionRow(WORKSPACE, "files", "files", "files"))
    with services.store.workspace(WORKSPACE) as session:
        session.records.upsert("files", [Deal(id=deal, stage="new")])


def test_acting_on_an_imported_deal_does_not_delete_it(services):
    """There is no CRM to ask about it, which is not the same as its being gone."""
    imported(services)
    services.refreshing.now(WORKSPACE, "files", "9")
    services.feedback.set(WORKSPACE, "deal_coach", "9", "act_call_new", "dismissed", reason="no")
    (new,) = services.refreshing.work((WORKSPACE, "files", "deal", "9"))
    assert (new.version, new.payload["actions"]) == (2, [])
    with services.store.workspace(WORKSPACE) as session:
        assert session.records.find_deal("9")[0] == "files"
        assert session.outbox.list() == []


def test_an_id_of_two_connections_has_to_be_made_clear(services):
    refresh(services)
    imported(services, "1")
    with pytest.raises(ConflictError):
        services.coach.latest(WORKSPACE, "deal_coach", "deal", "1")
    assert services.coach.latest(WORKSPACE, "deal_coach", "deal", "1", CONNECTION).version == 1


def test_history_is_newest_first(services, crm):
    refresh(services)
    crm.deal("1", stage="closing")
    refresh(services)
    found = services.coach.history(WORKSPACE, "deal_coach", "deal", "1")
    assert [v.version for v in found] == [2, 1]


def test_what_is_done_while_the_next_version_is_made_was_done_to_the_one_that_was_seen(services, crm, clock):
    refresh(services)

    def while_it_is_read(_):
        crm.on_read = lambda _: None
        clock.advance(60)
        act(services, "done")
        clock.advance(-60)

    crm.on_read = while_it_is_read
    crm.deal("1", stage="closing")
    refresh(services)
    found = services.coach.history(WORKSPACE, "deal_coach", "deal", "1")
    assert [v.version for v in found] == [2, 1]
    assert states(found[1]) == ["done"]


def asked(services, wait_s=0.0):
    return services.coach.refresh_now(WORKSPACE, "deal_coach", "deal", "1", wait_s=wait_s)


def test_a_recomputation_can_be_followed_by_its_id(services):
    refresh(services)
    job = asked(services)
    assert isinstance(job, RefreshJob)
    assert job.state == "queued"
    services.refreshing.work(key())
    assert services.coach.job(WORKSPACE, job.id).state == "done"
    for workspace, id_ in (
        ("globex", job.id),
        (WORKSPACE, "refresh:x"),
        (WORKSPACE, job.id.replace(":2:", ":99:")),
    ):
        with pytest.raises(NotFoundError):
            services.coach.job(workspace, id_)


def test_a_recomputation_that_failed_says_why(services, crm):
    refresh(services)
    job = asked(services)

    def busy(_):
        raise RetryableError("busy", code="unavailable")

    crm.on_read = busy
    services.refreshing.work(key())
    failed = services.coach.job(WORKSPACE, job.id)
    assert (failed.state, failed.error_code) == ("failed", "unavailable")
