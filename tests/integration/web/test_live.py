"""Live updates: over several processes, with what was missed, for whom they are meant, and when Redis is away."""

from __future__ import annotations

import socket
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, cast

import pytest
from redis import Redis
from redis.exceptions import ConnectionError as RedisConnectionError

from crm_ai_plugin.errors import UserInputError
from crm_ai_plugin.runtime.live.events import topic
from crm_ai_plugin.runtime.live.feed import client as live_client
from crm_ai_plugin.store import new_id
from tests.integration.web.access_world import PASSPHRASE
from tests.integration.web.live_world import WAIT_S, LiveWorld
from tests.unit.cards.card_examples import insight

DEAL = "insight/deal_coach/deal/7"
ASKED = {"kind": "deal_coach", "record_type": "deal", "record_id": "7", "connection": "hubspot-1"}


@pytest.fixture
def world(tmp_path: Path, sqlite_url: str, redis_url: str) -> Iterator[LiveWorld]:
    made = LiveWorld(tmp_path, sqlite_url, redis_url, processes=2)
    yield made
    made.close()


def keep(world: LiveWorld, version: int, deal: str = "7", workspace: str = "ws_a") -> None:
    """Store another version, as a worker does."""
    with world.services.store.workspace(workspace) as session:
        session.insights.add(
            insight(
                version=version, id=f"ins_{workspace}{deal}{version}", subject={"type": "deal", "id": deal}
            )
        )


def at_of(world: LiveWorld, workspace: str = "ws_a") -> str:
    return world.services.live.since(workspace, None).at


def bearer(world: LiveWorld, **changes: Any) -> str:
    key = {"Authorization": f"Bearer {world.keys['ws_a']}"}
    token = world.client().post("/api/embed/tokens", json=ASKED | changes, headers=key).get_json()["token"]
    return str(world.client().post("/api/embed/sessions", json={"token": token}).get_json()["bearer"])


def measured(world: LiveWorld) -> str:
    return world.apps[0].test_client().get("/metrics").text


def test_what_is_open_told_and_how_late_is_measured(world: LiveWorld) -> None:
    with world.listening("insight") as page, world.listening("job"):
        keep(world, 2)
        page.get()
        text = measured(world)
        assert "crm_ai_live_connections 2.0" in text
        assert "crm_ai_live_events_total 1.0" in text, "the other page did not ask for it"
        assert "crm_ai_live_lag_seconds_count 1.0" in text
        assert DEAL not in text


def test_every_process_tells_what_a_worker_kept(world: LiveWorld) -> None:
    with world.listening(DEAL) as one, world.listening("insight", number=1) as other:
        keep(world, 2)
        for page in (one, other):
            told = page.get()
            assert (told["type"], told["topic"]) == ("event", DEAL)
            assert told["data"] == {
                "kind": "deal_coach", "subject": {"type": "deal", "id": "7"}, "version": 2,
                "insight": "ins_ws_a72", "connection": "hubspot-1",
            }  # fmt: skip


def test_an_event_holds_ids_and_nothing_else(world: LiveWorld) -> None:
    with world.listening("insight") as page:
        keep(world, 2)
        text = str(page.get())
    assert "price" not in text
    assert "buyer" not in text


def test_what_is_rolled_back_is_told_to_nobody(world: LiveWorld) -> None:
    def fail() -> None:
        with world.services.store.workspace("ws_a") as session:
            session.insights.add(insight(version=2, id="ins_never"))
            raise UserInputError("no")

    with world.listening("insight") as page:
        with pytest.raises(UserInputError):
            fail()
        keep(world, 3)
        assert page.get()["data"]["version"] == 3


def test_who_comes_back_gets_what_it_missed_in_order_and_then_the_rest(world: LiveWorld) -> None:
    since = at_of(world)
    for version in (2, 3, 4):
        keep(world, version)
    with world.listening("insight", since=since) as page:
        told = [page.get() for _ in range(3)]
        assert [one["data"]["version"] for one in told] == [2, 3, 4]
        keep(world, 5)
        assert page.get()["data"]["version"] == 5
        last = told[-1]["id"]
    with world.listening("insight", since=last) as page:
        assert page.get()["data"]["version"] == 5


@pytest.mark.parametrize("since", ["1-0", "nonsense", "999999999999999999999-0"])
def test_who_was_away_too_long_is_told_to_fetch_everything(world: LiveWorld, since: str) -> None:
    with world.listening("insight", since=since) as page:
        assert page.get()["type"] == "resync"


def test_more_than_can_be_told_is_a_resync(world: LiveWorld) -> None:
    since = at_of(world)
    for number in range(501):
        world.services.live.job_moved("ws_a", f"job-{number}", "done")
    with world.listening("job", since=since) as page:
        assert page.get()["type"] == "resync"


def test_an_emptied_queue_is_a_resync(world: LiveWorld, redis_url: str) -> None:
    since = at_of(world)
    with Redis.from_url(redis_url) as redis:
        redis.flushall()
    assert world.services.live.since("ws_a", since).resync


def test_topics_are_what_stands_below_them(world: LiveWorld) -> None:
    with world.listening("insight/deal_coach/deal/8", "sync") as page:
        keep(world, 2, "7")
        keep(world, 2, "88")
        keep(world, 2, "8")
        assert page.get()["topic"] == "insight/deal_coach/deal/8"
        page.say(type="unsubscribe", topics=["insight/deal_coach/deal/8"])
        page.settle()
        keep(world, 3, "8")
        with world.services.store.workspace("ws_a") as session:
            session.syncs.ask("hubspot-1", "full")
        assert page.get()["topic"] == "sync/hubspot-1"


def test_a_job_is_told_as_it_moves(world: LiveWorld) -> None:
    key = {"Authorization": f"Bearer {world.keys['ws_a']}"}
    job = world.client().post("/api/ai/deal-coach/7", headers=key).get_json()["id"]
    with world.listening(topic("job", job)) as page:
        with world.services.store.workspace("ws_a") as session:
            claim = session.work.claim("hubspot-1", "deal", "7", world.now, 60)
        assert claim is not None
        with world.services.store.workspace("ws_a") as session:
            session.work.retry(claim, world.now, "crm_away")
        with world.services.store.workspace("ws_a") as session:
            again = session.work.claim("hubspot-1", "deal", "7", world.now, 60)
        assert again is not None
        with world.services.store.workspace("ws_a") as session:
            session.work.finish(again)
        told = [page.get()["data"] for _ in range(4)]
    assert [one["state"] for one in told] == ["running", "failed", "running", "done"]
    assert {one["job"] for one in told} == {job}
    assert told[1]["error_code"] == "crm_away"


def test_one_workspace_hears_nothing_of_the_other(world: LiveWorld) -> None:
    with world.listening("insight", "job", "sync") as page:
        keep(world, 2, workspace="ws_b")
        keep(world, 2, workspace="ws_a")
        assert page.get()["data"]["insight"] == "ins_ws_a72"
    since = at_of(world)
    theirs = {"Authorization": f"Bearer {world.keys['ws_b']}"}
    assert world.client().get(f"/api/live?since={since}", headers=theirs).get_json()["events"] == []


def test_an_embedded_page_hears_of_its_card_only(world: LiveWorld) -> None:
    with world.listening("insight", "job", "sync", bearer=bearer(world)) as page:
        keep(world, 2, "8")
        with world.services.store.workspace("ws_a") as session:
            session.syncs.ask("hubspot-1", "full")
        keep(world, 2, "7")
        assert page.get()["topic"] == DEAL


def test_a_page_whose_time_is_over_is_let_go(world: LiveWorld) -> None:
    with world.listening("insight", bearer=bearer(world)) as page:
        world.later(minutes=11)
        assert page.ended() == 4401


def test_a_page_that_renews_in_time_stays(world: LiveWorld) -> None:
    first = bearer(world)
    with world.listening("insight", bearer=first) as page:
        world.later(minutes=8)
        renewed = (
            world.client()
            .post("/api/embed/sessions/renew", headers={"Authorization": f"Bearer {first}"})
            .get_json()["bearer"]
        )
        page.say(type="auth", bearer=renewed)
        page.settle()
        world.later(minutes=8)
        keep(world, 2)
        assert page.get()["topic"] == DEAL


def test_a_signed_in_browser_listens_with_its_cookie_and_proof(world: LiveWorld) -> None:
    world.services.accounts.add("ws_a", "ada", "Ada", "rep", PASSPHRASE)
    opened = world.services.accounts.sign_in("ada", PASSPHRASE, "127.0.0.1")
    cookie = {"Cookie": f"__Host-crm-ai-session={opened.secret}"}
    with world.page(additional_headers=cookie) as page:
        page.say(type="auth", csrf=opened.csrf)
        assert page.get()["type"] == "ready"
    for wrong in ({"csrf": "0" * 64}, {}):
        with world.page(additional_headers=cookie) as page:
            page.say(type="auth", **wrong)
            assert page.ended() == 4401
    with world.page() as page:
        page.say(type="auth", csrf=opened.csrf)
        assert page.ended() == 4401


@pytest.mark.parametrize("origin", ["https://evil.example", "null", "https://ai.example.evil.example"])
def test_another_sites_page_does_not_connect(world: LiveWorld, origin: str) -> None:
    assert world.shaken(Origin=origin)[0] == 403
    assert world.hub().size == 0


def test_our_own_page_connects(world: LiveWorld) -> None:
    with world.page(origin="https://ai.example") as page:
        page.greet(world.keys["ws_a"])


@pytest.mark.parametrize("given", ["nonsense", "", "{link}"])
def test_nobody_else_is_let_in(world: LiveWorld, given: str) -> None:
    link = world.services.embeds.frame("ws_a", None)
    with world.page() as page:
        page.say(type="auth", bearer=given.format(link=link))
        assert page.ended() == 4401


@pytest.mark.parametrize(
    "text",
    [
        "",
        "{",
        "[]",
        '{"type":"auth","bearer":"x","more":1}',
        '{"type":"subscribe","topics":["secrets"]}',
        '{"type":"subscribe","topics":[]}',
        '{"type":"ready"}',
        b"\x00\xff",
    ],
)
def test_what_is_no_message_ends_it(world: LiveWorld, text: str | bytes) -> None:
    with world.page() as page:
        page.socket.send(text)
        assert page.ended() in (4400, 4401)


def test_a_message_that_is_too_long_ends_it(world: LiveWorld) -> None:
    with world.page() as page:
        page.socket.send("x" * 20_000)
        assert page.ended() == 1009


def test_who_subscribes_before_saying_who_listens_is_let_go(world: LiveWorld) -> None:
    with world.page() as page:
        page.say(type="subscribe", topics=["insight"])
        assert page.ended() == 4401


def test_a_page_that_does_not_read_is_dropped_and_the_others_go_on(world: LiveWorld) -> None:
    narrow = socket.socket()
    narrow.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4_096)
    narrow.connect(("127.0.0.1", world.ports[0]))
    with world.listening("job") as reader, world.page(sock=narrow, max_queue=1, close_timeout=0.2) as slow:
        slow.greet(world.keys["ws_a"])
        slow.subscribe("job")
        for number in range(60):
            world.services.live.job_moved("ws_a", f"job-{number}-" + "x" * 10_000, "done")
            assert reader.get()["data"]["job"].startswith(f"job-{number}-")
        deadline = time.monotonic() + WAIT_S
        while 'crm_ai_live_ended_total{why="slow"} 1.0' not in measured(world):
            assert time.monotonic() < deadline, "it was not dropped"


def test_a_full_process_says_come_back(world: LiveWorld) -> None:
    world.hub()._most = 1
    with world.page() as page:
        page.greet(world.keys["ws_a"])
        status, headers = world.shaken()
    assert status == 503
    assert headers["Retry-After"]


def test_one_key_has_so_many_connections(world: LiveWorld, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("crm_ai_plugin.web.live.hub.MOST_OF_ONE", 1)
    with world.page() as first, world.page() as second:
        first.greet(world.keys["ws_a"])
        second.say(type="auth", bearer=world.keys["ws_a"])
        assert second.ended() == 4429
        with world.page() as other:
            other.greet(world.keys["ws_b"])


def test_a_plain_request_is_told_what_this_is(world: LiveWorld) -> None:
    assert world.client().get("/ws").status_code == 426


def test_a_process_that_goes_says_so(world: LiveWorld) -> None:
    with world.listening("insight") as page:
        world.state().live.close()
        assert page.ended() == 1001


def test_asking_now_and_then_tells_the_same(world: LiveWorld) -> None:
    key = {"Authorization": f"Bearer {world.keys['ws_a']}"}
    begins = world.client().get("/api/live", headers=key).get_json()
    assert (begins["events"], begins["resync"]) == ([], False)
    keep(world, 2)
    keep(world, 2, "8")
    answer = (
        world.client().get(f"/api/live?since={begins['at']}&topics={DEAL}&wait=5", headers=key).get_json()
    )
    assert [one["topic"] for one in answer["events"]] == [DEAL]
    assert world.client().get(f"/api/live?since={answer['at']}", headers=key).get_json()["events"] == []
    assert world.client().get("/api/live?since=1-0", headers=key).get_json()["resync"]
    assert world.signed("GET", "/api/live", query=f"since={begins['at']}").get_json()["events"]


def test_without_redis_the_database_tells_of_insights(world: LiveWorld) -> None:
    world.services.live.redis = live_client("unix:///nowhere/redis.sock")
    key = {"Authorization": f"Bearer {world.keys['ws_a']}"}
    world.now = at = datetime.now(UTC)
    begins = world.client().get("/api/live", headers=key).get_json()["at"]
    with world.services.store.workspace("ws_a") as session:
        session.insights.add(insight(version=9, id=new_id("ins")))
    answer = world.client().get(f"/api/live?since={begins}", headers=key).get_json()
    assert 9 in [one["data"]["version"] for one in answer["events"]]
    assert not answer["resync"]
    hour = int(at.timestamp() * 1000) - 3_700_000
    assert world.client().get(f"/api/live?since={hour}-0", headers=key).get_json()["resync"]


def test_a_commit_does_not_wait_for_redis_over_and_over(world: LiveWorld) -> None:
    class Away:
        asked = 0

        def register_script(self, _script: str) -> Any:
            self.asked += 1
            raise RedisConnectionError

        def close(self) -> None:
            """Nothing is open."""

    world.services.live.redis = away = Away()  # type: ignore[assignment]
    for version in (2, 3, 4):
        keep(world, version)
    assert away.asked == 1


class Switch:
    """A Redis that can be away."""

    def __init__(self, real: Any) -> None:
        self.real, self.there = real, False

    def __getattr__(self, name: str) -> Any:
        if not self.there:
            raise RedisConnectionError
        return getattr(self.real, name)

    def close(self) -> None:
        """Let go of it, there or not."""
        self.real.close()


def test_pages_hear_of_insights_while_redis_is_away_and_fetch_all_when_it_is_back(
    world: LiveWorld, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("crm_ai_plugin.web.live.hub.POLL_S", 0.1)
    switch = Switch(world.services.live.redis)
    world.services.live.redis = cast(Any, switch)
    world.now = datetime.now(UTC)
    with world.listening("insight/deal_coach") as page:
        id_ = new_id("ins")
        with world.services.store.workspace("ws_a") as session:
            session.insights.add(insight(version=9, id=id_))
        while True:
            told = page.get()
            if told["data"]["insight"] == id_:
                break
        switch.there = True
        while told["type"] != "resync":
            told = page.get()
        world.services.live._resting_until = 0.0  # publishing would rest for seconds more
        keep(world, 10)
        while told["type"] != "event" or told["data"]["version"] != 10:
            told = page.get()
