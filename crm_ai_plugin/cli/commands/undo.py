"""``crm-ai undo``: takes back what was written into a CRM."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from ...errors import PermanentError, UserInputError
from .. import hints, output
from ..state import State

if TYPE_CHECKING:
    from ...runtime.write_back.undoing import TakenBack


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
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
) -> None:
    """Take back what was written into a CRM. Undoing twice is the same as once.

    With --all-of also what waits to be written, and what the connector created for itself.
    """
    if (delivery is None) == (all_of is None):
        raise UserInputError("name either one delivery or --all-of CONNECTION", code="undo_what")
    state: State = context.obj
    with state.services() as services:
        name = state.workspace(services, workspace)
        if delivery is not None:
            done = services.undoing.one(name, delivery)
            row, kept = done.row, dict(done.kept)
            if as_json:
                output.echo_json({"id": row.id, "state": row.state, "kept": kept})
                return
            output.echo(f"taken back: {row.action} on {row.target_type} {row.target_id}")
            _tell_kept({f"{row.target_type} {row.target_id}": kept})
            return
        with hints.when_missing(hints.CONNECTIONS):
            services.connections.row(name, str(all_of))
        with output.progress("deliveries") as bar:
            task = bar.add_task("taking back", total=None)
            report = services.undoing.all_of(
                name, str(all_of), told=lambda done, total: bar.update(task, completed=done, total=total)
            )
    if as_json:
        output.echo_json(
            {
                "undone": report.undone,
                "cancelled": report.cancelled,
                "kept": report.kept,
                "failed": report.failed,
                "set_up": {"removed": report.set_up.removed, "kept": report.set_up.kept},
            }
        )
    else:
        _tell(report)
    if report.failed:
        raise PermanentError(
            f"{len(report.failed)} deliveries could not be taken back; run the command again to retry them"
        )


def _tell(report: TakenBack) -> None:
    for id_, why in report.failed.items():
        output.tell(f"{id_}: {why}")
    output.echo(f"taken back: {report.undone} of {report.undone + len(report.failed)}")
    if report.cancelled:
        output.echo(f"never written, and not to be written any more: {report.cancelled}")
    if report.set_up.removed:
        output.echo(f"removed from the CRM's set-up: {', '.join(report.set_up.removed)}")
    _tell_kept(report.kept)
    for what, why in report.set_up.kept.items():
        output.echo(f"left in the CRM's set-up: {what} ({why})")


def _tell_kept(kept: dict[str, dict[str, str]]) -> None:
    for record, fields in kept.items():
        for name in fields:
            output.echo(f"left as a person has it: {name} on {record}")
