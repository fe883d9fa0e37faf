"""Reading a document in a process of its own: what hangs or eats memory is ended with it."""

from __future__ import annotations

import json
import subprocess
import sys
from dataclasses import asdict

from ..errors import UserInputError
from .bounds import DEFAULT, Bounds, unreadable
from .document import Document, Section

MODULE = "crm_ai_plugin.documents"


def parse_contained(data: bytes, name: str, bounds: Bounds = DEFAULT) -> Document:
    """Return what :func:`.parsing.parse` does, or its error; one more when time or memory runs out."""
    if len(data) > bounds.size:
        raise unreadable(
            f"it is larger than {bounds.size // 1_000_000} MB", "split it into several documents"
        )
    # Not as arguments: those of a process can be read by everybody on the machine.
    head = json.dumps({"name": name, "bounds": asdict(bounds)}).encode()
    try:
        done = subprocess.run(  # noqa: S603  # our own module
            [sys.executable, "-I", "-m", MODULE],
            input=head + b"\n" + data,
            capture_output=True,
            timeout=bounds.seconds,
            check=False,
        )
    except subprocess.TimeoutExpired:
        raise unreadable(f"reading it takes longer than {bounds.seconds:g} seconds") from None
    except OSError:
        raise unreadable("no process could be started for it", "try again later") from None
    try:
        said = json.loads(done.stdout)
    except ValueError:
        # Ended by the limit on memory, or by a crash in a library.
        raise unreadable("it takes too much memory, or a reader fails on it") from None
    if "code" in said:
        raise UserInputError(said["message"], code=said["code"], hint=said["hint"])
    sections = [Section(**section) for section in said["sections"]]
    return Document(said["title"], said["media_type"], sections, said["pages"])
