"""``/api/ai/win-loss-analysis/alerts``: rules that watch open deals, what they found, and trying them."""

from __future__ import annotations

from collections.abc import Mapping

from flask import Blueprint, Response
from pydantic import BaseModel

from ...alerts.pattern import Finding
from ...errors import ConflictError
from ...runtime.alerting.alerting import Evaluated
from ..alert_models import (
    AlertOut,
    AlertRuleIn,
    AlertRuleOut,
    AlertRulesOut,
    AlertsOut,
    AlertsQuery,
    EvaluatedOut,
    FindingOut,
    PatternOut,
    PatternsOut,
)
from ..auth import Principal
from ..operation import Answer, Operation, operation
from ..state import services

TAGS = ("alerts",)
READ, WRITE = (401, 403, 404, 422, 503), (400, 401, 403, 404, 409, 413, 415, 422, 503)

blueprint = Blueprint("alerts", __name__, url_prefix="/api/ai/win-loss-analysis/alerts")


@blueprint.get("")
@operation(
    Operation(
        "Alert rules, oldest first", tags=TAGS, answers={200: Answer("All.", AlertRulesOut)}, problems=READ
    )
)
def listed(principal: Principal) -> Response:
    """List."""
    principal.require_key()
    found = services().alert_rules.list(principal.workspace)
    return _json(AlertRulesOut(items=[AlertRuleOut.model_validate(one) for one in found]))


@blueprint.post("")
@operation(
    Operation(
        "Make an alert rule",
        role="manager",
        tags=TAGS,
        body=AlertRuleIn,
        body_required=True,
        answers={201: Answer("The rule.", AlertRuleOut)},
        problems=WRITE,
    )
)
def add(principal: Principal, body: AlertRuleIn) -> Response:
    """Make one."""
    principal.require_key()
    made = services().alert_rules.add(principal.workspace, _given(body), principal.actor)
    return _json(AlertRuleOut.model_validate(made), 201)


@blueprint.get("/patterns")
@operation(
    Operation("What can be looked for", tags=TAGS, answers={200: Answer("All.", PatternsOut)}, problems=READ)
)
def patterns(principal: Principal) -> Response:
    """List what can be looked for."""
    principal.require_key()
    found = [
        PatternOut(key=one.key, label=one.label, options=one.options.model_json_schema())
        for one in services().alert_rules.patterns()
    ]
    return _json(PatternsOut(items=found))


@blueprint.get("/found")
@operation(
    Operation(
        "What rules found, said or not, newest first",
        tags=TAGS,
        query=AlertsQuery,
        answers={200: Answer("At most `limit` alerts.", AlertsOut)},
        problems=READ,
    )
)
def found(principal: Principal, query: AlertsQuery) -> Response:
    """List alerts."""
    principal.require_key()
    rows = services().alert_rules.found(principal.workspace, **query.model_dump())
    return _json(AlertsOut(items=[AlertOut.model_validate(one) for one in rows]))


@blueprint.post("/preview")
@operation(
    Operation(
        "Say what a rule would find now; nothing is stored and nobody is told",
        tags=TAGS,
        body=AlertRuleIn,
        body_required=True,
        answers={200: Answer("The deals it fits.", EvaluatedOut)},
        problems=WRITE,
    )
)
def preview(principal: Principal, body: AlertRuleIn) -> Response:
    """Preview."""
    principal.require_key()
    return _json(_evaluated(services().alerting.preview(principal.workspace, _given(body))))


@blueprint.get("/<rule_id>")
@operation(
    Operation("One alert rule", tags=TAGS, answers={200: Answer("The rule.", AlertRuleOut)}, problems=READ)
)
def single(rule_id: str, principal: Principal) -> Response:
    """Return one."""
    principal.require_key()
    return _json(AlertRuleOut.model_validate(services().alert_rules.get(principal.workspace, rule_id)))


@blueprint.put("/<rule_id>")
@operation(
    Operation(
        "Replace an alert rule; what it said stays said",
        role="manager",
        tags=TAGS,
        body=AlertRuleIn,
        body_required=True,
        answers={200: Answer("The rule.", AlertRuleOut)},
        problems=WRITE,
    )
)
def change(rule_id: str, principal: Principal, body: AlertRuleIn) -> Response:
    """Replace one."""
    principal.require_key()
    made = services().alert_rules.change(principal.workspace, rule_id, _given(body), principal.actor)
    return _json(AlertRuleOut.model_validate(made))


@blueprint.delete("/<rule_id>")
@operation(
    Operation(
        "Delete an alert rule and what it found",
        role="manager",
        tags=TAGS,
        answers={204: Answer("It is gone.", media_types=())},
        problems=READ,
    )
)
def remove(rule_id: str, principal: Principal) -> Response:
    """Delete one."""
    principal.require_key()
    services().alert_rules.remove(principal.workspace, rule_id, principal.actor)
    return Response(status=204)


@blueprint.post("/<rule_id>/fire")
@operation(
    Operation(
        "Hold the open deals against a rule now, instead of at its next time",
        role="manager",
        tags=TAGS,
        answers={200: Answer("What it found and what was said.", EvaluatedOut)},
        problems=WRITE,
    )
)
def fire(rule_id: str, principal: Principal) -> Response:
    """Evaluate one."""
    principal.require_key()
    done = services().alerting.fire(principal.workspace, rule_id)
    if done is None:
        raise ConflictError("the rule is being evaluated at this moment", code="busy", hint="try again")
    return _json(_evaluated(done))


def _given(body: AlertRuleIn) -> Mapping[str, object]:
    return body.model_dump(mode="json", by_alias=True)


def _evaluated(done: Evaluated) -> EvaluatedOut:
    return EvaluatedOut(
        found=[_finding(key, one, done.held.get(key)) for key, one in done.found.items()],
        said=list(done.said),
        cleared=done.cleared,
        error=done.error,
    )


def _finding(key: tuple[str, str], one: Finding, held: str | None) -> FindingOut:
    evidence = [
        {"record": proof.record.model_dump(mode="json"), "what": proof.what, "at": proof.at}
        for proof in one.proof
    ]
    return FindingOut(
        connection=key[0], deal=key[1], why=one.why, figures=dict(one.figures), evidence=evidence, held=held
    )


def _json(out: BaseModel, status: int = 200) -> Response:
    return Response(out.model_dump_json(by_alias=True), status=status, content_type="application/json")
