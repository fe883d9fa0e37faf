"""``crm-ai prompts``: what the language model is told, by version, and comparing two versions."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from ...errors import UserInputError
from .. import output
from ..documents import read_text
from ..state import State

if TYPE_CHECKING:
    from ...runtime.wording.experimenting import Standing

app = typer.Typer(help="Look after what the language model is told.", epilog="Example: crm-ai prompts list")
experiment = typer.Typer(
    help="Compare two versions on real deals.", epilog="Example: crm-ai prompts experiment show deal_coach"
)

Feature = Annotated[str, typer.Argument(help="Feature whose prompt is meant, e.g. deal_coach.")]
Version = Annotated[
    str | None,
    typer.Option(
        "--version", help="A number, or 'shipped' for the package's own; the one in use if left out."
    ),
]
Workspace = Annotated[str | None, typer.Option(help="Workspace whose prompts are meant.")]
AsJson = Annotated[bool, typer.Option("--json", help="Print JSON.")]
By = Annotated[str, typer.Option("--by", help="Who does it, for the record.")]


def register(parent: typer.Typer) -> None:
    """Add the commands."""
    app.add_typer(experiment, name="experiment")
    parent.add_typer(app, name="prompts")


@experiment.callback(invoke_without_command=True)
@app.callback(invoke_without_command=True)
def _group(context: typer.Context) -> None:
    if context.invoked_subcommand is None:
        typer.echo(context.get_help())


@app.command("list", epilog="Example: crm-ai prompts list --json")
def list_(
    context: typer.Context,
    feature: Annotated[str | None, typer.Argument(help="Only this feature's.")] = None,
    *,
    workspace: Workspace = None,
    as_json: AsJson = False,
) -> None:
    """List versions, the newest first; a star marks the one in use."""
    state: State = context.obj
    with state.services() as services:
        found = services.prompts.list(state.workspace(services, workspace), feature)
    if as_json:
        output.echo_json([asdict(one) | {"version": one.name} for one in found])
        return
    rows = [
        ("*" if v.active else "", v.feature, v.name, v.author, v.at and f"{v.at:%Y-%m-%d %H:%M}", v.note)
        for v in found
    ]
    output.echo_table(("", "feature", "version", "author", "made", "note"), rows)


@app.command(epilog="Example: crm-ai prompts show deal_coach")
def show(
    context: typer.Context, feature: Feature, *, version: Version = None, workspace: Workspace = None
) -> None:
    """Print a version."""
    state: State = context.obj
    with state.services() as services:
        prompt = services.prompts.version(state.workspace(services, workspace), feature, version)
    output.echo(prompt.text.rstrip("\n"))


@app.command(epilog="Example: crm-ai prompts edit deal_coach coach.md --note 'shorter sentences' --use")
def edit(
    context: typer.Context,
    feature: Feature,
    file: Annotated[Path, typer.Argument(help="The new text; - reads standard input.")],
    *,
    note: Annotated[str, typer.Option(help="Why.")] = "",
    use: Annotated[bool, typer.Option("--use", help="Use it from now on.")] = False,
    by: By = "command line",
    workspace: Workspace = None,
) -> None:
    """Store a new version after checking it; it is not used before you say so."""
    state: State = context.obj
    text = read_prompt(file)
    with state.services() as services:
        name = state.workspace(services, workspace)
        saved = services.prompts.save(name, feature, text, by, note)
        if use:
            services.prompts.use(name, feature, saved.name, by)
    follow = "is in use" if use else f"is stored; crm-ai prompts use {feature} {saved.name} puts it to use"
    output.echo(f"version {saved.name} of {feature} {follow}")


@app.command(epilog="Example: crm-ai prompts use deal_coach 3")
def use(
    context: typer.Context,
    feature: Feature,
    version: Annotated[str, typer.Argument(help="A number, or 'shipped'.")],
    *,
    by: By = "command line",
    workspace: Workspace = None,
) -> None:
    """Use a version from now on."""
    state: State = context.obj
    with state.services() as services:
        prompt = services.prompts.use(state.workspace(services, workspace), feature, version, by)
    output.echo(f"{prompt.label} is in use")


@app.command(epilog="Example: crm-ai prompts rollback deal_coach")
def rollback(
    context: typer.Context, feature: Feature, *, by: By = "command line", workspace: Workspace = None
) -> None:
    """Use what was used before."""
    state: State = context.obj
    with state.services() as services:
        prompt = services.prompts.roll_back(state.workspace(services, workspace), feature, by)
    output.echo(f"{prompt.label} is in use again")


@app.command(epilog="Example: crm-ai prompts diff deal_coach shipped 3")
def diff(
    context: typer.Context,
    feature: Feature,
    a: Annotated[str, typer.Argument(help="A number, or 'shipped'.")],
    b: Annotated[str, typer.Argument(help="A number, or 'shipped'.")],
    *,
    workspace: Workspace = None,
) -> None:
    """Show how two versions differ."""
    state: State = context.obj
    with state.services() as services:
        found = services.prompts.diff(state.workspace(services, workspace), feature, a, b)
    output.echo(found or "no difference")


@app.command(epilog="Example: crm-ai prompts preview deal_coach 42 --version 3")
def preview(
    context: typer.Context,
    feature: Feature,
    deal: Annotated[str, typer.Argument(help="Id of a deal of the workspace.")],
    *,
    version: Version = None,
    ask: Annotated[
        bool, typer.Option("--ask", help="Send it, which costs money, and show what comes back.")
    ] = False,
    workspace: Workspace = None,
    as_json: AsJson = False,
) -> None:
    """Show what would be sent about a deal, redacted as it would be. Nothing is kept."""
    state: State = context.obj
    with state.services() as services:
        name = state.workspace(services, workspace)
        model = services.language_model if ask else None
        if ask and model is None:
            raise UserInputError(
                "there is no language model to ask", code="no_model", hint="set OPENAI_API_KEY"
            )
        prompt = services.prompts.version(name, feature, version)
        found = services.prompt_previews.preview(name, prompt, deal, model=model)
    if as_json:
        output.echo_json(asdict(found))
        return
    for role, text in found.messages:
        output.echo(f"--- {role}\n{text}")
    output.echo(f"--- {found.prompt}: about {found.tokens} tokens, {found.withheld} texts kept back")
    for key, text in (found.worded or {}).items():
        output.echo(f"{key}\n  engine: {found.engine[key]}\n  model:  {text}")


@experiment.command(epilog="Example: crm-ai prompts experiment begin deal_coach shipped 3")
def begin(
    context: typer.Context,
    feature: Feature,
    a: Annotated[str, typer.Argument(help="A number, or 'shipped'.")],
    b: Annotated[str, typer.Argument(help="A number, or 'shipped'.")],
    *,
    share_b: Annotated[float, typer.Option(help="Part of the deals that get b.")] = 0.5,
    by: By = "command line",
    workspace: Workspace = None,
) -> None:
    """Give some deals one version and the others the other, each deal always the same."""
    state: State = context.obj
    with state.services() as services:
        row = services.prompts.begin(state.workspace(services, workspace), feature, a, b, share_b, by)
    output.echo(f"experiment {row.id} runs")


@experiment.command("show", epilog="Example: crm-ai prompts experiment show deal_coach --json")
def show_experiment(
    context: typer.Context, feature: Feature, *, workspace: Workspace = None, as_json: AsJson = False
) -> None:
    """Show how the experiment stands. Look as often as you like: the error bounds hold all the same."""
    state: State = context.obj
    with state.services() as services:
        standing = services.experiments.standing(state.workspace(services, workspace), feature)
    _print(standing, as_json=as_json)


@experiment.command(epilog="Example: crm-ai prompts experiment end deal_coach")
def end(
    context: typer.Context,
    feature: Feature,
    *,
    by: By = "command line",
    workspace: Workspace = None,
    as_json: AsJson = False,
) -> None:
    """End the experiment. It changes nothing by itself: use the better version if there is one."""
    state: State = context.obj
    with state.services() as services:
        standing = services.experiments.end(state.workspace(services, workspace), feature, by)
    _print(standing, as_json=as_json)


_WORDS_OF = {
    "objection": ("objections", "an answer used within a day", "deals that moved on within thirty days")
}
"""What is counted where it is not deals."""


def _print(standing: Standing, *, as_json: bool) -> None:
    if as_json:
        output.echo_json(asdict(standing))
        return
    units = standing.units
    unit, accepted, won = _WORDS_OF.get(
        standing.experiment.feature.split("_")[0], ("deals", "advice done rather than dismissed", "deals won")
    )
    output.echo(
        f"{unit}: {units['a']} in a, {units['b']} in b"
        + ("" if standing.sound else ": NOT the ratio they should be in")
    )
    for what, found in (
        (accepted, standing.acceptance),
        (won, standing.winning),
    ):
        output.echo(
            f"{what}: b against a {100 * found.value:+.1f} points ({100 * found.low:+.1f} to {100 * found.high:+.1f}), "
            f"{found.pairs} pairs, evidence {found.evidence:.2f} of 20"
        )
    words: dict[str | None, str] = {
        None: "undecided: go on",
        "unsound": f"unsound: one arm loses {unit}, find out why",
        "no_difference": "no difference that matters",
    }
    output.echo(f"verdict: {words.get(standing.verdict, f'{standing.verdict} is better')}")


def read_prompt(file: Path) -> str:
    """Read a prompt's file, or standard input for -.

    Raises:
        UserInputError: it can't be read, or is no text of that size.
    """
    return read_text(file, "prompt_invalid")
