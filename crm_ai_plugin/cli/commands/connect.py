"""``crm-ai connect`` and ``crm-ai disconnect``: a CRM connected by a link for its admin or by secrets, and the way back."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from ...errors import UserInputError
from .. import hints, output, secrets_file, settings_file
from ..state import State

if TYPE_CHECKING:
    from ...runtime.installs.values import Connected

BY = "command line"


def register(app: typer.Typer) -> None:
    """Add the commands."""
    app.command("connect", epilog="Example: crm-ai connect hubspot --secrets hubspot.yaml")(connect)
    app.command("disconnect", epilog="Example: crm-ai disconnect hubspot-1 --undo")(disconnect)


def connect(
    context: typer.Context,
    connector: Annotated[str, typer.Argument(help="Which CRM: hubspot, salesforce, rest, …")],
    *,
    key: Annotated[
        str | None,
        typer.Option("--as", help="Key of the connection; of one that exists: connect it again."),
    ] = None,
    config: Annotated[
        Path | None,
        typer.Option(help="Settings of the connection that differ from the installation's, YAML."),
    ] = None,
    secrets: Annotated[
        str | None,
        typer.Option(
            metavar="FILE",
            help="Credentials made in the CRM, YAML or JSON, - for standard input: connects at once, without a link.",
        ),
    ] = None,
    account: Annotated[
        str | None,
        typer.Option(help="With --secrets: whose account it is, for a CRM that does not say."),
    ] = None,
    choose_first: Annotated[
        bool,
        typer.Option(
            "--choose-first", help="Read nothing before an admin has chosen what, in the workspace."
        ),
    ] = False,
    workspace: Annotated[
        str | None, typer.Option(help="Workspace of the connection; made when it is new.")
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
) -> None:
    """Make a link with which an admin of the CRM connects it. It works once, in one browser, for a day.

    With --secrets it is connected at once: they are tried on the CRM, and stored encrypted if it accepts them.
    """
    state: State = context.obj
    given = settings_file.read(config)
    if secrets is not None:
        held = secrets_file.read(secrets)
        with state.services() as services:
            name = workspace or services.settings.workspace
            made = services.by_secrets.connect(
                name,
                connector,
                held,
                connection=key,
                config=given,
                account=account,
                by=BY,
                choose_first=choose_first,
            )
        _show(made, as_json=as_json)
        return
    if account is not None:
        raise UserInputError("--account goes with --secrets: a link's account is the one the admin chooses")
    with state.services() as services:
        name = workspace or services.settings.workspace
        link = services.installing.open_link(
            name, connector, connection=key, config=given, by=BY, choose_first=choose_first
        )
        callback = services.installing.callback_url(connector)
    if as_json:
        output.echo_json({"url": link.url, "expires_at": link.expires_at, "callback_url": callback})
        return
    output.echo(link.url)
    output.tell(f"give it to an admin of the CRM; good once, until {link.expires_at:%Y-%m-%d %H:%M} UTC")
    output.tell(f"the app in the CRM has to know this address: {callback}")


def _show(made: Connected, *, as_json: bool) -> None:
    url = made.webhook.url if made.webhook else None
    if as_json:
        output.echo_json(
            {
                "workspace": made.workspace,
                "connection": made.connection,
                "account": made.account,
                "again": made.again,
                "loading": made.loading,
                "waits": made.waits,
                "webhook_url": url,
            }
        )
        return
    again = " again" if made.again else ""
    output.echo(f"{made.connection} (account {made.account}): connected{again}")
    if url:
        once = "; it is not shown again" if made.webhook and made.webhook.secret else ""
        output.echo(f"changes are to be reported to {url}{once}")
    if made.waits:
        output.tell("nothing is read before an admin has chosen what, in the workspace under Connections")
        return
    loading = "its records are being loaded" if made.loading else "its records are loaded once workers run"
    output.tell(f"{loading}: crm-ai connections says how far")


def disconnect(
    context: typer.Context,
    connection: Annotated[str, typer.Argument(help="Key of the connection.")],
    *,
    undo: Annotated[
        bool, typer.Option("--undo", help="First take back what was written into the CRM.")
    ] = False,
    workspace: Annotated[str | None, typer.Option(help="Workspace of the connection.")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
) -> None:
    """End a connection: access is revoked in the CRM and forgotten here. Its records stay."""
    state: State = context.obj
    with state.services() as services:
        name = state.workspace(services, workspace)
        with hints.when_missing(hints.CONNECTIONS):
            ended = services.disconnecting.run(name, connection, by=BY, undo=undo)
    if as_json:
        output.echo_json(
            {
                "connection": ended.connection,
                "account": ended.account,
                "revoked": ended.revoked,
                "problem": ended.problem,
                "undone": ended.undone,
            }
        )
        return
    told = "access revoked and forgotten" if ended.revoked else "access forgotten here"
    output.echo(f"{ended.connection} (account {ended.account}): {told}; its records stay")
    if ended.problem:
        output.tell(ended.problem)
