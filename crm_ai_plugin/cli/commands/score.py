"""``crm-ai score``: the chances of every open deal."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from .. import output
from ..state import State

if TYPE_CHECKING:
    from ...runtime.services import Services

COLUMNS = ("deal_id", "p_win", "low", "high", "as_of", "top_factors")
TOP = 3


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command("score", epilog="Example: crm-ai score --out scores.csv")(score)


def score(
    context: typer.Context,
    *,
    out: Annotated[Path | None, typer.Option(help="Write CSV to this file.")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
    workspace: Annotated[str | None, typer.Option(help="Workspace to score.")] = None,
) -> None:
    """Print the chances of every open deal, each with its 90 % interval."""
    state: State = context.obj
    with state.services() as services, output.progress("deals") as bar:
        name = state.workspace(services, workspace)
        task = bar.add_task("scoring", total=None)
        rows = []
        for row in scores(services, name):
            rows.append(row)
            bar.advance(task)
    rows.sort(key=lambda r: (-r["p_win"], r["deal_id"]))
    if out is not None:
        flat = [{**r, "top_factors": "; ".join(r["top_factors"])} for r in rows]
        from ...runtime.spreadsheet import csv_text

        output.write_file(out, csv_text(COLUMNS, flat))
        output.tell(f"{len(rows)} open deals written to {out}")
    if as_json:
        output.echo_json(rows)
    elif out is None:
        if not rows:
            output.tell("there is no open deal in this workspace")
            return
        output.echo_table(
            COLUMNS, ([r[c] if c != "top_factors" else "; ".join(r[c]) for c in COLUMNS] for r in rows)
        )


def scores(services: Services, workspace: str) -> Iterator[dict[str, Any]]:
    """Yield one row per open deal, newest first."""
    from ...runtime.advice.scoring import scored

    for one in scored(services.store, services.registry, workspace, services.clock()):
        p = one.payload.score.p_win
        strongest = sorted(one.payload.score.factors, key=lambda f: -abs(f.contribution))[:TOP]
        yield {
            "deal_id": one.snapshot.deal.id,
            "p_win": round(p.value, 4),
            "low": round(p.low, 4),
            "high": round(p.high, 4),
            "as_of": one.snapshot.as_of.isoformat(timespec="seconds"),
            "top_factors": [f"{f.label} ({'+' if f.direction == 'up' else '-'})" for f in strongest],
        }
