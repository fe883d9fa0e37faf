"""``/install``: an admin of a CRM comes with a link, goes to the CRM's page, and comes back connected."""

from __future__ import annotations

from flask import Blueprint, Response, request
from markupsafe import Markup
from pydantic import BaseModel, ConfigDict, Field
from werkzeug.exceptions import HTTPException

from ...errors import CrmAiError, UserInputError
from ...runtime.installs.values import Connected, Invitation
from .. import auth, pages, problems
from ..auth import Principal
from ..browser import read_browser, remember
from ..connection_models import InstallLinkIn, InstallLinkOut
from ..headers import policy
from ..operation import Answer, Operation, operation
from ..state import services, state

blueprint = Blueprint("install", __name__, url_prefix="/install")

TITLE = "Connect a CRM"
_PAGE = ("text/html",)


class LinkQuery(BaseModel):
    """The link's token."""

    model_config = ConfigDict(extra="ignore")  # mail programs add parameters of their own

    t: str = Field("", max_length=200, description="Token of the link.")


class CallbackQuery(BaseModel):
    """What the CRM sends the browser back with; each CRM adds parameters of its own."""

    model_config = ConfigDict(extra="ignore")

    state: str = Field("", max_length=2_000)
    code: str = Field("", max_length=4_000)
    error: str = Field("", max_length=200)
    error_description: str = Field("", max_length=2_000)


@blueprint.post("/<connector>/link")
@operation(
    Operation(
        "Make a link with which an admin connects a CRM",
        role="admin",
        tags=("install",),
        body=InstallLinkIn,
        answers={201: Answer("The link; it works once, in one browser.", InstallLinkOut)},
        problems=(401, 403, 404, 422),
    )
)
def link(connector: str, principal: Principal, body: InstallLinkIn) -> Response:
    """Make a link.

    Settings of the connection can't be given here: some say where our app's secret is sent, and an API key is a
    customer's.
    """
    principal.require_key()
    made = services().installing.open_link(
        principal.workspace,
        connector,
        connection=body.connection,
        by=principal.actor,
        choose_first=body.choose_first,
    )
    out = InstallLinkOut(url=made.url, expires_at=made.expires_at)
    return Response(out.model_dump_json(), status=201, content_type="application/json")


@blueprint.get("/<connector>/start")
@operation(
    Operation(
        "What will be asked of the CRM, and the way there; with an API key at once to the CRM's page",
        tags=("install",),
        access="link",
        query=LinkQuery,
        answers={
            200: Answer("The page.", media_types=_PAGE),
            302: Answer("To the CRM's page."),
            401: Answer(
                "The link is over or not valid, and there is no key; a page says so.", media_types=_PAGE
            ),
            422: Answer("This CRM is not connected in the browser; a page says so.", media_types=_PAGE),
            500: Answer("The installation has no app in this CRM; a page says so.", media_types=_PAGE),
        },
    )
)
def start(connector: str, query: LinkQuery) -> Response:
    """Show what is asked for. Looking uses nothing up: programs that preview links look, too."""
    token = query.t
    if not token and "Authorization" in request.headers:
        principal = auth.from_header()
        principal.require_key()
        principal.require_role("admin")
        made = services().installing.open_link(principal.workspace, connector, by=principal.actor)
        return _begin(connector, made.url.partition("?t=")[2], status=302)
    if not token:
        raise UserInputError(
            "this page opens with an install link", code="link_invalid", hint="crm-ai connect makes one"
        )
    invitation = services().installing.invitation(connector, token, read_browser())
    answer = Response(_offer(invitation, token), content_type=pages.HTML)
    # Sending the form is answered with a redirect to the CRM, which may lead on within the CRM.
    forms = "'self' https:"
    if not state().services.settings.public_url.startswith("https:"):
        forms += " http:"
    answer.headers["Content-Security-Policy"] = policy(("'none'",), forms=forms)
    return answer


@blueprint.post("/<connector>/start")
@operation(
    Operation(
        "Go to the CRM's page",
        tags=("install",),
        access="link",
        raw_body="application/x-www-form-urlencoded",
        answers={
            303: Answer("To the CRM's page."),
            401: Answer("The link is over or not valid; a page says so.", media_types=_PAGE),
        },
    )
)
def go(connector: str) -> Response:
    """Bind the link to this browser and send it to the CRM."""
    return _begin(connector, request.form.get("t", "")[:200], status=303)


@blueprint.get("/<connector>/callback")
@operation(
    Operation(
        "Where the CRM sends the browser back to",
        tags=("install",),
        access="link",
        query=CallbackQuery,
        answers={
            200: Answer("Connected; a page says what is left to do.", media_types=_PAGE),
            400: Answer("The state is missing, foreign, over or used; a page says so.", media_types=_PAGE),
            409: Answer("It is another account of the CRM; a page says so.", media_types=_PAGE),
            422: Answer("Access was declined; a page says so.", media_types=_PAGE),
            500: Answer("The app has to be set up first; a page says how.", media_types=_PAGE),
        },
    )
)
def callback(connector: str, query: CallbackQuery) -> Response:
    """Finish the connection."""
    params = {name: value for name, value in query.model_dump().items() if value}
    connected = services().installing.finish(connector, params, read_browser())
    return Response(_done(connected), content_type=pages.HTML)


@blueprint.errorhandler(CrmAiError)
def refused(error: CrmAiError) -> Response:
    """Say on a page what is wrong; to a machine, as for every route."""
    if request.path.endswith("/link"):
        return problems.from_error(error)
    return pages.refused(TITLE, error)


@blueprint.errorhandler(HTTPException)
def not_there(error: HTTPException) -> Response | HTTPException:
    """Say on a page that there is nothing."""
    answer = problems.from_http(error)
    if not isinstance(answer, Response) or request.path.endswith("/link"):
        return answer
    return pages.said(answer, TITLE, "there is nothing at this address")


def _begin(connector: str, token: str, *, status: int) -> Response:
    begun = services().installing.begin(connector, token, read_browser())
    answer = Response(status=status, headers={"Location": begun.url})
    remember(answer, begun.browser)
    return answer


def _offer(invitation: Invitation, token: str) -> str:
    label = invitation.label
    intro = f"This gives the workspace {invitation.workspace} access to an account of {label}."
    if invitation.account is not None:
        intro = (
            f"This renews the connection {invitation.connection} of workspace {invitation.workspace}."
            f" Choose {label} account {invitation.account}."
        )
    asked = [
        Markup("<strong>{}</strong>: {}{}").format(
            one.name, one.reason, " (optional)" if one.optional else ""
        )
        for one in invitation.permissions
    ]
    form = Markup(
        '<form method="post"><input type="hidden" name="t" value="{}"><button class="crm-button crm-primary">{}</button></form>'
    ).format(token, f"Continue to {label}")
    return pages.page(
        f"Connect {label}",
        pages.paragraph(intro),
        *([pages.paragraph(f"{label} will ask you to allow:"), pages.listed(asked)] if asked else []),
        form,
    )


def _done(connected: Connected) -> str:
    label = connected.label
    how = "is connected again" if connected.again else "is connected"
    if connected.waits:
        loading = "In the workspace nothing is read before you have chosen what."
    elif connected.loading:
        loading = "Its records are being loaded now."
    else:
        loading = "Its records are loaded as soon as the queue can be reached; crm-ai sync does it at once."
    parts = [
        pages.paragraph(f"Workspace {connected.workspace} knows it as {connected.connection}. {loading}"),
        pages.paragraph(
            Markup('<a href="{}">Go on in the workspace</a>').format(
                state().path("app", "connections", connected.connection)
            )
        ),
    ]
    if connected.missing:
        lacking = [
            Markup("<strong>{}</strong>: {}").format(one.name, one.reason) for one in connected.missing
        ]
        parts += [pages.paragraph("Not granted, so that this is left out:"), pages.listed(lacking)]
    if connected.webhook is not None:
        words = f"{label} reports changes to this address, as the app's settings there say:"
        if connected.webhook.secret:
            words = (
                f"Enter this address in {label}, so that it reports changes. It is not shown again, and whoever has"
                " it can send:"
            )
        address = Markup("<code>{}</code>").format(connected.webhook.url)
        parts += [pages.paragraph(words), pages.listed([address])]
    return pages.page(TITLE, *parts, heading=f"{label} account {connected.account} {how}.")
