"""``crm-ai library submit`` to ``rollback``, and ``policy``: what is said to customers and what no longer."""

from __future__ import annotations

from typing import Annotated

import typer

from ... import output
from .asked import AsJson, By, Expires, Id, Note, Review, Workspace, app, dates, opened
from .printed import tell


@app.command(epilog="Example: crm-ai library submit leave --by anna")
def submit(
    context: typer.Context, entry: Id, *, by: By, workspace: Workspace = None, as_json: AsJson = False
) -> None:
    """Hand a draft in for review."""
    with opened(context, workspace) as (_, library, name):
        tell(library.submit(name, entry, by), as_json=as_json)


@app.command(epilog="Example: crm-ai library approve leave --by ben --expires 2027-03-31")
def approve(
    context: typer.Context,
    entry: Id,
    *,
    by: By,
    review: Review = None,
    expires: Expires = None,
    note: Note = "",
    workspace: Workspace = None,
    as_json: AsJson = False,
) -> None:
    """Put what is in review to use, or let what is in use hold for longer."""
    with opened(context, workspace) as (_, library, name):
        tell(library.approve(name, entry, by, dates(review, expires), note), as_json=as_json)


@app.command(epilog='Example: crm-ai library reject leave --by ben --note "not so in France"')
def reject(
    context: typer.Context,
    entry: Id,
    *,
    by: By,
    note: Annotated[str, typer.Option(help="Why.")],
    workspace: Workspace = None,
    as_json: AsJson = False,
) -> None:
    """Turn down what is in review."""
    with opened(context, workspace) as (_, library, name):
        tell(library.reject(name, entry, by, note), as_json=as_json)


@app.command(epilog="Example: crm-ai library expire leave --by ben")
def expire(
    context: typer.Context, entry: Id, *, by: By, workspace: Workspace = None, as_json: AsJson = False
) -> None:
    """Let what is in use be over now."""
    with opened(context, workspace) as (_, library, name):
        tell(library.expire(name, entry, by), as_json=as_json)


@app.command(epilog="Example: crm-ai library retire leave --by ben")
def retire(
    context: typer.Context, entry: Id, *, by: By, workspace: Workspace = None, as_json: AsJson = False
) -> None:
    """Take an entry out of use for good."""
    with opened(context, workspace) as (_, library, name):
        tell(library.retire(name, entry, by), as_json=as_json)


@app.command(epilog="Example: crm-ai library rollback leave --by ben")
def rollback(
    context: typer.Context,
    entry: Id,
    *,
    by: By,
    version: Annotated[int | None, typer.Option(help="Left out: the one in use before.")] = None,
    workspace: Workspace = None,
    as_json: AsJson = False,
) -> None:
    """Bring an earlier version back: in use at once if its approval still holds, else as a draft."""
    with opened(context, workspace) as (_, library, name):
        tell(library.roll_back(name, entry, by, version), as_json=as_json)


@app.command(epilog="Example: crm-ai library policy --own-approval --by anna")
def policy(
    context: typer.Context,
    *,
    own_approval: Annotated[
        bool | None,
        typer.Option("--own-approval/--no-own-approval", help="Whether authors may approve what they wrote."),
    ] = None,
    by: Annotated[str | None, typer.Option("--by", help="Who changes it.")] = None,
    workspace: Workspace = None,
    as_json: AsJson = False,
) -> None:
    """Show, or change, how the library is approved."""
    with opened(context, workspace) as (_, library, name):
        if own_approval is not None:
            library.allow_own_approval(name, by or "", allowed=own_approval)
        allowed = library.own_approval(name)
    if as_json:
        output.echo_json({"own_approval": allowed})
    else:
        output.echo(f"authors may {'' if allowed else 'not '}approve what they wrote")
