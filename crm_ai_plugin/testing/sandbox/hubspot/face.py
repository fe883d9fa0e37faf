"""The blueprint of the HubSpot face: routes of every part, and what all calls share."""

from __future__ import annotations

import re

from flask import Blueprint, Request, Response, jsonify, redirect, request, url_for
from werkzeug.wrappers import Response as BaseResponse

from crm_ai_plugin.testing.sandbox.face import Face
from crm_ai_plugin.testing.sandbox.hubspot import (
    associations,
    batch,
    definitions,
    journal_routes,
    oauth,
    objects,
    search,
)
from crm_ai_plugin.testing.sandbox.hubspot.account import HubSpotAccount
from crm_ai_plugin.testing.sandbox.hubspot.control import SandboxControl
from crm_ai_plugin.testing.sandbox.hubspot.control_routes import control_blueprint
from crm_ai_plugin.testing.sandbox.hubspot.errors import HubSpotError
from crm_ai_plugin.testing.sandbox.hubspot.pages import pages_blueprint
from crm_ai_plugin.testing.sandbox.hubspot.schema import kind_of

__all__ = ["hubspot_blueprint", "hubspot_face"]

_VERSION = re.compile(r"\d{4}-\d{2}(-beta)?")
_READING_POSTS = ("/read", "/search", "/token", "/introspect")


def hubspot_face(control: SandboxControl) -> Face:
    """The HubSpot side of the sandbox over the account of ``control``."""
    account = control.account

    def headers() -> dict[str, str]:
        left = account.faults.remaining()
        if left is None:
            return {}
        return {
            "X-HubSpot-RateLimit-Remaining": str(left),
            "X-HubSpot-RateLimit-Interval-Milliseconds": "10000",
        }

    return Face(
        blueprints=(hubspot_blueprint(account), control_blueprint(control), pages_blueprint(account)),
        pages=("/contacts/",),
        reading_posts=_READING_POSTS,
        pattern=_pattern,
        headers=headers,
        problem=_problem,
    )


def _problem(status: int) -> dict[str, str]:
    message = "resource not found" if status == 404 else "method not allowed"
    return {"status": "error", "message": message, "category": "NOT_FOUND"}


def _pattern(asked: Request) -> str:
    """The route with object types named and ids left open: ``/crm/objects/{v}/deals/{record_id}``."""
    if asked.url_rule is None:
        return asked.path
    rule = asked.url_rule.rule.replace("<version>", "{v}").replace("<int:", "<")
    for name, value in (asked.view_args or {}).items():
        named = kind_of(str(value)) if name in ("kind", "to_kind") else None
        rule = rule.replace(f"<{name}>", named or f"{{{name}}}")
    return rule


def hubspot_blueprint(account: HubSpotAccount) -> Blueprint:
    """All HubSpot routes over ``account``: token check, faults and rate limit before every call."""
    routes = Blueprint("hubspot", __name__)
    for part in (oauth, objects, batch, search, associations, definitions, journal_routes):
        part.register(routes, account)

    @routes.before_request
    def admit() -> Response | None:
        version = (request.view_args or {}).get("version")
        if version is not None and not _VERSION.fullmatch(version):
            raise HubSpotError(404, "NOT_FOUND", f"There is no API version {version}")
        if request.path.startswith(("/crm/", "/appinstalls/", "/account-info/")):
            _check_token(account)
            _check_rate(account)
        if not request.path.startswith("/contacts/"):
            _act_out_faults(account)
        return None

    @routes.errorhandler(HubSpotError)
    def answer_error(problem: HubSpotError) -> tuple[Response, int, dict[str, str]]:
        return jsonify(problem.body), problem.status, problem.headers

    @routes.get("/contacts/<int:portal_id>/record/<type_id>/<record_id>")
    def deep_link(portal_id: int, type_id: str, record_id: str) -> BaseResponse:
        if portal_id != account.portal_id or type_id != "0-3":
            raise HubSpotError(404, "NOT_FOUND", "The sandbox has pages for its own deals only")
        return redirect(url_for("pages.deal_page", deal_id=record_id))

    return routes


def _check_token(account: HubSpotAccount) -> None:
    scheme, _, token = request.headers.get("Authorization", "").partition(" ")
    state = account.tokens.check(token) if scheme.lower() == "bearer" and token else "unknown"
    if state == "ok" and account.faults.take("expired_token", request.method, request.path) is not None:
        state = "expired"
    if state == "expired":
        raise HubSpotError(
            401,
            "EXPIRED_AUTHENTICATION",
            "The OAuth token used to make this call expired.",
            more={"errors": []},
        )
    if state != "ok":
        raise HubSpotError(
            401,
            "INVALID_AUTHENTICATION",
            "Authentication credentials not found or not valid. Send a Bearer token in Authorization.",
        )


def _check_rate(account: HubSpotAccount) -> None:
    # Searches have a limit of their own and do not count here.
    if request.path.endswith("/search"):
        return
    if not account.faults.within_budget():
        raise _rate_limited("1")


def _rate_limited(retry_after: str | None) -> HubSpotError:
    headers = {} if retry_after is None else {"Retry-After": retry_after}
    return HubSpotError(
        429,
        "RATE_LIMITS",
        "You have reached your ten_secondly_rolling limit.",
        headers=headers,
        more={"errorType": "RATE_LIMIT", "policyName": "TEN_SECONDLY_ROLLING"},
    )


def _act_out_faults(account: HubSpotAccount) -> None:
    limited = account.faults.take("rate_limit", request.method, request.path)
    if limited is not None:
        raise _rate_limited(limited.retry_after())
    broken = account.faults.take("server_error", request.method, request.path)
    if broken is not None:
        raise HubSpotError(broken.status, "INTERNAL_ERROR", "internal error")
