"""``crm-ai db``: the schema of the database."""

from __future__ import annotations

import typer

from ...runtime.services import Services
from ..state import State

app = typer.Typer(help="The database schema. Example: crm-ai db upgrade", no_args_is_help=True)


def register(parent: typer.Typer) -> None:
    """Add the command."""
    parent.add_typer(app, name="db")


@app.command()
def upgrade(context: typer.Context) -> None:
    """Bring the schema up to date. Example: crm-ai db upgrade."""
    state: State = context.obj
    services = Services(state.settings)
    try:
        before, _ = services.store.revision()
        services.store.upgrade()
        after, _ = services.store.revision()
    finally:
        services.close()
    typer.echo(f"database is at {after}" + ("" if before == after else f" (was {before or 'empty'})"))
