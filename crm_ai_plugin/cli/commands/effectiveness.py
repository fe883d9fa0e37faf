"""``crm-ai effectiveness`` and ``crm-ai calibration``: what came of advice."""

from __future__ import annotations

from datetime import UTC, datetime
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from .. import output
from ..state import State

Since = Annotated[
    datetime | None, typer.Option(formats=["%Y-%m-%d"], help="Only deals that closed since that day.")
]
Out = Annotated[Path | None, typer.Option(help="Write to this file instead.")]
AsJson = Annotated[bool, typer.Option("--json", help="Same as --format json.")]
Workspace = Annotated[str | None, typer.Option(help="Workspace to look at.")]


class Format(StrEnum):
    """How results are printed."""

    TEXT = "text"
    JSON = "json"
    CSV = "csv"
    MARKDOWN = "md"


Form = Annotated[Format, typer.Option("--format", help="Output format.")]


def register(app: typer.Typer) -> None:
    """Add the commands."""
    app.command("effectiveness", epilog="Example: crm-ai effectiveness --format csv --out advice.csv")(
        effectiveness
    )
    app.command("calibration", epilog="Example: crm-ai calibration --since 2026-01-01")(calibration)


def effectiveness(
    context: typer.Context,
    *,
    form: Form = Format.TEXT,
    as_json: AsJson = False,
    out: Out = None,
    workspace: Workspace = None,
) -> None:
    """Say what following the advice did, per action and in all, or that it can't be told yet."""
    from ...runtime.results import tables
    from ...runtime.spreadsheet import csv_text

    state: State = context.obj
    with state.services() as services:
        found = services.results.effectiveness(state.workspace(services, workspace))
    if as_json or form is Format.JSON:
        output.give_json(tables.effectiveness_json(found), out)
    elif form is Format.CSV:
        output.give(
            csv_text(tables.ACTION_COLUMNS, tables.effectiveness_rows(tables.effectiveness_payload(found))),
            out,
        )
    elif form is Format.MARKDOWN:
        output.give(tables.effectiveness_markdown(found), out)
    else:
        lines = [f"advice on {found.deals} deals that have closed", f"all: {tables.say(found.overall)}"]
        lines += [f"{one.key}: {tables.say(one)}" for one in found.actions]
        output.give("\n".join(lines) + "\n", out)


def calibration(
    context: typer.Context,
    *,
    since: Since = None,
    form: Form = Format.TEXT,
    as_json: AsJson = False,
    out: Out = None,
    workspace: Workspace = None,
) -> None:
    """Say how well the odds held: as they were said at the time, against how the deals ended."""
    from ...runtime.results import tables
    from ...runtime.spreadsheet import csv_text

    state: State = context.obj
    with state.services() as services:
        moment = since.replace(tzinfo=UTC) if since else None
        found = services.results.calibration(state.workspace(services, workspace), moment)
    if as_json or form is Format.JSON:
        output.give_json(tables.calibration_json(found), out)
    elif form is Format.CSV:
        output.give(csv_text(tables.PART_COLUMNS, tables.calibration_rows(found)), out)
    elif form is Format.MARKDOWN:
        output.give(tables.calibration_markdown(found), out)
    else:
        rows = [[row.get(column) for column in tables.PART_COLUMNS] for row in tables.calibration_rows(found)]
        if out is not None:
            output.give(tables.calibration_markdown(found), out)
            return
        output.echo(tables.say_calibration(found))
        if rows:
            output.echo_table(tables.PART_COLUMNS, rows)
