"""``/api/session`` and ``/api/setup``: people sign in and out; the first of them sets the installation up."""

from __future__ import annotations

from flask import Blueprint, Response, request

from ...runtime.access.accounts import Session
from .. import browser_session
from ..access_models import SessionOut, SetUpIn, SignInIn, UserOut
from ..operation import Answer, Operation, operation
from ..state import services

TAGS = ("session",)

blueprint = Blueprint("session", __name__, url_prefix="/api")


@blueprint.get("/session")
@operation(
    Operation(
        "Who is signed in with this browser",
        tags=TAGS,
        access="browser",
        answers={200: Answer("The session, or that there is none.", SessionOut)},
    )
)
def session() -> Response:
    """Return the session."""
    return _said(browser_session.current())


@blueprint.post("/session")
@operation(
    Operation(
        "Sign in",
        tags=TAGS,
        access="browser",
        body=SignInIn,
        body_required=True,
        answers={200: Answer("Signed in; the cookie is the session's.", SessionOut)},
        problems=(400, 401, 403, 413, 415, 422, 429, 503),
    )
)
def sign_in(body: SignInIn) -> Response:
    """Sign somebody in; a session this browser had before ends."""
    browser_session.refuse_foreign_sites()
    before = browser_session.current()
    opened = services().accounts.sign_in(
        body.login, body.passphrase.get_secret_value(), request.remote_addr or ""
    )
    return _opened(opened, before)


@blueprint.delete("/session")
@operation(
    Operation(
        "Sign out",
        tags=TAGS,
        access="browser",
        answers={200: Answer("There is no session any more.", SessionOut)},
        problems=(403, 503),
    )
)
def sign_out() -> Response:
    """End the session."""
    held = browser_session.current()
    if held is not None:
        browser_session.require_own_page(held)
        services().accounts.sign_out(held.of.id)
    browser_session.hold(None)
    return _said(None)


@blueprint.post("/setup")
@operation(
    Operation(
        "Make the first admin, with the link that the program printed when it started",
        tags=TAGS,
        access="browser",
        body=SetUpIn,
        body_required=True,
        answers={200: Answer("Made and signed in.", SessionOut)},
        problems=(400, 401, 403, 409, 413, 415, 422, 503),
    )
)
def set_up(body: SetUpIn) -> Response:
    """Make the first admin."""
    browser_session.refuse_foreign_sites()
    opened = services().accounts.set_up(
        body.token.get_secret_value(), body.login, body.name, body.passphrase.get_secret_value()
    )
    return _opened(opened, None)


def _opened(opened: Session, before: Session | None) -> Response:
    if before is not None:
        services().accounts.sign_out(before.of.id)
    browser_session.hold(opened.secret)
    return _said(opened)


def _said(held: Session | None) -> Response:
    app = services()
    if held is None:
        needed = app.accounts.setup_needed(app.settings.workspace)
        out = SessionOut(signed_in=False, setup_needed=needed)
    else:
        who = held.of
        user = UserOut.model_validate(
            {"id": who.user_id, "login": who.login, "name": who.name, "role": who.role}
        )
        out = SessionOut(
            signed_in=True, setup_needed=False, workspace=who.workspace_id, user=user, csrf=held.csrf
        )
    return Response(out.model_dump_json(), content_type="application/json")
