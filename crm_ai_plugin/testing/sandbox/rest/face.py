"""The blueprint of Kontor: who is let in, and what goes wrong today."""

from __future__ import annotations

import secrets

from flask import Blueprint, Request, Response, jsonify, redirect, request
from werkzeug.wrappers import Response as BaseResponse

from crm_ai_plugin.testing.sandbox.face import Face
from crm_ai_plugin.testing.sandbox.faults import Fault
from crm_ai_plugin.testing.sandbox.rest import lists, records
from crm_ai_plugin.testing.sandbox.rest.account import KontorAccount
from crm_ai_plugin.testing.sandbox.rest.errors import KontorError, not_there

__all__ = ["kontor_face"]

_API = "/kontor/v3"
_REFUSALS = {
    403: ("E_FORBIDDEN", "This key may not do that."),
    409: ("E_TWIN", "There is one like that already."),
}


def kontor_face(account: KontorAccount, *extra: Blueprint) -> Face:
    """Kontor's side of the sandbox over ``account``; ``extra`` are control routes and pages."""

    def headers() -> dict[str, str]:
        left, budget = account.faults.remaining(), account.faults.budget_per_10s
        if left is None or not request.path.startswith(_API):
            return {}
        return {"X-Kontor-Window": f"limit={budget}, remaining={left}, reset=10"}

    return Face(
        blueprints=(_api(account), _links(), *extra),
        pages=("/v/",),
        reading_posts=("/find",),
        pattern=_pattern,
        headers=headers,
        problem=lambda status: not_there().body,
    )


def _pattern(asked: Request) -> str:
    return asked.url_rule.rule.replace("<int:", "<") if asked.url_rule is not None else asked.path


def _links() -> Blueprint:
    routes = Blueprint("kontor_links", __name__)

    @routes.get("/v/<int:number>")
    def deep_link(number: int) -> BaseResponse:
        return redirect(f"/sandbox/ventures/{number}")

    return routes


def _api(account: KontorAccount) -> Blueprint:
    routes = Blueprint("kontor", __name__, url_prefix=_API)
    lists.register(routes, account)
    records.register(routes, account)

    @routes.before_request
    def admit() -> Response | None:
        _check_caller(account)
        if not account.faults.within_budget():
            raise KontorError("E_SLOW", "Too many calls.", wait_s=2)
        limited = account.faults.take("rate_limit", request.method, request.path)
        if limited is not None:
            raise _too_many(limited)
        broken = account.faults.take("server_error", request.method, request.path)
        return None if broken is None else _broken(broken)

    @routes.errorhandler(KontorError)
    def answer_error(problem: KontorError) -> tuple[Response, int, dict[str, str]]:
        return jsonify(problem.body), problem.status, problem.headers

    return routes


def _check_caller(account: KontorAccount) -> None:
    agent = request.headers.get("User-Agent", "")
    if not agent or agent.startswith("python-requests"):
        raise KontorError("E_WHO", "Say in User-Agent who you are.", status=400)
    key, realm = request.headers.get("X-Kontor-Key", ""), request.headers.get("X-Kontor-Realm", "")
    good = secrets.compare_digest(key.encode(), account.api_key.encode()) and realm == account.realm
    if not good or account.faults.take("expired_token", request.method, request.path) is not None:
        raise KontorError("E_KEY", "This key opens nothing.", status=403)


def _too_many(fault: Fault) -> KontorError:
    if not fault.as_date:
        return KontorError("E_SLOW", "Too many calls.", wait_s=fault.retry_after_s)
    resume = fault.retry_after()
    headers = {} if resume is None else {"X-Kontor-Resume": resume}
    return KontorError("E_SLOW", "Too many calls.", status=429, headers=headers)


def _broken(fault: Fault) -> Response:
    if fault.status == 404:
        raise not_there()
    if fault.status in _REFUSALS:
        raise KontorError(*_REFUSALS[fault.status])
    return Response("<h1>Kontor is resting</h1>", fault.status, mimetype="text/html")
