"""``crm-ai library add`` and ``edit``: words that wait for approval."""

from __future__ import annotations

from typing import Annotated

import typer

from ...library_file import content_of, sentence
from .asked import (
    AsJson,
    Ask,
    By,
    Expires,
    Id,
    Kind,
    Language,
    Note,
    Owner,
    Review,
    Segments,
    Sentences,
    Text,
    Tones,
    Topics,
    Why,
    Workspace,
    app,
    dates,
    opened,
)
from .printed import tell


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
    from ....runtime.objections.library.keeping import Wish

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
    wish = Wish(content, by, owner, dates(review, expires), note)
    with opened(context, workspace) as (_, library, name):
        tell(library.add(name, wish, entry), as_json=as_json)


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
    from ....runtime.objections.library.keeping import Wish

    with opened(context, workspace) as (_, library, name):
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
        wish = Wish({**before.latest.content, **changes}, by, owner, dates(review, expires), note)
        tell(library.edit(name, entry, wish, before.latest.number), as_json=as_json)
