"""``crm-ai undo``: takes back what was written into a CRM."""

from __future__ import annotations

from typing import Annotated

import typer

from ...errors import CrmAiError, PermanentError, UserInputError
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
        with services.store.workspace(name) as session:
            rows = session.outbox.list(connection=all_of, state="done")
        failed = 0
        # Newest first, so that restored field values end at the oldest, the human's own.
        with output.progress("deliveries") as bar:
            for row in bar.track(sorted(rows, key=lambda r: r.id, reverse=True), description="taking back"):
                try:
                    services.delivering.undo(name, row.id)
                except CrmAiError as error:
                    failed += 1
                    output.tell(f"{row.id}: {error.user_message}")
        typer.echo(f"taken back: {len(rows) - failed} of {len(rows)}")
        if failed:
            raise PermanentError(
                f"{failed} deliveries could not be taken back; run the command again to retry them"
            )
