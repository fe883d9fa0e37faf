"""OAuth endpoints: consent page, token, revocation, identity."""

from __future__ import annotations

import base64
import hashlib
import hmac
import time
from typing import Any
from urllib.parse import urlencode

from flask import Blueprint, Response, jsonify, redirect, render_template, request
from werkzeug.wrappers import Response as BaseResponse

from crm_ai_plugin.testing.sandbox.salesforce.org import SalesforceOrg
from crm_ai_plugin.testing.sandbox.salesforce.tokens import Refused, Session

__all__ = ["register"]

_CHALLENGE_LENGTH = 43


def register(routes: Blueprint, org: SalesforceOrg) -> None:
    """Add the OAuth routes of ``org``."""

    @routes.errorhandler(Refused)
    def refuse(problem: Refused) -> tuple[Response, int]:
        return jsonify({"error": problem.error, "error_description": problem.description}), 400

    @routes.get("/services/oauth2/authorize")
    def authorize() -> BaseResponse | str:
        asked = request.args
        if asked.get("client_id") != org.client_id:
            raise Refused("invalid_client_id", "client identifier invalid")
        target = asked.get("redirect_uri", "")
        if not target.startswith(("http://", "https://")):
            raise Refused("redirect_uri_mismatch", "redirect_uri must match configuration")
        join = "&" if "?" in target else "?"

        def back(**values: str) -> str:
            state = {"state": asked["state"]} if "state" in asked else {}
            return f"{target}{join}{urlencode(values | state)}"

        if not org.installed:
            # What an ordinary user meets whose org has not installed the app.
            return redirect(back(error="invalid_client", error_description="app must be installed into org"))
        if asked.get("response_type") != "code":
            return redirect(
                back(error="unsupported_response_type", error_description="response type must be code")
            )
        challenge = asked.get("code_challenge", "")
        if len(challenge) != _CHALLENGE_LENGTH or asked.get("code_challenge_method") != "S256":
            return redirect(
                back(error="invalid_request", error_description="missing required code challenge")
            )
        scope = asked.get("scope", "") or "api refresh_token"
        allow = back(code=org.tokens.issue_code(target, scope, challenge))
        if asked.get("sandbox_consent") == "auto":
            return redirect(allow)
        return render_template(
            "consent.html",
            account_name=f"org {org.org_id}",
            home="/sandbox/opportunities",
            scopes=scope.split(),
            allow=allow,
            deny=back(error="access_denied", error_description="end-user denied authorization"),
        )

    @routes.post("/services/oauth2/token")
    def token() -> Response:
        broken = org.faults.take("server_error", request.method, request.path)
        if broken is not None:
            return Response("<html>Service unavailable</html>", broken.status, mimetype="text/html")
        return jsonify(_answer(org, _granted(org)))

    @routes.route("/services/oauth2/revoke", methods=["GET", "POST"])
    def revoke() -> tuple[str, int] | tuple[Response, int]:
        if org.tokens.revoke(request.values.get("token", "")):
            return "", 200
        return jsonify(
            {"error": "unsupported_token_type", "error_description": "this token type is not supported"}
        ), 400

    @routes.get("/services/oauth2/userinfo")
    @routes.get("/id/<org_id>/<user_id>")
    def identity(org_id: str = "", user_id: str = "") -> tuple[Response, int]:
        _, _, given = request.headers.get("Authorization", "").partition(" ")
        if not org.tokens.check(given) or (org_id and (org_id, user_id) != (org.org_id, org.user_id)):
            return jsonify({"error": "Bad_OAuth_Token"}), 403
        return (
            jsonify(
                {
                    "id": _identity(org),
                    "organization_id": org.org_id,
                    "user_id": org.user_id,
                    "username": org.username,
                    "preferred_username": org.username,
                }
            ),
            200,
        )


def _granted(org: SalesforceOrg) -> Session:
    form = request.form
    grant = form.get("grant_type")
    if grant == "urn:ietf:params:oauth:grant-type:jwt-bearer":
        own = request.host_url.rstrip("/")
        audiences = [
            *(f"https://{host}.salesforce.com" for host in ("login", "test")),
            own,
            own.replace("http:", "https:"),
        ]
        return org.tokens.from_assertion(form.get("assertion", ""), org.client_id, org.username, audiences)
    _check_client(org)
    match grant:
        case "authorization_code":
            return org.tokens.redeem(
                form.get("code", ""), form.get("redirect_uri", ""), form.get("code_verifier", "")
            )
        case "refresh_token":
            return org.tokens.refresh(form.get("refresh_token", ""))
        case "client_credentials":
            return org.tokens.session()
        case _:
            raise Refused("unsupported_grant_type", "grant type not supported")


def _check_client(org: SalesforceOrg) -> None:
    given = request.authorization
    if given is not None and given.type == "basic":
        client_id, secret = given.username or "", given.password or ""
    else:
        client_id, secret = request.form.get("client_id", ""), request.form.get("client_secret", "")
    if client_id != org.client_id:
        raise Refused("invalid_client_id", "client identifier invalid")
    if not hmac.compare_digest(secret.encode(), org.client_secret.encode()):
        raise Refused("invalid_client", "invalid client credentials")


def _identity(org: SalesforceOrg) -> str:
    return f"https://login.salesforce.com/id/{org.org_id}/{org.user_id}"


def _answer(org: SalesforceOrg, session: Session) -> dict[str, Any]:
    # Real time: the client may compare it with its own.
    issued_at = str(int(time.time() * 1000))
    signed = hmac.new(org.client_secret.encode(), f"{_identity(org)}{issued_at}".encode(), hashlib.sha256)
    body = {
        "access_token": session.access_token,
        "signature": base64.b64encode(signed.digest()).decode(),
        "scope": session.scope,
        "instance_url": org.instance_url or request.host_url.rstrip("/"),
        "id": _identity(org),
        "token_type": "Bearer",
        "issued_at": issued_at,
    }
    return body | ({"refresh_token": session.refresh_token} if session.refresh_token else {})
