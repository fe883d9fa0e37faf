"""``crm-ai webhook``: addresses at which connections get webhooks, and the secrets that sign them."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from ...errors import UserInputError
from .. import hints, output, settings_file
from ..state import State

if TYPE_CHECKING:
    from ...runtime.connections import StoredSecrets
    from ...runtime.services import Services

app = typer.Typer(help="Look after webhooks.", epilog="Example: crm-ai webhook list")

Workspace = Annotated[str | None, typer.Option(help="Workspace of the connection.")]
AsJson = Annotated[bool, typer.Option("--json", help="Print JSON.")]
Connection = Annotated[str, typer.Argument(help="Key of the connection.")]


def register(parent: typer.Typer) -> None:
    """Add the commands."""
    parent.add_typer(app, name="webhook")


@app.callback(invoke_without_command=True)
def _group(context: typer.Context) -> None:
    if context.invoked_subcommand is None:
        typer.echo(context.get_help())


@app.command("open", epilog="Example: crm-ai webhook open crm-1 --config espocrm-webhooks.yaml")
def open_(
    context: typer.Context,
    connection: Connection,
    *,
    receiver: Annotated[
        str, typer.Option(help="Who reads what comes: generic, standard, salesforce_om or web_activity.")
    ] = "generic",
    config: Annotated[
        Path | None, typer.Option(help="Settings of the receiver, YAML; see docs/reference/webhooks.md.")
    ] = None,
    workspace: Workspace = None,
    as_json: AsJson = False,
) -> None:
    """Make an address for a connection's webhooks. It is shown this once."""
    state: State = context.obj
    settings = settings_file.read(config)
    with state.services() as services, hints.when_missing(hints.CONNECTIONS):
        name = state.workspace(services, workspace)
        id_, path = services.endpoints.open(name, connection, receiver, settings)
        url = services.settings.public_url.rstrip("/") + path
    if as_json:
        output.echo_json({"id": id_, "url": url})
    else:
        output.echo(url)
        output.tell(f"{id_}: keep the address to yourself, it can't be shown again")


@app.command("list", epilog="Example: crm-ai webhook list --json")
def list_(context: typer.Context, *, workspace: Workspace = None, as_json: AsJson = False) -> None:
    """List the addresses there are, without what makes them secret."""
    state: State = context.obj
    with state.services() as services:
        name = state.workspace(services, workspace)
        with services.store.system() as system:
            rows = [
                {
                    "id": r.id,
                    "connection": r.connection,
                    "receiver": r.receiver,
                    "since": r.created_at.isoformat(),
                }
                for r in system.webhook_endpoints.list(name)
            ]
    output.echo_rows(("id", "connection", "receiver", "since"), rows, as_json=as_json)


@app.command(epilog="Example: crm-ai webhook close whe_06f3k")
def close(
    context: typer.Context,
    endpoint: Annotated[str, typer.Argument(help="Id of the address (whe_…).")],
    *,
    workspace: Workspace = None,
) -> None:
    """Let an address lead nowhere from now on."""
    state: State = context.obj
    with state.services() as services, hints.when_missing("crm-ai webhook list shows them"):
        name = state.workspace(services, workspace)
        with services.store.system() as system:
            system.webhook_endpoints.close(name, endpoint)
    output.echo(f"closed: {endpoint}")


@app.command(epilog="Example: crm-ai webhook secret crm-1")
def secret(
    context: typer.Context,
    connection: Connection,
    *,
    subscription: Annotated[
        str | None, typer.Option(help="Id of the subscription that has a secret of its own.")
    ] = None,
    finish: Annotated[
        bool, typer.Option("--finish", help="Let the secret before the newest no longer count.")
    ] = False,
    workspace: Workspace = None,
) -> None:
    """Store the secret that signs a connection's webhooks, from standard input; the one before still counts."""
    from ...runtime.events.webhook_secrets import forget_previous, replace_secret

    state: State = context.obj
    new = "" if finish else _secret()
    with state.services() as services, hints.when_missing(hints.CONNECTIONS):
        name = state.workspace(services, workspace)
        services.connections.row(name, connection)
        stored = _stored(services, name, connection)
        if finish:
            forget_previous(stored, subscription)
        else:
            replace_secret(stored, new, subscription)
    output.echo("only the newest secret counts" if finish else "stored; --finish forgets the one before")


def _stored(services: Services, workspace: str, connection: str) -> StoredSecrets:
    from ...runtime.connections import StoredSecrets

    return StoredSecrets(services.store, services.vault, services.redis, workspace, connection)


def _secret() -> str:
    # Never an argument: those are in the shell's history and in the list of processes.
    given = typer.prompt("Secret", hide_input=True) if sys.stdin.isatty() else sys.stdin.readline()
    new = str(given).strip()
    if not new:
        raise UserInputError(
            "no secret on standard input", code="secret_missing", hint="one line, e.g. < secret.txt"
        )
    return new
