"""``crm-ai report``: reports as files."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from ...errors import UserInputError
from .. import output
from ..state import State


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command("report", epilog="Example: crm-ai report pipeline --format pdf --out pipeline.pdf")(report)


def report(
    context: typer.Context,
    kind: Annotated[str | None, typer.Argument(help="Which report; left out: list them.")] = None,
    *,
    form: Annotated[
        str | None, typer.Option("--format", help="html, pdf, md, csv or json; else by --out's ending.")
    ] = None,
    out: Annotated[Path | None, typer.Option(help="Write to this file.")] = None,
    option: Annotated[
        list[str] | None, typer.Option("--with", help="name=value: what it is about, such as deal=9001.")
    ] = None,
    workspace: Annotated[str | None, typer.Option(help="Workspace to report on.")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Same as --format json.")] = False,
) -> None:
    """Write a report: win-loss, pipeline, one deal's advice. Nothing is sent anywhere."""
    from ...runtime.personas.visibility import ADMIN

    state: State = context.obj
    with state.services() as services:
        name = state.workspace(services, workspace)
        reporting = services.reporting
        if kind is None:
            rows = [
                {"report": one.key, "is": one.label, "with": ", ".join(one.options.model_fields)}
                for one in reporting.kinds().values()
            ]
            output.echo_rows(("report", "is", "with"), rows, as_json=as_json)
            return
        insight = reporting.gather(name, kind, pairs(option or ()), ADMIN)
        wanted = "json" if as_json else form or (out.suffix.lstrip(".") if out else "") or "md"
        output.deliver(reporting.file(kind, insight, wanted), out)


def pairs(given: list[str] | tuple[str, ...]) -> dict[str, str]:
    """Return ``name=value`` pairs as a mapping.

    Raises:
        UserInputError: one is no pair.
    """
    found = {}
    for one in given:
        name, equals, value = one.partition("=")
        if not equals or not name:
            raise UserInputError(f"--with {one}: not of the form name=value", code="option_invalid")
        found[name] = value
    return found
