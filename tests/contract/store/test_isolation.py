"""Every public method of every repository, called for B with the names of A's rows, gives B nothing of A's."""

from __future__ import annotations

from datetime import timedelta
from functools import cached_property
from typing import Any

import numpy as np
import pytest

from crm_ai_plugin.errors import NotFoundError
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
    ReportFileRow,
    ReportScheduleRow,
    ResponseFeedback,
    ResponseRow,
    ShareRow,
    WorkspaceSession,
)
from crm_ai_plugin.store.tables.alerts import AlertTable
from crm_ai_plugin.store.tables.contacts import ContactTable
from crm_ai_plugin.store.tables.knowledge import PassageTable
from crm_ai_plugin.store.tables.objections import ObjectionTable
from crm_ai_plugin.store.tables.persona_overrides import PersonaOverrideTable
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


FILL = {
    "workflow_answers.keep": lambda ws: ws.workflow_answers.keep("r", {"outputs": {"w": ws.workspace_id}}),
    "erasures.add": erasure,
    "erasures.note": lambda ws: ws.erasures.note(_erasure(ws), [], "done", NOON),
    "erasures.leave_marks": lambda ws: ws.erasures.leave_marks(_erasure(ws), [(ws.workspace_id, "email")]),
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


def _only(ws):
    """The id that A got; B asks for the same."""
    if (serving := ws.learned.serving("deal_coach")) is not None:
        GIVEN["learned"] = serving.id
    return GIVEN.get("learned", "lrn_none")


def _erasure(ws):
    """The id that A got; B asks for the same."""
    if rows := ws.erasures.list():
        GIVEN["erasure"] = rows[0].id
    return GIVEN.get("erasure", "era_none")


GIVEN: dict[str, str] = {}
READ = {
    "learned.serving": lambda ws: ws.learned.serving("deal_coach"),
    "learned.versions": lambda ws: ws.learned.versions("deal_coach"),
    "learned.get": lambda ws: ws.learned.get(_only(ws)),
    "learned.overruled": lambda ws: ws.learned.overruled(),
    "predictions.of_deal": lambda ws: ws.predictions.of_deal("c", "4"),
    "predictions.settled": lambda ws: ws.predictions.settled(NOON),
    "moments.read": lambda ws: ws.moments.read().numbers.get("x", np.empty(0)).tolist(),
    "moments.stamp": lambda ws: ws.moments.stamp().removeprefix("life:0:"),
    "moments.stale": lambda ws: ws.moments.stale(Measured(LAYOUT, "u"), 9),
    "moments.count_stale": lambda ws: ws.moments.count_stale(Measured(LAYOUT, "u")),
    "records.deal_ids": lambda ws: ws.records.deal_ids("open"),
    "records.snapshot_many": lambda ws: ws.records.snapshot_many("c", ["1"], NOON),
    "records.fetch": lambda ws: ws.records.fetch("c", Deal, ["1", "2"]),
    "records.list_deals": lambda ws: ws.records.list_deals(),
    "records.list_contacts": lambda ws: ws.records.list_contacts(),
    "records.find_deal": lambda ws: ws.records.find_deal("1"),
    "records.not_profiled": lambda ws: ws.records.not_profiled(["s"]),
    "records.opted_out": lambda ws: ws.records.opted_out("c"),
    "records.opt_out": lambda ws: ws.records.opt_out("c", "s"),
    "records.opt_outs_to_erase": lambda ws: ws.records.opt_outs_to_erase(10),
    "records.watchable": lambda ws: ws.records.watchable("c", ["p"]),
    "records.watchable_at": lambda ws: ws.records.watchable_at("c", ["p@example.com"]),
    "records.people_named": lambda ws: ws.records.people_named(["a", "bbb", "Ada"]),
    "records.owners_named": lambda ws: ws.records.owners_named(["a", "bbb"]),
    "records.organisations_named": lambda ws: ws.records.organisations_named(["a", "bbb"]),
    "records.deals_related": lambda ws: ws.records.deals_related("c", "contact", "p"),
    "records.last_event_at": lambda ws: ws.records.last_event_at("c", LATE),
    "records.counts": lambda ws: {kind: count for kind, count in ws.records.counts().items() if count},
    "records.count_deals": lambda ws: ws.records.count_deals("open"),
    "records.loss_reasons": lambda ws: ws.records.loss_reasons(),
    "records.is_erased": lambda ws: ws.records.is_erased("c", ws.workspace_id),
    "records.admitted": lambda ws: not ws.records.admitted(theirs(ws)).contacts,
    "records.who_is": lambda ws: ws.records.who_is("c", "p").deals,
    "records.said_marks": lambda ws: bool(ws.records.said_marks(ws.records.who_is("c", "told"))),
    "erasures.get": lambda ws: ws.erasures.get(_erasure(ws)).made_by,
    "erasures.list": lambda ws: [row.made_by for row in ws.erasures.list()],
    "erasures.of_mark": lambda ws: [row.made_by for row in ws.erasures.of_mark("m")],
    "erasures.last_at": lambda ws: ws.erasures.last_at(),
    "erasures.scrubber": lambda ws: ws.erasures.scrubber is not None,
    "insights.rows_around": lambda ws: list(ws.insights.rows_around([("c", "1")])),
    "personal_rows.own": lambda ws: ws.personal_rows.own(ObjectionTable, PERSON),
    "personal_rows.mentioning": lambda ws: ws.personal_rows.mentioning(PassageTable, named(ws)),
    "records.visible": lambda ws: ws.records.visible("c"),
    "records.snapshot": lambda ws: ws.records.snapshot("c", "1", NOON),
    "records.snapshots": lambda ws: list(ws.records.snapshots()),
    "records.find_contact": lambda ws: ws.records.find_contact("p"),
    "records.person": lambda ws: ws.records.person("c", "p", NOON),
    "records.people": lambda ws: list(ws.records.people(NOON)),
    "records.persons": lambda ws: ws.records.persons("c", ["p"], NOON),
    "records.who_took_part": lambda ws: ws.records.who_took_part(),
    "records.touched_since": lambda ws: ws.records.touched_since(NOON - timedelta(days=1), LATE, 10),
    "records.deals_of": lambda ws: ws.records.deals_of("c", "p"),
    "persona_overrides.of": lambda ws: ws.persona_overrides.of("c", "p"),
    "persona_readings.of": lambda ws: ws.persona_readings.of("c", "p"),
    "persona_approvals.of": lambda ws: ws.persona_approvals.of("c", "p"),
    "records.snapshots_of": lambda ws: list(ws.records.snapshots_of([("c", "1")])),
    "events.deliveries": lambda ws: ws.events.deliveries(),
    "personal_rows.holding": lambda ws: list(
        ws.personal_rows.holding(ContactTable, ["email"], ["P@example.com"])
    ),
    "personal_rows.all": lambda ws: list(ws.personal_rows.all(ContactTable)),
    "records.contacts_at": lambda ws: ws.records.contacts_at(["P@example.com"]),
    "records.took_part": lambda ws: ws.records.took_part("c", "p"),
    "records.around": lambda ws: ws.records.around("c", ["1"], ["a"]),
    "events.get": lambda ws: ws.events.get("key"),
    "events.find": lambda ws: ws.events.find("inb_1"),
    "events.list": lambda ws: ws.events.list(),
    "work.due": lambda ws: ws.work.due(LATE, 10),
    "work.status": lambda ws: ws.work.status("c", "deal", "1"),
    "work.open_count": lambda ws: ws.work.open_count(),
    "insights.newest": lambda ws: ws.insights.newest("deal_coach", "deal", [("c", "1")]),
    "insights.kept_since": lambda ws: ws.insights.kept_since(NOON - timedelta(days=9_000), 9),
    "insights.latest": lambda ws: ws.insights.latest(*DEAL),
    "insights.version": lambda ws: ws.insights.version(*DEAL, 1),
    "insights.history": lambda ws: ws.insights.history(*DEAL),
    "insights.worded_by_engine": lambda ws: ws.insights.worded_by_engine("deal_coach", ["model_timeout"]),
    "insights.get": lambda ws: ws.insights.get("ins_1"),
    "recommendations.for_insight": lambda ws: ws.recommendations.for_insight("ins_1"),
    "feedback.states": lambda ws: ws.feedback.states(*DEAL),
    "feedback.log": lambda ws: ws.feedback.log(*DEAL),
    "feedback.decisions_since": lambda ws: ws.feedback.decisions_since(
        "deal_coach", NOON - timedelta(days=9)
    ),
    "insights.subjects_since": lambda ws: ws.insights.subjects_since("deal_coach", NOON),
    "wordings.find": lambda ws: ws.wordings.find(["k"]),
    "wordings.latest": lambda ws: ws.wordings.latest("deal_coach", Subject(type="deal", id="1"), 5),
    "prompts.list": lambda ws: ws.prompts.list(),
    "prompts.get": lambda ws: ws.prompts.get("deal_coach", 1),
    "prompts.choices": lambda ws: ws.prompts.choices("deal_coach"),
    "prompts.running": lambda ws: ws.prompts.running("deal_coach"),
    "prompts.experiments": lambda ws: ws.prompts.experiments("deal_coach"),
    "outbox.get": lambda ws: ws.outbox.get("dlv_1"),
    "outbox.list": lambda ws: ws.outbox.list(),
    "outbox.of_insight": lambda ws: ws.outbox.of_insight("ins_1"),
    "controls.latest": lambda ws: ws.controls.latest("strategy"),
    "controls.list": lambda ws: ws.controls.list("strategy"),
    "feedback.tallies": lambda ws: ws.feedback.tallies("deal_coach", NOON),
    "feedback.decisions": lambda ws: ws.feedback.decisions("deal_coach"),
    "insights.said": lambda ws: ws.insights.said("deal_coach"),
    "recommendations.stamp": lambda ws: any(ws.recommendations.stamp("deal_coach")),
    "recommendations.episodes": lambda ws: ws.recommendations.episodes("deal_coach"),
    "learned.latest": lambda ws: ws.learned.latest("deal_coach"),
    "learned.learned_at": lambda ws: ws.learned.learned_at("deal_coach"),
    "events.longest_silence": lambda ws: (
        ws.events.longest_silence("c", NOON - timedelta(days=2), LATE) != (NOON - timedelta(days=2), LATE)
    ),
    "expected.left": lambda ws: ws.expected.left("c", "deal", 10),
    "expected.count": lambda ws: ws.expected.count("c", "deal"),
    "syncs.get": lambda ws: ws.syncs.get("c").mode,
    "syncs.list": lambda ws: [(row.mode, row.gap) for row in ws.syncs.list()],
    "knowledge.documents": lambda ws: ws.knowledge.documents(),
    "knowledge.document": lambda ws: ws.knowledge.document("doc_1"),
    "knowledge.known": lambda ws: ws.knowledge.known("a.md", "d"),
    "knowledge.count_passages": lambda ws: ws.knowledge.count_passages(),
    "knowledge.passage_ids": lambda ws: ws.knowledge.passage_ids(),
    "knowledge.passages": lambda ws: ws.knowledge.passages(["psg_1"]),
    "embeddings.nearest": lambda ws: ws.embeddings.nearest(
        "passages", "m", np.array([1, 0], dtype=np.float32), 5, ["psg_1"]
    ),
    "embeddings.vectors": lambda ws: {
        id_: vector.tolist() for id_, vector in ws.embeddings.vectors("passages", "m", ["psg_1"]).items()
    },
    "embeddings.lacking": lambda ws: ws.embeddings.lacking("passages", "other", 5),
    "embeddings.count_lacking": lambda ws: ws.embeddings.count_lacking("objections", "m"),
    "embeddings.length_lacking": lambda ws: ws.embeddings.length_lacking("objections", "m"),
    "embeddings.models": lambda ws: ws.embeddings.models("passages"),
    "objections.searchable": lambda ws: ws.objections.searchable(10),
    "objections.some": lambda ws: ws.objections.some(["obj_1"]),
    "objections.get": lambda ws: ws.objections.get("obj_1"),
    "objections.history": lambda ws: ws.objections.history(),
    "objections.between": lambda ws: ws.objections.between(NOON - timedelta(days=1), LATE),
    "objections.response": lambda ws: ws.objections.response("rsp_1"),
    "objections.responses": lambda ws: ws.objections.responses(["obj_1"]),
    "objections.feedback": lambda ws: ws.objections.feedback(["rsp_1"]),
    "objections.tallies": lambda ws: ws.objections.tallies("price"),
    "objections.unsettled": lambda ws: ws.objections.unsettled(LATE, 10),
    "objections.firsts": lambda ws: ws.objections.firsts(10),
    "library.state": lambda ws: ws.library.state().turn,
    "library.get": lambda ws: ws.library.get("leave"),
    "library.heads": lambda ws: ws.library.heads(),
    "library.count": lambda ws: ws.library.count(),
    "library.due": lambda ws: ws.library.due(LATE),
    "library.versions": lambda ws: ws.library.versions("leave"),
    "workflow_answers.get": lambda ws: ws.workflow_answers.get("r"),
    "shares.get": lambda ws: ws.shares.get("shr_1"),
    "shares.list": lambda ws: ws.shares.list(),
    "channels.get": lambda ws: ws.channels.get("chn_1"),
    "channels.list": lambda ws: ws.channels.list(),
    "notices.get": lambda ws: ws.notices.get("ntc_1"),
    "notices.list": lambda ws: ws.notices.list(),
    "alerts.rule": lambda ws: ws.alerts.rule("rul_1"),
    "alerts.rules": lambda ws: ws.alerts.rules(),
    "alerts.get": lambda ws: ws.alerts.get("alr_1"),
    "alerts.open_of": lambda ws: ws.alerts.open_of("rul_1"),
    "alerts.list": lambda ws: ws.alerts.list(),
    "alerts.sent_since": lambda ws: ws.alerts.sent_since("rul_1", NOON),
    "report_schedules.get": lambda ws: ws.report_schedules.get("rps_1"),
    "report_schedules.list": lambda ws: ws.report_schedules.list(),
    "report_schedules.due": lambda ws: ws.report_schedules.due(LATE),
    "report_schedules.file": lambda ws: ws.report_schedules.file("rpf_1"),
    "report_schedules.files": lambda ws: ws.report_schedules.files(),
    "cursors.get": lambda ws: ws.cursors.get("c", "deal"),
    "audit.list": lambda ws: ws.audit.list(),
}
# What takes a claim is given one that A got.
CHANGE = {
    "learned.serve": lambda ws, claims: ws.learned.serve(claims[-1], pinned=True),
    "learned.restore": lambda ws, _: ws.learned.restore("custom.x"),
    "predictions.prune": lambda ws, _: ws.predictions.prune(LATE),
    "learned.prune": lambda ws, _: ws.learned.prune(LATE, 0),
    "moments.drop": lambda ws, _: ws.moments.drop("c", ["4"]),
    "persona_overrides.lift": lambda ws, _: ws.persona_overrides.lift("c", "p", "stance"),
    "workflow_answers.prune": lambda ws, _: ws.workflow_answers.prune(LATE + timedelta(days=9)),
    "shares.viewed": lambda ws, _: ws.shares.viewed("shr_1"),
    "shares.failed": lambda ws, _: ws.shares.failed("shr_1"),
    "shares.revoke": lambda ws, _: ws.shares.revoke("shr_1"),
    "shares.erase_contact": lambda ws, _: ws.shares.erase_contact("c", "p"),
    "shares.prune": lambda ws, _: ws.shares.prune(LATE + timedelta(days=9)),
    "channels.set": lambda ws, _: ws.channels.set("chn_1", name="other"),
    "channels.remove": lambda ws, _: ws.channels.remove("chn_1"),
    "notices.claim": lambda ws, _: ws.notices.claim("ntc_1", LATE, 60),
    "notices.done": lambda ws, claims: ws.notices.done(claims[4]),
    "notices.retry": lambda ws, claims: ws.notices.retry(claims[4], NOON, "x", "y"),
    "notices.failed": lambda ws, claims: ws.notices.failed(claims[4], "x", "y"),
    "notices.again": lambda ws, _: ws.notices.again("ntc_1"),
    "notices.prune": lambda ws, _: ws.notices.prune(LATE),
    "alerts.remove_rule": lambda ws, _: ws.alerts.remove_rule("rul_1"),
    "alerts.evaluated": lambda ws, _: ws.alerts.evaluated("rul_1", 0),
    "alerts.waits": lambda ws, _: ws.alerts.waits("alr_1", "x"),
    "alerts.clear": lambda ws, _: ws.alerts.clear("alr_1", LATE),
    "alerts.erase_contact": lambda ws, _: ws.alerts.erase_contact("p"),
    "alerts.prune": lambda ws, _: ws.alerts.prune(LATE),
    "report_schedules.advance": lambda ws, _: ws.report_schedules.advance("rps_1", NOON, LATE),
    "report_schedules.remove": lambda ws, _: ws.report_schedules.remove("rps_1"),
    "report_schedules.prune": lambda ws, _: ws.report_schedules.prune(LATE),
    "records.take_out": lambda ws, _: ws.records.take_out([("c", "p")]),
    "records.scrub": lambda ws, _: ws.records.scrub(named(ws), "deal", "x"),
    "erasures.claim": lambda ws, _: ws.erasures.claim(_erasure(ws), LATE),
    "erasures.again": lambda ws, _: ws.erasures.again(_erasure(ws)),
    "erasures.seal": lambda ws, _: ws.erasures.seal(_erasure(ws), b"x"),
    "erasures.lift": lambda ws, _: ws.erasures.lift(_erasure(ws), "x"),
    "erasures.unhashed": lambda ws, _: ws.erasures.unhashed(),
    "erasures.drop_unhashed": lambda ws, _: ws.erasures.drop_unhashed(),
    "knowledge.erase": lambda ws, _: ws.knowledge.erase(["psg_1"]),
    "objections.erase": lambda ws, _: ws.objections.erase(["obj_1"]),
    "outbox.empty": lambda ws, _: ws.outbox.empty("dlv_1"),
    "personal_rows.erase": lambda ws, _: ws.personal_rows.erase(PersonaOverrideTable, PERSON),
    "personal_rows.scrub": lambda ws, _: ws.personal_rows.scrub(AlertTable, named(ws)),
    "personal_rows.drop": lambda ws, _: ws.personal_rows.drop(AlertTable, [{"id": "alr_1"}]),
    "personal_rows.put": lambda ws, _: ws.personal_rows.put(ObjectionTable, {"id": "obj_1"}, text=""),
    "records.delete": lambda ws, _: ws.records.delete("c", "deal", ["1", "2"]),
    "records.lift_opt_out": lambda ws, _: ws.records.lift_opt_out("c", "s"),
    "records.opt_out_erased": lambda ws, _: ws.records.opt_out_erased("c", "s"),
    "records.delete_keys": lambda ws, _: ws.records.delete_keys("c", "deal", [("1",), ("2",)], LATE),
    "records.prune_tombstones": lambda ws, _: ws.records.prune_tombstones(LATE),
    "expected.seen": lambda ws, _: ws.expected.seen("c", [Deal(id="1", name="x")]),
    "expected.settled": lambda ws, _: ws.expected.settled("c", "deal", [("1",)]),
    "expected.settled_of_deals": lambda ws, _: ws.expected.settled_of_deals("c", ["1"]),
    "expected.clear": lambda ws, _: ws.expected.clear("c", "deal"),
    "knowledge.remove": lambda ws, _: ws.knowledge.remove("doc_1"),
    "embeddings.forget": lambda ws, _: ws.embeddings.forget("passages", ["psg_1"]),
    "embeddings.prune": lambda ws, _: ws.embeddings.prune("passages", []),
    "embeddings.drop_models": lambda ws, _: ws.embeddings.drop_models("passages", []),
    "objections.observe": lambda ws, _: ws.objections.observe("rsp_1", reward=1.0, next_move="won"),
    "library.allow_own_approval": lambda ws, _: ws.library.allow_own_approval(allowed=True),
    "cursors.drop": lambda ws, _: ws.cursors.drop("c", "deal"),
    "syncs.claim": lambda ws, _: ws.syncs.claim("c", LATE, 60),
    "syncs.renew": lambda ws, claims: ws.syncs.renew(claims[2], LATE, 60),
    "syncs.note": lambda ws, claims: ws.syncs.note(claims[2], error_code="x"),
    "syncs.release": lambda ws, claims: ws.syncs.release(claims[2], mode=None),
    "work.claim": lambda ws, _: ws.work.claim("c", "deal", "1", LATE, 60),
    "work.renew": lambda ws, claims: ws.work.renew(claims[0], LATE, 60),
    "outbox.renew": lambda ws, claims: ws.outbox.renew(claims[1], LATE, 60),
    "work.finish": lambda ws, claims: ws.work.finish(claims[0]),
    "work.retry": lambda ws, claims: ws.work.retry(claims[0], NOON, "x"),
    "outbox.claim": lambda ws, _: ws.outbox.claim("dlv_1", LATE, 60),
    "outbox.done": lambda ws, claims: ws.outbox.done(claims[1], {}),
    "outbox.retry": lambda ws, claims: ws.outbox.retry(claims[1], NOON, "x"),
    "outbox.failed": lambda ws, claims: ws.outbox.failed(claims[1], "x", "y"),
    "outbox.superseded": lambda ws, claims: ws.outbox.superseded(claims[1]),
    "outbox.again": lambda ws, _: ws.outbox.again("dlv_1"),
    "outbox.cancel": lambda ws, _: ws.outbox.cancel("dlv_1"),
    "wordings.drop": lambda ws, _: ws.wordings.drop(),
    "prompts.end": lambda ws, claims: ws.prompts.end(claims[3], "x"),
    "outbox.undone": lambda ws, _: ws.outbox.undone("dlv_1"),
}


def fill(store, workspace_id):
    with store.workspace(workspace_id) as ws:
        for write in FILL.values():
            write(ws)


def everything(store, workspace_id):
    """All that the workspace can read; what was missing is None."""
    found = {}
    with store.workspace(workspace_id) as ws:
        for name, read in READ.items():
            try:
                found[name] = read(ws)
            except NotFoundError:
                found[name] = None
    return found


def test_every_public_method_is_tried_here():
    with_repositories = [
        (name, attribute.func.__annotations__["return"])
        for name, attribute in vars(WorkspaceSession).items()
        if isinstance(attribute, cached_property)
    ]
    import crm_ai_plugin.store.sessions as module

    public = {
        f"{name}.{method}"
        for name, kind in with_repositories
        for method in dir(getattr(module, kind))
        if not method.startswith("_")
    }
    # Makers of values: they read nothing.
    public -= {"erasures.marker", "erasures.scrubber_for"}
    assert public == FILL.keys() | READ.keys() | CHANGE.keys()


def test_nothing_of_another_workspace_can_be_read(store):
    fill(store, "a")
    nothing = [name for name, found in everything(store, "a").items() if not found]
    assert nothing == [], "the test would prove nothing"
    assert not any(everything(store, "b").values())


def test_the_same_names_in_two_workspaces_are_two_things(store):
    fill(store, "a")
    before = everything(store, "a")
    fill(store, "bbb")
    with store.workspace("bbb") as ws:
        ws.insights.add(insight(ws, 2))
    assert everything(store, "a") == before
    assert all(everything(store, "bbb").values())
    assert everything(store, "bbb") != before


@pytest.mark.parametrize("name", sorted(CHANGE))
def test_nothing_of_another_workspace_can_be_changed(store, name):
    fill(store, "a")
    with store.workspace("a") as ws:
        claims = (
            ws.work.claim("c", "deal", "1", NOON, 60),
            ws.outbox.claim("dlv_1", NOON, 60),
            ws.syncs.claim("c", NOON, 60),
            ws.prompts.running("deal_coach").id,
            ws.notices.claim("ntc_1", NOON, 60),
            ws.learned.serving("deal_coach").id,
        )
        assert all(claims)
    before = everything(store, "a")
    try:
        with store.workspace("b") as ws:
            assert not CHANGE[name](ws, claims)
    except NotFoundError:
        pass
    assert everything(store, "a") == before
    with store.workspace("a") as ws:
        assert ws.work.finish(claims[0])
        assert ws.outbox.done(claims[1], {})
