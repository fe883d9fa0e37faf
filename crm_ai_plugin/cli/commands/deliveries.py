"""``crm-ai deliveries``: what was written into CRMs, what waits or failed, and why."""

from __future__ import annotations

from dataclasses import asdict
from enum import StrEnum
from typing import Annotated, cast

import typer

from .. import output
from ..state import State


class Wanted(StrEnum):
    """States to choose from."""

    PENDING = "pending"
    DONE = "done"
    FAILED = "failed"
    SUPERSEDED = "superseded"
    UNDONE = "undone"


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command("deliveries", epilog="Example: crm-ai deliveries --state failed")(deliveries)


def deliveries(
    context: typer.Context,
    *,
    connection: Annotated[str | None, typer.Option(help="Of this connection only.")] = None,
    state: Annotated[Wanted | None, typer.Option(help="In this state only.")] = None,
    deal: Annotated[str | None, typer.Option(help="Written on this deal only.")] = None,
    conflicts: Annotated[
        bool, typer.Option("--conflicts", help="Only those that left a field as a person has it.")
    ] = False,
    limit: Annotated[int, typer.Option(min=1, help="At most so many, newest first.")] = 50,
    workspace: Annotated[str | None, typer.Option(help="Workspace to list.")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
) -> None:
    """List what was written into CRMs, newest first. crm-ai replay tries a failed one again."""
    from ...store import DeliveryState

    app: State = context.obj
    with app.services() as services:
        name = app.workspace(services, workspace)
        found = services.deliveries.list(
            name,
            connection=connection,
            state=cast("DeliveryState | None", state and state.value),
            deal=deal,
            conflicts=conflicts,
            limit=limit,
        )
    if as_json:
        output.echo_json([asdict(one) for one in found])
        return
    output.echo_table(
        ("id", "action", "on", "state", "tries", "why"),
        (
            (one.id, one.action, f"{one.target_type} {one.target_id}", one.state, one.attempts, one.reason)
            for one in found
        ),
    )
