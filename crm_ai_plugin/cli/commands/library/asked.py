"""What the commands of the library are asked in common: the group, its options, and what they open."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from enum import StrEnum
from typing import TYPE_CHECKING, Annotated, Any

import typer

from ...library_file import moment
from ...state import State

if TYPE_CHECKING:
    from ....runtime.objections.library.keeping import LibraryKeeping
    from ....runtime.services import Services


class Kind(StrEnum):
    """Kinds of entries."""

    CLAIM = "claim"
    TEMPLATE = "template"


class Form(StrEnum):
    """Notations of a library."""

    JSON = "json"
    CSV = "csv"
    YAML = "yaml"


app = typer.Typer(
    help="Look after approved claims and answer templates.", epilog="Example: crm-ai library list --json"
)

Id = Annotated[str, typer.Argument(help="Id of the entry.")]
By = Annotated[str, typer.Option("--by", help="Who does it, by name.")]
Workspace = Annotated[str | None, typer.Option(help="Workspace whose library is meant.")]
AsJson = Annotated[bool, typer.Option("--json", help="Print JSON.")]
Note = Annotated[str, typer.Option(help="What changed, or why.")]
Review = Annotated[str | None, typer.Option("--review", help="When to look again, like 2027-03-31.")]
Expires = Annotated[str | None, typer.Option("--expires", help="From when on it is not said any more.")]
Language = Annotated[str | None, typer.Option(help="de, en, es, fr, it, nl or pt.")]
Topics = Annotated[list[str] | None, typer.Option("--topic", help="What it answers, e.g. price; repeatable.")]
Tones = Annotated[list[str] | None, typer.Option("--tone", help="Tone of a template; a new one is fine.")]
Segments = Annotated[list[str] | None, typer.Option("--segment", help="small, medium or large customers.")]
Text = Annotated[str | None, typer.Option(help="What a claim says.")]
Sentences = Annotated[
    list[str] | None,
    typer.Option("--sentence", help="Sentence of a template, or claim:ID for what a claim says; repeatable."),
]
Ask = Annotated[str | None, typer.Option(help="Question or next step a template ends with.")]
Why = Annotated[str | None, typer.Option(help="When to use a template.")]
Owner = Annotated[str | None, typer.Option(help="Who looks after it.")]


@app.callback(invoke_without_command=True)
def _group(context: typer.Context) -> None:
    if context.invoked_subcommand is None:
        typer.echo(context.get_help())


@contextmanager
def opened(context: typer.Context, workspace: str | None) -> Iterator[tuple[Services, LibraryKeeping, str]]:
    """Open the services; yield them, the library, and the name of the workspace that is meant."""
    state: State = context.obj
    with state.services() as services:
        yield services, services.objections.library, state.workspace(services, workspace)


def dates(review: str | None, expires: str | None) -> Any:  # noqa: ANN401  # its module is loaded here
    """Read when an entry is to be looked at again and when it ends; None for what is left open."""
    from ....runtime.objections.library.workflow import Dates

    return Dates(moment(review), moment(expires))
