"""What workspace A writes before B tries to get at it: a call of every method that writes."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import numpy as np

from crm_ai_plugin.insights import ActionState, Coverage, Insight, Subject, WordedBy
from crm_ai_plugin.ports.feature import Recommendation
from crm_ai_plugin.ports.moments import Layout, Moment
from crm_ai_plugin.ports.person import Override
from crm_ai_plugin.privacy.person import Person
from crm_ai_plugin.records import (
    Activity,
    ActivityType,
    Company,
    Contact,
    Deal,
    DealContact,
    DealSnapshot,
    Outcome,
    Owner,
)
from crm_ai_plugin.store import (
    AlertRow,
    AlertRuleRow,
    ChannelRow,
    DocumentRow,
    EventRow,
    LibraryChange,
    LibraryEntryRow,
    LibraryVersionRow,
    Measured,
    NoticeRow,
    ObjectionRow,
    OutboxRow,
    PassageRow,
    PersonaApprovalRow,
    PredictionRow,
    Rating,
    ReportFileRow,
    ReportScheduleRow,
    ResponseFeedback,
    ResponseRow,
    ShareRow,
)
from tests.fixtures.stores import NOON

DEAL = ("deal_coach", "deal", "1")
LATE = NOON + timedelta(days=9)
STATE = ActionState(state="done", at=NOON)


def snapshot(name):
    return DealSnapshot(
        connection="c",
        as_of=NOON,
        deal=Deal(id="1", name=name, company_id="co"),
        company=Company(id="co"),
        contacts=(Contact(id="p", first_name=name, email="p@example.com"),),
        deal_contacts=(DealContact(deal_id="1", contact_id="p"),),
        activities=(
            Activity(id="a", type=ActivityType.EMAIL, at=NOON, deal_id="1", subject=name, contact_ids=("p",)),
        ),
    )


def insight(ws, version=1):
    return Insight(
        id=f"ins_{version}",
        kind="deal_coach",
        subject=Subject(type="deal", id="1"),
        connection="c",
        version=version,
        as_of=NOON,
        engine_version="1",
        coverage=Coverage(),
        wording=WordedBy(reason="model_timeout"),
        payload={"of": ws.workspace_id},
        fingerprint="f",
    )


def advice_on_a_lost_deal(ws):
    p = {"value": 0.4, "low": 0.2, "high": 0.6}
    facts = {"stage": ws.workspace_id}
    ws.records.upsert("c", [Deal(id="9", outcome=Outcome.LOST, loss_reason=ws.workspace_id, closed_at=LATE)])
    ws.insights.add(
        insight(ws).model_copy(
            update={
                "id": "ins_9",
                "subject": Subject(type="deal", id="9"),
                "payload": {"score": {"p_win": p}, "facts": facts},
            }
        )
    )
    return "ins_9", "c", Subject(type="deal", id="9"), [Recommendation("call", 1, True, 1, 0, "")], NOON


def event(ws):
    return EventRow("c", "key", "inb_1", "k", "deal", "1", NOON, value=ws.workspace_id)


def objection(ws):
    common: dict[str, Any] = {"category": "price", "language": "en", "segment": "", "at": NOON}
    row = ObjectionRow(
        id="obj_1",
        conversation="obj_1",
        text=ws.workspace_id,
        connection="c",
        deal_id="1",
        contact_id="p",
        asked_by="x",
        insight_id="ins_1",
        **common,
    )
    shown: dict[str, Any] = {"variant": "v", "tone": "t", "position": 1, "propensity": 0.5, "forecast": 0.3}
    shown |= {"objection_id": "obj_1", "reward": 0.5, "seen": 1.0}
    settled = ResponseRow(id="rsp_2", next_move="won", **shown, **common)
    ws.objections.add(row, [ResponseRow(id="rsp_1", **shown, **common), settled])


def in_library(ws):
    entry = LibraryEntryRow("leave", "claim", NOON, 1, 1)
    version = LibraryVersionRow(
        "leave", 1, {"of": ws.workspace_id}, "d", "anna", "approved", "anna", NOON, expires_at=NOON
    )
    ws.library.save([LibraryChange(entry, (version,))], 1)


def document(ws):
    row = DocumentRow("doc_1", "a.md", ws.workspace_id, "text/markdown", "d", 1, 9, None, 1, "x", NOON)
    ws.knowledge.add(row, [PassageRow("psg_1", "doc_1", 0, None, "", f"Ask x@{ws.workspace_id}.test.")])


def delivery(ws):
    return OutboxRow("dlv_1", "c", "ins_1", "note", "deal", "1", "key", {"of": ws.workspace_id})


LAYOUT = Layout("l", ("x",), ())


def moments(ws):
    common: dict[str, Any] = {
        "connection": "c",
        "place": 0,
        "at": NOON,
        "created_at": NOON,
        "closed_at": LATE,
    }
    common |= dict.fromkeys(("pipeline", "stage", "owner_id", "company_id", "amount", "currency"))
    row = Moment(deal_id="4", kind="life", outcome="won", values={"x": float(len(ws.workspace_id))}, **common)
    ws.records.upsert("c", [Deal(id=n, outcome="won", created_at=NOON, closed_at=LATE) for n in ("4", "5")])
    ws.moments.replace("c", ["4"], [row], Measured(LAYOUT, "u"))


def share(ws):
    return ShareRow(
        *("shr_1", "deal_coach", "deal", "1", {"of": ws.workspace_id}, ["c:p"], None, "anna"),
        expires_at=LATE + timedelta(days=1),
    )


def report_file(ws):
    return ReportFileRow(
        *("rpf_1", "rps_1", NOON, "x.pdf", "application/pdf", ["c:p"], LATE),
        content=ws.workspace_id.encode(),
    )


def theirs(ws):
    return snapshot("x").model_copy(update={"contacts": (Contact(id=ws.workspace_id),)})


PERSON = Person(contacts=(("c", "p"),))


def named(ws):
    """Somebody whose address names a workspace."""
    return Person(contacts=(("c", "-"),), emails=(f"x@{ws.workspace_id}.test",))


def erasure(ws):
    id_ = ws.erasures.add("m", "c", ws.workspace_id, b"sealed")
    ws.erasures.note(id_, [{"place": ws.workspace_id}], "done", NOON)


GIVEN: dict[str, str] = {}


def given_model(ws):
    """The id that A got; B asks for the same."""
    if (serving := ws.learned.serving("deal_coach")) is not None:
        GIVEN["learned"] = serving.id
    return GIVEN.get("learned", "lrn_none")


def given_erasure(ws):
    """The id that A got; B asks for the same."""
    if rows := ws.erasures.list():
        GIVEN["erasure"] = rows[0].id
    return GIVEN.get("erasure", "era_none")


FILL = {
    "workflow_answers.keep": lambda ws: ws.workflow_answers.keep("r", {"outputs": {"w": ws.workspace_id}}),
    "erasures.add": erasure,
    "erasures.note": lambda ws: ws.erasures.note(given_erasure(ws), [], "done", NOON),
    "erasures.leave_marks": lambda ws: ws.erasures.leave_marks(
        given_erasure(ws), [(ws.workspace_id, "email")]
    ),
    "shares.add": lambda ws: ws.shares.add(share(ws)),
    "channels.add": lambda ws: ws.channels.add(
        ChannelRow("chn_1", "webhook", ws.workspace_id, {}, b"x", "anna")
    ),
    "notices.add": lambda ws: ws.notices.add(NoticeRow("ntc_1", "chn_1", "k", ws.workspace_id, "key")),
    "alerts.put_rule": lambda ws: ws.alerts.put_rule(
        AlertRuleRow("rul_1", ws.workspace_id, "p", {}, active=True, made_by="anna")
    ),
    "alerts.add": lambda ws: ws.alerts.add(
        AlertRow("alr_1", "rul_1", "c", "1", "waiting", None, ws.workspace_id, {}, [])
    ),
    "alerts.sent": lambda ws: ws.alerts.sent("alr_1", NOON),
    "report_schedules.add": lambda ws: ws.report_schedules.add(
        ReportScheduleRow("rps_1", {"of": ws.workspace_id}, NOON, "anna")
    ),
    "report_schedules.add_file": lambda ws: ws.report_schedules.add_file(report_file(ws)),
    "library.begin": lambda ws: ws.library.begin(),
    "library.save": in_library,
    "moments.replace": moments,
    "objections.add": objection,
    "knowledge.add": document,
    "embeddings.put": lambda ws: ws.embeddings.put(
        "passages", "m", {"psg_1": np.array([1, len(ws.workspace_id)], dtype=np.float32)}
    ),
    "objections.record": lambda ws: ws.objections.record(
        ResponseFeedback("rsp_1", "copied", ws.workspace_id, NOON)
    ),
    "records.replace_deal": lambda ws: ws.records.replace_deal("c", snapshot(ws.workspace_id)),
    "records.upsert": lambda ws: ws.records.upsert(
        "c",
        [
            Deal(id="2", name=ws.workspace_id),
            Activity(
                id="told",
                type=ActivityType.CALL,
                at=NOON,
                deal_id="2",
                body="One two three four five six.",
                contact_ids=("told",),
            ),
            Contact(id="s", do_not_profile=True),
            Owner(id="o", name=ws.workspace_id),
        ],
    ),
    "records.erase_contact": lambda ws: ws.records.erase_contact("c", ws.workspace_id),
    "records.opt_out_here": lambda ws: ws.records.opt_out_here("c", "s", ws.workspace_id),
    "records.silence": lambda ws: ws.records.silence("c", ["s"]),
    "records.hold": lambda ws: ws.records.hold("c"),
    "records.declare_visible": lambda ws: ws.records.declare_visible("c", ["call"]),
    "records.store_page": lambda ws: ws.records.store_page("c", [Deal(id="3", name=ws.workspace_id)], NOON),
    "expected.begin": lambda ws: ws.expected.begin("c", "deal"),
    "syncs.ask": lambda ws: ws.syncs.ask("c", "full", due_at=NOON),
    "syncs.set": lambda ws: ws.syncs.set("c", gap={"of": ws.workspace_id}),
    "events.add_many": lambda ws: ws.events.add_many([event(ws)]),
    "work.touch": lambda ws: ws.work.touch("c", "deal", "1", ws.workspace_id, NOON),
    "insights.add": lambda ws: ws.insights.add(insight(ws)),
    "recommendations.log": lambda ws: (
        ws.recommendations.log(*advice_on_a_lost_deal(ws))
        or ws.recommendations.log(
            "ins_1",
            "c",
            Subject(type="deal", id="1"),
            [Recommendation(ws.workspace_id, 1, True, 1, 0, "")],
            NOON,
        )
    ),
    "feedback.set": lambda ws: ws.feedback.set(*DEAL, "call", STATE, ws.workspace_id),
    "ratings.set": lambda ws: ws.ratings.set(
        insight(ws), Rating("", "anna", False, ws.workspace_id, "hubspot", True, NOON)
    ),
    "persona_overrides.set": lambda ws: ws.persona_overrides.set(
        "c", "p", Override("stance", "state", ws.workspace_id, "", "anna", NOON)
    ),
    "persona_readings.set": lambda ws: ws.persona_readings.set("c", "p", ws.workspace_id.encode()),
    "persona_approvals.add": lambda ws: ws.persona_approvals.add(
        "c", "p", PersonaApprovalRow(1, "ins_1", 1, "s", "approved", "anna", ws.workspace_id, NOON)
    ),
    "outbox.add": lambda ws: ws.outbox.add(delivery(ws)),
    "wordings.put": lambda ws: ws.wordings.put(
        "k", "deal_coach", Subject(type="deal", id="1"), ws.workspace_id.encode(), timedelta(days=30)
    ),
    "prompts.add": lambda ws: ws.prompts.add("deal_coach", ws.workspace_id, "anna", ""),
    "prompts.choose": lambda ws: ws.prompts.choose("deal_coach", len(ws.workspace_id), "anna"),
    "prompts.begin": lambda ws: ws.prompts.begin("deal_coach", None, 1, 0.5, ws.workspace_id),
    "controls.add": lambda ws: ws.controls.add("strategy", {"of": ws.workspace_id}, "anna"),
    "learned.overrule": lambda ws: ws.learned.overrule("custom.x", ws.workspace_id),
    "predictions.log": lambda ws: ws.predictions.log(
        [PredictionRow("c", "4", NOON, 0.1 * len(ws.workspace_id), 0, 1, "m", "facts")]
    ),
    "learned.save": lambda ws: ws.learned.save("deal_coach", "1", {"of": ws.workspace_id}, NOON),
    "cursors.set": lambda ws: ws.cursors.set("c", "deal", ws.workspace_id),
    "audit.add": lambda ws: ws.audit.add(ws.workspace_id, "x", "y"),
}
