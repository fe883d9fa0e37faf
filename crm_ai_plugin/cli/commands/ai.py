"""``crm-ai ai``: what the language model costs, and what a run would cost."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

import typer

from ...errors import UserInputError
from .. import costs, output
from ..state import State

if TYPE_CHECKING:
    from ...runtime.language_model.watching import ModelReadings

app = typer.Typer(help="Look after the language model.", epilog="Example: crm-ai ai cost")

COLUMNS = ("workspace", "feature", "model", "calls", "failed", "tokens", "USD")

AsJson = Annotated[bool, typer.Option("--json", help="Print JSON.")]


def register(parent: typer.Typer) -> None:
    """Add the commands."""
    parent.add_typer(app, name="ai")


@app.callback(invoke_without_command=True)
def _group(context: typer.Context) -> None:
    if context.invoked_subcommand is None:
        typer.echo(context.get_help())


@app.command(epilog="Example: crm-ai ai cost --month 2026-11")
def cost(
    context: typer.Context,
    *,
    month: Annotated[str | None, typer.Option(help="As YYYY-MM; this month if left out.")] = None,
    workspace: Annotated[str | None, typer.Option(help="Only this workspace.")] = None,
    as_json: AsJson = False,
) -> None:
    """Show what the language model has cost, by workspace, feature and model; as JSON also by prompt."""
    state: State = context.obj
    with state.services() as services:
        name = None if workspace is None else state.workspace(services, workspace)
        readings = services.model_watch.read(name, _month(month))
    if as_json:
        output.echo_json(_as_json(readings))
        return
    if not readings.spent:
        output.tell(f"no call to a language model in {readings.month}")
        return
    output.echo_table(COLUMNS, _table(readings))
    cap = "no cap" if readings.cap_usd is None else f"cap {readings.cap_usd:.2f} USD"
    output.echo(f"{readings.month}: {_usd(readings.taken):.{costs.PLACES}f} USD spent or reserved, {cap}")


@app.command(epilog="Example: crm-ai ai preview --feature deal_coach")
def preview(
    context: typer.Context,
    *,
    feature: Annotated[str, typer.Option(help="Whose calls.")] = "deal_coach",
    calls: Annotated[int | None, typer.Option(min=0, help="How many; one per open deal if left out.")] = None,
    workspace: Annotated[str | None, typer.Option(help="Workspace of the run.")] = None,
    as_json: AsJson = False,
) -> None:
    """Show what a run over all open deals would cost, before it is started."""
    from dataclasses import asdict

    state: State = context.obj
    with state.services() as services:
        name = state.workspace(services, workspace)
        found = services.run_costs.words(name, feature, calls)
        has_key = services.run_costs.can_call
    if as_json:
        output.echo_json(asdict(found) | {"key": has_key})
        return
    output.echo(
        f"{found.calls} calls of {found.model}: about {found.usd:.{costs.PLACES}f} USD "
        f"({found.input_tokens} + {found.output_tokens} tokens each, {costs.basis(found)})"
    )
    if not has_key:
        output.tell("no OPENAI_API_KEY is set: nothing is called, and nothing is spent")


def _month(given: str | None) -> str | None:
    from datetime import datetime

    if given is None:
        return None
    try:
        return datetime.strptime(given, "%Y-%m").strftime("%Y-%m")  # noqa: DTZ007  # a month has no zone
    except ValueError:
        raise UserInputError(f"{given!r} is no month", hint="write it as 2026-11") from None


def _table(readings: ModelReadings) -> list[tuple[object, ...]]:
    sums: dict[tuple[str, str, str], list[int]] = {}
    for row in readings.spent:
        numbers = (row.calls, row.failed, row.input_tokens + row.output_tokens, row.cost)
        before = sums.setdefault((row.workspace_id, row.feature, row.model), [0] * len(numbers))
        before[:] = [a + b for a, b in zip(before, numbers, strict=True)]
    return [(*key, *counts, f"{_usd(cost):.{costs.PLACES}f}") for key, (*counts, cost) in sums.items()]


def _as_json(readings: ModelReadings) -> dict[str, Any]:
    from dataclasses import asdict

    rows = []
    for row in readings.spent:
        flat = asdict(row)
        flat["cost_usd"] = _usd(flat.pop("cost"))
        flat["month"] = flat.pop("day")
        rows.append(flat)
    return {
        "month": readings.month,
        "taken_usd": _usd(readings.taken),
        "cap_usd": readings.cap_usd,
        "breakers": dict(readings.breakers),
        "spent": rows,
    }


def _usd(nano: int) -> float:
    return nano / 1e9
