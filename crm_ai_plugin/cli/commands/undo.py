"""``crm-ai undo``: takes back what was written into a CRM."""

from __future__ import annotations

from typing import Annotated

import typer

from ...errors import PermanentError, UserInputError
from .. import hints, output
from ..state import State


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command("undo", epilog="Example: crm-ai undo dlv_01jd8z")(undo)


def undo(
    context: typer.Context,
    delivery: Annotated[str | None, typer.Argument(help="Delivery id (dlv_…).")] = None,
    *,
    all_of: Annotated[
        str | None, typer.Option("--all-of", help="Everything written through this connection.")
    ] = None,
    workspace: Annotated[str | None, typer.Option(help="Workspace of the delivery.")] = None,
) -> None:
    """Take back what was written into a CRM. Undoing twice is the same as once."""
    if (delivery is None) == (all_of is None):
        raise UserInputError("name either one delivery or --all-of CONNECTION", code="undo_what")
    state: State = context.obj
    with state.services() as services:
        name = state.workspace(services, workspace)
        if delivery is not None:
            row = services.delivering.undo(name, delivery)
            output.echo(f"taken back: {row.action} on {row.target_type} {row.target_id}")
            return
        with hints.when_missing(hints.CONNECTIONS):
            services.connections.row(name, str(all_of))
        with output.progress("deliveries") as bar:
            undone = services.undoing.all_of(
                name, str(all_of), lambda rows: bar.track(rows, description="taking back")
            )
        for id_, why in undone.failed.items():
            output.tell(f"{id_}: {why}")
        typer.echo(f"taken back: {undone.done} of {undone.done + len(undone.failed)}")
        if undone.failed:
            raise PermanentError(
                f"{len(undone.failed)} deliveries could not be taken back; run the command again to retry them"
            )
