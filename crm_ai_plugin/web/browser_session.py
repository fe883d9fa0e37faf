"""A person's browser: the cookie of its session, and the proof that our own page makes a request."""

from __future__ import annotations

from flask import Flask, Response, g, request

from ..runtime.access.accounts import LIFE, Session
from .principal import AccessError, Principal
from .state import services

CSRF_HEADER = "X-CSRF-Token"
_SAFE = frozenset({"GET", "HEAD", "OPTIONS"})


def current() -> Session | None:
    """Return the session of the present request's browser; None when there is none, or it is over."""
    secret = request.cookies.get(_name())
    if not secret:
        return None
    session: Session | None = services().accounts.resume(secret)
    if session is not None and session.secret is not None:
        hold(session.secret)
    return session


def unchanged() -> Principal | None:
    """Return who is signed in, where no cookie can be written: the secret stays as it is."""
    secret = request.cookies.get(_name())
    session = services().accounts.peek(secret) if secret else None
    return None if session is None else of(session)


def principal() -> Principal | None:
    """Return who is signed in.

    Raises:
        AccessError: code ``csrf_invalid``: another site may have had the browser make this request.
    """
    session = current()
    if session is None:
        return None
    if request.method not in _SAFE:
        require_own_page(session)
    return of(session)


def of(session: Session) -> Principal:
    """Return the principal of a session."""
    who = session.of
    return Principal(
        who.workspace_id,
        actor=f"user:{who.user_id}",
        role=who.role,  # type: ignore[arg-type]  # written by us
        user=who.user_id,
        name=who.name,
        session=who.id,
        whose=f"session:{who.id}",
        host="workspace",
    )


def require_own_page(session: Session) -> None:
    """Refuse a request that another site's page may have caused.

    Raises:
        AccessError: code ``csrf_invalid``.
    """
    refuse_foreign_sites()
    if not services().accounts.allows(session.of.id, request.headers.get(CSRF_HEADER, "")):
        raise AccessError(
            "this request does not come from our own page",
            code="csrf_invalid",
            hint=f"GET /api/session gives `csrf`; send it as {CSRF_HEADER}",
        )


def refuse_foreign_sites() -> None:
    """Refuse what a browser says another site caused.

    Raises:
        AccessError: code ``csrf_invalid``.
    """
    if request.headers.get("Sec-Fetch-Site", "none") not in ("same-origin", "none"):
        raise AccessError("this request comes from another site's page", code="csrf_invalid")


def hold(secret: str | None) -> None:
    """Have the browser hold the secret of its session from now on; None: no longer."""
    g.session_secret = secret or ""


def install(app: Flask) -> None:
    """Write the cookie where a request changed it."""

    @app.after_request
    def write(response: Response) -> Response:
        secret: str | None = g.get("session_secret")
        if secret is None:
            return response
        # Lax, so that a link in an e-mail opens the workspace; what changes anything needs the header besides.
        response.set_cookie(
            _name(),
            secret,
            max_age=int(LIFE.total_seconds()) if secret else 0,
            path="/",
            secure=_secure(),
            httponly=True,
            samesite="Lax",
        )
        return response


def _name() -> str:
    # Under https a name that no neighbour on a subdomain can set.
    return "__Host-crm-ai-session" if _secure() else "crm-ai-session"


def _secure() -> bool:
    return services().settings.public_url.startswith("https:")
