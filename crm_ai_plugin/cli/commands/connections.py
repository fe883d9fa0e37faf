"""``crm-ai connections`` and ``crm-ai sync``: which CRMs there are, and keeping in step with them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Annotated, Any

import typer

from .. import costs, hints, output
from ..state import State

if TYPE_CHECKING:
    from ...runtime.services import Services

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
        with hints.when_missing(hints.CONNECTIONS):
            _say_cost(services, name, connection)

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


def _say_cost(services: Services, workspace: str, connection: str) -> None:
    """Say what words for deals that changed may cost; workers ask for them, and the cap holds there.

    Reading costs nothing and is not stopped. What is read first leads to no advice by itself.
    """
    if not services.run_costs.can_call or services.syncing.state(workspace, connection).succeeded_at is None:
        return
    with services.store.workspace(workspace) as session:
        deals = [one for one in session.records.deal_ids("open") if one[0] == connection]
    if not deals:
        return
    cost = services.run_costs.words(workspace, "deal_coach", len(deals))
    output.tell("words for open deals that changed, by workers:")
    costs.say(cost)
    left = services.run_costs.left_usd(workspace)
    if left is not None and cost.usd > left:
        output.tell(f"of this month's cap {left:.2f} USD are left; what does not fit gets the engine's words")


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
