"""What the commands of the library print: entries, and the outcome of an import."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from ... import output

if TYPE_CHECKING:
    from ....runtime.objections.library.entry import Entry
    from ....runtime.objections.library.exchange import Outcome

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


def tell(entry: Entry, *, as_json: bool) -> None:
    """Print what state an entry is in and which version of it is in use."""
    if as_json:
        output.echo_json(asdict(entry))
        return
    used = "nothing is in use" if entry.in_use is None else f"version {entry.in_use} is in use"
    until = f" until {day(entry.expires_at)}" if entry.in_use is not None and entry.expires_at else ""
    output.echo(f"{entry.id} version {entry.latest.number}: {entry.state.replace('_', ' ')}; {used}{until}")


def print_all(found: Any, *, as_json: bool) -> None:  # noqa: ANN401  # entries
    """Print entries as a table, a line each."""
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
        *(day(entry.review_at), day(entry.expires_at)),
        text if len(text) <= 60 else text[:59] + "…",
    )


def print_outcome(found: Outcome, *, as_json: bool) -> None:
    """Print what an import did, or the first of what it refused."""
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


def day(moment_: Any) -> str | None:  # noqa: ANN401  # a datetime or None
    """Return the day as YYYY-MM-DD."""
    return None if moment_ is None else f"{moment_:%Y-%m-%d}"
