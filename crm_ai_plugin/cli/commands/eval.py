"""``crm-ai eval``: two versions of a prompt, or two models, on a golden set and the workspace's own closed deals."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from ...errors import UserInputError
from .. import output
from ..state import State

if TYPE_CHECKING:
    from ...ai.prompts import Prompt
    from ...runtime.services import Services
    from ...runtime.wording.evaluating import Comparison


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command("eval", epilog="Example: crm-ai eval deal_coach --b 3 --deals 20")(evaluate)


def evaluate(
    context: typer.Context,
    feature: Annotated[str, typer.Argument(help="Feature whose prompt is tried.")] = "deal_coach",
    *,
    a: Annotated[
        str | None,
        typer.Option(help="Version to compare with: a number, 'shipped'; the one in use if left out."),
    ] = None,
    b: Annotated[str | None, typer.Option(help="Version to try: a number, 'shipped', or a file.")] = None,
    model_a: Annotated[str | None, typer.Option(help="Model for a instead of the usual one.")] = None,
    model_b: Annotated[str | None, typer.Option(help="Model for b instead of the usual one.")] = None,
    deals: Annotated[
        int,
        typer.Option(
            min=0, max=1000, help="How many closed deals of the workspace to try beside the golden set."
        ),
    ] = 10,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Only say what it would cost.")] = False,
    workspace: Annotated[
        str | None, typer.Option(help="Workspace whose deals and prompts are meant.")
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
) -> None:
    """Compare two versions; ends with status 1 when b is worse. Both word the same cases, which costs money."""
    from ...runtime.wording.evaluating import Version

    state: State = context.obj
    with state.services() as services, output.progress("cases") as bar:
        name = state.workspace(services, workspace)
        if services.language_model is None:
            raise UserInputError(
                "there is no language model to try", code="no_model", hint="set OPENAI_API_KEY"
            )
        one = Version(services.prompts.version(name, feature, a), model_a)
        other = Version(_prompt(services, name, feature, b), model_b)
        if one.prompt.digest == other.prompt.digest and one.model == other.model:
            raise UserInputError(
                "both versions are the same", code="same_prompt", hint="name another with --b or --model-b"
            )
        evaluating = services.evaluating
        cases = evaluating.cases(name, feature, deals)
        _say_cost(services, name, feature, (one.model, other.model), cases, dry_run=dry_run)
        if dry_run:
            return
        task = bar.add_task("trying", total=cases)
        found = evaluating.compare(name, one, other, deals, lambda: bar.advance(task))
    if as_json:
        output.echo_json(asdict(found) | {"verdict": found.verdict})
    else:
        _print(found)
    if found.verdict == "worse":
        raise typer.Exit(1)


def _prompt(services: Services, workspace: str, feature: str, name: str | None) -> Prompt:
    if name is None or name == "shipped" or name.isdigit():
        return services.prompts.version(workspace, feature, name)
    from ...ai.prompts import parse_prompt
    from .prompts import read_prompt

    return parse_prompt(
        services.prompts.version(workspace, feature, "shipped").feature,
        read_prompt(Path(name)),
        Path(name).name,
    )


def _say_cost(
    services: Services,
    workspace: str,
    feature: str,
    models: Sequence[str | None],
    cases: int,
    *,
    dry_run: bool,
) -> None:
    runs = [services.run_costs.words(workspace, feature, cases, model) for model in models]
    output.tell(f"{cases} cases under 2 versions: about {sum(run.usd for run in runs):.2f} USD")
    if not dry_run:
        services.run_costs.require_room(workspace, *runs)


def _print(found: Comparison) -> None:
    rows = [
        (
            s.label,
            f"{s.score:.3f}",
            f"{100 * s.passed:.0f} %",
            f"{100 * s.kept:.0f} %",
            f"{s.words_per_sentence:.1f}",
            s.failures,
            s.tokens,
            f"{s.cost_usd:.4f}",
        )
        for s in (found.a, found.b)
    ]
    output.echo_table(
        ("version", "score", "passed", "kept", "words/sentence", "failed", "tokens", "USD"), rows
    )
    output.echo(
        f"b against a on {found.cases} cases: {found.difference:+.3f} ({found.low:+.3f} to {found.high:+.3f}, 90 % interval): {found.verdict.replace('_', ' ')}"
    )
    for name, value in found.worst:
        output.echo(f"  {value:+.3f}  {name}")
