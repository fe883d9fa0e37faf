"""``crm-ai personas``: what is decided for all personas, and which of them get into the CRM."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

import typer

from .. import output
from ..documents import read_document, write_document
from ..state import State

app = typer.Typer(
    help="Decide who sees what of personas, their templates, and which get into the CRM.",
    epilog="Example: crm-ai personas approve 101 --version 3",
)

Workspace = Annotated[str | None, typer.Option(help="Workspace that is meant.")]
Connection = Annotated[str | None, typer.Option(help="Needed when two connections share the id.")]
Contact = Annotated[str, typer.Argument(help="The contact's id in the CRM.")]
Json = Annotated[bool, typer.Option("--json", help="Print JSON.")]
FromFile = Annotated[
    Path | None, typer.Argument(help="YAML or JSON with the new one; - reads standard input; left out: show.")
]
BY = "command line"


def register(parent: typer.Typer) -> None:
    """Add the commands."""
    parent.add_typer(app, name="personas")


@app.command(epilog="Example: crm-ai personas visibility visibility.yaml")
def visibility(
    context: typer.Context, file: FromFile = None, *, workspace: Workspace = None, as_json: Json = False
) -> None:
    """Show or decide who sees which part of a persona."""
    state: State = context.obj
    document = None if file is None else read_document(file, "visibility_invalid")
    with state.services() as services:
        name = state.workspace(services, workspace)
        known = services.visibility
        found = known.policy(name) if file is None else known.set_policy(name, document, BY)
        _show(found.policy.model_dump(mode="json"), as_json=as_json)


@app.command("write-back", epilog="Example: crm-ai personas write-back policy.yaml")
def write_back(
    context: typer.Context, file: FromFile = None, *, workspace: Workspace = None, as_json: Json = False
) -> None:
    """Show or decide how personas get into the CRM: approval required or automatic, note, fields."""
    state: State = context.obj
    document = None if file is None else read_document(file, "write_policy_invalid")
    with state.services() as services:
        name = state.workspace(services, workspace)
        known = services.write_policies
        found = known.get(name) if file is None else known.set(name, document, BY)
        _show(found.policy.model_dump(mode="json"), as_json=as_json)


@app.command(epilog="Example: crm-ai personas templates --json")
def templates(context: typer.Context, *, workspace: Workspace = None, as_json: Json = False) -> None:
    """List the templates: ours and the workspace's own."""
    state: State = context.obj
    with state.services() as services:
        found = services.persona_templates.list(state.workspace(services, workspace))
        rows: list[dict[str, Any]] = [
            {
                "template": one.template.key,
                "is": one.template.label,
                "own": one.own,
                "sections": ", ".join(section.title for section in one.template.sections),
            }
            for one in found
        ]
        output.echo_rows(("template", "is", "own", "sections"), rows, as_json=as_json)


@app.command(epilog="Example: crm-ai personas template my_brief.yaml")
def template(
    context: typer.Context,
    file: Annotated[Path, typer.Argument(help="YAML or JSON of a template; - reads standard input.")],
    *,
    workspace: Workspace = None,
) -> None:
    """Store a template as a new version of its key."""
    state: State = context.obj
    document = read_document(file, "template_invalid")
    with state.services() as services:
        found = services.persona_templates.set(state.workspace(services, workspace), document, BY)
        output.echo(f"stored: {found.template.key}, version {found.number}")


@app.command(epilog="Example: crm-ai personas status 101")
def status(
    context: typer.Context,
    contact: Contact,
    *,
    connection: Connection = None,
    workspace: Workspace = None,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Also show what approving would write; nothing is.")
    ] = False,
    as_json: Json = False,
) -> None:
    """Say whether a persona may be written into the CRM, who said so, and with --dry-run what would be written."""
    from dataclasses import asdict

    state: State = context.obj
    with state.services() as services:
        name = state.workspace(services, workspace)
        found = asdict(services.approving.state(name, contact, connection))
        if dry_run:
            writes = services.approving.preview(name, contact, connection)
            found["would_write"] = [
                {"action": one.action, "before": dict(one.before), "after": dict(one.after)}
                | {"conflicts": dict(one.conflicts)}
                for one in writes
            ]
        _show(found, as_json=as_json)


@app.command(epilog="Example: crm-ai personas approve 101 --version 3")
def approve(
    context: typer.Context,
    contact: Contact,
    *,
    version: Annotated[int, typer.Option(min=1, help="The version you looked at; it has to be the newest.")],
    note: Annotated[str, typer.Option(help="Why, or what to know.")] = "",
    connection: Connection = None,
    workspace: Workspace = None,
    as_json: Json = False,
) -> None:
    """Let a persona into the CRM: its note and fields are written."""
    from dataclasses import asdict

    state: State = context.obj
    with state.services() as services:
        name = state.workspace(services, workspace)
        found = services.approving.approve(name, contact, version, by=BY, note=note, connection=connection)
        _show(asdict(found), as_json=as_json)


@app.command(epilog="Example: crm-ai personas withdraw 101 --take-back")
def withdraw(
    context: typer.Context,
    contact: Contact,
    *,
    note: Annotated[str, typer.Option(help="Why.")] = "",
    take_back: Annotated[
        bool, typer.Option("--take-back", help="Take what was written out of the CRM as well.")
    ] = False,
    connection: Connection = None,
    workspace: Workspace = None,
    as_json: Json = False,
) -> None:
    """Take an approval back; what waits is not written."""
    from dataclasses import asdict

    state: State = context.obj
    with state.services() as services:
        name = state.workspace(services, workspace)
        found = services.approving.withdraw(
            name, contact, by=BY, note=note, take_back=take_back, connection=connection
        )
        _show(asdict(found), as_json=as_json)


def _show(document: dict[str, Any], *, as_json: bool) -> None:
    if as_json:
        output.echo_json(document)
    else:
        output.echo(write_document({key: _plain(value) for key, value in document.items()}))


def _plain(value: Any) -> Any:  # noqa: ANN401  # whatever a document holds
    if hasattr(value, "isoformat"):
        return value.isoformat()
    return list(value) if isinstance(value, tuple) else value
