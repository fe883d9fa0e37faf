"""Printing data, complaints and progress: tables for people, JSON for programs, bars only on a terminal.

Texts from a CRM are hostile: on their way to a terminal or a spreadsheet they are made harmless here.
"""

from __future__ import annotations

import io
import json
import re
import sys
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import typer

from ..errors import UserInputError

if TYPE_CHECKING:
    from rich.progress import Progress

    from ..runtime.reports.reporting import ReportFile

_JOINERS = "\N{ZERO WIDTH NON-JOINER}\N{ZERO WIDTH JOINER}"
"""Not printable, and yet Persian, Hindi and emoji are spelt with them."""

_C1 = re.compile("[\x7f-\x9f]")


def never_fail_on_encoding() -> None:
    """Let a terminal that can't show a character show its number instead of ending the command."""
    if isinstance(sys.stdout, io.TextIOWrapper):
        sys.stdout.reconfigure(errors="backslashreplace")


def echo(text: str) -> None:
    """Print `text` on stdout, nothing in it able to drive the terminal."""
    typer.echo(harmless(text))


def complain(message: str, hint: str | None = None) -> None:
    """Print one line on stderr: what is wrong, and how to mend it."""
    more = "" if not hint or hint in message else f" ({hint.rstrip('.')})"
    tell(f"crm-ai: {message.rstrip('.')}{more}")


def tell(line: str) -> None:
    """Print one line on stderr, whatever `line` holds."""
    typer.echo(harmless(" ".join(line.split())), err=True)


def echo_json(data: Any) -> None:  # noqa: ANN401
    """Print `data` as JSON on stdout."""
    readable = (sys.stdout.encoding or "").lower().replace("-", "") == "utf8"
    text = json.dumps(data, ensure_ascii=not readable, indent=2, default=str)
    # JSON escapes the older control characters itself; of these a terminal takes some for commands, too.
    typer.echo(_C1.sub(lambda found: f"\\u{ord(found.group()):04x}", text))


def echo_table(columns: Sequence[str], rows: Iterable[Sequence[object]]) -> None:
    """Print a table on stdout; cells are text, never markup."""
    from rich.console import Console
    from rich.table import Table

    table = Table(box=None, header_style="bold", pad_edge=False)
    for column in columns:
        table.add_column(column, overflow="fold")
    for row in rows:
        table.add_row(*("" if cell is None else harmless(str(cell)) for cell in row))
    Console(soft_wrap=False, markup=False, highlight=False, emoji=False).print(table)


def echo_rows(columns: Sequence[str], rows: Sequence[Mapping[str, object]], *, as_json: bool) -> None:
    """Print rows with these columns on stdout: as JSON, or as a table for people."""
    if as_json:
        echo_json(rows)
    else:
        echo_table(columns, ([row[column] for column in columns] for row in rows))


def give(text: str, out: Path | None) -> None:
    """Write `text` to a file, or print it where none is named."""
    if out is None:
        echo(text.rstrip("\n"))
        return
    write_file(out, text)
    tell(f"written to {out}")


def give_json(data: Any, out: Path | None) -> None:  # noqa: ANN401
    """Write `data` as JSON to a file, or print it where none is named."""
    if out is None:
        echo_json(data)
    else:
        give(json.dumps(data, indent=2, default=str) + "\n", out)


def write_file(path: Path, content: str | bytes) -> None:
    """Write `content` to `path`, text as UTF-8.

    Raises:
        UserInputError: `path` can't be written.
    """
    try:
        path.write_bytes(
            content if isinstance(content, bytes) else content.encode("utf-8", "backslashreplace")
        )
    except (OSError, ValueError) as error:
        reason = (error.strerror if isinstance(error, OSError) else None) or "not a usable name"
        raise UserInputError(f"can't write {path}: {reason.lower()}", code="out_unwritable") from None


def deliver(file: ReportFile, out: Path | None) -> None:
    """Write a report to `out`, else to stdout; what is no text goes to no terminal.

    Raises:
        UserInputError: there is nowhere it could go.
    """
    if out is not None:
        write_file(out, file.content)
        tell(f"written to {out}")
    elif file.media_type.startswith(("text/", "application/json")):
        echo(file.content.decode().removesuffix("\n"))
    elif sys.stdout.isatty():
        raise UserInputError("a PDF is not for a terminal", code="out_missing", hint=f"--out {file.name}")
    else:
        sys.stdout.buffer.write(file.content)


def progress(unit: str = "") -> Progress:
    """Return a progress display on stderr that shows itself only on a terminal."""
    from rich.console import Console
    from rich.progress import BarColumn, Progress, ProgressColumn, Task, TextColumn, TimeElapsedColumn

    class Count(ProgressColumn):
        """How much is done, and of how much if that is known."""

        def render(self, task: Task) -> str:
            done = f"{task.completed:,.0f}"
            return f"{done} {unit}" if task.total is None else f"{done} of {task.total:,.0f} {unit}"

    return Progress(
        TextColumn("{task.description}", markup=False),
        BarColumn(),
        Count(),
        TimeElapsedColumn(),
        console=Console(file=sys.stderr),
        disable=not sys.stderr.isatty(),
        transient=True,
    )


def harmless(text: str) -> str:
    """Return `text` with every character that could drive a terminal shown as a replacement character."""
    if text.isprintable():
        return text
    return "".join(
        c if c.isprintable() or c in "\n\t" or c in _JOINERS else "\N{REPLACEMENT CHARACTER}" for c in text
    )
