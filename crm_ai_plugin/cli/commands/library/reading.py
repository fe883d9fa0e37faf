"""``crm-ai library list``, ``due``, ``versions`` and ``diff``: what is there."""

from __future__ import annotations

from dataclasses import asdict
from datetime import timedelta
from typing import Annotated

import typer

from ....errors import UserInputError
from ... import output
from .asked import AsJson, Id, Kind, Language, Workspace, app, opened
from .printed import day, print_all


@app.command("list", epilog="Example: crm-ai library list --kind claim --state expired")
def list_(
    context: typer.Context,
    *,
    kind: Annotated[Kind | None, typer.Option(help="Only these.")] = None,
    state: Annotated[
        str | None, typer.Option(help="draft, in_review, approved, expired, rejected or retired.")
    ] = None,
    topic: Annotated[str | None, typer.Option(help="Only what answers this.")] = None,
    language: Language = None,
    workspace: Workspace = None,
    as_json: AsJson = False,
) -> None:
    """List claims and templates, by id."""
    from ....runtime.objections.library.entry import STATES
    from ....runtime.objections.library.keeping import MAX_ENTRIES

    if state is not None and state not in STATES:
        raise UserInputError(
            f"there is no state {state!r}", code="state_unknown", hint=f"one of {', '.join(STATES)}"
        )
    with opened(context, workspace) as (_, library, name):
        found = library.list(name, kind=kind, state=state, topic=topic, language=language, limit=MAX_ENTRIES)
    print_all(found, as_json=as_json)


@app.command(epilog="Example: crm-ai library due --days 60")
def due(
    context: typer.Context,
    *,
    days: Annotated[int, typer.Option(min=0, max=730, help="How far to look ahead.")] = 30,
    workspace: Workspace = None,
    as_json: AsJson = False,
) -> None:
    """List what is to be reviewed, or ends, soon; what has ended stands first."""
    with opened(context, workspace) as (_, library, name):
        found = library.due(name, timedelta(days=days))
    print_all(found, as_json=as_json)


@app.command(epilog="Example: crm-ai library versions leave")
def versions(
    context: typer.Context, entry: Id, *, workspace: Workspace = None, as_json: AsJson = False
) -> None:
    """List all versions of an entry, newest first; a star marks the one in use."""
    with opened(context, workspace) as (_, library, name):
        found = library.versions(name, entry)
    if as_json:
        output.echo_json([asdict(one) for one in found])
        return
    rows = [
        (
            "*" if v.in_use else "",
            v.number,
            v.state,
            v.author,
            f"{v.at:%Y-%m-%d}",
            v.decided_by,
            day(v.expires_at),
            v.note,
        )
        for v in found
    ]
    output.echo_table(("", "version", "state", "author", "made", "decided by", "expires", "note"), rows)


@app.command(epilog="Example: crm-ai library diff leave 1 3")
def diff(
    context: typer.Context,
    entry: Id,
    a: Annotated[int | None, typer.Argument(help="Left out: the version in use.")] = None,
    b: Annotated[int | None, typer.Argument(help="Left out: the newest version.")] = None,
    *,
    workspace: Workspace = None,
) -> None:
    """Show how two versions differ."""
    with opened(context, workspace) as (_, library, name):
        output.echo(library.diff(name, entry, a, b) or "no difference")
