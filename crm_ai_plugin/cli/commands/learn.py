"""``crm-ai learn``: lets features learn from a workspace's history now."""

from __future__ import annotations

from typing import Annotated

import typer

from .. import output
from ..state import State


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command("learn", epilog="Example: crm-ai learn --backfill")(learn)


def learn(
    context: typer.Context,
    *,
    backfill: Annotated[
        bool,
        typer.Option(
            "--backfill",
            help="First measure every closed deal as it stood, with its stages. "
            "Stopped at any point, it goes on where it was.",
        ),
    ] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
    workspace: Annotated[str | None, typer.Option(help="Workspace whose history is meant.")] = None,
) -> None:
    """Learn from closed deals now instead of tonight: what is usual, the chances, what actions are worth."""
    state: State = context.obj
    measured = 0
    with state.services() as services, output.progress("deals") as bar:
        name = state.workspace(services, workspace)
        if backfill:
            total = services.measuring.left(name)
            task = bar.add_task("measuring", total=total)
            measured = services.measuring.closed(name, lambda n: bar.update(task, completed=n))
            living = bar.add_task("measuring open deals", total=None)
            services.measuring.living(name, lambda n: bar.update(living, completed=n))
        task = bar.add_task("learning", total=None)
        services.learning.run_all(name, lambda n: bar.update(task, completed=n))
    if as_json:
        output.echo_json({"workspace": name, "measured": measured})
    else:
        output.tell(f"learned from the history of {name}; {measured} closed deals were measured anew")
