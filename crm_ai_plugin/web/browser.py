"""The secret by which a browser that went to a CRM's page is known when it comes back."""

from __future__ import annotations

from flask import Response, request

from .state import services

LIFE_S = 86_400


def read_browser() -> str | None:
    """Return the secret that the present request's browser holds."""
    return request.cookies.get(_name())


def remember(answer: Response, browser: str) -> None:
    """Have the browser hold its secret.

    Lax, because the CRM sends it back by a link; under https with a name that no neighbour on a subdomain can set.
    """
    answer.set_cookie(
        _name(), browser, max_age=LIFE_S, path="/", secure=_secure(), httponly=True, samesite="Lax"
    )


def _name() -> str:
    return "__Host-crm-ai-install" if _secure() else "crm-ai-install"


def _secure() -> bool:
    return services().settings.public_url.startswith("https:")
