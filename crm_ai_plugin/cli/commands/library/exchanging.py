"""``crm-ai library export`` and ``import``: the library as one file."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from ....errors import UserInputError
from ... import output
from ...library_file import notation_of, text_of
from .asked import AsJson, By, Form, Workspace, app, opened
from .printed import print_outcome


@app.command(epilog="Example: crm-ai library export library.yaml")
def export(
    context: typer.Context,
    file: Annotated[Path, typer.Argument(help="The file; - writes to standard output.")],
    *,
    form: Annotated[
        Form | None, typer.Option("--format", help="Left out: as the file's ending says.")
    ] = None,
    workspace: Workspace = None,
) -> None:
    """Write the newest version of every entry that is not retired, to be imported again."""
    notation = notation_of(file, form.value if form else None)
    with opened(context, workspace) as (services, _, name):
        text = services.objections.exchange.export(name, notation)
    if str(file) == "-":
        output.echo(text.rstrip("\n"))
    else:
        output.write_file(file, text)


@app.command("import", epilog="Example: crm-ai library import library.yaml --by anna --approved-by ben")
def import_(
    context: typer.Context,
    file: Annotated[Path, typer.Argument(help="The file; - reads standard input.")],
    *,
    by: By,
    approved_by: Annotated[
        str | None, typer.Option(help="Who signs it off; left out: what it brings comes in as drafts.")
    ] = None,
    form: Annotated[
        Form | None, typer.Option("--format", help="Left out: as the file's ending says.")
    ] = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Only say what would be done.")] = False,
    workspace: Workspace = None,
    as_json: AsJson = False,
) -> None:
    """Take in a file: all of it, or with a single bad row nothing. Importing again changes nothing."""
    from ....runtime.objections.library.exchange import Incoming

    notation = notation_of(file, form.value if form else None)
    incoming = Incoming(file.name, notation, text_of(file), by, approved_by)
    with opened(context, workspace) as (services, _, name):
        found = services.objections.exchange.import_(name, incoming, dry_run=dry_run)
    print_outcome(found, as_json=as_json)
    if found.refused:
        raise UserInputError("nothing was imported; see above", code="library_refused")
