"""``crm-ai connections`` and ``crm-ai sync``: which CRMs there are, and keeping in step with them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any

import typer

from .. import hints, output
from ..state import State

_COLUMNS = ("key", "connector", "account", "status", "records", "sync", "last success", "remarks")


def register(app: typer.Typer) -> None:
    """Add the commands."""
    app.command("connections", epilog="Example: crm-ai connections --json")(connections)
    app.command("sync", epilog="Example: crm-ai sync hubspot-1 --full")(sync)


def connections(
    context: typer.Context,
    *,
    workspace: Annotated[str | None, typer.Option(help="Workspace to list.")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
) -> None:
    """List the connected CRMs and how they are kept in step."""
    state: State = context.obj
    with state.services() as services:
        rows = services.connection_report.all(state.workspace(services, workspace))
    if as_json:
        output.echo_json(rows)
        return
    output.echo_table(_COLUMNS, (_cells(row) for row in rows))
    for row in rows:
        for kind, refused in row["sync"]["refused"].items():
            for one in refused["first"][:3]:
                output.tell(f"{row['key']}: refused {one['where']}: {one['reason']}. {one['hint']}")
            if refused["count"] > 3:
                output.tell(f"{row['key']}: {refused['count']} {kind} rows refused; --json lists the first")


def sync(
    context: typer.Context,
    connection: Annotated[str, typer.Argument(help="Key of the connection.")],
    *,
    full: Annotated[
        bool, typer.Option("--full", help="Compare everything, and mend what was missed.")
    ] = False,
    accept_loss: Annotated[
        bool, typer.Option("--accept-loss", help="It is right that most records are gone.")
    ] = False,
    workspace: Annotated[str | None, typer.Option(help="Workspace of the connection.")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
) -> None:
    """Read what changed in a CRM. Interrupted, it goes on where it was."""
    state: State = context.obj
    with state.services() as services, output.progress("records") as bar:
        name = state.workspace(services, workspace)
        tasks = {}

        def show(kind: str, count: int) -> None:
            if kind not in tasks:
                tasks[kind] = bar.add_task(kind, total=None)
            bar.update(tasks[kind], completed=count)

        with hints.when_missing(hints.CONNECTIONS):
            seen = services.syncing.run(name, connection, full=full, accept_loss=accept_loss, progress=show)
        services.learning.run_all(name, thorough=False)
        compared = services.connection_report.one(name, connection)["sync"]["compared"] if full else {}
    if as_json:
        output.echo_json({**seen, "compared": compared} if full else seen)
        return
    output.echo(", ".join(f"{count} {kind}" for kind, count in seen.items()))
    if compared:
        names = ("compared", "missed", "changed", "vanished")
        rows = ((kind, *(found[one] for one in names)) for kind, found in compared.items())
        output.echo_table(("kind", *names), rows)


def _cells(row: Mapping[str, Any]) -> list[object]:
    state = row["sync"]
    records = ", ".join(f"{count} {kind}" for kind, count in row["records"].items())
    remarks = []
    if state["error"]:
        remarks.append(f"{state['error']['message']} ({state['error']['code']})")
    if state["gap"]:
        end = "filled" if state["gap"].get("filled_at") else "being filled"
        remarks.append(
            f"nothing heard from {state['gap']['since'][:16]} to {state['gap']['until'][:16]}, {end}"
        )
    if state["refused"]:
        remarks.append(f"{sum(one['count'] for one in state['refused'].values())} rows refused")
    word = f"{state['state']} ({state['phase']})" if state["phase"] else state["state"]
    last = f"{_ago(state['lag_s'])} ago" if state["lag_s"] is not None else None
    return [
        *(row[name] for name in ("key", "connector", "account", "status")),
        records,
        word,
        last,
        "; ".join(remarks),
    ]


def _ago(seconds: float) -> str:
    for size, unit in ((86_400, "d"), (3_600, "h"), (60, "min")):
        if seconds >= size:
            return f"{seconds / size:.0f} {unit}"
    return f"{seconds:.0f} s"
