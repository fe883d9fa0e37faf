"""What alerts, notices, shares and kept files promise, on both databases."""

from __future__ import annotations

from datetime import timedelta

import pytest

from crm_ai_plugin.errors import NotFoundError
from crm_ai_plugin.privacy.person import Person
from crm_ai_plugin.store import (
    AlertRow,
    AlertRuleRow,
    NoticeRow,
    ReportFileRow,
    ReportScheduleRow,
    ShareRow,
)
from crm_ai_plugin.store.tables.report_schedules import ReportFileTable
from tests.fixtures.stores import NOON

LATER = NOON + timedelta(hours=1)


def alert(id_, rule="r", deal="1"):
    return AlertRow(id_, rule, "c", deal, "sent", None, "why", {"days": 3}, [], sent_at=NOON)


def share(id_, people, subject=("deal", "1")):
    kind, subject_id = subject
    return ShareRow(id_, "deal_coach", kind, subject_id, {"title": id_}, people, None, "anna", LATER)


def test_one_open_alert_per_rule_and_deal(store):
    with store.workspace("a") as ws:
        assert ws.alerts.add(alert("alr_1"))
        assert not ws.alerts.add(alert("alr_2"))
        assert ws.alerts.add(alert("alr_3", deal="2"))
        assert ws.alerts.add(alert("alr_4", rule="other"))
        assert ws.alerts.clear("alr_1", NOON)
        assert not ws.alerts.clear("alr_1", NOON)
        assert ws.alerts.add(alert("alr_5"))
        assert [one.id for one in ws.alerts.open_of("r")] == ["alr_3", "alr_5"]
        assert ws.alerts.sent_since("r", NOON) == 3
        assert ws.alerts.sent_since("r", LATER) == 0


def test_a_round_can_be_moved_on_by_one_only(store):
    with store.workspace("a") as ws:
        ws.alerts.put_rule(AlertRuleRow("r", "n", "p", {"v": 1}, active=True, made_by="x"))
        first = ws.alerts.rule("r").round
        assert ws.alerts.evaluated("r", first)
        assert not ws.alerts.evaluated("r", first)
        second = ws.alerts.rule("r").round
        # Whoever changes the rule overtakes an evaluation by the old one.
        ws.alerts.put_rule(AlertRuleRow("r", "n", "p", {"v": 2}, active=True, made_by="x"))
        assert not ws.alerts.evaluated("r", second)
        assert ws.alerts.rule("r").rule == {"v": 2}


def test_evidence_that_is_a_persons_record_goes_with_the_person(store):
    evidence = [
        {"record": {"type": "contact", "id": "p"}, "what": "x"},
        {"record": {"type": "deal_contact", "id": "1:p"}, "what": "x"},
        {"record": {"type": "activity", "id": "p"}, "what": "x"},
    ]
    with store.workspace("a") as ws:
        row = alert("alr_1")
        ws.alerts.add(AlertRow(**{**vars(row), "evidence": evidence}))
        assert ws.alerts.erase_contact("p") == 1
        assert [one["record"]["type"] for one in ws.alerts.get("alr_1").evidence] == ["activity"]


def test_a_notice_is_held_by_one_and_only_when_due(store):
    with store.workspace("a") as ws:
        assert ws.notices.add(NoticeRow("n", "chn", "k", "about", "key", due_at=LATER))
        assert not ws.notices.add(NoticeRow("n2", "chn", "k", "about", "key"))
        assert ws.notices.claim("n", NOON, 60) is None
        claim = ws.notices.claim("n", LATER, 60)
        assert claim is not None
        assert claim.attempt == 1
        assert ws.notices.claim("n", LATER, 60) is None
        again = ws.notices.claim("n", LATER + timedelta(seconds=61), 60)
        assert again is not None
        # The first holder came back too late: it changes nothing any more.
        assert not ws.notices.done(claim)
        assert ws.notices.retry(again, LATER, "x", "y")
        assert ws.notices.get("n").attempts == 2
    assert store.due_notices(NOON, 10) == []
    assert [(one.workspace_id, one.notice_id) for one in store.due_notices(LATER, 10)] == [("a", "n")]


@pytest.mark.parametrize("person", ["p", "ü/😀", 'q"uote', "back\\slash", "100%", "a_b"])
def test_forgetting_a_person_reaches_every_share_that_names_them(store, person):
    with store.workspace("a") as ws:
        ws.shares.add(share("named", [f"c:{person}", "c:other"]))
        ws.shares.add(share("anybody", None))
        ws.shares.add(share("subject", [], ("contact", person)))
        ws.shares.add(share("nobody", ["c:other"]))
        ws.shares.add(share("elsewhere", [f"d:{person}"]))
        assert ws.shares.erase_contact("c", person) == 3
        assert {one.id for one in ws.shares.list() if one.revoked_at is None} == {"nobody", "elsewhere"}
        assert ws.shares.get("named").document == {}
        assert ws.shares.get("named").people == []


def test_a_link_leads_to_its_share_and_ends(store):
    with store.system() as system:
        system.workspaces.ensure("a", "a")
        token = system.share_links.open("a", "shr_1", LATER)
        assert system.share_links.resolve(token) == ("a", "shr_1")
        assert system.share_links.resolve(token + "x") is None
        assert system.share_links.resolve("") is None


def test_a_schedule_is_moved_on_by_one_only_and_makes_one_file_a_time(store):
    with store.workspace("a") as ws:
        ws.report_schedules.add(ReportScheduleRow("s", {"name": "n"}, NOON, "anna"))
        assert [one.id for one in ws.report_schedules.due(NOON)] == ["s"]
        assert ws.report_schedules.advance("s", NOON, LATER)
        assert not ws.report_schedules.advance("s", NOON, LATER)
        file = ReportFileRow("f", "s", NOON, "n.pdf", "application/pdf", None, LATER, content=b"\x00%PDF")
        assert ws.report_schedules.add_file(file)
        assert not ws.report_schedules.add_file(ReportFileRow(**{**vars(file), "id": "g"}))
        assert ws.report_schedules.file("f").content == b"\x00%PDF"
        assert ws.report_schedules.files("s")[0].content is None
        assert ws.personal_rows.erase(ReportFileTable, Person(contacts=(("c", "anyone"),))) == 1
        with pytest.raises(NotFoundError):
            ws.report_schedules.file("f")
