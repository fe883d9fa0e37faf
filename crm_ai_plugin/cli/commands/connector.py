"""``crm-ai connector``: write a connector, try it, check a declared one."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from ...errors import PermanentError, UserInputError
from .. import output
from ..state import State

app = typer.Typer(help="Write and try connectors.", epilog="Example: crm-ai connector new acme")

AsJson = Annotated[bool, typer.Option("--json", help="Print JSON.")]


def register(parent: typer.Typer) -> None:
    """Add the commands."""
    parent.add_typer(app, name="connector")


@app.callback(invoke_without_command=True)
def _group(context: typer.Context) -> None:
    if context.invoked_subcommand is None:
        typer.echo(context.get_help())


@app.command(epilog="Example: crm-ai connector new acme --into ~/work")
def new(
    name: Annotated[str, typer.Argument(help="Name of the CRM, such as acme or big-crm.")],
    *,
    into: Annotated[Path, typer.Option(help="Folder to write the connector's folder into.")] = Path(),
    rest: Annotated[
        bool, typer.Option("--rest", help="Declare it in YAML, without Python: for a CRM with a REST API.")
    ] = False,
    as_json: AsJson = False,
) -> None:
    """Write a connector package that installs, runs and passes its contract suite."""
    from ..partner import scaffold

    names = scaffold.Names.of(name)
    made = scaffold.write(names, into, scaffold.DECLARED if rest else scaffold.PACKAGE)
    folder = into / names.distribution
    if as_json:
        output.echo_json({"folder": str(folder), "files": [str(path) for path in made]})
        return
    output.echo(f"{folder}: {len(made)} files")
    if rest:
        output.echo(f"next: fill in {folder / name}.yaml, then crm-ai connector check {folder / name}.yaml")
    else:
        output.echo(f"next: cd {folder} && make test")


@app.command("test", epilog="Example: crm-ai connector test acme.yaml")
def try_(
    context: typer.Context,
    name: Annotated[
        str, typer.Argument(help="Name of an installed connector, or the file of a declared one.")
    ],
    *,
    kit: Annotated[
        Path | None, typer.Option(help="For a declared one: its kit file; acme.kit.yaml for acme.yaml.")
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Run a connector's contract suite and print its level; that of a declared one writes into its CRM."""
    from ..partner import suite

    if kit is not None or name.endswith((".yaml", ".yml")):
        kit = kit or Path(name).with_suffix(".kit.yaml")
        _usable(context.obj, kit)
        done = suite.run_declared(kit)
    else:
        name = name.replace("-", "_")
        done = suite.run(name)
    if as_json:
        output.echo_json({"connector": name, "passed": done.passed, "suites": done.suites})
    else:
        for one in done.suites:
            rows = ([row["rule"], row["level"], row["state"], row["why"]] for row in one["rules"])
            output.echo_table(("rule", "level", "state", "why"), rows)
            output.echo(f"{name}: {one['level'] or 'no level'}")
        if not done.passed:
            output.echo(done.said)
    if not done.passed:
        raise PermanentError(f"{name} does not keep its contract; see above", code="contract_broken")


@app.command(epilog="Example: crm-ai connector check acme.yaml --probe --secrets acme-secrets.yaml")
def check(
    context: typer.Context,
    file: Annotated[Path, typer.Argument(help="YAML file that declares a connector.")],
    *,
    probe: Annotated[bool, typer.Option("--probe", help="Try it on the CRM, without writing.")] = False,
    secrets: Annotated[Path | None, typer.Option(help="YAML file with the secrets for --probe.")] = None,
    config: Annotated[Path | None, typer.Option(help="YAML file with settings for --probe.")] = None,
    as_json: AsJson = False,
) -> None:
    """Say line by line what is wrong with a declared connector."""
    from ...runtime.registry import Registry
    from ..partner import definitions

    if probe and secrets is None:
        raise UserInputError("--probe needs --secrets FILE, a YAML file with the CRM's credentials")
    state: State = context.obj
    checker = definitions.checker(Registry(state.settings.plugins_disabled))
    report = checker.check_definition(file, definitions.probe(config, secrets) if probe and secrets else None)
    lines = list(report.lines())
    if as_json:
        output.echo_json({"file": str(file), "ok": report.ok, "lines": lines})
    else:
        for line in lines:
            output.echo(line)
    if not report.ok:
        raise UserInputError(f"{file} is not usable yet; see above", code="definition_invalid")


def _usable(state: State, kit: Path) -> None:
    """Refuse a definition that is wrong, or a CRM that does not answer, before dozens of tests fail of it."""
    from ...runtime.registry import Registry
    from ..partner import definitions, suite

    opened = suite.open_kit(kit)
    checker = definitions.checker(Registry(state.settings.plugins_disabled))
    report = checker.check_definition(
        opened.definition, definitions.connection(opened.settings, opened.secrets)
    )
    if not report.ok:
        for line in report.lines():
            output.tell(line)
        raise UserInputError(
            f"{opened.definition.name} can't be tried on the CRM of {kit.name} yet; see above",
            code="definition_invalid",
        )
