"""``crm-ai strategy``: which deals and actions advice leaves out, what weighs more, and the hold-out."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

import typer

from .. import output
from ..documents import read_document, write_document
from ..state import State

app = typer.Typer(help="Say what advice should do and leave.", epilog="Example: crm-ai strategy show")

File = Annotated[Path, typer.Argument(help="YAML or JSON; - reads standard input.")]
Workspace = Annotated[str | None, typer.Option(help="Workspace whose strategy is meant.")]
AsJson = Annotated[bool, typer.Option("--json", help="Print JSON.")]
By = Annotated[str, typer.Option("--by", help="Who does it, for the record.")]
CODE = "strategy_invalid"


def register(parent: typer.Typer) -> None:
    """Add the commands."""
    parent.add_typer(app, name="strategy")


@app.callback(invoke_without_command=True)
def _group(context: typer.Context) -> None:
    if context.invoked_subcommand is None:
        typer.echo(context.get_help())


@app.command(epilog="Example: crm-ai strategy show --versions")
def show(
    context: typer.Context,
    *,
    versions: Annotated[bool, typer.Option("--versions", help="List all versions.")] = False,
    workspace: Workspace = None,
    as_json: AsJson = False,
) -> None:
    """Print the strategy in force."""
    state: State = context.obj
    with state.services() as services:
        name = state.workspace(services, workspace)
        controls = services.advice_controls
        found = controls.strategies(name) if versions else [controls.strategy(name)]
    rows: list[dict[str, Any]] = [
        {"version": v.number, "author": v.author, "at": v.at, "note": v.note, "document": v.document}
        for v in found
    ]
    if as_json:
        output.echo_json(rows if versions else rows[0])
    elif versions:
        output.echo_table(
            ("version", "author", "at", "note"),
            ([row[c] for c in ("version", "author", "at", "note")] for row in rows),
        )
    else:
        output.tell(
            f"version {found[0].number}" if found[0].number else "no strategy was set: nothing is changed"
        )
        output.echo(write_document(found[0].document))


@app.command("set", epilog="Example: crm-ai strategy set strategy.yaml --note 'no advice on renewals'")
def set_(
    context: typer.Context,
    file: File,
    *,
    note: Annotated[str, typer.Option(help="Why.")] = "",
    by: By = "command line",
    workspace: Workspace = None,
) -> None:
    """Check a strategy and put it in force."""
    state: State = context.obj
    document = read_document(file, CODE)
    with state.services() as services:
        found = services.advice_controls.set_strategy(
            state.workspace(services, workspace), document, by, note
        )
    output.echo(f"version {found.number} is in force; it counts from the next look at a deal on")


@app.command(epilog="Example: crm-ai strategy check strategy.yaml")
def check(context: typer.Context, file: File) -> None:
    """Look at a strategy without storing it."""
    from ...runtime.advice.controls import AdviceControls

    AdviceControls.check_strategy(read_document(file, CODE))
    output.echo(f"{file} is a strategy that can be used")
