"""``/api/ai/persona``: how a contact behaves, what people decided about that, and its versions."""

from __future__ import annotations

from collections.abc import Sequence

from flask import Blueprint, Response

from ...insights import Insight
from ..auth import Principal
from ..committee_models import ComparisonInsight
from ..models import HistoryQuery, SubjectQuery
from ..operation import Answer, Operation, operation
from ..persona_models import (
    CompareQuery,
    OverrideIn,
    PersonaChartsOut,
    PersonaDifferenceOut,
    PersonaDiffOut,
    PersonaDiffQuery,
    PersonaInsight,
    PersonaRollBackIn,
    PersonasOut,
)
from ..report_models import SharedOut, ShareIn
from ..state import services
from ..viewing import all_seen, require_part, require_trait, seen, traits_of
from .shares import shared

KIND, SUBJECT = "persona", "contact"
TAGS = ("persona",)
JSON = "application/json"

blueprint = Blueprint("personas", __name__, url_prefix="/api/ai/persona")


@blueprint.get("/compare")
@operation(
    Operation(
        "The personas of two to four people side by side",
        tags=TAGS,
        query=CompareQuery,
        answers={200: Answer("In the order asked for.", PersonasOut)},
        problems=(401, 403, 404, 409, 422, 503),
    )
)
def compare(principal: Principal, query: CompareQuery) -> Response:
    """Return several personas."""
    principal.require_key()
    return _many(
        all_seen(principal, services().personas.compare(principal.workspace, _ids(query), query.connection))
    )


@blueprint.get("/comparison")
@operation(
    Operation(
        "Two to four people side by side as one document",
        tags=TAGS,
        query=CompareQuery,
        answers={200: Answer("Trait by trait, those that tell them apart first.", ComparisonInsight)},
        problems=(401, 403, 404, 409, 422, 503),
    )
)
def comparison(principal: Principal, query: CompareQuery) -> Response:
    """Return the comparison."""
    principal.require_key()
    found = services().comparisons.of(principal.workspace, _ids(query), query.connection)
    return _one(seen(principal, found))


@blueprint.post("/comparison/share")
@operation(
    Operation(
        "Share what the comparison's card shows now, by a link that expires",
        tags=TAGS,
        query=CompareQuery,
        body=ShareIn,
        answers={201: Answer("The link; it is shown this once.", SharedOut)},
        problems=(400, 401, 403, 404, 409, 413, 415, 422, 503),
    )
)
def share_comparison(principal: Principal, query: CompareQuery, body: ShareIn) -> Response:
    """Share the comparison."""
    principal.require_key()
    found = services().comparisons.of(principal.workspace, _ids(query), query.connection)
    return shared(principal, found, body)


@blueprint.get("/<contact_id>")
@operation(
    Operation(
        "The newest persona of a contact; the first one is built when it is asked for",
        by_crm=True,
        tags=TAGS,
        query=SubjectQuery,
        answers={200: Answer("The persona.", PersonaInsight)},
        problems=(401, 403, 404, 409, 422, 503),
    )
)
def latest(contact_id: str, principal: Principal, query: SubjectQuery) -> Response:
    """Return the persona."""
    connection = principal.require(KIND, SUBJECT, contact_id, query.connection)
    return _one(seen(principal, services().personas.get(principal.workspace, contact_id, connection)))


@blueprint.post("/<contact_id>")
@operation(
    Operation(
        "Look at the contact's touchpoints anew",
        by_crm=True,
        tags=TAGS,
        query=SubjectQuery,
        answers={
            200: Answer(
                "The persona as of now; a new version only if it says something else.", PersonaInsight
            )
        },
        problems=(401, 403, 404, 409, 422, 503),
    )
)
def renew(contact_id: str, principal: Principal, query: SubjectQuery) -> Response:
    """Return the renewed persona."""
    principal.require_key()
    connection = principal.require_connection(query.connection)
    return _one(seen(principal, services().personas.renew(principal.workspace, contact_id, connection)))


@blueprint.patch("/<contact_id>")
@operation(
    Operation(
        "Overrule a trait: state it in your own words, lock it, reject it, or lift an earlier decision",
        tags=TAGS,
        query=SubjectQuery,
        body=OverrideIn,
        body_required=True,
        answers={200: Answer("The persona with the decision.", PersonaInsight)},
        problems=(400, 401, 403, 404, 409, 413, 415, 422, 503),
    )
)
def override(contact_id: str, principal: Principal, query: SubjectQuery, body: OverrideIn) -> Response:
    """Store a decision."""
    connection = principal.require(KIND, SUBJECT, contact_id, query.connection)
    personas = services().personas
    require_trait(principal, personas.get(principal.workspace, contact_id, connection), body.trait)
    found = personas.override(
        principal.workspace,
        contact_id,
        body.trait,
        body.decision,
        by=principal.actor,
        value=body.value,
        reason=body.reason,
        connection=connection,
    )
    return _one(seen(principal, found))


@blueprint.get("/<contact_id>/charts")
@operation(
    Operation(
        "Figures for charts as of now: hours of the week, reply latency over time, channels",
        tags=TAGS,
        query=SubjectQuery,
        answers={200: Answer("The figures.", PersonaChartsOut)},
        problems=(401, 403, 404, 409, 422, 503),
    )
)
def charts(contact_id: str, principal: Principal, query: SubjectQuery) -> Response:
    """Return the figures."""
    connection = principal.require(KIND, SUBJECT, contact_id, query.connection)
    require_part(principal, contact_id, connection, "charts")
    found = services().person_looking.charts(principal.workspace, contact_id, connection)
    return Response(PersonaChartsOut(charts=found).model_dump_json(), content_type=JSON)


@blueprint.get("/<contact_id>/versions")
@operation(
    Operation(
        "Versions of a persona, newest first",
        tags=TAGS,
        query=HistoryQuery,
        answers={200: Answer("At most `limit` of them.", PersonasOut)},
        problems=(401, 403, 404, 409, 422, 503),
    )
)
def versions(contact_id: str, principal: Principal, query: HistoryQuery) -> Response:
    """Return the versions."""
    principal.require_key()
    found = services().personas.versions(
        principal.workspace, contact_id, connection=query.connection, limit=query.limit
    )
    return _many(all_seen(principal, found))


@blueprint.get("/<contact_id>/diff")
@operation(
    Operation(
        "What one version states otherwise than another",
        tags=TAGS,
        query=PersonaDiffQuery,
        answers={200: Answer("By trait.", PersonaDiffOut)},
        problems=(401, 403, 404, 409, 422, 503),
    )
)
def diff(contact_id: str, principal: Principal, query: PersonaDiffQuery) -> Response:
    """Compare two versions."""
    principal.require_key()
    personas = services().personas
    found = personas.diff(principal.workspace, contact_id, query.a, query.b, query.connection)
    ends = [
        personas.version(principal.workspace, contact_id, n, query.connection) for n in (query.a, query.b)
    ]
    visible = {key for one in all_seen(principal, ends) for key in traits_of(one)}
    found = [one for one in found if one.key in visible]
    out = PersonaDiffOut(items=[PersonaDifferenceOut.model_validate(one) for one in found])
    return Response(out.model_dump_json(), content_type=JSON)


@blueprint.post("/<contact_id>/rollback")
@operation(
    Operation(
        "Let an earlier version hold again: its statements are locked as they stood",
        tags=TAGS,
        query=SubjectQuery,
        body=PersonaRollBackIn,
        body_required=True,
        answers={200: Answer("The persona.", PersonaInsight)},
        problems=(400, 401, 403, 404, 409, 413, 415, 422, 503),
    )
)
def rollback(contact_id: str, principal: Principal, query: SubjectQuery, body: PersonaRollBackIn) -> Response:
    """Roll back."""
    principal.require_key()
    found = services().personas.roll_back(
        principal.workspace, contact_id, body.version, by=principal.actor, connection=query.connection
    )
    return _one(seen(principal, found))


@blueprint.post("/<contact_id>/share")
@operation(
    Operation(
        "Share what the persona's card shows now, by a link that expires",
        tags=TAGS,
        query=SubjectQuery,
        body=ShareIn,
        answers={201: Answer("The link; it is shown this once.", SharedOut)},
        problems=(400, 401, 403, 404, 409, 413, 415, 422, 503),
    )
)
def share(contact_id: str, principal: Principal, query: SubjectQuery, body: ShareIn) -> Response:
    """Share the persona."""
    principal.require_key()
    found = services().personas.get(principal.workspace, contact_id, query.connection)
    return shared(principal, found, body)


def _ids(query: CompareQuery) -> list[str]:
    return [one.strip() for one in query.ids.split(",") if one.strip()]


def _one(insight: Insight) -> Response:
    return Response(insight.model_dump_json(), content_type=JSON)


def _many(insights: Sequence[Insight]) -> Response:
    items = ",".join(insight.model_dump_json() for insight in insights)
    return Response(f'{{"items":[{items}]}}', content_type=JSON)
