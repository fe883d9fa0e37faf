"""``crm-ai knowledge``: the customer's own documents, which answers cite."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from ...errors import PermanentError, UserInputError
from .. import costs, output
from ..hints import when_missing
from ..state import State

if TYPE_CHECKING:
    from ...runtime.knowledge.adding import KnowledgeAdding
    from ...runtime.services import Services

COLUMNS = ("id", "name", "title", "pages", "passages", "size", "at")
PUT_OFF = "The documents are found by the local index meanwhile."

app = typer.Typer(
    help="Look after the documents that answers cite.", epilog="Example: crm-ai knowledge add handbook.pdf"
)

Workspace = Annotated[str | None, typer.Option(help="Workspace whose documents are meant.")]
AsJson = Annotated[bool, typer.Option("--json", help="Print JSON.")]


def register(parent: typer.Typer) -> None:
    """Add the commands."""
    parent.add_typer(app, name="knowledge")


@app.callback(invoke_without_command=True)
def _group(context: typer.Context) -> None:
    if context.invoked_subcommand is None:
        typer.echo(context.get_help())


@app.command(epilog="Example: crm-ai knowledge add handbook.pdf faq/")
def add(
    context: typer.Context,
    paths: Annotated[
        list[Path], typer.Argument(help="Files, or folders with everything in them that can be read.")
    ],
    *,
    workspace: Workspace = None,
    as_json: AsJson = False,
) -> None:
    """Add documents: Markdown, text, HTML, PDF, Word. Adding again changes nothing; a new version replaces the old.

    A file is known by its name, in a folder by its path within it. What can't be read is named, and the rest comes in.
    """
    found = list(_files(paths))
    state: State = context.obj
    rows: list[dict[str, Any]] = []
    with state.services() as services:
        name = state.workspace(services, workspace)
        # Nobody is sent for vectors before it is said what they cost.
        adding = replace(services.knowledge, changed=lambda _: None)
        with output.progress("documents") as bar:
            task = bar.add_task("reading", total=len(found))
            for called, path in found:
                rows.append(_add(adding, name, called, path))
                bar.advance(task)
        _send_for_vectors(services, name)
    refused = [row for row in rows if row["outcome"] == "refused"]
    if as_json:
        output.echo_json(rows)
    else:
        output.echo_rows(("name", "outcome", "passages"), rows, as_json=False)
        for row in refused:
            output.tell(f"refused {row['name']}: {row['reason']}. {row['hint'] or ''}")
    if refused:
        raise UserInputError(
            f"{len(refused)} of {len(rows)} documents were refused", code="document_unreadable"
        )


@app.command("list", epilog="Example: crm-ai knowledge list --json")
def list_(context: typer.Context, *, workspace: Workspace = None, as_json: AsJson = False) -> None:
    """List documents, by name."""
    state: State = context.obj
    with state.services() as services:
        found = services.knowledge.documents(state.workspace(services, workspace))
    rows = [_row(one) for one in found]
    output.echo_rows(COLUMNS, rows, as_json=as_json)


@app.command(epilog="Example: crm-ai knowledge remove handbook.pdf")
def remove(
    context: typer.Context,
    documents: Annotated[list[str], typer.Argument(help="Ids or names of documents.")],
    *,
    workspace: Workspace = None,
) -> None:
    """Remove documents; nothing of them is found any more."""
    state: State = context.obj
    with state.services() as services, when_missing("crm-ai knowledge list shows what there is"):
        name = state.workspace(services, workspace)
        by_name = {one.name: one.id for one in services.knowledge.documents(name)}
        # Looked up first, so that a slip of the pen removes nothing.
        ids = [by_name.get(one) or services.knowledge.document(name, one).id for one in documents]
        for id_ in dict.fromkeys(ids):
            services.knowledge.remove(name, id_, "command line")


@app.command(epilog='Example: crm-ai knowledge search "How is our data encrypted?"')
def search(
    context: typer.Context,
    text: Annotated[str, typer.Argument(help="A question, or what a buyer said.")],
    *,
    limit: Annotated[int, typer.Option(min=1, max=50, help="Most passages.")] = 5,
    workspace: Workspace = None,
    as_json: AsJson = False,
) -> None:
    """Find passages that say something to a question."""
    state: State = context.obj
    with state.services() as services:
        found = services.passages.find(state.workspace(services, workspace), text, limit)
    rows = [
        {
            "document": hit.passage.title,
            "page": hit.passage.page,
            "heading": hit.passage.heading,
            "score": round(hit.score, 3),
            "fits": hit.fits,
            "quote": hit.quote,
            "text": hit.passage.text,
            "id": hit.passage.id,
            "document_id": hit.passage.document_id,
        }
        for hit in found.hits
    ]
    if as_json:
        output.echo_json({"items": rows, "by": {"model": found.by.model, "reason": found.by.reason}})
        return
    output.echo_rows(("document", "page", "heading", "score", "fits", "quote"), rows, as_json=False)


@app.command(epilog="Example: crm-ai knowledge embed")
def embed(context: typer.Context, *, workspace: Workspace = None, as_json: AsJson = False) -> None:
    """Give every passage and earlier objection a vector of the provider's model, where there is one.

    Workers do it by themselves; this shows how far it is. It can be stopped at any time and goes on where it was.
    """
    state: State = context.obj
    with state.services() as services, output.progress("texts") as bar:
        name = state.workspace(services, workspace)
        if (cost := services.embedding_cost(name)) is not None:
            services.run_costs.require_room(name, cost)
            costs.say(cost)
        total = services.embedding.lacking(name)
        task = bar.add_task("embedding", total=total)
        done = services.embedding.run(name, lambda n: bar.update(task, completed=n))
    row = {"model": done.model, "embedded": done.embedded, "withheld": done.withheld, "left": done.left}
    output.echo_rows(tuple(row), [row], as_json=as_json)


def _files(paths: list[Path]) -> Iterator[tuple[str, Path]]:
    """Yield (name, file): every file that was named, and of folders those that can be read."""
    from ...documents import endings

    known = set(endings())
    for path in paths:
        if path.is_dir():
            inside = sorted(one for one in path.rglob("*") if one.is_file() and one.suffix.lower() in known)
            yield from ((one.relative_to(path).as_posix(), one) for one in inside)
        elif path.is_file():
            yield path.name, path
        else:
            raise UserInputError(f"there is no file {path}", code="file_missing", hint="is it spelt right?")


def _send_for_vectors(services: Services, workspace: str) -> None:
    """Have workers embed what came in, once it is said what that costs; where the month has no room, not yet."""
    cost = services.embedding_cost(workspace)
    if cost is None:
        return
    costs.say(cost)
    try:
        services.run_costs.require_room(workspace, cost)
    except PermanentError as error:
        output.tell(f"{error.user_message} {PUT_OFF}")
        return
    services.dispatcher.embed(workspace)


def _add(adding: KnowledgeAdding, workspace: str, name: str, path: Path) -> dict[str, Any]:
    try:
        limit = adding.bounds.size
        if path.stat().st_size > limit:
            raise UserInputError(f"it is larger than {limit // 1_000_000} MB", hint="split it")
        added = adding.add(workspace, name, path.read_bytes(), "command line")
    except UserInputError as error:
        return {
            "name": name,
            "outcome": "refused",
            "passages": 0,
            "code": error.code,
            "reason": error.user_message.rstrip("."),
            "hint": error.hint,
        }
    except OSError as error:
        return {
            "name": name,
            "outcome": "refused",
            "passages": 0,
            "code": "file_unreadable",
            "reason": (error.strerror or "it can't be opened").lower(),
            "hint": None,
        }
    row = _row(added.document)
    return {"name": name, "outcome": added.outcome, "passages": row["passages"], "document": row}


def _row(document: Any) -> dict[str, Any]:  # noqa: ANN401  # a row of the store
    return {
        "id": document.id,
        "name": document.name,
        "title": document.title,
        "pages": document.pages,
        "passages": document.passage_count,
        "size": document.size,
        "at": document.at.isoformat(timespec="seconds"),
    }
