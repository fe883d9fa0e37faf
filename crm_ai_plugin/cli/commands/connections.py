"""``crm-ai connections`` and ``crm-ai sync``: which CRMs there are, and pulling them."""

from __future__ import annotations

from typing import Annotated

import typer

from .. import hints, output
from ..state import State


def register(app: typer.Typer) -> None:
    """Add the commands."""
    app.command("connections", epilog="Example: crm-ai connections --json")(connections)
    app.command("sync", epilog="Example: crm-ai sync hubspot-1")(sync)


def connections(
    context: typer.Context,
    *,
    workspace: Annotated[str | None, typer.Option(help="Workspace to list.")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
) -> None:
    """List the connected CRMs."""
    state: State = context.obj
    with state.services() as services:
        name = state.workspace(services, workspace)
        with services.store.system() as system:
            rows = [
                {"key": r.key, "connector": r.connector, "account": r.account, "status": r.status}
                for r in system.connections.list(name)
            ]
    if as_json:
        output.echo_json(rows)
    else:
        output.echo_table(("key", "connector", "account", "status"), ([*r.values()] for r in rows))


def sync(
    context: typer.Context,
    connection: Annotated[str, typer.Argument(help="Key of the connection.")],
    *,
    full: Annotated[bool, typer.Option("--full", help="Read everything again.")] = False,
    workspace: Annotated[str | None, typer.Option(help="Workspace of the connection.")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
) -> None:
    """Pull what changed in a CRM. Interrupted, it goes on where it was."""
    state: State = context.obj
    with state.services() as services, output.progress("records") as bar:
        name = state.workspace(services, workspace)
        tasks = {}

        def show(kind: str, count: int) -> None:
            if kind not in tasks:
                tasks[kind] = bar.add_task(kind, total=None)
            bar.update(tasks[kind], completed=count)

        with hints.when_missing(hints.CONNECTIONS):
            seen = services.syncing.run(name, connection, full=full, progress=show)
        services.learning.run_all(name)
    if as_json:
        output.echo_json(seen)
    else:
        output.echo(", ".join(f"{count} {kind}" for kind, count in seen.items()))
