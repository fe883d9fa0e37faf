"""The blueprint of the Salesforce face: OAuth, the data API, and what all its calls share."""

from __future__ import annotations

import json
from typing import Any

from flask import Blueprint, Request, Response, abort, g, jsonify, redirect, request
from werkzeug.wrappers import Response as BaseResponse

from crm_ai_plugin.testing.sandbox.face import Face
from crm_ai_plugin.testing.sandbox.salesforce import (
    bulk,
    composite,
    describing,
    oauth,
    query,
    recordlists,
    sobjects,
)
from crm_ai_plugin.testing.sandbox.salesforce.api import Answer, Api, Call
from crm_ai_plugin.testing.sandbox.salesforce.errors import SalesforceError, bad_request, not_found
from crm_ai_plugin.testing.sandbox.salesforce.org import SalesforceOrg

__all__ = ["data_api", "salesforce_blueprint", "salesforce_face"]

_READING_POSTS = ("/token", "/revoke", "/jobs/query")
_LONGEST_URI = 16_384
_DATA = "/services/data/"


def salesforce_face(org: SalesforceOrg, *extra: Blueprint) -> Face:
    """The Salesforce side of the sandbox over ``org``; ``extra`` are control routes and pages."""

    def headers() -> dict[str, str]:
        used = f"api-usage={org.allowance.used}/{org.allowance.daily_limit}"
        return {"Sforce-Limit-Info": used} if request.path.startswith(f"{_DATA}v") else {}

    return Face(
        blueprints=(salesforce_blueprint(org), *extra),
        pages=("/lightning/",),
        reading_posts=_READING_POSTS,
        pattern=_pattern,
        headers=headers,
        problem=lambda status: not_found().body,
    )


def _pattern(asked: Request) -> str:
    return str(g.get("pattern") or (asked.url_rule.rule if asked.url_rule is not None else asked.path))


def data_api(org: SalesforceOrg) -> Api:
    """The routes below ``/services/data/vNN.0/``."""
    api = Api()
    # Before the routes of single records, whose patterns are wider.
    for part in (describing, query, composite, recordlists, bulk, sobjects):
        part.register(api, org)
    return api


def salesforce_blueprint(org: SalesforceOrg) -> Blueprint:
    """All Salesforce routes over ``org``."""
    routes = Blueprint("salesforce", __name__)
    oauth.register(routes, org)
    api = data_api(org)

    @routes.errorhandler(SalesforceError)
    def answer_error(problem: SalesforceError) -> tuple[Response, int]:
        return jsonify(problem.body), problem.status

    @routes.get("/services/data")
    @routes.get("/services/data/")
    def versions() -> Response:
        listed = [
            {"label": f"Release {version}", "url": f"/services/data/v{version}", "version": version}
            for version in org.versions
        ]
        return jsonify(listed)

    @routes.route(
        "/services/data/v<version>/", methods=["GET", "POST", "PATCH", "PUT", "DELETE"], defaults={"path": ""}
    )
    @routes.route("/services/data/v<version>/<path:path>", methods=["GET", "POST", "PATCH", "PUT", "DELETE"])
    def data(version: str, path: str) -> Response:
        _admit(org)
        if version not in org.versions:
            raise not_found()
        call = Call(
            method=request.method,
            path=_raw_path(version),
            args=request.args,
            headers={name.lower(): value for name, value in request.headers.items()},
            version=version,
            source=org.app_source,
        )
        if request.method in ("POST", "PATCH", "PUT") and request.content_length:
            call.body = _body()
        dropped = org.faults.take("drop_field", request.method, request.path)
        call.dropped = dropped.field if dropped is not None else ""
        g.reads = _only_reads(call)
        try:
            return _response(api(call))
        finally:
            g.pattern = f"{_DATA}v{{v}}/{call.pattern or path}"

    @routes.get("/lightning/r/Opportunity/<deal_id>/view")
    def deep_link(deal_id: str) -> BaseResponse:
        return redirect(f"/sandbox/opportunities/{deal_id}")

    return routes


def _only_reads(call: Call) -> bool:
    """Whether a composite call is made of queries and the like."""
    parts = call.body.get("compositeRequest") if isinstance(call.body, dict) else None
    if call.path != "composite" or not isinstance(parts, list):
        return False
    return all(isinstance(part, dict) and part.get("method") == "GET" for part in parts)


def _raw_path(version: str) -> str:
    # Still escaped: a slash inside an external id must not divide the path.
    raw = str(request.environ.get("RAW_URI", "")).partition("?")[0]
    return raw.partition(f"{_DATA}v{version}")[2].strip("/")


def _body() -> Any:  # noqa: ANN401 - JSON, or a file's text
    if (request.mimetype or "").startswith("text/csv"):
        return request.get_data(as_text=True)
    try:
        return json.loads(request.get_data())
    except ValueError as problem:
        raise bad_request("JSON_PARSER_ERROR", f"Unexpected character: {problem}") from None


def _response(answer: Answer) -> Response:
    if answer.text is not None:
        made = Response(answer.text, answer.status, mimetype=answer.mimetype)
    elif answer.body is None:
        made = Response(status=answer.status)
    else:
        made = jsonify(answer.body)
        made.status_code = answer.status
    made.headers.update(answer.headers)
    return made


def _admit(org: SalesforceOrg) -> None:
    if len(request.url) > _LONGEST_URI:
        raise SalesforceError(414, "URI_TOO_LONG", "The length of the URI exceeds the 16,384 byte limit.")
    scheme, _, token = request.headers.get("Authorization", "").partition(" ")
    good = scheme.lower() == "bearer" and org.tokens.check(token)
    if not good or org.faults.take("expired_token", request.method, request.path) is not None:
        raise SalesforceError(401, "INVALID_SESSION_ID", "Session expired or invalid")
    limited = org.faults.take("rate_limit", request.method, request.path)
    if limited is not None and limited.as_date:
        # The org itself never says a date; a proxy before it may.
        abort(Response("[]", 429, {"Retry-After": limited.retry_after() or ""}, mimetype="application/json"))
    # The same code for two limits: too much at a time, which passes, and the day's calls used up.
    if limited is not None or not org.faults.within_budget():
        raise SalesforceError(403, "REQUEST_LIMIT_EXCEEDED", "ConcurrentPerOrgLongTxn Limit exceeded.")
    if not org.allowance.count():
        raise SalesforceError(403, "REQUEST_LIMIT_EXCEEDED", "TotalRequests Limit exceeded.")
    broken = org.faults.take("server_error", request.method, request.path)
    if broken is not None:
        code = "SERVER_UNAVAILABLE" if broken.status == 503 else "UNKNOWN_EXCEPTION"
        raise SalesforceError(broken.status, code, "An unexpected error occurred. Please try again later.")
