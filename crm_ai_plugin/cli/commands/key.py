"""``crm-ai key``: keys with which other programs call the API."""

from __future__ import annotations

from typing import Annotated, cast

import typer

from ...runtime.access.roles import Role
from .. import hints, output
from ..state import State

KEYS = "crm-ai key list shows them"

app = typer.Typer(help="Look after API keys.", epilog="Example: crm-ai key list")

Workspace = Annotated[str | None, typer.Option(help="Workspace that the key opens.")]
AsJson = Annotated[bool, typer.Option("--json", help="Print JSON.")]


def register(parent: typer.Typer) -> None:
    """Add the commands."""
    parent.add_typer(app, name="key")


@app.callback(invoke_without_command=True)
def _group(context: typer.Context) -> None:
    if context.invoked_subcommand is None:
        typer.echo(context.get_help())


@app.command(epilog='Example: crm-ai key create "nightly report"')
def create(
    context: typer.Context,
    label: Annotated[str, typer.Argument(help="What uses it; shown in the list.")],
    *,
    role: Annotated[
        str, typer.Option(help="What whoever has it may do at most: rep, manager or admin.")
    ] = "admin",
    scope: Annotated[
        list[str] | None,
        typer.Option(help="What it is for: read, write, embed; several times. All if left out."),
    ] = None,
    workspace: Workspace = None,
    as_json: AsJson = False,
) -> None:
    """Make a key that opens the API of one workspace. It is shown this once."""
    state: State = context.obj
    with state.services() as services:
        name = state.workspace(services, workspace)
        key_id, key = services.api_keys.create(name, label, "cli", role=cast(Role, role), scopes=scope)
    if as_json:
        output.echo_json({"id": key_id, "key": key, "label": label.strip(), "workspace": name})
    else:
        output.echo(key)
        output.tell(f"{key_id}: send it as Authorization: Bearer …; it can't be shown again")


@app.command("list", epilog="Example: crm-ai key list --json")
def list_(context: typer.Context, *, workspace: Workspace = None, as_json: AsJson = False) -> None:
    """List the keys of a workspace, without what opens it."""
    state: State = context.obj
    with state.services() as services:
        name = state.workspace(services, workspace)
        with services.store.system() as system:
            rows = [
                {
                    "id": row.id,
                    "label": row.label,
                    "role": row.role,
                    "scopes": row.scopes if as_json else ", ".join(row.scopes or ("all",)),
                    "since": row.created_at.isoformat(),
                }
                for row in system.api_keys.list(name)
            ]
    output.echo_rows(("id", "label", "role", "scopes", "since"), rows, as_json=as_json)


@app.command(epilog="Example: crm-ai key revoke key_1f3870be274f6c49")
def revoke(
    context: typer.Context,
    key: Annotated[str, typer.Argument(help="Id of the key (key_…).")],
    *,
    workspace: Workspace = None,
) -> None:
    """Let a key open nothing from now on."""
    state: State = context.obj
    with state.services() as services, hints.when_missing(KEYS):
        name = state.workspace(services, workspace)
        services.api_keys.revoke(name, key, "cli")
    output.echo(f"revoked: {key}")
