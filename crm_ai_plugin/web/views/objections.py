"""``/api/ai/objection-handler``: answers to an objection, what was done with them, and the history."""

from __future__ import annotations

import hashlib
import json

from flask import Blueprint, Response

from ...insights import Insight
from ...runtime.objections.asking import Asked
from ...runtime.objections.history import COLUMNS, PastObjection
from ...runtime.spreadsheet import csv_text, markdown_table
from ..auth import AccessError, Principal
from ..objection_models import (
    ObjectionExportQuery,
    ObjectionHistoryOut,
    ObjectionHistoryQuery,
    ObjectionIn,
    ObjectionInsight,
    PastObjectionOut,
    ResponseFeedbackIn,
    ResponseFeedbackOut,
    VariantOut,
    VariantsOut,
    WorthQuery,
)
from ..operation import Answer, Operation, operation
from ..state import services

MOST_OF_A_RECORD = 100
KIND = SUBJECT = "objection"
TAGS = ("objection handler",)
JSON = "application/json"

blueprint = Blueprint("objections", __name__, url_prefix="/api/ai/objection-handler")


@blueprint.post("")
@operation(
    Operation(
        "Read an objection and offer answers",
        by_crm=True,
        tags=TAGS,
        body=ObjectionIn,
        body_required=True,
        answers={200: Answer("What is objected to, how sure that is, and answers.", ObjectionInsight)},
        problems=(400, 401, 403, 404, 409, 413, 415, 422, 503),
    )
)
def ask(principal: Principal, body: ObjectionIn) -> Response:
    """Answer; a page about one record asks about that record."""
    deal_id, contact_id, connection = _record_of(principal, body)
    asked = Asked(
        text=body.text,
        by=principal.actor,
        deal_id=deal_id,
        contact_id=contact_id,
        connection=connection,
        tones=tuple(body.tones),
        language=body.language,
        conversation=body.conversation,
    )
    return _json(_answered(principal, asked, body.request_id).model_dump_json())


@blueprint.get("")
@operation(
    Operation(
        "Objections that were asked about, newest first",
        tags=TAGS,
        query=ObjectionHistoryQuery,
        answers={200: Answer("At most `limit` of them.", ObjectionHistoryOut)},
        problems=(401, 403, 422, 503),
    )
)
def history(principal: Principal, query: ObjectionHistoryQuery) -> Response:
    """Return the history."""
    return _json(_out(_found(principal, query)).model_dump_json())


@blueprint.get("/export")
@operation(
    Operation(
        "The history as a file: one row per answer",
        tags=TAGS,
        query=ObjectionExportQuery,
        answers={200: Answer("The file.", ObjectionHistoryOut, (JSON, "text/csv", "text/markdown"))},
        problems=(401, 403, 422, 503),
    )
)
def export(principal: Principal, query: ObjectionExportQuery) -> Response:
    """Return the history in one notation."""
    found = _found(principal, query)
    if query.format == "json":
        return _file(_out(found).model_dump_json(), JSON, "json")
    rows = [row for one in found for row in one.rows()]
    if query.format == "csv":
        return _file(csv_text(COLUMNS, rows), "text/csv; charset=utf-8", "csv")
    return _file(markdown_table(COLUMNS, rows), "text/markdown; charset=utf-8", "md")


@blueprint.get("/variants")
@operation(
    Operation(
        "What each answer is worth, estimated from the chances it was shown with",
        tags=TAGS,
        query=WorthQuery,
        answers={200: Answer("Best first, with 95 % intervals.", VariantsOut)},
        problems=(401, 403, 422, 503),
    )
)
def variants(principal: Principal, query: WorthQuery) -> Response:
    """Return the worth of variants."""
    principal.require_key()
    found = services().objections.worth(principal.workspace, query.category)
    return _json(VariantsOut(items=[VariantOut.model_validate(one) for one in found]).model_dump_json())


@blueprint.get("/<objection_id>")
@operation(
    Operation(
        "The answers that were given to one objection",
        tags=TAGS,
        answers={200: Answer("As they were given.", ObjectionInsight)},
        problems=(401, 403, 404, 503),
    )
)
def one(objection_id: str, principal: Principal) -> Response:
    """Return one objection."""
    _require_objection(principal, objection_id)
    return _json(services().objections.get(principal.workspace, objection_id).model_dump_json())


@blueprint.post("/responses/<response_id>/feedback")
@operation(
    Operation(
        "Say what was done with an answer",
        by_crm=True,
        tags=TAGS,
        body=ResponseFeedbackIn,
        body_required=True,
        answers={200: Answer("It is stored.", ResponseFeedbackOut)},
        problems=(400, 401, 403, 404, 413, 415, 422, 503),
    )
)
def feedback(response_id: str, principal: Principal, body: ResponseFeedbackIn) -> Response:
    """Store what was done."""
    principal.require_key()
    return _record(principal, response_id, body, None)


@blueprint.post("/<objection_id>/responses/<response_id>/feedback")
@operation(
    Operation(
        "Say what was done with an answer of one objection; the card's link covers this",
        by_crm=True,
        tags=TAGS,
        body=ResponseFeedbackIn,
        body_required=True,
        answers={200: Answer("It is stored.", ResponseFeedbackOut)},
        problems=(400, 401, 403, 404, 413, 415, 422, 503),
    )
)
def feedback_on_card(
    objection_id: str, response_id: str, principal: Principal, body: ResponseFeedbackIn
) -> Response:
    """Store what was done, from the card."""
    _require_objection(principal, objection_id)
    return _record(principal, response_id, body, objection_id)


def _answered(principal: Principal, asked: Asked, request_id: str | None) -> Insight:
    """Return the answer; to a request that comes again, as a CRM's proxy sends it, the one it got."""
    objections = services().objections
    if request_id is None:
        return objections.ask(principal.workspace, asked)
    made: list[Insight] = []

    def answer() -> dict[str, str]:
        made.append(objections.ask(principal.workspace, asked))
        return {"objection": made[0].subject.id}

    name = hashlib.sha256(
        json.dumps([KIND, principal.key or principal.actor, request_id]).encode()
    ).hexdigest()
    kept = services().workflow_answers.once(principal.workspace, name, answer) or {}
    if made and made[0].subject.id == kept.get("objection"):
        return made[0]
    return objections.get(principal.workspace, kept["objection"])


def _record_of(principal: Principal, body: ObjectionIn) -> tuple[str | None, str | None, str | None]:
    """Return (deal, contact, connection) that an objection is about."""
    scope = principal.scope
    if scope is None:
        return body.deal_id, body.contact_id, principal.require_connection(body.connection)
    record = ("deal", body.deal_id) if body.deal_id else ("contact", body.contact_id)
    kind, record_id = record if record[1] else (scope.subject_type, scope.subject_id)
    if kind not in ("deal", "contact"):
        principal.require_key()  # the link of an objection's card shows that one and asks nothing
    connection = principal.require(KIND, kind, record_id or "", body.connection)
    return (record_id, None, connection) if kind == "deal" else (None, record_id, connection)


def _require_objection(principal: Principal, objection_id: str) -> None:
    """Refuse a page that is about another record than the objection."""
    scope = principal.scope
    if scope is None or scope.covers(KIND, SUBJECT, objection_id):
        return
    principal.require(KIND, scope.subject_type, scope.subject_id, None)
    if scope.subject_type == "deal":
        about = {"deal_id": scope.subject_id}
    elif scope.subject_type == "contact":
        about = {"contact_id": scope.subject_id}
    else:
        raise AccessError("this link was made for another card", code="not_covered")
    asked = services().objections.history(principal.workspace, limit=MOST_OF_A_RECORD, **about)
    if objection_id not in {one.id for one in asked}:
        raise AccessError("this page is about another record", code="not_covered")


def _record(
    principal: Principal, response_id: str, body: ResponseFeedbackIn, objection_id: str | None
) -> Response:
    entry = services().objections.record(
        principal.workspace,
        response_id,
        body.action,
        by=principal.actor,
        text=body.text,
        rating=body.rating,
        objection_id=objection_id,
    )
    out = ResponseFeedbackOut(
        response_id=entry.response_id, action=entry.action, at=entry.at, rating=entry.rating
    )
    return _json(out.model_dump_json())


def _found(principal: Principal, query: ObjectionHistoryQuery) -> list[PastObjection]:
    principal.require_key()
    return services().objections.history(
        principal.workspace, deal_id=query.deal_id, contact_id=query.contact_id, limit=query.limit
    )


def _out(found: list[PastObjection]) -> ObjectionHistoryOut:
    return ObjectionHistoryOut(items=[PastObjectionOut.model_validate(one) for one in found])


def _file(text: str, media_type: str, ending: str) -> Response:
    response = _json(text)
    response.content_type = media_type
    response.headers["Content-Disposition"] = f'attachment; filename="objections.{ending}"'
    return response


def _json(text: str) -> Response:
    return Response(text, content_type=JSON)
