from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any

import pytest

from crm_ai_plugin.errors import ConflictError, PermanentError
from crm_ai_plugin.insights import ActionState, Change, Coverage, Evidence, Insight, Subject
from crm_ai_plugin.ports.feature import Recommendation
from crm_ai_plugin.records import RecordRef
from crm_ai_plugin.store import new_id
from tests.fixtures.stores import NOON

DEAL = ("deal_coach", "deal", "1")


def insight(version=1, **changes):
    values: dict[str, Any] = {
        "id": new_id("ins"),
        "kind": "deal_coach",
        "subject": Subject(type="deal", id="1"),
        "connection": "hubspot-1",
        "version": version,
        "as_of": NOON + timedelta(hours=version),
        "engine_version": "1",
        "coverage": Coverage(seen={"emails": 3}, missing=["calls"], effect="wider"),
        "changes": [Change(what="close date moved", because=["ev_1"])],
        "evidence": [
            Evidence(
                id="ev_1",
                record=RecordRef(type="activity", id="a1", connection="hubspot-1"),
                at=NOON,
                what="asked for a discount",
                quote='«zu teuer» \U0001f914 it\'s "20%"\n',
            )
        ],
        "payload": {
            "score": {"p_win": {"value": 0.1 + 0.2, "n": 3}},
            "actions": [],
            "nothing": None,
            "yes": True,
        },
        "fingerprint": f"f{version}",
    }
    return Insight(**values | changes)


def add(store, *insights):
    with store.workspace("w") as ws:
        for each in insights:
            ws.insights.add(each)


def test_insight_comes_back_equal(store):
    one = insight(source="llm", model="m", prompt_version="p", language="de")
    add(store, one)
    with store.workspace("w") as ws:
        assert ws.insights.latest(*DEAL) == one
        assert ws.insights.get(one.id) == one
        assert ws.insights.get("ins_nothing") is None


def test_versions(store):
    versions = [insight(number) for number in (1, 2, 3)]
    add(store, *versions)
    with store.workspace("w") as ws:
        assert ws.insights.latest(*DEAL) == versions[2]
        assert ws.insights.version(*DEAL, 2) == versions[1]
        assert ws.insights.version(*DEAL, 4) is None
        assert ws.insights.history(*DEAL) == versions[::-1]
        assert ws.insights.history(*DEAL, limit=2) == versions[:0:-1]
        assert ws.insights.latest("persona", "deal", "1") is None


def test_connections_have_versions_of_their_own(store):
    ours, theirs = insight(), insight(connection="sf-1", as_of=NOON)
    add(store, ours, theirs)
    with store.workspace("w") as ws:
        assert ws.insights.latest(*DEAL, connection="sf-1") == theirs
        assert ws.insights.latest(*DEAL, connection="hubspot-1") == ours
        assert ws.insights.latest(*DEAL) == ours, "without a connection, the newest"


def test_the_same_version_twice_is_a_conflict_and_leaves_the_session_usable(store):
    add(store, insight())
    with store.workspace("w") as ws:
        with pytest.raises(ConflictError):
            ws.insights.add(insight())
        ws.insights.add(insight(2))
    with store.workspace("w") as ws:
        assert [each.version for each in ws.insights.history(*DEAL)] == [2, 1]


def test_of_two_threads_one_gets_the_version(store):
    def attempt(_):
        try:
            add(store, insight())
        except ConflictError:
            return False
        return True

    with ThreadPoolExecutor(6) as pool:
        assert sum(pool.map(attempt, range(6))) == 1


def test_hostile_text_does_not_block_an_insight(store):
    hostile = insight(payload={"a\x00": ["\x00", "\ud800", float("nan"), float("inf"), "\\u0000"]})
    add(store, hostile)
    with store.workspace("w") as ws:
        found = ws.insights.latest(*DEAL)
    assert found is not None
    assert found.payload == {"a\ufffd": ["\ufffd", "?", None, None, "\\u0000"]}


def test_recommendations_come_back_in_order(store):
    one = insight()
    made = [
        Recommendation("call", 1, True, 0.9, 0.12, "silent:14"),
        Recommendation("ask_champion", 2, True, 0.8, 0.1, "none"),
        Recommendation("discount", None, False, 0.1, -0.05, "price"),
    ]
    add(store, one)
    with store.workspace("w") as ws:
        ws.recommendations.log(one.id, "hubspot-1", one.subject, made, NOON)
        ws.recommendations.log(one.id, "hubspot-1", one.subject, [], NOON)
        assert ws.recommendations.for_insight(one.id) == made
        assert ws.recommendations.for_insight("ins_other") == []


def test_recommendations_need_their_insight(store):
    with pytest.raises(PermanentError), store.workspace("w") as ws:
        ws.recommendations.log(
            "ins_none", "c", Subject(type="deal", id="1"), [Recommendation("a", 1, True, 1, 0, "")], NOON
        )


def test_feedback_keeps_the_state_and_every_change(store):
    dismissed = ActionState(state="dismissed", reason="no budget", by="rep@acme.example", at=NOON)
    done = ActionState(state="done", at=NOON + timedelta(days=1), until=NOON + timedelta(days=9))
    with store.workspace("w") as ws:
        ws.feedback.set(*DEAL, "call", dismissed, "silent:14")
        ws.feedback.set(*DEAL, "mail", done, "x")
        ws.feedback.set(*DEAL, "call", done, "silent:21")
    with store.workspace("w") as ws:
        assert ws.feedback.states(*DEAL) == {"call": (done, "silent:21"), "mail": (done, "x")}
        log = ws.feedback.log(*DEAL)
        assert [(entry.action_key, entry.state, entry.trigger) for entry in log] == [
            ("call", dismissed, "silent:14"),
            ("mail", done, "x"),
            ("call", done, "silent:21"),
        ]
        assert ws.feedback.states("deal_coach", "deal", "2") == {}


def test_learned(store):
    with store.workspace("w") as ws:
        assert ws.learned.latest("deal_coach") is None
        assert ws.learned.learned_at("deal_coach") is None
        ws.learned.save("deal_coach", "2", {"rate": 0.25}, NOON + timedelta(days=1))
        ws.learned.save("deal_coach", "1", {"rate": 0.5}, NOON)
        assert ws.learned.latest("deal_coach") == {"rate": 0.25}
        assert ws.learned.latest("deal_coach", version="1") == {"rate": 0.5}
        assert ws.learned.learned_at("deal_coach") == NOON + timedelta(days=1)


def test_cursors(store):
    with store.workspace("w") as ws:
        assert ws.cursors.get("hubspot-1", "deal") is None
        ws.cursors.set("hubspot-1", "deal", "17")
        ws.cursors.set("hubspot-1", "deal", "18")
        ws.cursors.set("hubspot-1", "contact", "1")
        assert ws.cursors.get("hubspot-1", "deal") == "18"


def test_audit(store):
    with store.workspace("w") as ws:
        ws.audit.add("admin", "undo", "dlv_1", {"why": "asked"})
        ws.audit.add("admin", "forget", "contact:1")
        entries = ws.audit.list()
        assert [(row.action, row.at, row.detail) for row in entries] == [
            ("forget", NOON, {}),
            ("undo", NOON, {"why": "asked"}),
        ]
        assert len(ws.audit.list(1)) == 1
        assert "asked" not in repr(entries)
