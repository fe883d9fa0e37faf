"""OAuth endpoints: consent page, token, introspection, revocation, uninstall."""

from __future__ import annotations

from urllib.parse import urlencode

from flask import Blueprint, Response, jsonify, redirect, render_template, request
from werkzeug.wrappers import Response as BaseResponse

from crm_ai_plugin.testing.sandbox.hubspot.account import HubSpotAccount
from crm_ai_plugin.testing.sandbox.hubspot.errors import HubSpotError
from crm_ai_plugin.testing.sandbox.hubspot.tokens import SCOPES, Grant

__all__ = ["register"]


def _refused(error: str, description: str) -> HubSpotError:
    return HubSpotError(
        400, "BAD_REQUEST", description, more={"error": error, "error_description": description}
    )


def register(routes: Blueprint, account: HubSpotAccount) -> None:
    """Add the OAuth routes of ``account``."""

    @routes.get("/oauth/authorize")
    @routes.get("/oauth/<int:portal_id>/authorize")
    def authorize(portal_id: int = 0) -> BaseResponse | str:
        if request.args.get("client_id") != account.client_id:
            raise _refused("invalid_client", "the client_id is not that of the app")
        target = request.args.get("redirect_uri", "")
        if not target.startswith(("http://", "https://")):
            raise _refused("invalid_request", "redirect_uri must be an absolute http(s) address")
        scopes = tuple(request.args.get("scope", "").split()) or SCOPES
        state = request.args.get("state", "")
        optional = tuple(request.args.get("optional_scope", "").split())

        def granted(allowed: tuple[str, ...]) -> str:
            return urlencode({"code": account.tokens.issue_code(target, allowed), "state": state})

        denied = urlencode({"error": "access_denied", "state": state})
        join = "&" if "?" in target else "?"
        if request.args.get("sandbox_consent") == "auto":
            # As an admin who may not give what is optional.
            return redirect(f"{target}{join}{granted(scopes)}")
        return render_template(
            "consent.html",
            account_name=f"portal {account.portal_id}",
            home="/sandbox/deals",
            scopes=(*scopes, *optional),
            allow=f"{target}{join}{granted((*scopes, *optional))}",
            least=f"{target}{join}{granted(scopes)}" if optional else "",
            deny=f"{target}{join}{denied}",
        )

    @routes.post("/oauth/<version>/token")
    def token(version: str) -> Response:
        form = request.form
        if form.get("client_id") != account.client_id or form.get("client_secret") != account.client_secret:
            raise _refused("invalid_client", "missing or wrong client_id or client_secret")
        if form.get("grant_type") == "client_credentials":
            if "developer.webhooks_journal.read" not in form.get("scope", "").split():
                raise _refused("invalid_scope", "the app's own token needs scopes for developers")
            own = {"access_token": account.journal.token(), "expires_in": 1800, "token_type": "bearer"}
            return jsonify(own | {"scopes": form["scope"].split()})
        grant: Grant | None
        match form.get("grant_type"):
            case "authorization_code":
                grant = account.tokens.redeem(form.get("code", ""), form.get("redirect_uri", ""))
                problem = "missing, unknown or used auth code, or another redirect_uri"
            case "refresh_token":
                grant = account.tokens.refresh(form.get("refresh_token", ""))
                problem = "missing or unknown refresh token"
            case _:
                raise _refused(
                    "unsupported_grant_type", "grant_type must be authorization_code or refresh_token"
                )
        if grant is None:
            raise _refused("invalid_grant", problem)
        return jsonify(
            {
                "access_token": grant.access_token,
                "refresh_token": grant.refresh_token,
                "expires_in": grant.expires_in,
                "token_type": "bearer",
                "token_use": "access_token",
                "hub_id": account.portal_id,
                "user_id": 1,
                "scopes": list(grant.scopes),
            }
        )

    @routes.post("/oauth/<version>/token/introspect")
    def introspect(version: str) -> Response:
        value = request.form.get("token", "")
        scopes = account.tokens.scopes_of(value)
        return jsonify(
            {
                "active": bool(scopes),
                "hub_id": account.portal_id,
                "app_id": account.app_id,
                "client_id": account.client_id,
                "user_id": 1,
                "scopes": list(scopes),
            }
        )

    @routes.post("/oauth/<version>/token/revoke")
    def revoke(version: str) -> tuple[str, int]:
        account.tokens.revoke(request.form.get("token", ""))
        return "", 204

    @routes.delete("/appinstalls/<version>/external-install")
    def uninstall(version: str) -> tuple[str, int]:
        account.uninstall()
        return "", 204
