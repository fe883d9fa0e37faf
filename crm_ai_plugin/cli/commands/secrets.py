"""``crm-ai secrets``: the key that encrypts stored credentials."""

from __future__ import annotations

from typing import Annotated

import typer

from ...errors import PermanentError
from .. import output
from ..state import State


def register(app: typer.Typer) -> None:
    """Add the commands."""
    group = typer.Typer(help="The key that encrypts stored credentials.", no_args_is_help=True)
    group.command("rotate", epilog="Example: crm-ai secrets rotate")(rotate)
    app.add_typer(group, name="secrets")


def rotate(
    context: typer.Context,
    *,
    drop_old: Annotated[
        bool, typer.Option("--drop-old", help="Instead: forget the keys that nothing needs any more.")
    ] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
) -> None:
    """Encrypt stored credentials with a new key. Interrupted, it goes on where it was; old keys are kept."""
    state: State = context.obj
    with state.services() as services:
        if drop_old:
            gone = services.rotating.drop_earlier()
            if as_json:
                output.echo_json({"dropped": gone})
            else:
                output.echo(f"earlier keys forgotten: {gone}")
            return
        with output.progress("connections") as bar:
            task = bar.add_task("encrypting", total=None)
            done = services.rotating.run(
                lambda number, total: bar.update(task, completed=number, total=total)
            )
    if as_json:
        output.echo_json({"anew": done.anew, "current": done.current, "unreadable": done.unreadable})
    else:
        output.echo(f"encrypted anew: {done.anew}; already so: {done.current}")
    if done.unreadable:
        raise PermanentError(
            f"no key reads the credentials of {', '.join(done.unreadable)}: restore the old key, or connect them again"
        )
