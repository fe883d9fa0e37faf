"""What HubSpot's login says when it refuses, each as one sentence an admin can act on. Pure.

``error`` comes in the query of our callback and in the body of a token answer; the description, which is
somebody else's text, reaches no message.
"""

from __future__ import annotations

import re

from crm_ai_plugin.errors import ConfigurationError, CrmAiError, PermanentError, UserInputError

_ERROR = re.compile(r"[a-z][a-z_]{2,39}", re.ASCII)

_CASES: dict[str, tuple[type[CrmAiError], str, str, str]] = {
    "access_denied": (
        UserInputError,
        "access_denied",
        "access was declined on HubSpot's page",
        "connect again, choose the account and press Connect app",
    ),
    "invalid_grant": (
        UserInputError,
        "code_expired",
        "the login took too long, or its link was used twice",
        "connect HubSpot again",
    ),
    "invalid_client": (
        ConfigurationError,
        "client_invalid",
        "HubSpot does not accept this app's client id or secret",
        "compare CRM_AI_HUBSPOT__CLIENT_ID and CRM_AI_HUBSPOT__CLIENT_SECRET with the app's Auth page in HubSpot",
    ),
    "unauthorized_client": (
        ConfigurationError,
        "app_not_allowed",
        "HubSpot does not let this account use the app",
        "a private app is for the accounts on its allow-list: add this one, or distribute the app",
    ),
    "invalid_scope": (
        ConfigurationError,
        "scope_missing",
        "the app does not offer the permissions that this product asks for",
        "upload the HubSpot project again: its app file names them all",
    ),
    "redirect_uri_mismatch": (
        ConfigurationError,
        "callback_unknown",
        "the address HubSpot should return to is not one the app has registered",
        "put this installation's callback address into the app's redirect URLs and upload the project again",
    ),
}


def explain(error: str, description: str = "") -> CrmAiError:
    """Return what a refusal means and what to do."""
    code = error.strip().lower()
    words = description.lower().replace("+", " ")
    if "redirect" in words and code in {"invalid_request", "invalid_grant"}:
        code = "redirect_uri_mismatch"
    detail = f"error={code if _ERROR.fullmatch(code) else '-'}"
    if code in _CASES:
        kind, name, message, hint = _CASES[code]
        return kind(message, code=name, detail=detail, hint=hint)
    return PermanentError(
        "HubSpot refuses to connect",
        code="login_refused",
        detail=detail,
        hint="connect again as a super admin; if that fails, compare the app's settings with the guide",
    )


def is_refusal(error: object) -> bool:
    """Return whether `error` of a token answer is one of OAuth's own words."""
    return isinstance(error, str) and error.lower() in _CASES
