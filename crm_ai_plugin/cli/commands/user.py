"""``crm-ai user``: people who sign in to the workspace."""

from __future__ import annotations

import getpass
import sys
from typing import Annotated

import typer

from ...errors import ConflictError, UserInputError
from ...runtime.access.roles import ROLES
from .. import hints, output
from ..state import State

USERS = "crm-ai user list shows them"

app = typer.Typer(help="Look after people who sign in.", epilog="Example: crm-ai user list")

Workspace = Annotated[str | None, typer.Option(help="Workspace they belong to.")]
AsJson = Annotated[bool, typer.Option("--json", help="Print JSON.")]


def register(parent: typer.Typer) -> None:
    """Add the commands."""
    parent.add_typer(app, name="user")


@app.callback(invoke_without_command=True)
def _group(context: typer.Context) -> None:
    if context.invoked_subcommand is None:
        typer.echo(context.get_help())


@app.command("setup-link", epilog="Example: crm-ai user setup-link")
def setup_link(context: typer.Context) -> None:
    """Print the link with which somebody becomes the first admin; it counts for a day."""
    from .. import accounts

    state: State = context.obj
    with state.services() as services:
        link = accounts.setup_link(services)
    if link is None:
        raise ConflictError(
            "there is an admin already", code="setup_done", hint="crm-ai user add makes further people"
        )
    output.echo(link)


@app.command(epilog='Example: crm-ai user add ada@example.com --name "Ada" --role manager')
def add(
    context: typer.Context,
    login: Annotated[str, typer.Argument(help="What they sign in with, e.g. an e-mail address.")],
    *,
    name: Annotated[str, typer.Option(help="How they are called.")],
    role: Annotated[str, typer.Option(help="rep, manager or admin.")] = "rep",
    workspace: Workspace = None,
    as_json: AsJson = False,
) -> None:
    """Let somebody sign in. The passphrase is asked for, or read from the standard input."""
    if role not in ROLES:
        raise UserInputError(f"a role is one of {', '.join(ROLES)}", code="role_unknown")
    state: State = context.obj
    with state.services() as services:
        where = state.workspace(services, workspace)
        user = services.accounts.add(where, login, name, role, _passphrase())
        with services.store.workspace(where) as session:
            session.audit.add("cli", "user_added", user.id, {"role": role})
    if as_json:
        output.echo_json({"id": user.id, "login": user.login, "role": user.role, "workspace": where})
    else:
        output.echo(user.id)


@app.command("list", epilog="Example: crm-ai user list --json")
def list_(context: typer.Context, *, workspace: Workspace = None, as_json: AsJson = False) -> None:
    """List the people who can sign in."""
    state: State = context.obj
    with state.services() as services:
        name = state.workspace(services, workspace)
        with services.store.system() as system:
            rows = [
                {
                    "id": one.id,
                    "login": one.login,
                    "name": one.name,
                    "role": one.role,
                    "since": one.created_at.isoformat(),
                }
                for one in system.users.list(name)
            ]
    output.echo_rows(("id", "login", "name", "role", "since"), rows, as_json=as_json)


@app.command(epilog="Example: crm-ai user passphrase usr_06f3k…")
def passphrase(
    context: typer.Context,
    user: Annotated[str, typer.Argument(help="Id of the person (usr_…).")],
    *,
    workspace: Workspace = None,
) -> None:
    """Give somebody a new passphrase; their sessions end."""
    state: State = context.obj
    with state.services() as services, hints.when_missing(USERS):
        services.accounts.set_passphrase(state.workspace(services, workspace), user, _passphrase(), "cli")
    output.echo(f"changed: {user}")


@app.command(epilog="Example: crm-ai user remove usr_06f3k…")
def remove(
    context: typer.Context,
    user: Annotated[str, typer.Argument(help="Id of the person (usr_…).")],
    *,
    workspace: Workspace = None,
) -> None:
    """Let somebody no longer sign in; their sessions end."""
    state: State = context.obj
    with state.services() as services, hints.when_missing(USERS):
        services.accounts.remove(state.workspace(services, workspace), user, "cli")
    output.echo(f"removed: {user}")


def _passphrase() -> str:
    if sys.stdin.isatty():
        return getpass.getpass("Passphrase: ")
    return sys.stdin.readline().rstrip("\r\n")
