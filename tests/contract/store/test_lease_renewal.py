from __future__ import annotations

from datetime import timedelta

from crm_ai_plugin.store import OutboxRow
from tests.fixtures.stores import NOON

DEAL = ("hubspot-1", "deal", "1")
NOTE = OutboxRow("dlv_1", "hubspot-1", "ins_1", "note", "deal", "1", "ins_1.note", {"body": "x"})


def after(seconds):
    return NOON + timedelta(seconds=seconds)


def test_renewed_work_is_nobody_elses(store):
    with store.workspace("w") as ws:
        ws.work.touch(*DEAL, "changed", NOON)
        claim = ws.work.claim(*DEAL, NOON, 60)
        assert ws.work.renew(claim, after(50), 60)
    with store.workspace("w") as ws:
        assert ws.work.claim(*DEAL, after(109), 60) is None
        assert ws.work.due(after(109), 10) == []
        assert ws.work.finish(claim)


def test_lost_work_can_not_be_renewed(store):
    with store.workspace("w") as ws:
        ws.work.touch(*DEAL, "changed", NOON)
        lost = ws.work.claim(*DEAL, NOON, 60)
        theirs = ws.work.claim(*DEAL, after(61), 60)
    with store.workspace("w") as ws:
        assert not ws.work.renew(lost, after(62), 600)
        assert ws.work.claim(*DEAL, after(122), 60) is not None
        assert theirs is not None


def test_a_renewed_delivery_is_nobody_elses(store):
    with store.workspace("w") as ws:
        ws.outbox.add(NOTE)
        claim = ws.outbox.claim("dlv_1", NOON, 60)
        assert ws.outbox.renew(claim, after(50), 60)
    with store.workspace("w") as ws:
        assert ws.outbox.claim("dlv_1", after(109), 60) is None
        assert ws.outbox.done(claim, {})


def test_a_lost_delivery_can_not_be_renewed(store):
    with store.workspace("w") as ws:
        ws.outbox.add(NOTE)
        lost = ws.outbox.claim("dlv_1", NOON, 60)
        assert ws.outbox.claim("dlv_1", after(61), 60).attempt == 2
        assert not ws.outbox.renew(lost, after(62), 600)
