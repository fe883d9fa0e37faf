"""What Salesforce's login says when it refuses, each as one sentence an admin can act on. Pure.

``error`` and ``error_description`` come both in the query of our callback and in the body of a token answer.
Neither reaches a message: the description is somebody else's text.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from crm_ai_plugin.errors import (
    ConfigurationError,
    CrmAiError,
    RateLimitedError,
    ReauthoriseError,
    UserInputError,
)

_ERROR = re.compile(r"[A-Za-z][A-Za-z0-9_]{2,59}", re.ASCII)


@dataclass(frozen=True)
class _Case:
    """A refusal: matches by error code and a part of the description (lower case, empty matches all)."""

    errors: frozenset[str]
    describes: str
    kind: type[CrmAiError]
    code: str
    message: str
    hint: str


_CLIENT = frozenset(
    {"invalid_client", "invalid_client_id", "invalid_client_credentials", "unauthorized_client"}
)
_INSTALL = "let an administrator install the CRM AI package (or its External Client App) in this org, then connect again"

_CASES = (
    _Case(
        _CLIENT | {"oauth_ec_app_not_found", "invalid_request"},
        "must be installed",
        ConfigurationError,
        "app_not_installed",
        "this Salesforce org does not let anybody connect an app that is not installed in it",
        _INSTALL,
    ),
    _Case(
        frozenset({"oauth_approval_error_generic", "oauth_ec_app_not_found"}),
        "",
        ConfigurationError,
        "app_not_installed",
        "Salesforce did not approve the app, most often because it is not installed in this org or not open to this user",
        f"{_INSTALL}; the user needs it assigned, or the permission Approve Uninstalled Connected Apps",
    ),
    _Case(
        frozenset({"oauth_app_blocked", "oauth_ec_app_blocked", "app_blocked"}),
        "",
        ConfigurationError,
        "app_blocked",
        "an administrator of this Salesforce org has blocked the app",
        "unblock it under Setup › Connected Apps OAuth Usage, then connect again",
    ),
    _Case(
        frozenset({"oauth_app_access_denied", "oauth_ec_app_access_denied", "invalid_app_access"}),
        "admin approved",
        ConfigurationError,
        "user_not_assigned",
        "this user may not use the app",
        "assign the user's profile or a permission set to the app in its policies, or let another user connect",
    ),
    _Case(
        frozenset({"oauth_app_access_denied", "oauth_ec_app_access_denied"}),
        "",
        ConfigurationError,
        "user_not_assigned",
        "this user may not use the app",
        "assign the user's profile or a permission set to the app in its policies, or let another user connect",
    ),
    _Case(
        frozenset({"redirect_uri_mismatch"}),
        "",
        ConfigurationError,
        "callback_unknown",
        "the address Salesforce should return to is not one the app has registered",
        "enter this installation's callback URL in the app's OAuth settings, exactly as shown on the admin page",
    ),
    _Case(
        frozenset({"access_denied"}),
        "",
        UserInputError,
        "access_denied",
        "access was declined on Salesforce's page",
        "connect again and choose Allow",
    ),
    _Case(
        frozenset({"invalid_scope"}),
        "",
        ConfigurationError,
        "scope_missing",
        "the app does not offer the permissions that this product asks for",
        "select the scopes api and refresh_token in the app's OAuth settings",
    ),
    _Case(
        _CLIENT,
        "",
        ConfigurationError,
        "client_invalid",
        "Salesforce does not accept this app's consumer key or secret",
        "compare both with the app in Salesforce; a new app takes up to ten minutes to be known",
    ),
    _Case(
        frozenset({"invalid_grant"}),
        "approved this consumer",
        ReauthoriseError,
        "user_not_preauthorised",
        "the integration user is not allowed to use this app",
        "set the app's policy to admin-approved users and assign the integration user's permission set to it",
    ),
    _Case(
        frozenset({"invalid_grant", "invalid_app_access", "unsupported_grant_type"}),
        "no client credentials user",
        ReauthoriseError,
        "no_run_as_user",
        "the app's client credentials flow has no user to run as",
        "choose a Run As user in the app's policies",
    ),
    _Case(
        frozenset({"invalid_grant"}),
        "ip restricted",
        ReauthoriseError,
        "ip_refused",
        "Salesforce does not accept logins from this server's IP address",
        "add this server's fixed outgoing address to the app's allowed IP ranges",
    ),
    _Case(
        frozenset({"invalid_grant"}),
        "authorization code",
        UserInputError,
        "code_expired",
        "the login took too long or its link was used twice",
        "connect Salesforce again",
    ),
    _Case(
        frozenset({"invalid_grant"}),
        "code verifier",
        UserInputError,
        "code_expired",
        "the login was not finished where it was begun",
        "connect Salesforce again, in one browser window",
    ),
    _Case(
        frozenset({"invalid_grant"}),
        "audience",
        ConfigurationError,
        "audience_invalid",
        "the login address does not fit the org",
        "use https://test.salesforce.com for a sandbox org, else https://login.salesforce.com",
    ),
    _Case(
        frozenset({"invalid_grant"}),
        "",
        ReauthoriseError,
        "reauthorise",
        "Salesforce no longer accepts this connection's refresh token",
        "connect Salesforce again; a token dies after 30 days without use, when it is revoked, and when an older one is used",
    ),
    _Case(
        frozenset({"inactive_user", "inactive_org"}),
        "",
        ReauthoriseError,
        "inactive",
        "the org or the user who connected it is inactive",
        "let an active user connect Salesforce again",
    ),
    _Case(
        frozenset({"unsupported_grant_type", "invalid_app_access"}),
        "",
        ConfigurationError,
        "flow_disabled",
        "the app does not allow this way to log in",
        "enable the flow in the app's OAuth settings",
    ),
)


def explain(error: str | None, description: str | None) -> CrmAiError:
    """Return what a refusal means and what to do."""
    code = (error or "").strip().lower()
    words = (description or "").replace("+", " ").replace("_", " ").lower()
    detail = f"error={code}" if _ERROR.fullmatch(code) else "error=-"
    if ("rate" in code and "limit" in code) or "login rate exceeded" in words:
        return RateLimitedError("Salesforce asks to log in less often", retry_after=60.0, detail=detail)
    for case in _CASES:
        if code in case.errors and case.describes in words:
            return case.kind(case.message, code=case.code, detail=detail, hint=case.hint)
    if "oauth approval error generic" in words:
        return explain("oauth_approval_error_generic", None)
    return ConfigurationError(
        "Salesforce refuses to connect",
        code="login_refused",
        detail=detail,
        hint="look at Setup › Login History of the connecting user, which names the reason",
    )
