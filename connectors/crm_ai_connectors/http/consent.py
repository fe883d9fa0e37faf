"""What every CRM's OAuth page has in common: the address an admin is sent to, and what comes back. Pure."""

from __future__ import annotations

import base64
import hashlib
import re
from collections.abc import Callable, Mapping
from urllib.parse import urlencode

from crm_ai_plugin.errors import ConfigurationError, CrmAiError
from crm_ai_plugin.ports.installing import Consent, OAuthApp

_VERIFIER = re.compile(r"[A-Za-z0-9._~-]{43,128}", re.ASCII)

Explain = Callable[[str, str], CrmAiError]
"""Makes an error of ``error`` and ``error_description``."""


def challenge(verifier: str) -> str:
    """Return the S256 challenge of a PKCE verifier (RFC 7636).

    Raises:
        ValueError: it is shorter than 43 or longer than 128 characters, or has forbidden ones.
    """
    if not _VERIFIER.fullmatch(verifier):
        raise ValueError("a PKCE verifier has 43 to 128 unreserved characters")
    return base64.urlsafe_b64encode(hashlib.sha256(verifier.encode()).digest()).rstrip(b"=").decode()


def address(page: str, app: OAuthApp, consent: Consent, *, pkce: bool, **more: str) -> str:
    """Return the address of a CRM's consent page; `more` are further parameters, empty ones left out."""
    query = {
        "response_type": "code",
        "client_id": app.client_id,
        "redirect_uri": consent.redirect_uri,
        "state": consent.state,
        **{name: value for name, value in more.items() if value},
    }
    if pkce:
        query |= {"code_challenge": challenge(consent.verifier), "code_challenge_method": "S256"}
    return f"{page}{'&' if '?' in page else '?'}{urlencode(query)}"


def exchange_form(app: OAuthApp, code: str, consent: Consent, *, pkce: bool) -> dict[str, str]:
    """Return the form that turns a code into tokens."""
    form = {
        "grant_type": "authorization_code",
        "code": code,
        "redirect_uri": consent.redirect_uri,
        "client_id": app.client_id,
        "client_secret": app.client_secret,
    }
    return form | ({"code_verifier": consent.verifier} if pkce else {})


def code_of(params: Mapping[str, str], label: str, explain: Explain) -> str:
    """Return the code that the browser came back with.

    Raises:
        CrmAiError: what `explain` makes of a refusal.
        ConfigurationError: neither a code nor a refusal.
    """
    if params.get("error"):
        raise explain(params["error"], params.get("error_description", ""))
    code = params.get("code") or ""
    if not code:
        raise ConfigurationError(
            f"{label} came back without an answer", code="callback_invalid", hint=f"connect {label} again"
        )
    return code
