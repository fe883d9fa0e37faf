"""``crm-ai import``: a CRM in files."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from ...runtime.connections import FILES
from ...runtime.importing import Importing
from .. import output
from ..state import State

SHOWN = 20


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command("import")(import_)


def import_(
    context: typer.Context,
    path: Annotated[Path, typer.Argument(help="A bundle folder, a zip, or one CSV.")],
    *,
    mapping: Annotated[str | None, typer.Option(help="Mapping file, or the name of one that ships.")] = None,
    workspace: Annotated[str | None, typer.Option(help="Workspace to import into.")] = None,
    connection: Annotated[str, typer.Option(help="Connection the records are filed under.")] = FILES,
    as_json: Annotated[bool, typer.Option("--json", help="Print the report as JSON.")] = False,
) -> None:
    """Import deals, people and activities from files; importing again changes nothing.

    Example: crm-ai import export.csv --mapping mapping.yaml
    """
    state: State = context.obj
    with state.services() as services, output.progress("bytes") as bar:
        target = workspace or services.settings.workspace
        tasks: dict[str, object] = {}

        def show(name: str, done: int, total: int) -> None:
            if name not in tasks:
                tasks[name] = bar.add_task(name, total=total)
            bar.update(tasks[name], completed=done)  # type: ignore[arg-type]  # rich's TaskID is an int

        report = Importing(services.store, services.clock).run(
            target, path, mapping=mapping, connection=connection, progress=show
        )
        learn = bar.add_task("learning", total=None)
        services.learning.run_all(target, lambda n: bar.update(learn, completed=n))
    if as_json:
        output.echo_json(report.to_json())
    else:
        _print(report)
