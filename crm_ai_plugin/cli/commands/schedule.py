"""``crm-ai schedule``: reports made regularly."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from .. import output
from ..state import State
from .alerts import read

Workspace = Annotated[str | None, typer.Option(help="Workspace of the reports.")]
AsJson = Annotated[bool, typer.Option("--json", help="Print JSON.")]


def register(app: typer.Typer) -> None:
    """Add the commands."""
    group = typer.Typer(
        help="Have reports made every day, week or month.", epilog="Example: crm-ai schedule add monday.json"
    )
    group.command("list", epilog="Example: crm-ai schedule list --json")(listed)
    group.command("add", epilog="Example: crm-ai schedule add monday.json")(add)
    group.command("remove", epilog="Example: crm-ai schedule remove rps_06f3…")(remove)
    group.command("files", epilog="Example: crm-ai schedule files --json")(files)
    group.command("get", epilog="Example: crm-ai schedule get rpf_06f3… --out report.pdf")(get)
    app.add_typer(group, name="schedule")


def listed(context: typer.Context, *, workspace: Workspace = None, as_json: AsJson = False) -> None:
    """List the schedules and when each comes next."""
    state: State = context.obj
    with state.services() as services:
        found = services.scheduling.list(state.workspace(services, workspace))
    rows = [
        {name: one.schedule.get(name) for name in ("name", "report", "every", "at", "zone")}
        | {"id": one.id, "next_at": one.next_at, "error": one.error}
        for one in found
    ]
    columns = ("id", "name", "report", "every", "at", "zone", "next_at", "error")
    output.echo_rows(columns, rows, as_json=as_json)


def add(
    context: typer.Context,
    file: Annotated[Path, typer.Argument(help="A file with the schedule as JSON.")],
    *,
    workspace: Workspace = None,
    as_json: AsJson = False,
) -> None:
    """Have a report made regularly."""
    state: State = context.obj
    with state.services() as services:
        made = services.scheduling.add(state.workspace(services, workspace), read(file), "cli")
    if as_json:
        output.echo_json({"id": made.id, "next_at": made.next_at})
    else:
        output.echo(f"{made.id}, next at {made.next_at:%Y-%m-%d %H:%M} UTC")


def remove(
    context: typer.Context,
    schedule_id: Annotated[str, typer.Argument(help="Id of the schedule.")],
    *,
    workspace: Workspace = None,
) -> None:
    """Have a report made no longer; its files are deleted."""
    state: State = context.obj
    with state.services() as services:
        services.scheduling.remove(state.workspace(services, workspace), schedule_id, "cli")
    output.echo(f"{schedule_id} is gone")


def files(context: typer.Context, *, workspace: Workspace = None, as_json: AsJson = False) -> None:
    """List the files that were made and are still kept."""
    state: State = context.obj
    columns = ("id", "schedule_id", "name", "due_at", "expires_at")
    with state.services() as services:
        found = services.scheduling.files(state.workspace(services, workspace))
    output.echo_rows(columns, [{c: getattr(one, c) for c in columns} for one in found], as_json=as_json)


def get(
    context: typer.Context,
    file_id: Annotated[str, typer.Argument(help="Id of the file.")],
    *,
    out: Annotated[Path | None, typer.Option(help="Write to this file.")] = None,
    workspace: Workspace = None,
) -> None:
    """Write a kept file out."""
    state: State = context.obj
    with state.services() as services:
        file = services.scheduling.file(state.workspace(services, workspace), file_id)
    output.deliver(file, out)
