"""Which run of learning serves, and what was said of deals before they ended."""

from __future__ import annotations

from datetime import timedelta

import pytest

from crm_ai_plugin.errors import NotFoundError
from crm_ai_plugin.records import Deal, Outcome
from crm_ai_plugin.store import PredictionRow
from tests.fixtures.stores import NOON

DAY = timedelta(days=1)


def save(ws, n, state="serving"):
    return ws.learned.save("deal_coach", "1", {"n": n}, NOON + n * DAY, state, {"verdict": "no_worse"})


def states(ws):
    return {row.payload["n"]: row.state for row in ws.learned.versions("deal_coach")}


def test_the_newest_that_may_serve_serves(store):
    with store.workspace("a") as ws:
        assert ws.learned.serving("deal_coach") is None
        save(ws, 1)
        save(ws, 2)
        save(ws, 3, "kept_back")
        assert ws.learned.latest("deal_coach") == {"n": 2}
        assert states(ws) == {3: "kept_back", 2: "serving", 1: "replaced"}
        assert ws.learned.learned_at("deal_coach") == NOON + 3 * DAY


def test_old_runs_go_but_the_newest_and_the_one_that_serves(store):
    with store.workspace("b") as other:
        save(other, 1)
    with store.workspace("a") as ws:
        pinned = save(ws, 1)
        for n in range(2, 8):
            save(ws, n)
        ws.learned.serve(pinned, pinned=True)
        ws.learned.save("win_loss", "1", {}, NOON)
        assert ws.learned.prune(NOON, 0) == 0  # nothing is older
        assert ws.learned.prune(NOON + 6 * DAY, 3) == 3
        assert sorted(states(ws)) == [1, 5, 6, 7]
        assert ws.learned.latest("deal_coach") == {"n": 1}
        assert ws.learned.prune(NOON + 9 * DAY, 0) == 3
        assert sorted(states(ws)) == [1]
        assert ws.learned.serving("win_loss") is not None
    with store.workspace("b") as other:
        assert other.learned.latest("deal_coach") == {"n": 1}


def test_one_that_is_pinned_serves_whatever_comes_later(store):
    with store.workspace("a") as ws:
        first = save(ws, 1)
        save(ws, 2)
        ws.learned.serve(first, pinned=True, former="rolled_back")
        save(ws, 3)
        assert ws.learned.latest("deal_coach") == {"n": 1}
        assert states(ws)[2] == "rolled_back"
        newest = ws.learned.versions("deal_coach")[0]
        ws.learned.serve(newest.id, pinned=False)
        assert ws.learned.latest("deal_coach") == {"n": 3}
        assert ws.learned.get(first).state == "replaced"
        with pytest.raises(NotFoundError):
            ws.learned.serve("lrn_none", pinned=False)


def test_an_overrule_is_known_until_it_is_taken_back(store):
    with store.workspace("a") as ws:
        assert ws.learned.overrule("custom.x", "anna")
        assert not ws.learned.overrule("custom.x", "bert")
        assert [(row.column, row.by) for row in ws.learned.overruled()] == [("custom.x", "anna")]
        assert ws.learned.restore("custom.x")
        assert not ws.learned.restore("custom.x")
        assert ws.learned.overruled() == []


def said(day, p, model="m1", deal="1"):
    return PredictionRow("c", deal, NOON + day * DAY, p, p - 0.1, p + 0.1, model, "facts")


def test_what_was_said_again_is_kept_once_a_week_and_what_changed_at_once(store):
    with store.workspace("a") as ws:
        kept = [
            ws.predictions.log([row])
            for row in (
                said(0, 0.3),
                said(0, 0.3),
                said(1, 0.302),
                said(2, 0.35),
                said(3, 0.35, "m2"),
                said(9, 0.35, "m2"),
                said(10, 0.351, "m2"),
                said(1, 0.9),
            )
        ]
        assert kept == [1, 0, 0, 1, 1, 0, 1, 0]
        assert [row.p for row in ws.predictions.of_deal("c", "1")] == [0.3, 0.35, 0.35, 0.351]


def test_only_what_was_said_before_the_end_is_held_against_it(store):
    with store.workspace("a") as ws:
        ended = {"outcome": Outcome.WON, "created_at": NOON, "closed_at": NOON + 5 * DAY}
        ws.records.upsert("c", [Deal(id="1", **ended), Deal(id="2", created_at=NOON)])
        ws.predictions.log([said(1, 0.3), said(1, 0.6, deal="2")])
        ws.predictions.log([said(4, 0.5)])
        ws.predictions.log([said(6, 0.99)])
        found = ws.predictions.settled(NOON)
        assert [(one.prediction.p, one.won, one.closed_at) for one in found] == [
            (0.3, True, NOON + 5 * DAY),
            (0.5, True, NOON + 5 * DAY),
        ]
        assert ws.predictions.settled(NOON + 5 * DAY) == []
        assert ws.predictions.settled(NOON, "other") == []
        assert ws.predictions.prune(NOON + 2 * DAY) == 2
