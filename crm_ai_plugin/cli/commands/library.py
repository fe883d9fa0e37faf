"""``crm-ai library``: approved claims and answer templates for objections."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict
from datetime import timedelta
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from ...errors import UserInputError
from .. import output
from ..library_file import content_of, moment, notation_of, sentence, text_of
from ..state import State

if TYPE_CHECKING:
    from ...runtime.objections.library.entry import Entry
    from ...runtime.objections.library.exchange import Outcome
    from ...runtime.objections.library.keeping import LibraryKeeping
    from ...runtime.services import Services

SHOWN = 20
COLUMNS = (
    "id",
    "kind",
    "state",
    "version",
    "in_use",
    "language",
    "topics",
    "owner",
    "review",
    "expires",
    "text",
)


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


def register(parent: typer.Typer) -> None:
    """Add the commands."""
    parent.add_typer(app, name="library")


@app.callback(invoke_without_command=True)
def _group(context: typer.Context) -> None:
    if context.invoked_subcommand is None:
        typer.echo(context.get_help())


@app.command("list", epilog="Example: crm-ai library list --kind claim --state expired")
def list_(
    context: typer.Context,
    *,
    kind: Annotated[Kind | None, typer.Option(help="Only these.")] = None,
    state: Annotated[
        str | None, typer.Option(help="draft, in_review, approved, expired, rejected or retired.")
    ] = None,
    topic: Annotated[str | None, typer.Option(help="Only what answers this.")] = None,
    language: Language = None,
    workspace: Workspace = None,
    as_json: AsJson = False,
) -> None:
    """List claims and templates, by id."""
    from ...runtime.objections.library.entry import STATES
    from ...runtime.objections.library.keeping import MAX_ENTRIES

    if state is not None and state not in STATES:
        raise UserInputError(
            f"there is no state {state!r}", code="state_unknown", hint=f"one of {', '.join(STATES)}"
        )
    with _library(context, workspace) as (_, library, name):
        found = library.list(name, kind=kind, state=state, topic=topic, language=language, limit=MAX_ENTRIES)
    _print_all(found, as_json=as_json)


@app.command(epilog="Example: crm-ai library due --days 60")
def due(
    context: typer.Context,
    *,
    days: Annotated[int, typer.Option(min=0, max=730, help="How far to look ahead.")] = 30,
    workspace: Workspace = None,
    as_json: AsJson = False,
) -> None:
    """List what is to be reviewed, or ends, soon; what has ended stands first."""
    with _library(context, workspace) as (_, library, name):
        found = library.due(name, timedelta(days=days))
    _print_all(found, as_json=as_json)


@app.command(epilog='Example: crm-ai library add claim --text "EU only." --language en --by ann')
def add(
    context: typer.Context,
    kind: Annotated[Kind, typer.Argument(help="claim or template.")],
    entry: Annotated[str | None, typer.Argument(help="Id; one is made if left out.")] = None,
    *,
    by: By,
    text: Text = None,
    sentences: Sentences = None,
    ask: Ask = None,
    why: Why = None,
    language: Language = None,
    topics: Topics = None,
    tones: Tones = None,
    segments: Segments = None,
    owner: Owner = None,
    review: Review = None,
    expires: Expires = None,
    note: Note = "",
    workspace: Workspace = None,
    as_json: AsJson = False,
) -> None:
    """Add an entry as a draft."""
    from ...runtime.objections.library.keeping import Wish

    content = content_of(
        kind.value,
        language=language,
        topics=topics,
        tones=tones,
        segments=segments,
        text=text,
        sentences=[sentence(one) for one in sentences or ()],
        ask=ask,
        why=why,
    )
    wish = Wish(content, by, owner, _dates(review, expires), note)
    with _library(context, workspace) as (_, library, name):
        _tell(library.add(name, wish, entry), as_json=as_json)


@app.command(epilog='Example: crm-ai library edit eu --text "It runs in Asia." --by anna')
def edit(
    context: typer.Context,
    entry: Id,
    *,
    by: By,
    text: Text = None,
    sentences: Sentences = None,
    ask: Ask = None,
    why: Why = None,
    language: Language = None,
    topics: Topics = None,
    tones: Tones = None,
    segments: Segments = None,
    owner: Owner = None,
    review: Review = None,
    expires: Expires = None,
    note: Note = "",
    workspace: Workspace = None,
    as_json: AsJson = False,
) -> None:
    """Store a new version as a draft; what is left out stays. The approved words stay in use until it is approved."""
    from ...runtime.objections.library.keeping import Wish

    with _library(context, workspace) as (_, library, name):
        before = library.get(name, entry)
        changes = content_of(
            before.kind,
            language=language,
            topics=topics,
            tones=tones,
            segments=segments,
            text=text,
            sentences=[sentence(one) for one in sentences or ()],
            ask=ask,
            why=why,
        )
        wish = Wish({**before.latest.content, **changes}, by, owner, _dates(review, expires), note)
        _tell(library.edit(name, entry, wish, before.latest.number), as_json=as_json)


@app.command(epilog="Example: crm-ai library submit leave --by anna")
def submit(
    context: typer.Context, entry: Id, *, by: By, workspace: Workspace = None, as_json: AsJson = False
) -> None:
    """Hand a draft in for review."""
    with _library(context, workspace) as (_, library, name):
        _tell(library.submit(name, entry, by), as_json=as_json)


@app.command(epilog="Example: crm-ai library approve leave --by ben --expires 2027-03-31")
def approve(
    context: typer.Context,
    entry: Id,
    *,
    by: By,
    review: Review = None,
    expires: Expires = None,
    note: Note = "",
    workspace: Workspace = None,
    as_json: AsJson = False,
) -> None:
    """Put what is in review to use, or let what is in use hold for longer."""
    with _library(context, workspace) as (_, library, name):
        _tell(library.approve(name, entry, by, _dates(review, expires), note), as_json=as_json)


@app.command(epilog='Example: crm-ai library reject leave --by ben --note "not so in France"')
def reject(
    context: typer.Context,
    entry: Id,
    *,
    by: By,
    note: Annotated[str, typer.Option(help="Why.")],
    workspace: Workspace = None,
    as_json: AsJson = False,
) -> None:
    """Turn down what is in review."""
    with _library(context, workspace) as (_, library, name):
        _tell(library.reject(name, entry, by, note), as_json=as_json)


@app.command(epilog="Example: crm-ai library expire leave --by ben")
def expire(
    context: typer.Context, entry: Id, *, by: By, workspace: Workspace = None, as_json: AsJson = False
) -> None:
    """Let what is in use be over now."""
    with _library(context, workspace) as (_, library, name):
        _tell(library.expire(name, entry, by), as_json=as_json)


@app.command(epilog="Example: crm-ai library retire leave --by ben")
def retire(
    context: typer.Context, entry: Id, *, by: By, workspace: Workspace = None, as_json: AsJson = False
) -> None:
    """Take an entry out of use for good."""
    with _library(context, workspace) as (_, library, name):
        _tell(library.retire(name, entry, by), as_json=as_json)


@app.command(epilog="Example: crm-ai library rollback leave --by ben")
def rollback(
    context: typer.Context,
    entry: Id,
    *,
    by: By,
    version: Annotated[int | None, typer.Option(help="Left out: the one in use before.")] = None,
    workspace: Workspace = None,
    as_json: AsJson = False,
) -> None:
    """Bring an earlier version back: in use at once if its approval still holds, else as a draft."""
    with _library(context, workspace) as (_, library, name):
        _tell(library.roll_back(name, entry, by, version), as_json=as_json)


@app.command(epilog="Example: crm-ai library versions leave")
def versions(
    context: typer.Context, entry: Id, *, workspace: Workspace = None, as_json: AsJson = False
) -> None:
    """List all versions of an entry, newest first; a star marks the one in use."""
    with _library(context, workspace) as (_, library, name):
        found = library.versions(name, entry)
    if as_json:
        output.echo_json([asdict(one) for one in found])
        return
    rows = [
        (
            "*" if v.in_use else "",
            v.number,
            v.state,
            v.author,
            f"{v.at:%Y-%m-%d}",
            v.decided_by,
            _day(v.expires_at),
            v.note,
        )
        for v in found
    ]
    output.echo_table(("", "version", "state", "author", "made", "decided by", "expires", "note"), rows)


@app.command(epilog="Example: crm-ai library diff leave 1 3")
def diff(
    context: typer.Context,
    entry: Id,
    a: Annotated[int | None, typer.Argument(help="Left out: the version in use.")] = None,
    b: Annotated[int | None, typer.Argument(help="Left out: the newest version.")] = None,
    *,
    workspace: Workspace = None,
) -> None:
    """Show how two versions differ."""
    with _library(context, workspace) as (_, library, name):
        output.echo(library.diff(name, entry, a, b) or "no difference")


@app.command(epilog="Example: crm-ai library export library.yaml")
def export(
    context: typer.Context,
    file: Annotated[Path, typer.Argument(help="The file; - writes to standard output.")],
    *,
    form: Annotated[
        Form | None, typer.Option("--format", help="Left out: as the file's ending says.")
    ] = None,
    workspace: Workspace = None,
) -> None:
    """Write the newest version of every entry that is not retired, to be imported again."""
    notation = notation_of(file, form.value if form else None)
    with _library(context, workspace) as (services, _, name):
        text = services.objections.exchange.export(name, notation)
    if str(file) == "-":
        output.echo(text.rstrip("\n"))
    else:
        output.write_file(file, text)


@app.command("import", epilog="Example: crm-ai library import library.yaml --by anna --approved-by ben")
def import_(
    context: typer.Context,
    file: Annotated[Path, typer.Argument(help="The file; - reads standard input.")],
    *,
    by: By,
    approved_by: Annotated[
        str | None, typer.Option(help="Who signs it off; left out: what it brings comes in as drafts.")
    ] = None,
    form: Annotated[
        Form | None, typer.Option("--format", help="Left out: as the file's ending says.")
    ] = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Only say what would be done.")] = False,
    workspace: Workspace = None,
    as_json: AsJson = False,
) -> None:
    """Take in a file: all of it, or with a single bad row nothing. Importing again changes nothing."""
    from ...runtime.objections.library.exchange import Incoming

    notation = notation_of(file, form.value if form else None)
    incoming = Incoming(file.name, notation, text_of(file), by, approved_by)
    with _library(context, workspace) as (services, _, name):
        found = services.objections.exchange.import_(name, incoming, dry_run=dry_run)
    _print_outcome(found, as_json=as_json)
    if found.refused:
        raise UserInputError("nothing was imported; see above", code="library_refused")


@app.command(epilog="Example: crm-ai library policy --own-approval --by anna")
def policy(
    context: typer.Context,
    *,
    own_approval: Annotated[
        bool | None,
        typer.Option("--own-approval/--no-own-approval", help="Whether authors may approve what they wrote."),
    ] = None,
    by: Annotated[str | None, typer.Option("--by", help="Who changes it.")] = None,
    workspace: Workspace = None,
    as_json: AsJson = False,
) -> None:
    """Show, or change, how the library is approved."""
    with _library(context, workspace) as (_, library, name):
        if own_approval is not None:
            library.allow_own_approval(name, by or "", allowed=own_approval)
        allowed = library.own_approval(name)
    if as_json:
        output.echo_json({"own_approval": allowed})
    else:
        output.echo(f"authors may {'' if allowed else 'not '}approve what they wrote")


@contextmanager
def _library(context: typer.Context, workspace: str | None) -> Iterator[tuple[Services, LibraryKeeping, str]]:
    state: State = context.obj
    with state.services() as services:
        yield services, services.objections.library, state.workspace(services, workspace)


def _dates(review: str | None, expires: str | None) -> Any:  # noqa: ANN401  # its module is loaded here
    from ...runtime.objections.library.workflow import Dates

    return Dates(moment(review), moment(expires))


def _tell(entry: Entry, *, as_json: bool) -> None:
    if as_json:
        output.echo_json(asdict(entry))
        return
    used = "nothing is in use" if entry.in_use is None else f"version {entry.in_use} is in use"
    until = f" until {_day(entry.expires_at)}" if entry.in_use is not None and entry.expires_at else ""
    output.echo(f"{entry.id} version {entry.latest.number}: {entry.state.replace('_', ' ')}; {used}{until}")


def _print_all(found: Any, *, as_json: bool) -> None:  # noqa: ANN401  # entries
    if as_json:
        output.echo_json([asdict(one) for one in found])
        return
    output.echo_table([name.replace("_", " ") for name in COLUMNS], [_cells(one) for one in found])


def _cells(entry: Entry) -> tuple[object, ...]:
    content = entry.latest.content
    text = content.get("text") or next((one for one in content["sentences"] if isinstance(one, str)), "")
    return (
        *(entry.id, entry.kind, entry.state.replace("_", " "), entry.latest.number, entry.in_use),
        *(content["language"], " ".join(content["topics"]), entry.latest.owner),
        *(_day(entry.review_at), _day(entry.expires_at)),
        text if len(text) <= 60 else text[:59] + "…",
    )


def _print_outcome(found: Outcome, *, as_json: bool) -> None:
    if as_json:
        output.echo_json(asdict(found))
        return
    for one in found.refused[:SHOWN]:
        where = f"{one.file}:{one.line}" + (f" {one.column}" if one.column else "")
        output.tell(f"refused {where}: {one.reason}")
    if len(found.refused) > SHOWN:
        output.tell(f"… and {len(found.refused) - SHOWN} more; --json lists them")
    if not found.refused:
        counts = ("added", "changed", "unchanged", "approved")
        output.echo(", ".join(f"{len(getattr(found, name))} {name}" for name in counts))


def _day(moment_: Any) -> str | None:  # noqa: ANN401  # a datetime or None
    return None if moment_ is None else f"{moment_:%Y-%m-%d}"
