"""The process that reads one document: bytes in, JSON out. See ``contained``."""

from __future__ import annotations

import json
import sys
from dataclasses import asdict

from ..errors import UserInputError
from .bounds import Bounds
from .parsing import parse


def main() -> None:
    """Read standard input: a line that says what it is, then the bytes."""
    asked = json.loads(sys.stdin.buffer.readline())
    bounds = Bounds(**asked["bounds"])
    _limit(bounds)
    try:
        said = asdict(parse(sys.stdin.buffer.read(), asked["name"], bounds))
    except UserInputError as error:
        said = {"code": error.code, "message": error.user_message, "hint": error.hint}
    sys.stdout.buffer.write(json.dumps(said).encode())


def _limit(bounds: Bounds) -> None:
    try:
        import resource  # noqa: PLC0415  # there is none on Windows, where only time is limited
    except ImportError:
        return
    for limit, value in ((resource.RLIMIT_AS, bounds.memory), (resource.RLIMIT_CPU, int(bounds.seconds) + 1)):
        _, hard = resource.getrlimit(limit)
        most = value if hard == resource.RLIM_INFINITY else min(value, hard)
        resource.setrlimit(limit, (most, hard))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


if __name__ == "__main__":
    main()
