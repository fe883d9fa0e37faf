"""``crm-ai import``: a CRM in files."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from .. import output
from ..state import State

if TYPE_CHECKING:
    from rich.progress import TaskID

    from ...bundle import ImportReport
    from ...runtime.services import Services

SHOWN = 20


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command("import", epilog="Example: crm-ai import export.csv --mapping mapping.yaml")(import_)


def import_(
    context: typer.Context,
    path: Annotated[Path, typer.Argument(help="A bundle folder, a zip, or one CSV.")],
    *,
    mapping: Annotated[str | None, typer.Option(help="Mapping file, or the name of one that ships.")] = None,
    workspace: Annotated[str | None, typer.Option(help="Workspace to import into.")] = None,
    connection: Annotated[str, typer.Option(help="Connection the records are filed under.")] = "files",
    watch: Annotated[
        bool, typer.Option("--watch", help="Keep in step with the folder from now on, deletions too.")
    ] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print the report as JSON.")] = False,
) -> None:
    """Import a CRM from files. Importing again changes nothing.

    A file comes in completely or, when it can't be read or you press Ctrl-C, not at all. A folder that is
    watched is read again by the scheduler whenever a file in it has changed and nobody is writing any more.
    """
    from ...runtime.pulls.importing import Importing

    state: State = context.obj
    with state.services() as services:
        target = services.settings.workspace if workspace is None else workspace
        if watch:
            _watch(services, target, path, mapping, connection, as_json=as_json)
            return
        with output.progress("bytes") as bar:
            tasks: dict[str, TaskID] = {}

            def show(name: str, done: int, total: int) -> None:
                if name not in tasks:
                    tasks[name] = bar.add_task(output.harmless(name), total=total)
                bar.update(tasks[name], completed=done)

            report = Importing(services.store, services.clock).run(
                target, path, mapping=mapping, connection=connection, progress=show
            )
        with output.progress("deals") as bar:
            learn = bar.add_task("learning", total=None)
            services.learning.run_all(target, lambda n: bar.update(learn, completed=n), thorough=False)
    if as_json:
        output.echo_json(report.to_json())
    else:
        _print(report)


def _watch(
    services: Services, workspace: str, path: Path, mapping: str | None, connection: str, *, as_json: bool
) -> None:
    from ...runtime.pulls.watching import Watching

    seen = Watching(services.store, services.connections, services.syncing).run(
        workspace, path, mapping=mapping, connection=connection
    )
    services.learning.run_all(workspace, thorough=False)
    row = services.connection_report.one(workspace, connection)
    if as_json:
        output.echo_json(row)
        return
    output.echo(", ".join(f"{count} {kind}" for kind, count in seen.items() if count))
    for refused in row["sync"]["refused"].values():
        for one in refused["first"][:SHOWN]:
            output.tell(f"refused {one['where']}: {one['reason']}. {one['hint']}")


def _print(report: ImportReport) -> None:
    output.echo_table(
        ("file", "rows", "kept", "refused", "records"),
        (
            (
                name,
                f.rows_read,
                f.kept,
                f.refused,
                ", ".join(f"{n} {kind}" for kind, n in sorted(f.records.items())),
            )
            for name, f in report.files.items()
        ),
    )
    for refusal in report.refusals[:SHOWN]:
        where = f"{refusal.file}:{refusal.line}" + (f" {refusal.column}" if refusal.column else "")
        output.tell(f"refused {where}: {refusal.reason}. {refusal.hint}")
    if report.refused > SHOWN:
        output.tell(f"… and {report.refused - SHOWN} more rows refused; --json lists them")
    for dirt in report.warnings[:SHOWN]:
        examples = f" (e.g. {', '.join(dirt.examples)})" if dirt.examples else ""
        where = f"{dirt.file}" + (f" {dirt.column}" if dirt.column else "")
        output.tell(f"dirt {where}: {dirt.message}, {dirt.count} times{examples}")
