"""``crm-ai connect`` and ``crm-ai disconnect``: the link with which an admin connects a CRM, and the way back."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from .. import hints, output, settings_file
from ..state import State

BY = "command line"


def register(app: typer.Typer) -> None:
    """Add the commands."""
    app.command("connect", epilog="Example: crm-ai connect hubspot")(connect)
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
    workspace: Annotated[
        str | None, typer.Option(help="Workspace of the connection; made when it is new.")
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
) -> None:
    """Make a link with which an admin of the CRM connects it. It works once, in one browser, for a day."""
    state: State = context.obj
    given = settings_file.read(config)
    with state.services() as services:
        name = workspace or services.settings.workspace
        link = services.installing.open_link(name, connector, connection=key, config=given, by=BY)
        callback = services.installing.callback_url(connector)
    if as_json:
        output.echo_json({"url": link.url, "expires_at": link.expires_at, "callback_url": callback})
        return
    output.echo(link.url)
    output.tell(f"give it to an admin of the CRM; good once, until {link.expires_at:%Y-%m-%d %H:%M} UTC")
    output.tell(f"the app in the CRM has to know this address: {callback}")


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
