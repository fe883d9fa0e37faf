"""``crm-ai db``: the schema of the database."""

from __future__ import annotations

import typer

from ..state import State

app = typer.Typer(help="Look after the database.", epilog="Example: crm-ai db upgrade")


def register(parent: typer.Typer) -> None:
    """Add the command."""
    parent.add_typer(app, name="db")


@app.callback(invoke_without_command=True)
def _group(context: typer.Context) -> None:
    if context.invoked_subcommand is None:
        typer.echo(context.get_help())


@app.command(epilog="Example: crm-ai db upgrade")
def upgrade(context: typer.Context) -> None:
    """Bring the schema up to date. Doing it again changes nothing."""
    state: State = context.obj
    with state.unprepared() as services:
        before, _ = services.store.revision()
        services.store.upgrade()
        after, _ = services.store.revision()
    typer.echo(f"database is at {after}" + ("" if before == after else f" (was {before or 'empty'})"))
