"""``crm-ai methodology``: which sales methodology deals are held against."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from .. import output
from ..documents import read_document, write_document
from ..state import State

app = typer.Typer(
    help="Choose the scorecard that evidence fills in.", epilog="Example: crm-ai methodology use meddicc"
)

File = Annotated[Path, typer.Argument(help="YAML or JSON; - reads standard input.")]
Workspace = Annotated[str | None, typer.Option(help="Workspace whose methodology is meant.")]
AsJson = Annotated[bool, typer.Option("--json", help="Print JSON.")]
By = Annotated[str, typer.Option("--by", help="Who does it, for the record.")]
CODE = "methodology_invalid"


def register(parent: typer.Typer) -> None:
    """Add the commands."""
    parent.add_typer(app, name="methodology")


@app.callback(invoke_without_command=True)
def _group(context: typer.Context) -> None:
    if context.invoked_subcommand is None:
        typer.echo(context.get_help())


@app.command("list", epilog="Example: crm-ai methodology list --json")
def list_(context: typer.Context, *, workspace: Workspace = None, as_json: AsJson = False) -> None:
    """List those that can be used; a star marks the one in use."""
    state: State = context.obj
    with state.services() as services:
        found = services.advice_controls.methodologies(state.workspace(services, workspace))
    rows = [
        {
            "key": one.methodology.key,
            "used": one.used,
            "own": one.own,
            "elements": [element.key for element in one.methodology.elements],
        }
        for one in found
    ]
    if as_json:
        output.echo_json(rows)
        return
    output.echo_table(
        ("", "methodology", "elements"),
        (
            ("*" if one.used else "", one.methodology.key, ", ".join(e.key for e in one.methodology.elements))
            for one in found
        ),
    )


@app.command(epilog="Example: crm-ai methodology show meddicc")
def show(
    context: typer.Context,
    key: Annotated[str, typer.Argument(help="Key of a methodology.")],
    *,
    workspace: Workspace = None,
    as_json: AsJson = False,
) -> None:
    """Print a definition, to read or to start from."""
    state: State = context.obj
    with state.services() as services:
        found = services.advice_controls.methodology(state.workspace(services, workspace), key)
    if as_json:
        output.echo_json(found.document)
    else:
        output.echo(write_document(found.document))


@app.command(epilog="Example: crm-ai methodology use ours.yaml")
def use(
    context: typer.Context,
    what: Annotated[str, typer.Argument(help="A key, the file of a definition of your own, or none.")],
    *,
    by: By = "command line",
    workspace: Workspace = None,
) -> None:
    """Use a methodology from the next look at a deal on."""
    state: State = context.obj
    own = what == "-" or Path(what).suffix.lower() in (".yaml", ".yml", ".json")
    document = read_document(Path(what), CODE) if own else None
    with state.services() as services:
        name = state.workspace(services, workspace)
        controls = services.advice_controls
        found = (
            controls.bring_methodology(name, document, by)
            if own
            else controls.use_methodology(name, what, by)
        )
    output.echo(f"{found.methodology.key} is in use" if found else "no methodology is in use")


@app.command(epilog="Example: crm-ai methodology check ours.yaml")
def check(context: typer.Context, file: File) -> None:
    """Look at a definition without storing it."""
    from ...runtime.advice.controls import AdviceControls

    found = AdviceControls.check_methodology(read_document(file, CODE))
    output.echo(f"{file} defines {found.key} with {len(found.elements)} elements and can be used")
